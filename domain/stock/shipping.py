"""Goods that go with a shipment: each lot and place of them is a line, and costs what it did here.

What stands on the way, and how much of it, is in `domain/shipments`.
"""

from collections.abc import Mapping

from domain.catalogue.state import CatalogueItem
from domain.event import DocumentRef
from domain.ids import LINES_MAX
from domain.shipments.commands import DispatchShipment
from domain.shipments.errors import (
    ShipmentLinesWrong,
    ShipmentNotKept,
    ShipmentSameFacility,
)
from domain.shipments.events import (
    ArrivedGoods,
    ShipmentReceived,
    ShipmentTakenBack,
    ShippedLine,
)
from domain.shipments.state import Shipment
from domain.stock.days import check_left, used_on
from domain.stock.decide import check_new_serials
from domain.stock.parcels import Parcel
from domain.stock.picking import Use, pick
from domain.stock.shipment_events import (
    StockItemArrived,
    StockItemShipmentTakenBack,
    StockItemShipped,
)
from domain.stock.state import StockItem, evolve, share

Kept = Mapping[str, tuple[StockItem | None, CatalogueItem]]  # What is kept there, by item.


def ship(command: DispatchShipment, kept: Kept) -> tuple[tuple[ShippedLine, StockItemShipped], ...]:
    """The lines of the shipment, each with what it takes out of stock.

    Usable goods only, first to expire first unless a lot is named.
    """
    if (command.legal_entity, command.facility) == (command.to_legal_entity, command.to_facility):
        raise ShipmentSameFacility(command.facility)
    shipment = DocumentRef(aggregate="shipment", id=command.shipment_id, number=command.number)
    items: dict[str, StockItem] = {}
    told: list[tuple[ShippedLine, StockItemShipped]] = []
    for goods in command.lines:
        found, of = kept[goods.item_id]
        item = items.get(goods.item_id, found)
        if item is None:
            raise ShipmentNotKept(command.number, of.number, command.facility)
        check_left(item, command.dispatched_on, command)
        use = Use(used_on(command.dispatched_on, command), of)
        for parcel in pick(item, goods.wanted, "available", use=use):
            fact = _left(item, parcel, len(told) + 1, shipment, command)
            item = evolve(item, fact)
            told.append((_line(item, parcel, fact), fact))
        items[goods.item_id] = item  # The next line may be of the same item.
    if not 0 < len(told) <= LINES_MAX:
        raise ShipmentLinesWrong(command.number)
    return tuple(told)


def arrive(
    there: StockItem, shipment: Shipment, received: ShipmentReceived, part: ArrivedGoods
) -> StockItemArrived:
    """The goods of a line lie at the other facility, at the place that was named for them."""
    check_new_serials(there, part.serials)
    return StockItemArrived(
        shipment=shipment.ref,
        shipment_line=part.line,
        from_legal_entity=shipment.legal_entity,
        from_facility=shipment.facility,
        arrived_on=received.received_on,
        received_by=received.received_by,
        parcels=(_placed(part, part.storage_location),),
        costs=part.costs,
    )


def come_back(
    here: StockItem, shipment: Shipment, taken: ShipmentTakenBack, part: ArrivedGoods
) -> StockItemShipmentTakenBack:
    """They lie where they were taken from, unless another place is named."""
    check_new_serials(here, part.serials)
    place = part.storage_location or shipment.lines[part.line].sent.storage_location
    return StockItemShipmentTakenBack(
        shipment=shipment.ref,
        shipment_line=part.line,
        taken_back_on=taken.taken_back_on,
        taken_back_by=taken.taken_back_by,
        parcels=(_placed(part, place),),
        costs=part.costs,
    )


def _left(
    item: StockItem, parcel: Parcel, line: int, shipment: DocumentRef, command: DispatchShipment
) -> StockItemShipped:
    return StockItemShipped(
        shipment=shipment,
        shipment_line=line,
        to_legal_entity=command.to_legal_entity,
        to_facility=command.to_facility,
        shipped_on=command.dispatched_on,
        shipped_by=command.dispatched_by,
        parcels=(parcel,),
        costs=share(item.worth, parcel.quantity),
    )


def _line(item: StockItem, parcel: Parcel, fact: StockItemShipped) -> ShippedLine:
    return ShippedLine(
        line=fact.shipment_line,
        stock_item_id=item.id,
        item_id=item.item_id,
        item_number=item.number,
        description=item.description,
        quantity=parcel.quantity,
        base_unit=item.base_unit,
        costs=fact.costs,
        lot=parcel.lot,
        expires_on=parcel.expires_on,
        storage_location=parcel.storage_location,
        serials=parcel.serials,
    )


def _placed(part: ArrivedGoods, place: str | None) -> Parcel:
    return Parcel(
        quantity=part.quantity,
        disposition=part.disposition,
        lot=part.lot,
        expires_on=part.expires_on,
        storage_location=place,
        serials=part.serials,
    )
