"""What a dispute withholds: so much of a line with the tax on it, and what must be for a hold.

Tax is withheld by the share of it that is the line's, as a growing sum: all that is credited and
withheld of a line has the tax of their sum, so parts come to the line's tax to the cent.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.invoices.dispute_events import WithheldLine
from domain.invoices.errors import InvoiceLineRepeated, InvoiceUnknownLine
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.settlement_errors import InvoiceLineOverWithheld
from domain.invoices.state import NOTHING, Invoice
from domain.invoices.state_disputes import open_disputes, withheld_of
from domain.money import EXACT, allocated, exact, rounded

ZERO: Final = Decimal(0)
Withheld = tuple[int, Decimal]  # a line, and how much of its amount

# Of what came beyond one base, and of what came beyond the other: the larger counts.
_ORDERED: Final[frozenset[HoldKind]] = frozenset({"quantity_ordered", "amount_ordered"})
_ARRIVED: Final[frozenset[HoldKind]] = frozenset(
    {
        *("quantity_received", "amount_received", "receipt_missing"),
        *("inspection_pending", "goods_rejected"),
    }
)
_PRICED: Final[frozenset[HoldKind]] = frozenset({"price", "contract_price"})
_OTHERS: Final[frozenset[HoldKind]] = frozenset(
    {"line_amount", "early_shipment", "over_tax", "freight", "discount", "exchange_rate"}
)
MEASURED_IN_MONEY: Final = _ORDERED | _ARRIVED | _PRICED | _OTHERS


def withheld_lines(invoice: Invoice, wanted: Sequence[Withheld]) -> tuple[WithheldLine, ...]:
    """The lines with their tax, each at most what is left of it."""
    known = {line.line: line.amount for line in invoice.lines}
    seen: set[int] = set()
    for number, amount in wanted:
        if number not in known:
            raise InvoiceUnknownLine(number, known)
        if number in seen:
            raise InvoiceLineRepeated(number)
        seen.add(number)
        left = known[number] - _gone(invoice, number)
        if not 0 < exact(amount, invoice.currency) <= left:
            raise InvoiceLineOverWithheld(invoice.number, number, amount, max(left, ZERO))
    return tuple(
        WithheldLine(line=number, amount=amount, tax=_tax(invoice, number, amount))
        for number, amount in wanted
    )


class Cost(NamedTuple):
    """What would be paid too much for the reason of one hold, without tax."""

    kind: HoldKind
    line: int | None
    exposure: Decimal


def short_of(
    invoice: Invoice,
    found: Sequence[Cost],
    lines: Sequence[WithheldLine] = (),
    in_whole: Decimal = ZERO,
) -> Decimal:
    """What of the cost of these holds nothing withholds, with its tax; none: zero.

    `lines` and `in_whole` are withheld beside what open disputes withhold already.
    """
    whole = [each.in_whole for each in open_disputes(invoice.disputes).values()]
    spare = sum(whole, in_whole)
    needed = sum((each.exposure for each in found if each.line is None), ZERO)
    more = {each.line: each.amount for each in lines}
    for number in {each.line for each in found if each.line is not None}:
        kept = withheld_of(invoice.disputes, number) + more.get(number, ZERO)
        missing = _cost(invoice, number, [each for each in found if each.line == number]) - kept
        if missing > 0:
            needed += missing + _tax(invoice, number, missing, beside=more.get(number, ZERO))
    return max(needed - spare, ZERO)


def _cost(invoice: Invoice, number: int, found: Sequence[Cost]) -> Decimal:
    """What the holds of a line cost together, at most what is left of the line."""
    ordered, arrived, others = (
        sum((each.exposure for each in found if each.kind in kinds), ZERO)
        for kinds in (_ORDERED, _ARRIVED, _OTHERS)
    )
    priced = max((each.exposure for each in found if each.kind in _PRICED), default=ZERO)
    amount = next(line.amount for line in invoice.lines if line.line == number)
    left = amount - invoice.credits.get(number, NOTHING).amount
    return min(max(ordered, arrived) + priced + others, left)


def _gone(invoice: Invoice, number: int) -> Decimal:
    """What of a line is credited, or withheld already."""
    credited = invoice.credits.get(number, NOTHING).amount
    return credited + withheld_of(invoice.disputes, number)


def _tax(invoice: Invoice, number: int, amount: Decimal, beside: Decimal = ZERO) -> Decimal:
    """The tax on so much more of the line, beyond what is gone of it."""
    before = _gone(invoice, number) + beside
    line = next(each for each in invoice.lines if each.line == number)
    whole = dict(zip([each.line for each in invoice.lines], line_taxes(invoice), strict=True))
    per_unit = Fraction(whole[number]) / Fraction(line.amount)
    then, now = (
        rounded(per_unit * Fraction(each), invoice.currency) for each in (before, before + amount)
    )
    return now - then


def line_taxes(invoice: Invoice) -> tuple[Decimal, ...]:
    """The invoice's tax by line: by the rates that lines state, else by their amounts."""
    amounts = [max(line.amount, ZERO) for line in invoice.lines]
    rates = [line.tax_percent or ZERO for line in invoice.lines]
    stated = [EXACT.multiply(*each) for each in zip(amounts, rates, strict=True)]
    is_stated = min(rates) >= 0 and any(stated)
    return allocated(invoice.tax, stated if is_stated else amounts, invoice.currency)
