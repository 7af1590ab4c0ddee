"""What goods are worth that leave receiving inspection, or wait for it again."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Id, LineNo
from domain.money import Amount, Currency
from domain.purchase_orders.lines import Accounting, CostShare


class AcceptedValue(Value):
    """Of one line: taken into stock or expense; below zero it waits for an inspection again."""

    line: LineNo
    purchase_order_line: LineNo
    amount: Amount
    accounting: Accounting
    shares: tuple[CostShare, ...] | None = None  # who bears what is used up


class ReceiptAcceptanceValued(Event):
    """The value of goods of four-way lines moved between receiving inspection and its use."""

    TYPE: ClassVar[str] = "receipt.acceptance_valued"
    receipt_id: Id
    purchase_order: DocumentRef
    supplier_id: Id
    valued_on: date
    currency: Currency
    lines: tuple[AcceptedValue, ...]


ACCEPTANCE_EVENTS: Final = (ReceiptAcceptanceValued,)
