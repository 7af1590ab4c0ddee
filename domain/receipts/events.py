"""Facts of a receipt. Stored names are a contract; see `state` for what they add up to.

A goods receipt is posted at once. A service receipt collects service entries first; posting it
accepts all that it holds.
"""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.charges import LandedCost
from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency, UnitPrice
from domain.purchase_orders.lines import Accounting, CostShare, Dealt, Match
from domain.quantity import Quantity, Unit
from domain.receipts.acceptance_events import ACCEPTANCE_EVENTS, ReceiptAcceptanceValued
from domain.receipts.buckets import Bucket
from domain.receipts.label_events import LABEL_EVENTS, ReceiptLabelsCorrected, Udi
from domain.receipts.return_request_events import RETURN_REQUEST_EVENTS, ReturnRequestEvent

ReceiptKind = Literal["goods", "service"]
HeldBack = Literal["quarantined", "rejected"]


class StandardValue(Value):
    """Goods at standard cost: `amount` on stock, and `variance`, what they cost beyond it."""

    unit_cost: UnitPrice  # of one base unit
    amount: Amount
    variance: Amount


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
    disposition_reason: Code | None = None  # why, or why they are available in spite of it
    temperature_log: Number | None = None  # that shows the cold chain was kept
    bucket: Bucket | None = None  # of goods that leave: where they stood, if not all in one
    advised: Quantity | None = None  # what the delivery note says came, where it says another
    excess: Quantity | None = None  # how much of it is beyond the order, within the tolerance
    udi: Udi | None = None  # as the carrier on the label reads
    expected: Quantity | None = None  # of a blind count: what was open, where that is another
    standard: StandardValue | None = None  # none: on stock at what the goods cost
    shares: tuple[CostShare, ...] | None = None  # who bears what is used up
    landed: tuple[LandedCost, ...] | None = None  # what it bears of charges beside its amount
    inspected_first: Literal[True] | None = None  # it stands in inspection until it is accepted
    lies_apart: Literal[True] | None = None  # in stock, too; none: it could be used uninspected
    dealt: tuple[Dealt, ...] | None = None  # for whom it is, of an order line that serves several


class DesktopConfirmation(Value):
    """What the requester said at his desk; of a service, in which days it was performed."""

    confirmed_by: Code
    description: Text
    performed_from: date | None = None
    performed_until: date | None = None


class ReceiptStarted(Event):
    """A service receipt is open for entries, or waits for the second person of a confirmation."""

    TYPE: ClassVar[str] = "receipt.started"
    receipt_id: Id
    number: Number
    kind: ReceiptKind
    purchase_order: DocumentRef
    supplier_id: Id
    legal_entity: Code
    facility: Code
    desktop: DesktopConfirmation | None = None


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
    received_by: Code | None = None  # who counted or accepted; none: before all told it
    blind: Literal[True] | None = None  # counted without knowing what was ordered
    desktop: DesktopConfirmation | None = None  # of goods that their requester took in himself
    shipment: Number | None = None  # of the order's notices, that the goods came with
    shipment_ends: Literal[True] | None = None  # its rest does not come


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
    return_request: LineNo | None = None  # that it carries out, by its number in the receipt


class InspectedLine(Value):
    """What an inspection found of goods of one bucket; accepted and rejected are all of them."""

    line: LineNo
    purchase_order_line: LineNo
    bucket: Bucket  # where they stood
    accepted: Quantity
    rejected: Quantity
    accepted_serials: tuple[Number, ...] = ()
    rejected_serials: tuple[Number, ...] = ()
    reason_code: Code | None = None  # of the rejection
    storage_location: Code | None = None  # where the rejected ones are put


class ReceiptInspected(Event):
    """Somebody judged the goods: accepted ones may be used, rejected ones wait to go back."""

    TYPE: ClassVar[str] = "receipt.inspected"
    receipt_id: Id
    purchase_order: DocumentRef
    inspected_by: Code
    inspected_on: date
    lines: tuple[InspectedLine, ...]


class QuarantinedLine(Value):
    """Goods of one bucket that nobody may use until they are judged."""

    line: LineNo
    purchase_order_line: LineNo
    bucket: Bucket  # where they stood
    quantity: Quantity
    serials: tuple[Number, ...] = ()
    storage_location: Code | None = None


class ReceiptQuarantined(Event):
    """Doubts came up after the goods were taken in: an inspection has to settle them."""

    TYPE: ClassVar[str] = "receipt.quarantined"
    receipt_id: Id
    purchase_order: DocumentRef
    quarantined_by: Code
    quarantined_on: date
    reason_code: Code
    lines: tuple[QuarantinedLine, ...]


class ReceiptWitnessed(Event):
    """A second person counted the controlled goods; these lines are free from here on."""

    TYPE: ClassVar[str] = "receipt.witnessed"
    receipt_id: Id
    purchase_order: DocumentRef
    witness_id: Code
    witnessed_on: date
    lines: tuple[LineNo, ...]


class ReceiptCorrected(Event):
    """It was counted wrong. The lines hold the differences, either way; the original stays."""

    TYPE: ClassVar[str] = "receipt.corrected"
    receipt_id: Id
    purchase_order: DocumentRef
    supplier_id: Id
    corrected_by: Code
    corrected_on: date
    currency: Currency
    lines: tuple[ReceiptLine, ...]
    reason_code: Code


class ReceiptRecountAsked(Event):
    """Somebody doubts the count of these lines: another person counts them again."""

    TYPE: ClassVar[str] = "receipt.recount_asked"
    receipt_id: Id
    purchase_order: DocumentRef
    asked_by: Code
    lines: tuple[LineNo, ...]
    reason_code: Code


class CountedAgain(Value):
    """What the second count found of a line, and what stood as counted until then."""

    line: LineNo
    quantity: Quantity
    before: Quantity


class ReceiptRecounted(Event):
    """Another person counted. Where he found another quantity, a correction stands beside it."""

    TYPE: ClassVar[str] = "receipt.recounted"
    receipt_id: Id
    purchase_order: DocumentRef
    recounted_by: Code
    recounted_on: date
    lines: tuple[CountedAgain, ...]


ReceiptEvent = (
    ReceiptStarted
    | ReceiptServiceEntryRecorded
    | ReceiptPosted
    | ReceiptReversed
    | ReceiptGoodsReturned
    | ReceiptInspected
    | ReceiptQuarantined
    | ReceiptWitnessed
    | ReceiptCorrected
    | ReceiptRecountAsked
    | ReceiptRecounted
    | ReceiptAcceptanceValued
    | ReturnRequestEvent
    | ReceiptLabelsCorrected
)
EVENTS: Final = (
    ReceiptStarted,
    ReceiptServiceEntryRecorded,
    ReceiptPosted,
    ReceiptReversed,
    ReceiptGoodsReturned,
    ReceiptInspected,
    ReceiptQuarantined,
    ReceiptWitnessed,
    ReceiptCorrected,
    ReceiptRecountAsked,
    ReceiptRecounted,
    *ACCEPTANCE_EVENTS,
    *RETURN_REQUEST_EVENTS,
    *LABEL_EVENTS,
)
