"""HTTP for receipts: goods, service entries, returns, reversals. Rules are in `domain/receipts`."""

from datetime import date
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import PURCHASE_ORDER, RECEIPT, SERVICE_ORDER, SERVICE_RECEIPT, example
from api.reads import add_reads
from domain.ids import Code, Id, LineNo, Number, Text
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

router: Final = command_router("/v1/receipts", "receipts")


class ReceivedLineBody(Body):
    """What the receiver counted, in the order line's unit."""

    purchase_order_line: LineNo
    quantity: Quantity
    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[Number, ...] = ()
    storage_location: Code | None = None


class PostReceiptBody(CommandBody):
    """Goods arrived for one order."""

    model_config = example(
        id=RECEIPT,
        number="GR-5001",
        purchase_order_id=PURCHASE_ORDER,
        received_on="2026-03-02",
        lines=[
            {
                "purchase_order_line": 1,
                "quantity": "12",
                "lot": "L-2291",
                "expires_on": "2028-06-30",
                "storage_location": "ICU-STORE",
            }
        ],
        effective_at="2026-03-02T09:30:00Z",
    )

    id: Id | None = None
    number: Number | None = None
    purchase_order_id: Id
    received_on: date | None = Field(default=None, description="By default the effective day.")
    lines: tuple[ReceivedLineBody, ...]


class ServiceEntryBody(CommandBody):
    """Work was performed; without a receipt id a new service receipt starts."""

    model_config = example(
        receipt_id=SERVICE_RECEIPT,
        number="SR-5002",
        purchase_order_id=SERVICE_ORDER,
        purchase_order_line=1,
        description="Calibration of infusion pumps, ward 3",
        quantity="6",
        performed_on="2026-03-04",
    )

    receipt_id: Id | None = None
    number: Number | None = None
    purchase_order_id: Id
    purchase_order_line: LineNo
    description: Text
    quantity: Quantity
    performed_on: date | None = Field(default=None, description="By default the effective day.")


class ReverseReceiptBody(CommandBody):
    """Why the whole receipt is taken back."""

    model_config = example(reason_code="posted_in_error")

    reason_code: Code


class ReturnedLineBody(Body):
    """How much of one receipt line goes back."""

    line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = ()


class ReturnGoodsBody(CommandBody):
    """Goods go back to the supplier."""

    model_config = example(
        reason_code="damaged", lines=[{"line": 1, "quantity": "2"}], authorization="RMA-77"
    )

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
