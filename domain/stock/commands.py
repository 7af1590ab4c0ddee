"""What may be asked of a stock item. Quantities are in the base unit.

What does not name a lot is taken from the lot that expires first. `lot=""` is not a lot: goods
without one are found by leaving it out and naming their place.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.charges import StatedCharge
from domain.event import Command
from domain.stock.parcels import ConsignedDisposition, Disposition, RequisitionLineRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How much, and which of it where that matters: lot, place, single units by serial."""

    quantity: Decimal
    lot: str | None = None
    storage_location: str | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStockItem(Command):
    """Stock of the item is kept at this facility before anything of it came."""

    stock_item_id: str
    opened_by: str
    legal_entity: str
    facility: str
    item_id: str
    base_unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueStock(Command):
    """A department takes goods, for the line of a requisition or without one."""

    stock_item_id: str
    issued_by: str
    department: str
    issued_on: date
    wanted: Wanted
    requisition: RequisitionLineRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedParcel:
    """Goods that somebody puts down: how much, of which lot, where."""

    quantity: Decimal
    lot: str | None = None
    expires_on: date | None = None
    storage_location: str | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnIssuedStock(Command):
    """A department gives back what it has not used."""

    stock_item_id: str
    returned_by: str
    department: str
    returned_on: date
    parcel: PlacedParcel
    requisition: RequisitionLineRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedBin:
    """What was found in one bin. Zero: nothing of it was there."""

    quantity: Decimal
    disposition: Disposition = "available"
    lot: str | None = None
    expires_on: date | None = None
    storage_location: str | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStock(Command):
    """Bins were counted. `unit_cost` values what is found where nothing ever had a cost."""

    stock_item_id: str
    counted_by: str
    counted_on: date
    reason_code: str
    bins: tuple[CountedBin, ...]
    unit_cost: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrapStock(Command):
    """Goods are destroyed. Expired ones may be."""

    stock_item_id: str
    scrapped_by: str
    scrapped_on: date
    reason_code: str
    wanted: Wanted
    disposition: Disposition = "available"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStock(Command):
    """Goods are put elsewhere, or judged anew: quarantined, released, rejected.

    With a supplier they are those that he consigned, which are quarantined or released only.
    `roles` are those of whoever moves them: who keeps goods does not set them free.
    """

    stock_item_id: str
    moved_by: str
    reason_code: str
    wanted: Wanted
    disposition: Disposition
    to_disposition: Disposition
    to_storage_location: str | None = None  # none: they stay where they are
    supplier_id: str | None = None  # the owner; none: they are ours
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStock(Command):
    """Available goods go to another facility; both sides are one save."""

    stock_item_id: str
    transfer_id: str
    transferred_by: str
    transferred_on: date
    to_legal_entity: str
    to_facility: str
    wanted: Wanted
    to_storage_location: str | None = None
    charges: tuple[StatedCharge, ...] = ()  # what it costs to bring them there
    charged_in: str | None = None  # the currency of charges that are amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveConsignment(Command):
    """A supplier lays goods of his down.

    On the line of a consignment order they cost what it says; else the price is stated here, and
    holds for all of his that came without an order.
    """

    stock_item_id: str
    consigned_by: str
    consigned_on: date
    supplier_id: str
    delivery_note: str
    parcels: tuple[PlacedParcel, ...]
    unit_price: Decimal | None = None
    currency: str | None = None
    purchase_order_id: str | None = None
    purchase_order_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumeConsignment(Command):
    """A department used consigned goods."""

    stock_item_id: str
    consumed_by: str
    consumed_on: date
    supplier_id: str
    department: str
    wanted: Wanted
    case_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseConsumption(Command):
    """Goods that were recorded as used were not: all that stands of it, or as much as is named."""

    stock_item_id: str
    consumption: int
    reversed_by: str
    reversed_on: date
    reason_code: str
    quantity: Decimal | None = None
    lot: str | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnConsignment(Command):
    """A supplier takes unused goods of his back, recalled ones out of quarantine."""

    stock_item_id: str
    returned_by: str
    returned_on: date
    supplier_id: str
    reason_code: str
    wanted: Wanted
    disposition: ConsignedDisposition = "consigned"
