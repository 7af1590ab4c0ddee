"""Facts of a receipt. Stored names are a contract; see `state` for what they add up to.

A goods receipt is posted at once. A service receipt collects service entries first; posting it
accepts all that it holds.
"""

from datetime import date
from typing import Annotated, ClassVar, Final, Literal

from pydantic import StringConstraints

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency, UnitPrice
from domain.purchase_orders.lines import Accounting, Match
from domain.quantity import Quantity, Unit

ReceiptKind = Literal["goods", "service"]
HeldBack = Literal["quarantined", "rejected"]
Udi = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ReceiptLine(Value):
    """What arrived for one order line, and its value against goods received.

    Two-way lines have no goods-received account: their invoice alone is posted.
    """

    line: LineNo
    purchase_order_line: LineNo
    description: Text
    quantity: Quantity
    unit: Unit
    base_quantity: Quantity
    base_unit: Unit
    unit_price: UnitPrice
    amount: Amount
    accounting: Accounting
    match: Match
    item_id: Id | None = None
    storage_location: Code | None = None
    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[Number, ...] = ()
    stock_item_id: Id | None = None  # where stock is kept of them; none: not kept, or used up
    disposition: HeldBack | None = None  # none: the goods are available, or used at once
    disposition_reason: Code | None = None
    advised: Quantity | None = None  # what the delivery note says came, where it says another
    excess: Quantity | None = None  # how much of it is beyond the order, within the tolerance
    udi: Udi | None = None  # as the carrier on the label reads


class ReceiptStarted(Event):
    """A service receipt is open for entries."""

    TYPE: ClassVar[str] = "receipt.started"
    receipt_id: Id
    number: Number
    kind: ReceiptKind
    purchase_order: DocumentRef
    supplier_id: Id
    legal_entity: Code
    facility: Code


class ReceiptServiceEntryRecorded(Event):
    """Work that was performed, waiting for acceptance."""

    TYPE: ClassVar[str] = "receipt.service_entry_recorded"
    entry: LineNo
    purchase_order_line: LineNo
    description: Text
    quantity: Quantity
    unit: Unit
    performed_on: date


class ReceiptPosted(Event):
    """Custody or benefit has passed; stock or expense stands against goods received."""

    TYPE: ClassVar[str] = "receipt.posted"
    receipt_id: Id
    number: Number
    kind: ReceiptKind
    purchase_order: DocumentRef
    supplier_id: Id
    legal_entity: Code
    facility: Code
    received_on: date
    currency: Currency
    lines: tuple[ReceiptLine, ...]
    posted_on: date | None = None  # the day of its entry; none: the day on which it came
    delivery_note: Number | None = None
    unordered_delivery: DocumentRef | None = None  # that lay here before an order was found


class ReceiptReversed(Event):
    """Posted in error: the whole receipt is taken back at its own value. Terminal."""

    TYPE: ClassVar[str] = "receipt.reversed"
    receipt_id: Id
    purchase_order: DocumentRef
    supplier_id: Id
    reversed_on: date
    currency: Currency
    lines: tuple[ReceiptLine, ...]
    reason_code: Code


class ReceiptGoodsReturned(Event):
    """Part of the goods went back to the supplier, at this receipt's cost."""

    TYPE: ClassVar[str] = "receipt.goods_returned"
    receipt_id: Id
    purchase_order: DocumentRef
    supplier_id: Id
    returned_on: date
    currency: Currency
    lines: tuple[ReceiptLine, ...]
    reason_code: Code
    authorization: Number | None = None  # the supplier's return authorization (RMA)


ReceiptEvent = (
    ReceiptStarted
    | ReceiptServiceEntryRecorded
    | ReceiptPosted
    | ReceiptReversed
    | ReceiptGoodsReturned
)
EVENTS: Final = (
    ReceiptStarted,
    ReceiptServiceEntryRecorded,
    ReceiptPosted,
    ReceiptReversed,
    ReceiptGoodsReturned,
)
