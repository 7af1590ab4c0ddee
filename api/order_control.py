"""HTTP for what steers an order beside its lines: shipments, ratification, endings."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.order_control_bodies import (
    AsnBody,
    DeliveryOverdueBody,
    OrderEndingBody,
    OverReceiptBody,
    WriteOffBody,
)
from api.plain_numbers import PathNumber
from domain.ids import Id
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
    WriteOffPurchaseOrderResidue,
)

router: Final = command_router("/v1/purchase-orders", "purchase orders")


@router.post("/{purchase_order_id}/submit/recall")
async def recall_purchase_order_submission(
    purchase_order_id: Id, body: OrderEndingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes a request for approval back: the order is a draft again, its case ends."""
    return await conversation.send(
        RecallPurchaseOrderSubmission(
            purchase_order_id=purchase_order_id,
            recalled_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/submit/recall/administer")
async def recall_submission_as_administrator(
    purchase_order_id: Id, body: OrderEndingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes back a request for approval that somebody else made."""
    return await conversation.send(
        RecallSubmissionAsAdministrator(
            purchase_order_id=purchase_order_id,
            recalled_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/cancel")
async def cancel_purchase_order(
    purchase_order_id: Id, body: OrderEndingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Cancels what was neither received nor invoiced of every line."""
    return await conversation.send(
        CancelPurchaseOrder(
            purchase_order_id=purchase_order_id,
            reason_code=body.reason_code,
            cancelled_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/lines/{line}/over-receipt")
async def accept_over_receipt(
    purchase_order_id: Id,
    line: PathNumber,
    body: OverReceiptBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Lets the line be received so many per cent over, in place of what was taken before."""
    return await conversation.send(
        AcceptOverReceipt(
            purchase_order_id=purchase_order_id,
            line=line,
            percent=body.percent,
            accepted_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/asns")
async def record_asn(
    purchase_order_id: Id, body: AsnBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records what is on its way."""
    return await conversation.send(
        RecordAsn(
            purchase_order_id=purchase_order_id,
            shipment=body.shipment,
            expected_on=body.expected_on,
            lines=body.lines,
            sscc=body.sscc,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/deliveries/overdue")
async def record_delivery_overdue(
    purchase_order_id: Id, body: DeliveryOverdueBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that a line did not come by its day."""
    return await conversation.send(
        RecordDeliveryOverdue(
            purchase_order_id=purchase_order_id, line=body.line, now=conversation.moment(body)
        )
    )


@router.post("/{purchase_order_id}/ratify")
async def ratify_emergency_order(
    purchase_order_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Stands for an emergency order; its buyer cannot."""
    return await conversation.send(
        RatifyEmergencyOrder(
            purchase_order_id=purchase_order_id,
            ratified_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/ratify/overdue")
async def record_ratification_overdue(
    purchase_order_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that nobody stood for an emergency order in time."""
    return await conversation.send(
        RecordRatificationOverdue(
            purchase_order_id=purchase_order_id, now=conversation.moment(body)
        )
    )


@router.post("/{purchase_order_id}/finally-close")
async def finally_close_purchase_order(
    purchase_order_id: Id, body: OrderEndingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ends an order for good, and records what it leaves behind."""
    return await conversation.send(
        FinallyClosePurchaseOrder(
            purchase_order_id=purchase_order_id,
            closed_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/residue/write-off")
async def write_off_purchase_order_residue(
    purchase_order_id: Id, body: WriteOffBody, conversation: ConversationOfRequest
) -> Accepted:
    """Gives up what a finally closed order leaves on goods received.

    That is a duty of its own: nobody writes off what he ordered, changed, received or closed.
    """
    return await conversation.send(
        WriteOffPurchaseOrderResidue(
            purchase_order_id=purchase_order_id,
            written_off_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/finally-close/remove")
async def remove_final_close(
    purchase_order_id: Id, body: OrderEndingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Opens a finally closed order again, and takes back what was written off of it."""
    return await conversation.send(
        RemoveFinalClose(
            purchase_order_id=purchase_order_id,
            reopened_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )
