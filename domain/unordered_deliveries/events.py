"""Facts of an unordered delivery. Stored names are a contract; `state` says what they add up to.

The goods are in custody, not ours: nothing is booked, and they are no stock until they are matched.
"""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.quantity import Quantity, Unit


class UnorderedLine(Value):
    """What was found in the delivery, counted as its label says."""

    line: LineNo
    description: Text
    quantity: Quantity
    unit: Unit
    item_id: Id | None = None
    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[Number, ...] = ()
    storage_location: Code | None = None


class SettledLine(Value):
    """So much of a line found its order, or its way back."""

    line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = ()
    purchase_order_line: LineNo | None = None


class UnorderedDeliveryRecorded(Event):
    """Goods came without an order. They wait in custody, and nobody may use them."""

    TYPE: ClassVar[str] = "unordered_delivery.recorded"
    unordered_delivery_id: Id
    number: Number
    legal_entity: Code
    facility: Code
    received_by: Code
    received_on: date
    lines: tuple[UnorderedLine, ...]
    supplier_id: Id | None = None
    delivery_note: Number | None = None


class UnorderedDeliveryMatched(Event):
    """An order was found; the receipt of the same save takes the goods in."""

    TYPE: ClassVar[str] = "unordered_delivery.matched"
    purchase_order: DocumentRef
    receipt: DocumentRef
    matched_by: Code
    lines: tuple[SettledLine, ...]


class UnorderedDeliverySentBack(Event):
    """Nobody wants them: they left again."""

    TYPE: ClassVar[str] = "unordered_delivery.sent_back"
    sent_by: Code
    sent_on: date
    reason_code: Code
    lines: tuple[SettledLine, ...]
    authorization: Number | None = None


UnorderedDeliveryEvent = (
    UnorderedDeliveryRecorded | UnorderedDeliveryMatched | UnorderedDeliverySentBack
)
EVENTS: Final = (UnorderedDeliveryRecorded, UnorderedDeliveryMatched, UnorderedDeliverySentBack)
