"""HTTP for receipts: goods, service entries, returns, reversals. Rules are in `domain/receipts`."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field

from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.reading import add_reads
from domain.ids import LINES_MAX, Code, Id, Number, Text
from domain.quantity import Quantity
from domain.receipts.commands import (
    AcceptServiceReceipt,
    PostReceipt,
    ReceivedLine,
    RecordServiceEntry,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from projections.receipts import RECEIPTS

router: Final = APIRouter(prefix="/v1/receipts", tags=["receipts"])

LineNumber = Annotated[int, Field(ge=1, le=LINES_MAX)]


class ReceivedLineBody(Body):
    """What the receiver counted, in the order line's unit."""

    purchase_order_line: LineNumber
    quantity: Quantity
    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[Number, ...] = ()
    storage_location: Code | None = None


class PostReceiptBody(CommandBody):
    """Goods arrived for one order."""

    id: Id | None = None
    number: Number | None = None
    purchase_order_id: Id
    received_on: date | None = Field(default=None, description="By default the effective day.")
    lines: tuple[ReceivedLineBody, ...]


class ServiceEntryBody(CommandBody):
    """Work was performed; without a receipt id a new service receipt starts."""

    receipt_id: Id | None = None
    number: Number | None = None
    purchase_order_id: Id
    purchase_order_line: LineNumber
    description: Text
    quantity: Quantity
    performed_on: date | None = Field(default=None, description="By default the effective day.")


class ReverseReceiptBody(CommandBody):
    """Why the whole receipt is taken back."""

    reason_code: Code


class ReturnedLineBody(Body):
    """How much of one receipt line goes back."""

    line: LineNumber
    quantity: Quantity
    serials: tuple[Number, ...] = ()


class ReturnGoodsBody(CommandBody):
    """Goods go back to the supplier."""

    reason_code: Code
    lines: tuple[ReturnedLineBody, ...]
    authorization: Number | None = None


@router.post("", status_code=201)
async def post_receipt(body: PostReceiptBody, conversation: ConversationOfRequest) -> Accepted:
    """Posts a goods receipt: order ledger, stock and waiting invoices move in the same save."""
    moment = conversation.moment(body)
    return await conversation.send(
        PostReceipt(
            receipt_id=conversation.document_id(body.id),
            receiver_id=conversation.actor_id,
            number=conversation.number(body.number, "GR"),
            purchase_order_id=body.purchase_order_id,
            received_on=body.received_on or moment.date(),
            lines=tuple(ReceivedLine(**values_of(line)) for line in body.lines),
            now=moment,
        )
    )


@router.post("/service-entries", status_code=201)
async def record_service_entry(
    body: ServiceEntryBody, conversation: ConversationOfRequest
) -> Accepted:
    """Enters performed work into a service receipt; it counts once the receipt is accepted."""
    moment = conversation.moment(body)
    return await conversation.send(
        RecordServiceEntry(
            receipt_id=conversation.document_id(body.receipt_id),
            receiver_id=conversation.actor_id,
            number=conversation.number(body.number, "SR"),
            purchase_order_id=body.purchase_order_id,
            purchase_order_line=body.purchase_order_line,
            description=body.description,
            quantity=body.quantity,
            performed_on=body.performed_on or moment.date(),
            now=moment,
        )
    )


@router.post("/{receipt_id}/accept")
async def accept_service_receipt(
    receipt_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Accepts all work entered so far and posts it."""
    moment = conversation.moment(body)
    return await conversation.send(
        AcceptServiceReceipt(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            received_on=moment.date(),
            now=moment,
        )
    )


@router.post("/{receipt_id}/reverse")
async def reverse_receipt(
    receipt_id: Id, body: ReverseReceiptBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes back a receipt that was posted in error; invoices are matched again."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReverseReceipt(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            reversed_on=moment.date(),
            reason_code=body.reason_code,
            now=moment,
        )
    )


@router.post("/{receipt_id}/returns")
async def return_goods(
    receipt_id: Id, body: ReturnGoodsBody, conversation: ConversationOfRequest
) -> Accepted:
    """Sends goods back at the receipt's cost; invoices are matched again."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReturnGoods(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            returned_on=moment.date(),
            reason_code=body.reason_code,
            lines=tuple(ReturnedLine(**values_of(line)) for line in body.lines),
            authorization=body.authorization,
            now=moment,
        )
    )


add_reads(router, RECEIPTS, "receipt")
