"""Charges that an order carries, borne by its goods as they come.

What a receipt states of a charge is what it is. Of the others goods bear as much as they are of all
that the order is to bring, counted on from what they bore before: so goods that come in place of
others that went back bear nothing twice, and the last ones bear what is left.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from domain.charges import StatedCharge
from domain.money import rounded
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.state import PurchaseOrder


def with_planned(
    order: PurchaseOrder, stated: tuple[StatedCharge, ...]
) -> tuple[StatedCharge, ...]:
    """The charges of a receipt whose goods stand in the order's ledger already."""
    if not order.parts:
        return stated
    named = {each.charge for each in stated}
    return (*stated, *(each for each in _planned(order) if each.charge not in named))


def _planned(order: PurchaseOrder) -> Iterator[StatedCharge]:
    lines = [line for line in order.live_lines if _comes_here(line)]
    whole = _sum(line.amount for line in lines)
    came = _sum(line.ledger.net_received.amount for line in lines)
    ratio = min(Fraction(came) / Fraction(whole), Fraction(1)) if whole else Fraction(1)
    agreed = {row.charge: row.amount for row in order.totals.rows if row.kind == "freight"}
    for part in order.parts:
        if part.kind != "freight" or part.charge not in agreed:
            continue
        so_far = rounded(Fraction(agreed[part.charge]) * ratio, order.currency)
        due = so_far - order.charges_borne.get(part.charge, ZERO)
        if due > 0:
            yield StatedCharge(charge=part.charge, amount=due, by=part.by or "value")


def _comes_here(line: Line) -> bool:
    """Whether a receipt brings it; services and lines that wait for their bill alone bear none."""
    return line.terms.delivery == "goods" and line.terms.match != "two_way"


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
