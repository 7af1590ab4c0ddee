"""The fact that a receipt says another lot, date or serial of goods than it did."""

from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import StringConstraints

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.purchase_orders.lines import Accounting
from domain.quantity import Quantity, Unit

Udi = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Label(Value):
    """What tells units from other units of their item."""

    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[Number, ...] = ()  # in the same order before and after
    udi: Udi | None = None  # as the carrier reads


class RelabelledLine(Value):
    """All that is left of one line of the receipt: what its label said, and what it really says."""

    line: LineNo
    purchase_order_line: LineNo
    description: Text
    quantity: Quantity
    unit: Unit
    base_quantity: Quantity
    base_unit: Unit
    accounting: Accounting
    was: Label
    becomes: Label
    item_id: Id | None = None
    storage_location: Code | None = None
    stock_item_id: Id | None = None


class ReceiptLabelsCorrected(Event):
    """Lot, date or serials were entered wrong: they are these from now on. Nothing moves."""

    TYPE: ClassVar[str] = "receipt.labels_corrected"
    receipt_id: Id
    purchase_order: DocumentRef
    supplier_id: Id
    corrected_by: Code
    corrected_on: date
    reason_code: Code
    lines: tuple[RelabelledLine, ...]


LABEL_EVENTS: Final = (ReceiptLabelsCorrected,)
