"""What came back in parts makes up for what a credit memo left out of the same claim.

A supplier who paid 10 of 71 back gives a credit memo over the other 61: the goods are credited
whole, and without the 10 the memo alone would look like a loss of as much.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.credit_memos.answers import Answer
from domain.credit_memos.decide import accounted_line
from domain.invoices.credited_taxes import credited_taxes
from domain.invoices.state import NOTHING, Invoice
from domain.money import allocated, rounded
from domain.recoveries.events import RecoveryLine, RefundAccounted
from domain.recoveries.state import Recovery

ZERO: Final = Decimal(0)


class LeftOut(NamedTuple):
    """What of a claim the credit of its goods left out, as far as it had come back in parts.

    `lines` are with the quantities that were credited; what is made up for is money alone.
    """

    lines: tuple[RecoveryLine, ...]
    tax: Decimal
    total: Decimal


def left_out(recovery: Recovery, before: Invoice, after: Invoice) -> LeftOut | None:
    """None: nothing. `before` and `after` the credit, which ended the claim.

    Nothing either while some of the invoice is open: that is settled first, and the refund waits.
    """
    if after.open_amount:
        return None
    given = [_credited(before, after, each.line) for each in recovery.lines]
    asked = [
        _share(each.amount, quantity, each.quantity, recovery.currency)
        for each, (quantity, _) in zip(recovery.lines, given, strict=True)
    ]
    goods = sum((each.amount for each in recovery.lines), ZERO)
    asked.append(_share(recovery.tax, sum(asked, ZERO), goods, recovery.currency))
    back = [amount for _, amount in given]
    back.append(after.credited_beside.tax - before.credited_beside.tax)
    total = min(recovery.refunded, sum(asked, ZERO) - sum(back, ZERO), after.uncredited)
    if total <= 0:
        return None
    missing = [max(each - came, ZERO) for each, came in zip(asked, back, strict=True)]
    *amounts, tax = allocated(total, missing, recovery.currency)
    lines = (
        RecoveryLine(line=each.line, quantity=quantity, amount=amount)
        for each, (quantity, _), amount in zip(recovery.lines, given, amounts, strict=True)
        if amount
    )
    return LeftOut(tuple(lines), tax, total)


def refund_accounted(
    recovery: Recovery, used: LeftOut, invoice: Invoice, lines: Sequence[Answer], day: date
) -> RefundAccounted:
    """How it is booked: on price alone, since the goods are credited."""
    assert invoice.accounted is not None, "nobody paid what was not posted"
    return RefundAccounted(
        supplier_id=recovery.supplier_id,
        booked_on=day,
        amount=used.total,
        currency=recovery.currency,
        lines=tuple(accounted_line(each, ZERO) for each in lines),
        tax=used.tax,
        parts=credited_taxes(invoice.accounted, invoice.credited_beside.tax, used.tax),
        purchase_order=invoice.purchase_order,
    )


def _credited(before: Invoice, after: Invoice, line: int) -> tuple[Decimal, Decimal]:
    """How many, and how much, of the invoice line."""
    was, now = (each.credits.get(line, NOTHING) for each in (before, after))
    return now.quantity - was.quantity, now.amount - was.amount


def _share(amount: Decimal, part: Decimal, whole: Decimal, currency: str) -> Decimal:
    """The part's share of an amount, which it never exceeds."""
    if part >= whole:
        return amount
    return rounded(Fraction(amount) * Fraction(part) / Fraction(whole), currency)
