"""Maps what opens and shuts an order: blocks, deletions, reactivations and the two indicators."""

from typing import Literal

from adapters.histories.activities import Activity
from adapters.histories.case import Case, Happening, Mapped, Step
from adapters.histories.order_life import Undo
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ClosePurchaseOrderLine,
    PlacePurchaseOrderHold,
    ReleasePurchaseOrderHold,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.lines import CloseSide

ARRIVALS = frozenset({Activity.GOODS_RECEIPT, Activity.SERVICE_ENTRY})


def block(case: Case, at: Happening) -> Mapped:
    """Nothing may be received until it is reactivated."""
    if case.order.stands and not case.order.on_hold:
        case.order.on_hold = True
        case.order.undo.append("hold")
    command = PlacePurchaseOrderHold(
        purchase_order_id=case.order_id, reason_code="line_blocked", now=at.at
    )
    return Mapped((lambda: case.step("buyer", "buyer", command),))


def delete(case: Case, at: Happening) -> Mapped:
    """The line is cancelled; what was received or invoiced stays, and the rest is given up."""
    order = case.order
    committed = case.deliveries.latest_standing() or any(each.stands for each in case.bills.linked)
    if not committed or order.is_cancelled:
        if order.has_line and not order.is_cancelled:
            order.is_cancelled = True
            order.open_steps = 0  # Nobody is asked about an order of which nothing is wanted.
            order.undo.append("cancelled")
        return Mapped((lambda: _cancelled(case, at),))
    side: CloseSide = "invoicing" if "receiving" in order.closed else "receiving"
    return close(case, at, side)


def reactivate(case: Case, at: Happening) -> Mapped:
    """Undoes whichever was last."""
    order = case.order
    last: Undo = order.undo.pop() if order.undo else "hold"
    if last == "hold":
        order.on_hold = False
        return Mapped((lambda: _released(case, at),))
    if last == "cancelled":
        order.is_cancelled = False
        if not order.is_issued:
            order.submit(order.route_steps)
    else:
        order.closed.discard(last)
    return Mapped((lambda: _reopened(case, at, last),))


def change_delivery(case: Case, at: Happening) -> Mapped:
    """Closes the line for receiving; opens it where it is closed or where more is still to come."""
    order = case.order
    if "receiving" in order.closed or _more_comes(case, at.index):
        order.closed.discard("receiving")
        if "receiving" in order.undo:
            order.undo.remove("receiving")
        return Mapped((lambda: _reopened(case, at, "receiving"),))
    return close(case, at, "receiving", undoable=False)


def close_for_invoicing(case: Case, at: Happening) -> Mapped:
    """The final invoice is in."""
    return close(case, at, "invoicing", undoable=False)


def close(case: Case, at: Happening, side: CloseSide, *, undoable: bool = True) -> Mapped:
    """Nothing more is expected on this side."""
    order = case.order
    if order.has_line and not order.is_cancelled:
        order.closed.add(side)
        if undoable:
            order.undo.append(side)
    return Mapped((lambda: closed(case, at, side),))


def closes_behind(case: Case, index: int) -> bool:
    """Whether this arrival completes the delivery, only for the indicator to be taken back later.

    The indicator is set by the last delivery; a change of it before more arrives takes it back.
    """
    indicator = case.next_index(index, {Activity.CHANGE_DELIVERY})
    arrival = case.next_index(index, ARRIVALS)
    if indicator is None or arrival is None or indicator > arrival:
        return False
    return _more_comes(case, indicator)


def closed(case: Case, at: Happening, side: CloseSide) -> Step:
    """The line is closed on one side."""
    command = ClosePurchaseOrderLine(
        purchase_order_id=case.order_id,
        line=case.line,
        side=side,
        reason_code="delivery_complete" if side == "receiving" else "final_invoice",
        now=at.at,
    )
    return case.step("buyer", "buyer", command)


def _more_comes(case: Case, index: int) -> bool:
    arrival = case.next_index(index, ARRIVALS)
    indicator = case.next_index(index, {Activity.CHANGE_DELIVERY})
    return arrival is not None and (indicator is None or arrival < indicator)


def _cancelled(case: Case, at: Happening) -> Step:
    command = CancelPurchaseOrderLine(
        purchase_order_id=case.order_id, line=case.line, reason_code="line_deleted", now=at.at
    )
    return case.step("buyer", "buyer", command)


def _released(case: Case, at: Happening) -> Step:
    command = ReleasePurchaseOrderHold(purchase_order_id=case.order_id, now=at.at)
    return case.step("buyer", "buyer", command)


def _reopened(
    case: Case, at: Happening, undo: Literal["cancelled", "receiving", "invoicing"]
) -> Step:
    command = ReopenPurchaseOrderLine(
        purchase_order_id=case.order_id, line=case.line, undo=undo, now=at.at
    )
    return case.step("buyer", "buyer", command)
