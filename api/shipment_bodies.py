"""The bodies of requests about shipments, each with an example that the tests send as printed."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.conversation import Body, CommandBody
from api.examples import ITEM, SHIPMENT, example
from api.stock_item_bodies import Day, Lot
from domain.ids import Code, Id, LineNo, Number
from domain.quantity import Quantity
from domain.shipments.events import ArrivedAs


class GoodsToShipBody(Body):
    """How much of an item is sent, in its base unit, and which of it where that matters."""

    item_id: Id
    quantity: Quantity
    lot: Lot = None
    storage_location: Code | None = None
    serials: tuple[Number, ...] = ()


class DispatchShipmentBody(CommandBody):
    """What is sent from where to where."""

    model_config = example(
        id=SHIPMENT,
        number="SH-301",
        legal_entity="NORTHSIDE",
        facility="HOSP-NORTH",
        to_legal_entity="NORTHSIDE",
        to_facility="CLINIC-EAST",
        waybill="WB-7012",
        lines=[{"item_id": ITEM, "quantity": "12"}],
    )

    id: Id | None = None
    number: Number | None = None
    legal_entity: Code
    facility: Code
    to_legal_entity: Code
    to_facility: Code
    dispatched_on: Day = None
    expected_on: date | None = None
    waybill: Number | None = None
    lines: tuple[GoodsToShipBody, ...]


class CountedGoodsBody(Body):
    """So much of a line of the shipment, as it came; a line is told once for each disposition."""

    line: LineNo
    quantity: Quantity
    disposition: ArrivedAs = "available"
    lot: Annotated[
        Number | None, Field(default=None, description="As the label says; another is refused.")
    ] = None
    serials: tuple[Number, ...] = ()
    storage_location: Code | None = None
    reason_code: Annotated[
        Code | None, Field(default=None, description="Why the goods cannot be used at once.")
    ] = None


class ReceiveShipmentBody(CommandBody):
    """What came of it, and what was damaged."""

    model_config = example(
        lines=[
            {"line": 1, "quantity": "7", "storage_location": "STORE"},
            {
                "line": 1,
                "quantity": "1",
                "disposition": "quarantined",
                "storage_location": "QUARANTINE",
                "reason_code": "damaged",
            },
        ],
    )

    received_on: Day = None
    lines: tuple[CountedGoodsBody, ...]


class LostGoodsBody(Body):
    """So much of a line of the shipment will never come."""

    line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = ()


class WriteOffShipmentLossBody(CommandBody):
    """What was lost on the way, and why."""

    model_config = example(reason_code="lost", lines=[{"line": 1, "quantity": "1"}])

    reason_code: Code
    written_off_on: Day = None
    lines: tuple[LostGoodsBody, ...]


class TakeShipmentBackBody(CommandBody):
    """What is with the sender again, and why."""

    model_config = example(reason_code="sent_in_error", lines=[{"line": 1, "quantity": "2"}])

    reason_code: Code
    taken_back_on: Day = None
    lines: tuple[CountedGoodsBody, ...]
