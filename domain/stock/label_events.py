"""The fact that goods which lie here, or that departments took, bear another label than thought."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, LineNo
from domain.quantity import Quantity
from domain.receipts.label_events import Label
from domain.stock.parcels import Parcel


class RelabelledIssue(Value):
    """So much of what a department took. Both parcels are the same goods."""

    department: Code
    taken: Parcel
    placed: Parcel


class StockItemRelabelled(Event):
    """A receipt named the wrong lot, date or serials. The goods are the same, and worth the same.

    `taken` under the former label are `placed` under the true one. Of `missed` units nothing is
    left: they were destroyed, or a count did not find them.
    """

    TYPE: ClassVar[str] = "stock_item.relabelled"
    receipt: DocumentRef
    receipt_line: LineNo
    relabelled_by: Code
    relabelled_on: date
    reason_code: Code
    was: Label
    becomes: Label
    taken: tuple[Parcel, ...]
    placed: tuple[Parcel, ...]
    issued: tuple[RelabelledIssue, ...] = ()
    missed: Quantity | None = None


LABELS_OF_STOCK: Final = (StockItemRelabelled,)
