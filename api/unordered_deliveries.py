"""HTTP for deliveries without an order. Rules are in `domain/unordered_deliveries`."""

from datetime import date
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import MATCHED_RECEIPT, PURCHASE_ORDER, SUPPLIER, UNORDERED, example
from api.reads import add_reads
from domain.ids import Code, Id, LineNo, Number, Text
from domain.quantity import Quantity, Unit
from domain.unordered_deliveries.commands import (
    FoundLine,
    MatchUnorderedDelivery,
    RecordUnorderedDelivery,
    SendUnorderedDeliveryBack,
    SettledQuantity,
)
from projections.unordered_deliveries import UNORDERED_DELIVERIES

router: Final = command_router("/v1/unordered-deliveries", "unordered deliveries")


class FoundLineBody(Body):
    """What was found in the delivery, as its label says."""

    description: Text
    quantity: Quantity
    unit: Unit
    item_id: Id | None = None
    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[Number, ...] = ()
    storage_location: Code | None = None


class RecordUnorderedDeliveryBody(CommandBody):
    """Goods came without an order."""

    model_config = example(
        id=UNORDERED,
        number="UD-61",
        legal_entity="NORTHSIDE",
        facility="HOSP-NORTH",
        supplier_id=SUPPLIER,
        delivery_note="DN-9001",
        lines=[
            {
                "description": "Nitrile examination gloves, medium",
                "quantity": "2",
                "unit": "BX",
                "lot": "L-3302",
                "expires_on": "2028-11-30",
                "storage_location": "CUSTODY",
            }
        ],
    )

    id: Id | None = None
    number: Number | None = None
    legal_entity: Code
    facility: Code
    received_on: date | None = Field(default=None, description="By default the effective day.")
    supplier_id: Id | None = None
    delivery_note: Number | None = None
    lines: tuple[FoundLineBody, ...]


class MatchedLineBody(Body):
    """So much of a line is what this order line wants."""

    line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = ()
    purchase_order_line: LineNo


class MatchUnorderedDeliveryBody(CommandBody):
    """The order that was found."""

    model_config = example(
        purchase_order_id=PURCHASE_ORDER,
        receipt_id=MATCHED_RECEIPT,
        receipt_number="GR-5010",
        lines=[{"line": 1, "quantity": "1", "purchase_order_line": 1}],
    )

    purchase_order_id: Id
    receipt_id: Id | None = None
    receipt_number: Number | None = None
    lines: tuple[MatchedLineBody, ...]


class SentBackLineBody(Body):
    """So much of a line leaves again."""

    line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = ()


class SendBackBody(CommandBody):
    """Why the goods leave again."""

    model_config = example(
        reason_code="not_ordered", lines=[{"line": 1, "quantity": "1"}], authorization="RMA-78"
    )

    reason_code: Code
    sent_on: date | None = Field(default=None, description="By default the effective day.")
    authorization: Number | None = None
    lines: tuple[SentBackLineBody, ...]


@router.post("", status_code=201)
async def record_unordered_delivery(
    body: RecordUnorderedDeliveryBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts goods aside that nobody ordered: no stock, nothing booked, nothing to be used."""
    moment = conversation.moment(body)
    return await conversation.send(
        RecordUnorderedDelivery(
            unordered_delivery_id=conversation.document_id(body.id),
            receiver_id=conversation.actor_id,
            number=conversation.number(body.number, "UD"),
            legal_entity=body.legal_entity,
            facility=body.facility,
            received_on=body.received_on or moment.date(),
            lines=tuple(FoundLine(**values_of(line)) for line in body.lines),
            supplier_id=body.supplier_id,
            delivery_note=body.delivery_note,
            now=moment,
        )
    )


@router.post("/{unordered_delivery_id}/match")
async def match_unordered_delivery(
    unordered_delivery_id: Id, body: MatchUnorderedDeliveryBody, conversation: ConversationOfRequest
) -> Accepted:
    """Receives the goods against the order that was found, in one save with it."""
    return await conversation.send(
        MatchUnorderedDelivery(
            unordered_delivery_id=unordered_delivery_id,
            receiver_id=conversation.actor_id,
            receipt_id=conversation.document_id(body.receipt_id, "receipt"),
            receipt_number=conversation.number(body.receipt_number, "GR"),
            purchase_order_id=body.purchase_order_id,
            lines=tuple(SettledQuantity(**values_of(line)) for line in body.lines),
            now=conversation.moment(body),
        )
    )


@router.post("/{unordered_delivery_id}/send-back")
async def send_unordered_delivery_back(
    unordered_delivery_id: Id, body: SendBackBody, conversation: ConversationOfRequest
) -> Accepted:
    """Sends goods away again that nobody wants."""
    moment = conversation.moment(body)
    return await conversation.send(
        SendUnorderedDeliveryBack(
            unordered_delivery_id=unordered_delivery_id,
            receiver_id=conversation.actor_id,
            sent_on=body.sent_on or moment.date(),
            reason_code=body.reason_code,
            lines=tuple(SettledQuantity(**values_of(line)) for line in body.lines),
            authorization=body.authorization,
            now=moment,
        )
    )


add_reads(router, UNORDERED_DELIVERIES, "unordered_delivery")
