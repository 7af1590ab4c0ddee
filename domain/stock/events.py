"""Facts of a stock item: one item at one facility. Stored names are a contract; `state` sums them.

Quantities are in the base unit. Costs are what a fact moves out of, or into, the value of stock.
"""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.charges import CarriedCost
from domain.event import DocumentRef, Event
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency, UnitPrice
from domain.quantity import Unit
from domain.stock.label_events import LABELS_OF_STOCK, StockItemRelabelled
from domain.stock.parcels import Cost, CountedParcel, Parcel, RequisitionLineRef
from domain.stock.shipment_events import SHIPMENTS_OF_STOCK, ShipmentOfStock
from domain.stock.value_events import StockItemRevalued

TakenBackCause = Literal["reversed", "returned", "corrected"]


class StockItemOpened(Event):
    """Stock of the item is kept at this facility from now on."""

    TYPE: ClassVar[str] = "stock_item.opened"
    stock_item_id: Id
    legal_entity: Code
    facility: Code
    item_id: Id
    item_number: Number
    description: Text
    base_unit: Unit


class StockItemReceived(Event):
    """A receipt brought goods. Its own entry books the amount; a two-way line brings none."""

    TYPE: ClassVar[str] = "stock_item.received"
    receipt: DocumentRef
    receipt_line: LineNo
    received_on: date
    supplier_id: Id
    parcels: tuple[Parcel, ...]
    cost: Cost


class StockItemTakenBack(Event):
    """Goods of a receipt left again, at that receipt's cost, which the receipt's entry books.

    `written_off` is what the average cost of the goods left differs by: value of no goods.
    """

    TYPE: ClassVar[str] = "stock_item.taken_back"
    receipt: DocumentRef
    receipt_line: LineNo
    cause: TakenBackCause
    taken_on: date
    supplier_id: Id
    parcels: tuple[Parcel, ...]
    cost: Cost
    written_off: tuple[Cost, ...] = ()


class StockItemIssued(Event):
    """A department took goods: they are its expense, at the average cost of what was here."""

    TYPE: ClassVar[str] = "stock_item.issued"
    department: Code
    issued_on: date
    issued_by: Code
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]
    requisition: RequisitionLineRef | None = None


class StockItemIssueReturned(Event):
    """A department gave back what it had not used, at the average cost."""

    TYPE: ClassVar[str] = "stock_item.issue_returned"
    department: Code
    returned_on: date
    returned_by: Code
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]
    requisition: RequisitionLineRef | None = None


class StockItemCounted(Event):
    """Somebody looked. Costs are what was found (positive) or missed (negative)."""

    TYPE: ClassVar[str] = "stock_item.counted"
    counted_on: date
    counted_by: Code
    reason_code: Code
    parcels: tuple[CountedParcel, ...]
    costs: tuple[Cost, ...] = ()


class StockItemScrapped(Event):
    """Goods were destroyed: broken, spoilt, expired."""

    TYPE: ClassVar[str] = "stock_item.scrapped"
    scrapped_on: date
    scrapped_by: Code
    reason_code: Code
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]


class StockItemMoved(Event):
    """Goods changed place or disposition within the facility; their value did not."""

    TYPE: ClassVar[str] = "stock_item.moved"
    moved_by: Code
    reason_code: Code
    taken: tuple[Parcel, ...]
    placed: tuple[Parcel, ...]


class StockItemTransferredOut(Event):
    """Goods left for another facility, at their average cost."""

    TYPE: ClassVar[str] = "stock_item.transferred_out"
    transfer_id: Id
    to_stock_item_id: Id
    to_legal_entity: Code
    to_facility: Code
    transferred_on: date
    transferred_by: Code
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]


class StockItemTransferredIn(Event):
    """Goods came from another facility, at what they cost there and what it cost to bring them.

    `costs` holds both; `carried` is the part that carriage and the like make up.
    """

    TYPE: ClassVar[str] = "stock_item.transferred_in"
    transfer_id: Id
    from_stock_item_id: Id
    from_legal_entity: Code
    from_facility: Code
    transferred_on: date
    transferred_by: Code
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]
    carried: tuple[CarriedCost, ...] | None = None


