"""Facts of a stock item whose goods go with a shipment: they leave, arrive, or come back.

What stands between is the shipment's to say (`domain/shipments`).
"""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event
from domain.ids import Code, LineNo
from domain.stock.parcels import Cost, Parcel


class StockItemShipped(Event):
    """Goods left with a shipment, at their average cost. They are ours until they arrive."""

    TYPE: ClassVar[str] = "stock_item.shipped"
    shipment: DocumentRef
    shipment_line: LineNo
    to_legal_entity: Code
    to_facility: Code
    shipped_on: date
    shipped_by: Code
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]


class StockItemArrived(Event):
    """Goods of a shipment came, at what they cost when they left."""

    TYPE: ClassVar[str] = "stock_item.arrived"
    shipment: DocumentRef
    shipment_line: LineNo
    from_legal_entity: Code
    from_facility: Code
    arrived_on: date
    received_by: Code
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]


class StockItemShipmentTakenBack(Event):
    """Goods of a shipment that never arrived are here again, at what they cost when they left."""

    TYPE: ClassVar[str] = "stock_item.shipment_taken_back"
    shipment: DocumentRef
    shipment_line: LineNo
    taken_back_on: date
    taken_back_by: Code
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]


ShipmentOfStock = StockItemShipped | StockItemArrived | StockItemShipmentTakenBack
SHIPMENTS_OF_STOCK: Final = (StockItemShipped, StockItemArrived, StockItemShipmentTakenBack)
