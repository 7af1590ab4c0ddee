"""The terms in force: those that somebody has agreed to, beside the ones that are only proposed.

A change of an issued order stands in its lines at once. While it waits to be agreed to, or was
refused, what is billed and matched goes by the revision before it: that is what the buyer, alone,
cannot move.
"""

from domain.frozen import replace
from domain.money import extended
from domain.purchase_orders.line_state import Line, Total
from domain.purchase_orders.order import Former, PurchaseOrder


def waits(order: PurchaseOrder) -> bool:
    """Whether its present terms are only proposed, and others are in force."""
    return order.former is not None and order.stage in ("draft", "pending_approval", "approved")


def in_force(order: PurchaseOrder) -> PurchaseOrder:
    """The order at its last revision that is in force: former terms, present ledgers.

    A line that is only proposed wants nothing yet.
    """
    former = order.former
    if former is None or not waits(order):
        return order
    lines = {
        number: _nothing_of(line) if number not in former.lines else as_before(line, former)
        for number, line in order.lines.items()
    }
    return replace(
        order,
        lines=lines,
        revision=former.revision,
        supplier_id=former.supplier_id,
        supplier_name=former.supplier_name,
        currency=former.currency,
        payment_terms=former.payment_terms,
        parts=former.parts,
        cap_amount=former.cap_amount,
        valid_until=former.valid_until,
        former=None,
    )


def as_before(line: Line, former: Former) -> Line:
    """The line under its former terms. What was cancelled since is not wanted of these either."""
    was = former.lines[line.terms.line]
    gone = was.cancelled
    wanted = min(was.ordered, line.ordered)
    if line.cancelled != gone and wanted < was.ordered:
        amount = extended(wanted, was.terms.unit_price, former.currency)
        gone = Total(was.terms.quantity - wanted, was.terms.amount - amount)
    return replace(line, terms=was.terms, pricing=was.pricing, chosen=was.chosen, cancelled=gone)


def _nothing_of(line: Line) -> Line:
    return replace(line, cancelled=Total(line.terms.quantity, line.terms.amount))
