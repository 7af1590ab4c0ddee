"""Goods of EAST that are sent to another facility: to CLINIC of its own, or to NORTH of NHS."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.legal_entities.commands import AddLegalEntityFacility, RegisterLegalEntity
from domain.shipments.commands import (
    CountedGoods,
    DispatchShipment,
    GoodsToShip,
    LostGoods,
    ReceiveShipment,
    TakeShipmentBack,
    WriteOffShipmentLoss,
)
from domain.shipments.state import SHIPMENT, Shipment
from domain.stock.commands import Wanted
from tests.application.company import NOW, TODAY, Company, id_of
from tests.application.sisters import stocked

CLINIC: Final = ("EAST", "CLINIC")
NORTH: Final = ("NHS", "NORTH")


async def network(company: Company, east_books: str = "USD", nhs_books: str = "USD") -> None:
    """EAST has a depot and a clinic, NHS a hospital; pumps are catalogued."""
    for entity, currency in (("EAST", east_books), ("NHS", nhs_books)):
        register = RegisterLegalEntity(now=NOW, legal_entity=entity, name=entity, currency=currency)
        await company.do(register)
    for entity, facility in (("EAST", "DEPOT"), CLINIC, NORTH):
        await company.do(
            AddLegalEntityFacility(now=NOW, legal_entity=entity, facility=facility, name=facility)
        )
    await company.has_item("pump")


async def pumps(company: Company, quantity: str = "10", cost: str = "10", **found: Any) -> None:
    """The network, and so many pumps in the depot."""
    await network(company)
    await stocked(company, quantity, cost, **found)


def send(
    *wanted: Wanted,
    to: tuple[str, str] = CLINIC,
    name: str = "SH-1",
    item: str = "pump",
    by: str = "kim",
    on: date = TODAY,
    **told: Any,
) -> DispatchShipment:
    return DispatchShipment(
        **{"now": NOW, **told},
        shipment_id=id_of(name),
        number=name,
        dispatched_by=by,
        dispatched_on=on,
        legal_entity="EAST",
        facility="DEPOT",
        to_legal_entity=to[0],
        to_facility=to[1],
        lines=tuple(GoodsToShip(item_id=id_of(item), wanted=each) for each in wanted),
    )


def some(quantity: str, *serials: str, **which: Any) -> Wanted:
    return Wanted(quantity=Decimal(quantity), serials=serials, **which)


def receive(
    quantity: str, line: int = 1, by: str = "rico", on: date = TODAY, **found: Any
) -> ReceiveShipment:
    now, name = found.pop("now", NOW), found.pop("name", "SH-1")
    counted = CountedGoods(line=line, quantity=Decimal(quantity), **found)
    return ReceiveShipment(
        now=now, shipment_id=id_of(name), received_by=by, received_on=on, lines=(counted,)
    )


def lose(
    quantity: str, line: int = 1, by: str = "cole", on: date = TODAY, **found: Any
) -> WriteOffShipmentLoss:
    now, name = found.pop("now", NOW), found.pop("name", "SH-1")
    return WriteOffShipmentLoss(
        now=now,
        shipment_id=id_of(name),
        written_off_by=by,
        written_off_on=on,
        reason_code="theft",
        lines=(LostGoods(line=line, quantity=Decimal(quantity), **found),),
    )


def take_back(quantity: str, line: int = 1, on: date = TODAY, **found: Any) -> TakeShipmentBack:
    now, name = found.pop("now", NOW), found.pop("name", "SH-1")
    return TakeShipmentBack(
        now=now,
        shipment_id=id_of(name),
        taken_back_by="kim",
        taken_back_on=on,
        reason_code="sent_in_error",
        lines=(CountedGoods(line=line, quantity=Decimal(quantity), **found),),
    )


async def shipment(company: Company, name: str = "SH-1") -> Shipment:
    return await company.state(SHIPMENT, id_of(name))