class StockItemConsigned(Event):
    """A supplier's goods lie here. They are his, so nothing is booked."""

    TYPE: ClassVar[str] = "stock_item.consigned"
    supplier_id: Id
    consigned_on: date
    consigned_by: Code
    delivery_note: Number
    unit_price: UnitPrice
    currency: Currency
    parcels: tuple[Parcel, ...]
    purchase_order: DocumentRef | None = None  # the consignment order that they came on
    purchase_order_line: LineNo | None = None


class StockItemConsumed(Event):
    """Consigned goods were used: now they are owed for, by the order that they came on."""

    TYPE: ClassVar[str] = "stock_item.consumed"
    supplier_id: Id
    department: Code
    consumed_on: date
    consumed_by: Code
    unit_price: UnitPrice
    amount: Amount
    currency: Currency
    parcels: tuple[Parcel, ...]
    case_reference: Number | None = None  # the procedure, as a token that names no person
    purchase_order: DocumentRef | None = None
    purchase_order_line: LineNo | None = None
    consumption: LineNo | None = None  # by its number within the stock item; none: never told
    purchase_order_consumption: LineNo | None = None  # by its number within the order


class StockItemConsumptionReversed(Event):
    """What was recorded as used was not, or not all of it: it lies here again and owes nothing.

    Recalled units are quarantined as they come back.
    """

    TYPE: ClassVar[str] = "stock_item.consumption_reversed"
    consumption: LineNo
    supplier_id: Id
    department: Code
    reversed_on: date
    reversed_by: Code
    reason_code: Code
    amount: Amount
    currency: Currency
    parcels: tuple[Parcel, ...]
    purchase_order: DocumentRef | None = None
    purchase_order_line: LineNo | None = None
    purchase_order_consumption: LineNo | None = None


class StockItemConsignmentReturned(Event):
    """A supplier took unused goods of his back."""

    TYPE: ClassVar[str] = "stock_item.consignment_returned"
    supplier_id: Id
    returned_on: date
    returned_by: Code
    reason_code: Code
    parcels: tuple[Parcel, ...]
    purchase_order: DocumentRef | None = None
    purchase_order_line: LineNo | None = None


class StockItemDelivered(Event):
    """Goods left for another legal entity on its order, at their average cost.

    `amount` is their transfer price: what the buyer's receipt is worth, and what he owes.
    """

    TYPE: ClassVar[str] = "stock_item.delivered"
    receipt: DocumentRef
    receipt_line: LineNo
    purchase_order: DocumentRef
    purchase_order_line: LineNo
    to_legal_entity: Code
    to_facility: Code
    delivered_on: date
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]
    amount: Amount
    currency: Currency


class StockItemDeliveryReturned(Event):
    """Goods of such a delivery are here again, at what they cost when they left."""

    TYPE: ClassVar[str] = "stock_item.delivery_returned"
    receipt: DocumentRef
    receipt_line: LineNo
    cause: TakenBackCause
    purchase_order: DocumentRef
    purchase_order_line: LineNo
    from_legal_entity: Code
    from_facility: Code
    returned_on: date
    parcels: tuple[Parcel, ...]
    costs: tuple[Cost, ...]


StockItemEvent = (
    StockItemOpened
    | StockItemReceived
    | StockItemTakenBack
    | StockItemIssued
    | StockItemIssueReturned
    | StockItemCounted
    | StockItemScrapped
    | StockItemMoved
    | StockItemTransferredOut
    | StockItemTransferredIn
    | StockItemRevalued
    | StockItemConsigned
    | StockItemConsumed
    | StockItemConsumptionReversed
    | StockItemConsignmentReturned
    | StockItemDelivered
    | StockItemDeliveryReturned
    | ShipmentOfStock
    | StockItemRelabelled
)
EVENTS: Final = (
    StockItemOpened,
    StockItemReceived,
    StockItemTakenBack,
    StockItemIssued,
    StockItemIssueReturned,
    StockItemCounted,
    StockItemScrapped,
    StockItemMoved,
    StockItemTransferredOut,
    StockItemTransferredIn,
    StockItemRevalued,
    StockItemConsigned,
    StockItemConsumed,
    StockItemConsumptionReversed,
    StockItemConsignmentReturned,
    StockItemDelivered,
    StockItemDeliveryReturned,
    *SHIPMENTS_OF_STOCK,
    *LABELS_OF_STOCK,
)
