"""A shipment of gloves from one facility to another, in few words."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.catalogue.events import CatalogueItemRecallPlaced
from domain.catalogue.state import CatalogueItem
from domain.catalogue.state import evolve as evolve_item
from domain.event import DocumentRef
from domain.shipments.commands import (
    CountedGoods,
    DispatchShipment,
    GoodsToShip,
    LostGoods,
    ReceiveShipment,
    TakeShipmentBack,
    WriteOffShipmentLoss,
)
from domain.shipments.events import (
    ArrivedGoods,
    ShipmentDispatched,
    ShipmentLossWrittenOff,
    ShipmentReceived,
    ShipmentTakenBack,
    ShippedGoods,
    ShippedLine,
)
from domain.stock.parcels import Cost
from tests.domain.orders import GLOVES, NOW, TODAY, gloves, id_of
from tests.domain.stock import LATE, STOCK, cost

SHIPMENT: Final = DocumentRef(aggregate="shipment", id=id_of(81), number="SH-1")


def shipped(
    quantity: str = "10", amount: str | None = "100", line: int = 1, **found: Any
) -> ShippedLine:
    """A line of so many, worth this; of lot L-1."""
    told = {**_goods(quantity, amount, line), "lot": "L-1", "expires_on": LATE, **found}
    told.setdefault("storage_location", "A1")
    return ShippedLine.model_validate({**told, "stock_item_id": STOCK.id})


def dispatched(*lines: ShippedLine, **told: Any) -> ShipmentDispatched:
    values: dict[str, Any] = {
        "shipment_id": SHIPMENT.id,
        "number": SHIPMENT.number,
        "legal_entity": "NHS",
        "facility": "NORTH",
        "to_legal_entity": "NHS",
        "to_facility": "SOUTH",
        "dispatched_on": TODAY,
        "dispatched_by": "kim",
        "lines": lines or (shipped(),),
    }
    return ShipmentDispatched.model_validate({**values, **told})


def arrived(quantity: str, amount: str | None, line: int = 1, **found: Any) -> ArrivedGoods:
    told = {**_goods(quantity, amount, line), "lot": "L-1", "expires_on": LATE}
    return ArrivedGoods.model_validate({**told, "disposition": "available", **found})


def received(*lines: ArrivedGoods, costs: tuple[Cost, ...] = (), **told: Any) -> ShipmentReceived:
    values: dict[str, Any] = {
        "to_legal_entity": "NHS",
        "to_facility": "SOUTH",
        "received_on": TODAY,
        "received_by": "rico",
    }
    return ShipmentReceived.model_validate({**values, "lines": lines, "costs": costs, **told})


def lost(quantity: str, amount: str, line: int = 1, **found: Any) -> ShipmentLossWrittenOff:
    goods = {**_goods(quantity, amount, line), "lot": "L-1", "expires_on": LATE, **found}
    return ShipmentLossWrittenOff(
        written_off_on=TODAY,
        written_off_by="cora",
        reason_code="theft",
        lines=(ShippedGoods.model_validate(goods),),
        costs=(cost(amount),),
    )


def taken_back(*lines: ArrivedGoods) -> ShipmentTakenBack:
    return ShipmentTakenBack(
        taken_back_on=TODAY, taken_back_by="kim", reason_code="sent_in_error", lines=lines
    )


def counted(quantity: str, line: int = 1, **found: Any) -> CountedGoods:
    return CountedGoods(line=line, quantity=Decimal(quantity), **found)


def receive(*lines: CountedGoods, by: str = "rico", on: date = TODAY) -> ReceiveShipment:
    told = {"shipment_id": SHIPMENT.id, "received_by": by, "received_on": on}
    return ReceiveShipment(now=NOW, **told, lines=lines)  # type: ignore[arg-type] # by name


def lose(
    quantity: str, *serials: str, line: int = 1, by: str = "cora", on: date = TODAY
) -> WriteOffShipmentLoss:
    return WriteOffShipmentLoss(
        now=NOW,
        shipment_id=SHIPMENT.id,
        written_off_by=by,
        written_off_on=on,
        reason_code="theft",
        lines=(LostGoods(line=line, quantity=Decimal(quantity), serials=serials),),
    )


def take_back(*lines: CountedGoods, on: date = TODAY) -> TakeShipmentBack:
    return TakeShipmentBack(
        now=NOW,
        shipment_id=SHIPMENT.id,
        taken_back_by="kim",
        taken_back_on=on,
        reason_code="sent_in_error",
        lines=lines,
    )


def recalled(*lots: str) -> CatalogueItem:
    placed = CatalogueItemRecallPlaced(
        recall="Z-1",
        recall_class="I",
        source="fda",
        placed_by="ivan",
        reason_code="sterility",
        lots=lots,
    )
    return evolve_item(gloves(), placed)


def sending(*goods: GoodsToShip, **told: Any) -> DispatchShipment:
    values: dict[str, Any] = {
        "shipment_id": SHIPMENT.id,
        "number": SHIPMENT.number,
        "dispatched_by": "kim",
        "dispatched_on": TODAY,
        "legal_entity": "NHS",
        "facility": "NORTH",
        "to_legal_entity": "NHS",
        "to_facility": "SOUTH",
        "lines": goods,
    }
    return DispatchShipment(now=NOW, **{**values, **told})


def _goods(quantity: str, amount: str | None, line: int) -> dict[str, Any]:
    return {
        "line": line,
        "item_id": GLOVES,
        "item_number": "I-1",
        "description": "Gloves",
        "quantity": quantity,
        "base_unit": "EA",
        "costs": () if amount is None else (cost(amount),),
    }
