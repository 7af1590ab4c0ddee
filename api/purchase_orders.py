"""HTTP for purchase orders: from draft to closed line. Rules are in `domain/purchase_orders`.

What the supplier answers comes in by `supplier_answers.py`.
"""

from typing import Final

from api.change_order_bodies import ChangeOrderBody
from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest, values_of
from api.plain_numbers import PathNumber
from api.purchase_order_bodies import (
    CancelLineBody,
    CloseLineBody,
    CreatePurchaseOrderBody,
    HoldOrderBody,
    OrderedLineBody,
    OrderLineBody,
    ReopenLineBody,
    SubmitOrderBody,
    TransmissionBody,
)
from api.reads import add_reads
from domain.ids import Id
from domain.purchase_orders.amount_lines import BY_AMOUNT, ONE
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    ChangedLine,
    ClosePurchaseOrderLine,
    CreatePurchaseOrder,
    ImplementChangeOrder,
    IssuePurchaseOrder,
    NamedRequest,
    OrderedLine,
    PlacePurchaseOrderHold,
    RecordTransmission,
    ReleasePurchaseOrderHold,
    ReopenPurchaseOrderLine,
    SellingPlace,
    SubmitPurchaseOrder,
)
from projections.purchase_orders import PURCHASE_ORDERS

router: Final = command_router("/v1/purchase-orders", "purchase orders")


@router.post("", status_code=201)
async def create_purchase_order(
    body: CreatePurchaseOrderBody, conversation: ConversationOfRequest
) -> Accepted:
    """Creates a draft. Ordering from a requisition records there what was ordered of it."""
    return await conversation.send(
        CreatePurchaseOrder(
            purchase_order_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "PO"),
            buyer_id=conversation.actor_id,
            lines=tuple(_ordered(line) for line in body.lines),
            now=conversation.moment(body),
            ship_to=conversation.seal(body.ship_to),
            seller=None if body.seller is None else SellingPlace(**values_of(body.seller)),
            **values_of(body, "id", "number", "lines", "ship_to", "seller", "effective_at"),
        )
    )


@router.post("/{purchase_order_id}/lines")
async def add_purchase_order_line(
    purchase_order_id: Id, body: OrderLineBody, conversation: ConversationOfRequest
) -> Accepted:
    """Adds a line; once issued that is a change order."""
    return await conversation.send(
        AddPurchaseOrderLine(
            purchase_order_id=purchase_order_id,
            line=_ordered(body.line),
            changed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/submit")
async def submit_purchase_order(
    purchase_order_id: Id, body: SubmitOrderBody, conversation: ConversationOfRequest
) -> Accepted:
    """Asks for approval; covered by approved requisitions, it is approved at once."""
    return await conversation.send(
        SubmitPurchaseOrder(
            purchase_order_id=purchase_order_id,
            approval_case_id=conversation.document_id(body.approval_case_id, "approval_case"),
            submitted_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/issue")
async def issue_purchase_order(
    purchase_order_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Lets the supplier deliver and invoice; the supplier must be eligible now."""
    return await conversation.send(
        IssuePurchaseOrder(
            purchase_order_id=purchase_order_id,
            issued_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/transmissions")
async def record_transmission(
    purchase_order_id: Id, body: TransmissionBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records whether the order reached the supplier's system."""
    return await conversation.send(
        RecordTransmission(
            purchase_order_id=purchase_order_id,
            channel=body.channel,
            error_code=body.error_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/change-orders")
async def implement_change_order(
    purchase_order_id: Id, body: ChangeOrderBody, conversation: ConversationOfRequest
) -> Accepted:
    """Changes the order: a new revision, and a new approval where the increase asks for one."""
    return await conversation.send(
        ImplementChangeOrder(
            purchase_order_id=purchase_order_id,
            lines=tuple(ChangedLine(**values_of(line)) for line in body.lines),
            currency=body.currency,
            payment_terms=body.payment_terms,
            changed_by=conversation.actor_id,
            supplier_id=body.supplier_id,
            parts=body.parts,
            cap_amount=body.cap_amount,
            valid_until=body.valid_until,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/hold")
async def place_purchase_order_hold(
    purchase_order_id: Id, body: HoldOrderBody, conversation: ConversationOfRequest
) -> Accepted:
    """Stops receiving and invoicing."""
    return await conversation.send(
        PlacePurchaseOrderHold(
            purchase_order_id=purchase_order_id,
            reason_code=body.reason_code,
            note=conversation.seal(body.note),
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/hold/release")
async def release_purchase_order_hold(
    purchase_order_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Lets the order go on."""
    return await conversation.send(
        ReleasePurchaseOrderHold(purchase_order_id=purchase_order_id, now=conversation.moment(body))
    )


@router.post("/{purchase_order_id}/lines/{line}/cancel")
async def cancel_purchase_order_line(
    purchase_order_id: Id,
    line: PathNumber,
    body: CancelLineBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Cancels what was neither received nor invoiced of the line, or a part of it."""
    return await conversation.send(
        CancelPurchaseOrderLine(
            purchase_order_id=purchase_order_id,
            line=line,
            quantity=body.quantity,
            reason_code=body.reason_code,
            dealt=body.dealt,
            cancelled_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/lines/{line}/close")
async def close_purchase_order_line(
    purchase_order_id: Id,
    line: PathNumber,
    body: CloseLineBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Closes the line for receiving or for invoicing."""
    return await conversation.send(
        ClosePurchaseOrderLine(
            purchase_order_id=purchase_order_id,
            line=line,
            side=body.side,
            reason_code=body.reason_code,
            closed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{purchase_order_id}/lines/{line}/reopen")
async def reopen_purchase_order_line(
    purchase_order_id: Id,
    line: PathNumber,
    body: ReopenLineBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Undoes a cancellation or a close."""
    return await conversation.send(
        ReopenPurchaseOrderLine(
            purchase_order_id=purchase_order_id,
            line=line,
            undo=body.undo,
            changed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


def _ordered(line: OrderedLineBody) -> OrderedLine:
    """A service by amount is so much monetary value at one each."""
    requests = tuple(NamedRequest(**values_of(each)) for each in line.requests)
    if line.amount is None:
        return OrderedLine(requests=requests, **values_of(line, "amount", "requests"))
    values = values_of(line, "amount", "quantity", "pack", "unit_price", "requests")
    return OrderedLine(
        requests=requests,
        **values,
        quantity=line.amount,
        pack=BY_AMOUNT,
        unit_price=ONE,
        basis="amount",
    )


add_reads(router, PURCHASE_ORDERS, "purchase_order")
