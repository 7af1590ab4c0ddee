"""Facts of what is left on goods received: by goods that went back, and by orders that are over.

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
    written_off_on: date | None = None  # the day on which it was given up; none: the last of them


class PurchaseOrderLineDifferenceCleared(Event):
    """Ledger: all that stands as received is billed, so what is left goes to where prices differ.

    `amount` above zero came at more than bills cleared of it, below zero at less.
    """

    TYPE: ClassVar[str] = "purchase_order.line_difference_cleared"
    line: LineNo
    amount: Amount
    currency: Currency
    accounting: Accounting
    shares: tuple[CostShare, ...] | None = None
    cleared_on: date
    purchase_order: DocumentRef
    supplier_id: Id


ResidueEvent = (
    PurchaseOrderLineWrittenOff
    | PurchaseOrderLineWriteOffTakenBack
    | PurchaseOrderLineDifferenceCleared
)
RESIDUE_EVENTS: Final = (
    PurchaseOrderLineWrittenOff,
    PurchaseOrderLineWriteOffTakenBack,
    PurchaseOrderLineDifferenceCleared,
)
