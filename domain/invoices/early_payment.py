"""What a payment may keep back for being early: its share of the discount, and no more.

A discount is for the whole total. Who pays a part in time has earned as much of it as that part is
of the total, and what is credited is never paid, so its share is earned by nobody. What was paid
ahead was paid in time.
"""

from decimal import Decimal
from fractions import Fraction

from domain.invoices.state import Invoice
from domain.invoices.state_parts import ZERO
from domain.money import rounded


def earned_discount(invoice: Invoice, cash: Decimal) -> Decimal:
    """What so much cash in time earns, beyond what earlier payments kept back; at least nothing.

    All that was paid in time counts, so parts come to the whole discount to the cent.
    """
    if invoice.discount_until is None:
        return ZERO
    made = [each for each in invoice.payments.values() if not each.voided]
    in_time = (
        each.settles for each in made if each.paid_on and each.paid_on <= invoice.discount_until
    )
    kept = sum((each.discount for each in made), ZERO)
    # The discount itself settles too: it is this share of what it and the cash settle together.
    share = Fraction(invoice.discount_amount) / Fraction(invoice.total)
    settled = Fraction(sum(in_time, invoice.prepaid + cash))
    earned = (share * settled - Fraction(kept)) / (1 - share)
    return max(rounded(earned, invoice.currency), ZERO)
