"""What an order carries beside its lines, decided: stated, moved by change orders, and totalled.

The floor of a change order: no kind falls below what was billed of it. What becomes less by itself,
because a line was cancelled, is a credit that the supplier owes.
"""

from collections.abc import Sequence
from typing import Final

from domain.frozen import replace
from domain.purchase_orders.order import NOT_BILLED, BilledParts, PurchaseOrder
from domain.purchase_orders.part_errors import (
    PurchaseOrderDiscountTooHigh,
    PurchaseOrderPartBelowBilled,
)
from domain.purchase_orders.part_events import (
    LineBorne,
    PartEvent,
    PurchaseOrderPartsBilled,
    PurchaseOrderTotalled,
    TotalRow,
)
from domain.purchase_orders.parts import ZERO, OrderPart, PartKind, RowKind, require_parts
from domain.purchase_orders.totals import Totals

OF: Final[dict[PartKind, tuple[RowKind, ...]]] = {
    "tax": ("tax", "tax_in_cost"),
    "freight": ("freight",),
    "discount": ("discount",),
}


def changed_parts(
    order: PurchaseOrder, stated: Sequence[OrderPart] | None, currency: str
) -> tuple[OrderPart, ...] | None:
    """The parts from now on; none: they stay as they are."""
    if stated is None or tuple(stated) == order.parts:
        return None
    require_parts(stated, currency)
    return tuple(stated)


def require_floor(before: PurchaseOrder, after: PurchaseOrder) -> None:
    """Raises where a change order states less of a kind than was billed of it.

    What was billed beyond the order does not have to be agreed to afterwards.
    """
    was, wanted = before.totals, after.totals
    for kind, rows in OF.items():
        left, billed = wanted.of(*rows), before.billed_beside(*rows)
        if left < min(was.of(*rows), billed):
            raise PurchaseOrderPartBelowBilled(before.number, kind, left, billed)


def require_discounts(order: PurchaseOrder, before: PurchaseOrder | None = None) -> None:
    """Raises where a discount of the order takes off more than there is.

    What did so `before` is left alone: a line was cancelled under it, and the supplier owes a
    credit.
    """
    stood = {(each.charge, each.line) for each in before.totals.excess} if before else ()
    for each in order.totals.excess:
        if (each.charge, each.line) not in stood:
            raise PurchaseOrderDiscountTooHigh(order.number, *each)


def totalled(order: PurchaseOrder) -> tuple[PurchaseOrderTotalled, ...]:
    """What the order comes to, if that is not known yet; nothing where it has only lines."""
    was = order.told_total
    if not order.carries and was is None:
        return ()
    now = _fact(order, order.totals)
    if now == was:
        return ()
    if was is None:
        return (now,)
    rows = {(row.charge, row.kind) for row in now.rows}
    lines = {each.line for each in now.lines}
    gone = [row for row in was.rows if (row.charge, row.kind) not in rows]
    bare = [each for each in was.lines if each.line not in lines]
    at_last = {"amount": ZERO, "so_far": now.total}
    none = {"cost": ZERO, "tax": ZERO}
    return (
        now.model_copy(
            update={
                "rows": (*now.rows, *(row.model_copy(update=at_last) for row in gone)),
                "lines": (*now.lines, *(each.model_copy(update=none) for each in bare)),
            }
        ),
    )


def carried_after(order: PurchaseOrder, event: PartEvent) -> PurchaseOrder:
    """The order with one more of these facts."""
    if isinstance(event, PurchaseOrderTotalled):
        return replace(order, told_total=_without_nothing(event))
    assert isinstance(event, PurchaseOrderPartsBilled)
    was = order.parts_billed.get(event.invoice.id, NOT_BILLED)
    sums = dict(was.parts)
    for each in event.parts:
        sums[each.kind] = sums.get(each.kind, ZERO) + each.amount
    parts = {kind: amount for kind, amount in sums.items() if amount}
    now = BilledParts(was.goods + event.goods, parts)
    others = {id_: each for id_, each in order.parts_billed.items() if id_ != event.invoice.id}
    if not (now.goods or now.parts):
        return replace(order, parts_billed=others)
    if event.invoice.id in order.parts_billed:
        others = dict(order.parts_billed)  # It keeps its turn.
    return replace(order, parts_billed={**others, event.invoice.id: now})


def _without_nothing(told: PurchaseOrderTotalled) -> PurchaseOrderTotalled:
    rows = tuple(row for row in told.rows if row.amount)
    lines = tuple(each for each in told.lines if each.cost or each.tax)
    return told.model_copy(update={"rows": rows, "lines": lines})


def _fact(order: PurchaseOrder, found: Totals) -> PurchaseOrderTotalled:
    return PurchaseOrderTotalled(
        lines_amount=found.lines,
        rows=tuple(
            TotalRow(charge=row.charge, kind=row.kind, amount=row.amount, so_far=row.so_far)
            for row in found.rows
        ),
        lines=tuple(
            LineBorne(line=line, cost=borne.cost, tax=borne.tax)
            for line, borne in found.borne.items()
            if borne.cost or borne.tax
        ),
        total=found.total,
        currency=order.currency,
    )
