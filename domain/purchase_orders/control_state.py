"""An order after one of the facts that steer it beside its lines."""

from typing import assert_never

from domain.frozen import replace
from domain.purchase_orders.announced import announced, taken_in
from domain.purchase_orders.control_events import (
    ControlEvent,
    PurchaseOrderAsnRecorded,
    PurchaseOrderBlanketDrawn,
    PurchaseOrderDeliveryOverdue,
    PurchaseOrderDiscarded,
    PurchaseOrderFinalCloseRemoved,
    PurchaseOrderFinallyClosed,
    PurchaseOrderIssuedOnWatch,
    PurchaseOrderOverReceiptAccepted,
    PurchaseOrderRatificationAsked,
    PurchaseOrderRatificationOverdue,
    PurchaseOrderRatificationRefused,
    PurchaseOrderRatified,
    PurchaseOrderSubmissionRecalled,
)
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.order import Draw, PurchaseOrder
from domain.purchase_orders.revisions import restored
from domain.purchase_orders.shipment_events import PurchaseOrderShipmentTakenIn


def controlled(order: PurchaseOrder, event: ControlEvent) -> PurchaseOrder:
    """The next state."""
    match event:
        case PurchaseOrderSubmissionRecalled():
            order = order if event.restored is None else restored(order)
            return replace(order, stage="draft", approval_case_id=None)
        case PurchaseOrderOverReceiptAccepted():
            line = replace(order.lines[event.line], over_receipt_percent=event.percent)
            # Whoever takes more than was ordered buys, and what he bought he does not receive.
            person = order.editor(event.accepted_by) if event.percent > 0 else None
            edited_by = order.edited_by if person is None else order.edited_by | {person}
            return _with(replace(order, edited_by=edited_by), line)
        case PurchaseOrderDeliveryOverdue():
            return _with(order, replace(order.lines[event.line], overdue_on=event.due_on))
        case PurchaseOrderAsnRecorded():
            return _announced(order, event)
        case PurchaseOrderShipmentTakenIn():
            shipment = taken_in(order.announced[event.shipment], event)
            return replace(order, announced={**order.announced, event.shipment: shipment})
        case PurchaseOrderBlanketDrawn():
            items = {each.item_id: each.base_quantity for each in event.items}
            draws = {**order.draws, event.release.id: Draw(event.amount, items)}
            return replace(order, draws=draws)
        case PurchaseOrderRatified():
            return replace(order, ratified_by=event.ratified_by, refused_afterwards=None)
        case PurchaseOrderRatificationOverdue():
            return replace(order, ratification_missed=True)
        case PurchaseOrderRatificationAsked():
            requests = frozenset(each.id for each in event.requests)
            order = replace(order, ratify_by=event.ratify_by, emergency_requests=requests)
            return replace(order, ratified_by=None, ratification_missed=False)
        case PurchaseOrderRatificationRefused():
            return replace(order, refused_afterwards=event.reason_code)
        case PurchaseOrderIssuedOnWatch():
            return replace(order, watched_for=event.reason_code)
        case PurchaseOrderDiscarded():
            return replace(order, discarded=True)
        case PurchaseOrderFinallyClosed():
            return replace(order, stage="finally_closed", finally_closed_by=event.closed_by)
        case PurchaseOrderFinalCloseRemoved():
            return replace(order, stage="issued", finally_closed_by=None)
        case _:
            assert_never(event)


def _announced(order: PurchaseOrder, event: PurchaseOrderAsnRecorded) -> PurchaseOrder:
    lines = dict(order.lines)
    for each in event.lines:
        lines[each.line] = replace(lines[each.line], expected_on=event.expected_on)
    shipments = (*order.shipments, event.shipment)
    notices = {**order.announced, event.shipment: announced(event.lines)}
    return replace(order, lines=lines, shipments=shipments, announced=notices)


def _with(order: PurchaseOrder, line: Line) -> PurchaseOrder:
    return replace(order, lines={**order.lines, line.terms.line: line})
