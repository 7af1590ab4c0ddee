"""What of an invoice should not have been billed: the same match that holds what is not paid yet.

Quantities alone are judged again. A price that passed stands, and what a person let pass was paid
on purpose; neither is too much afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.frozen import replace
from domain.invoices.decide_match import allowed, bill_of
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.order_facts import OrderFacts
from domain.invoices.state import NOTHING, Invoice
from domain.match_checks import of_receipts
from domain.match_sides import Claim, Taken
from domain.matching import match
from domain.money import rounded
from domain.recoveries.events import RecoveryLine
from domain.tolerance import TolerancePolicy

ZERO: Final = Decimal(0)
# Goods that wait for their inspection may still be accepted: that is no reason to ask for money.
_TOO_MUCH: Final[frozenset[HoldKind]] = frozenset(
    {"quantity_received", "amount_received", "receipt_missing", "goods_rejected"}
)


class Overpaid(NamedTuple):
    """Lines and their tax that should not have been billed, and how much of it was paid."""

    lines: tuple[RecoveryLine, ...]
    tax: Decimal
    total: Decimal
    claim: Decimal


def overpaid(invoice: Invoice, order: OrderFacts, policy: TolerancePolicy) -> Overpaid | None:
    """What was paid of what the order's ledgers do not bear any more; none: nothing."""
    if invoice.voided or invoice.accounted is None or not invoice.paid + invoice.prepaid:
        return None
    bill = bill_of(invoice, invoice.links, order)
    told_once = replace(bill, claims=tuple(_told_once(bill.claims)))
    found = match(told_once, order.currency, policy)
    excess: dict[int, Decimal] = {}
    for hold in found.holds:
        if hold.kind in _TOO_MUCH and hold.line is not None and not allowed(invoice, hold):
            excess[hold.line] = max(hold.excess, excess.get(hold.line, ZERO))
    return summed(invoice, [_line(invoice, line, quantity) for line, quantity in excess.items()])


def _told_once(claims: Iterable[Claim]) -> Iterator[Claim]:
    """What a line asks beyond the receipts that it names is no reason against its later lines."""
    taken: dict[int, Taken] = {}
    too_much: dict[int, Decimal] = {}
    for claim in claims:
        side = claim.against
        if side is None:
            yield claim
            continue
        before, known = taken.get(side.line, Taken()), too_much.get(side.line, ZERO)
        yield replace(claim, against=replace(side, prior=side.prior - known))
        own = sum((each.excess for each in of_receipts(claim, before)), ZERO)
        taken[side.line] = before.plus(claim.quantity, claim.named)
        too_much[side.line] = known + own


def summed(
    invoice: Invoice, lines: Sequence[RecoveryLine], tax: Decimal | None = None
) -> Overpaid | None:
    """The lines with their tax: by their share of the goods, unless it is stated."""
    goods = sum((line.amount for line in lines), ZERO)
    left = max(invoice.tax - invoice.credited_beside.tax, ZERO)
    share = min(_tax(invoice, goods), left) if tax is None else tax
    total = min(goods + share, invoice.uncredited)
    claim = total - invoice.open_amount
    if claim <= 0:
        return None
    return Overpaid(tuple(lines), total - goods, total, min(claim, total))


def _line(invoice: Invoice, number: int, quantity: Decimal) -> RecoveryLine:
    """So much of what is not credited of the line, at what it was billed for."""
    billed = next(line for line in invoice.lines if line.line == number)
    credited = invoice.credits.get(number, NOTHING)
    left = invoice.links[number].quantity - credited.quantity
    share = Fraction(billed.amount - credited.amount) * Fraction(quantity) / Fraction(left)
    return RecoveryLine(line=number, quantity=quantity, amount=rounded(share, invoice.currency))


def _tax(invoice: Invoice, goods: Decimal) -> Decimal:
    billed = sum((line.amount for line in invoice.lines), ZERO)
    if not billed:
        return ZERO
    return rounded(Fraction(invoice.tax) * Fraction(goods) / Fraction(billed), invoice.currency)
