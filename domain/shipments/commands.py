"""What may be asked of a shipment. Quantities are in the base unit."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command
from domain.shipments.events import ArrivedAs
from domain.stock.commands import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsToShip:
    """So much of one item; without a lot, what expires first."""

    item_id: str
    wanted: Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchShipment(Command):
    """Available goods of one facility leave for another one."""

    shipment_id: str
    number: str
    dispatched_by: str
    dispatched_on: date
    legal_entity: str
    facility: str
    to_legal_entity: str
    to_facility: str
    lines: tuple[GoodsToShip, ...]
    expected_on: date | None = None
    waybill: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedGoods:
    """So much of a line came, as its label says, and where it is put."""

    line: int
    quantity: Decimal
    disposition: ArrivedAs = "available"
    lot: str | None = None
    serials: tuple[str, ...] = ()
    storage_location: str | None = None
    reason_code: str | None = None  # why they cannot be used at once


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveShipment(Command):
    """Goods came where they were sent to, all or some of them."""

    shipment_id: str
    received_by: str
    received_on: date
    lines: tuple[CountedGoods, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LostGoods:
    """So much of a line will never come."""

    line: int
    quantity: Decimal
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffShipmentLoss(Command):
    """Goods were lost on the way."""

    shipment_id: str
    written_off_by: str
    written_off_on: date
    reason_code: str
    lines: tuple[LostGoods, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeShipmentBack(Command):
    """Goods are with the sender again."""

    shipment_id: str
    taken_back_by: str
    taken_back_on: date
    reason_code: str
    lines: tuple[CountedGoods, ...]
