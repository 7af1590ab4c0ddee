"""Facts of what an order leaves on goods received once it is closed for good, and who gives it up.

They are entries of the line's ledger, and what the journal books of them stands in `books`.
"""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event
from domain.ids import Code, Id, LineNo
from domain.money import Amount, Currency
from domain.purchase_orders.lines import Accounting, CostShare

# A bill or a return came after all, or finance opened the order again.
TakenBackFor = Literal["late_document", "close_removed"]


class PurchaseOrderLineWrittenOff(Event):
    """Ledger: what is left of the line on goods received is given up.

    `amount` above zero came and was never billed; below zero it was billed and never came.
    """

    TYPE: ClassVar[str] = "purchase_order.line_written_off"
    line: LineNo
    amount: Amount
    currency: Currency
    accounting: Accounting
    shares: tuple[CostShare, ...] | None = None  # who bears it
    written_off_on: date
    written_off_by: Code
    reason_code: Code
    purchase_order: DocumentRef
    supplier_id: Id


class PurchaseOrderLineWriteOffTakenBack(Event):
    """Ledger: so much of what was written off stands on goods received again, with its sign."""

    TYPE: ClassVar[str] = "purchase_order.line_write_off_taken_back"
    line: LineNo
    amount: Amount
    currency: Currency
    accounting: Accounting
    shares: tuple[CostShare, ...] | None = None
    taken_back_on: date
    cause: TakenBackFor
    purchase_order: DocumentRef
    supplier_id: Id


RESIDUE_EVENTS: Final = (PurchaseOrderLineWrittenOff, PurchaseOrderLineWriteOffTakenBack)
