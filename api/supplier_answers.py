"""HTTP for what the supplier answers to an order, and for what the buyer makes of it."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.plain_numbers import PathNumber
from api.supplier_answer_bodies import (
    AcceptSupplierChangeBody,
    AcknowledgementBody,
    ApproveSubstitutionBody,
    BackorderBody,
    CancelBackorderBody,
    RejectSupplierChangeBody,
    ReleaseBackorderBody,
)
from domain.ids import Id
from domain.purchase_orders.supplier_commands import (
    AcceptSupplierChange,
    ApproveSubstitution,
    CancelBackorder,
    RecordAcknowledgement,
    RecordAcknowledgementOverdue,
    RecordBackorder,
    RejectSupplierChange,
    ReleaseBackorder,
)

router: Final = command_router("/v1/purchase-orders", "purchase orders")


@router.post("/{purchase_order_id}/acknowledgements")
async def record_acknowledgement(
    purchase_order_id: Id, body: AcknowledgementBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records the supplier's answer. What it changes waits for the buyer, or is taken by policy."""
    return await conversation.send(
        RecordAcknowledgement(
            purchase_order_id=purchase_order_id,
            lines=body.lines,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/acknowledgements/overdue")
async def record_acknowledgement_overdue(
    purchase_order_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the supplier did not answer in time."""
    return await conversation.send(
        RecordAcknowledgementOverdue(
            purchase_order_id=purchase_order_id, now=conversation.moment(body)
        )
    )


@router.post("/{purchase_order_id}/supplier-changes/{change}/approve-substitution")
async def approve_substitution(
    purchase_order_id: Id,
    change: PathNumber,
    body: ApproveSubstitutionBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Agrees clinically to a substitute; the buyer of the order cannot."""
    return await conversation.send(
        ApproveSubstitution(
            purchase_order_id=purchase_order_id,
            change=change,
            approver_id=conversation.actor_id,
            equivalence=body.equivalence,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/supplier-changes/{change}/accept")
async def accept_supplier_change(
    purchase_order_id: Id,
    change: PathNumber,
    body: AcceptSupplierChangeBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Takes the change: a new revision, a back-order, a substitute line or a cancellation."""
    return await conversation.send(
        AcceptSupplierChange(
            purchase_order_id=purchase_order_id,
            change=change,
            accepted_by=conversation.actor_id,
            price_override=body.price_override,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/supplier-changes/{change}/reject")
async def reject_supplier_change(
    purchase_order_id: Id,
    change: PathNumber,
    body: RejectSupplierChangeBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Insists on the order as it stands; the line waits for another answer."""
    return await conversation.send(
        RejectSupplierChange(
            purchase_order_id=purchase_order_id,
            change=change,
            rejected_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/backorders")
async def record_backorder(
    purchase_order_id: Id, body: BackorderBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records what comes later, in place of what was recorded before."""
    return await conversation.send(
        RecordBackorder(
            purchase_order_id=purchase_order_id,
            line=body.line,
            quantity=body.quantity,
            expected_on=body.expected_on,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/backorders/release")
async def release_backorder(
    purchase_order_id: Id, body: ReleaseBackorderBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the supplier ships what was backordered."""
    return await conversation.send(
        ReleaseBackorder(
            purchase_order_id=purchase_order_id,
            line=body.line,
            quantity=body.quantity,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/backorders/cancel")
async def cancel_backorder(
    purchase_order_id: Id, body: CancelBackorderBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the supplier gives the back-order up, and cancels as much of the line."""
    return await conversation.send(
        CancelBackorder(
            purchase_order_id=purchase_order_id,
            line=body.line,
            quantity=body.quantity,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )
