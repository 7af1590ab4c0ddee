"""What steers an order beside its lines: shipments, over-receipts, ratification, endings."""

from collections.abc import Sequence
from typing import Final

from application.approvals import supersede_route
from application.invoices import rematch
from application.order_decisions import follow_taken_back
from application.order_people import ratifying_people
from application.purchase_orders import record_change, revise
from application.requisitions import follow_order, give_back_reserve_of
from application.work import Handlers, Work
from domain.purchase_orders import emergencies, endings, shipments
from domain.purchase_orders.control_commands import (
    AcceptOverReceipt,
    CancelPurchaseOrder,
    FinallyClosePurchaseOrder,
    RatifyEmergencyOrder,
    RecallPurchaseOrderSubmission,
    RecallSubmissionAsAdministrator,
    RecordAsn,
    RecordDeliveryOverdue,
    RecordRatificationOverdue,
    RemoveFinalClose,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder

RECALLED: Final = "recalled"  # Why a case ends whose request was taken back.


async def recall_submission(work: Work, command: RecallPurchaseOrderSubmission) -> None:
    """The order is a draft again, and nobody is asked any more."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await _recall(work, order, endings.recall_submission(order, command))


async def recall_as_administrator(work: Work, command: RecallSubmissionAsAdministrator) -> None:
    """The same, for a requester who is not there."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await _recall(work, order, endings.recall_as_administrator(order, command))


async def _recall(work: Work, order: PurchaseOrder, events: Sequence[PurchaseOrderEvent]) -> None:
    await work.record(PURCHASE_ORDER, order.id, events)
    if order.approval_case_id is not None:
        await supersede_route(work, order.approval_case_id, RECALLED)
    await follow_taken_back(work, order, RECALLED)


async def cancel_purchase_order(work: Work, command: CancelPurchaseOrder) -> None:
    """Every line gives back what is open of it, and the order what was reserved for others."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await revise(work, order, endings.cancel_order(order, command))
    await give_back_reserve_of(work, order, command.reason_code)


async def accept_over_receipt(work: Work, command: AcceptOverReceipt) -> None:
    """More than was ordered may come."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await revise(work, order, shipments.accept_over_receipt(order, command))


async def record_asn(work: Work, command: RecordAsn) -> None:
    """What is on its way."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, shipments.record_asn(order, command))


async def record_delivery_overdue(work: Work, command: RecordDeliveryOverdue) -> None:
    """What should have come."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, shipments.record_overdue(order, command))


async def ratify_emergency_order(work: Work, command: RatifyEmergencyOrder) -> None:
    """Somebody else stands for it."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    people = await ratifying_people(work, order)
    await work.record(PURCHASE_ORDER, order.id, emergencies.ratify(order, command, people))
    await rematch(work, order.id)


async def record_ratification_overdue(work: Work, command: RecordRatificationOverdue) -> None:
    """Nobody stood for it in time."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await work.record(PURCHASE_ORDER, order.id, emergencies.record_overdue(order, command))


async def finally_close_purchase_order(work: Work, command: FinallyClosePurchaseOrder) -> None:
    """The end: what did not come of a request may be ordered again."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, endings.finally_close(order, command))
    await give_back_reserve_of(work, order, command.reason_code)


async def remove_final_close(work: Work, command: RemoveFinalClose) -> None:
    """Not the end after all: what was billed meanwhile is judged again."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    events = endings.remove_final_close(order, command)
    after = await work.record(PURCHASE_ORDER, order.id, events)
    assert after is not None, "a loaded order has events"
    await follow_order(work, order, after, command.reason_code)
    await rematch(work, order.id)


HANDLERS: Final[Handlers] = {
    RecallPurchaseOrderSubmission: recall_submission,
    RecallSubmissionAsAdministrator: recall_as_administrator,
    CancelPurchaseOrder: cancel_purchase_order,
    AcceptOverReceipt: accept_over_receipt,
    RecordAsn: record_asn,
    RecordDeliveryOverdue: record_delivery_overdue,
    RatifyEmergencyOrder: ratify_emergency_order,
    RecordRatificationOverdue: record_ratification_overdue,
    FinallyClosePurchaseOrder: finally_close_purchase_order,
    RemoveFinalClose: remove_final_close,
}
