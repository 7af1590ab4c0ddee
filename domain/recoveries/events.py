"""Facts of a recovery. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.credit_memos.events import AccountedCreditLine
from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number
from domain.invoices.parts import InvoicePart
from domain.money import Amount, Currency
from domain.quantity import Quantity

# What made the payment too high: goods that went back or never came, or a finding of a person.
Cause = Literal[
    "goods_returned",
    "goods_rejected",
    "receipt_corrected",
    "receipt_reversed",
    "price_too_high",
    "duplicate_paid",
    "billed_in_error",
]
ClosedHow = Literal["credited", "cause_gone"]


class RecoveryLine(Value):
    """What of one invoice line was paid too much, in the order line's unit and in money."""

    line: LineNo
    quantity: Quantity
    amount: Amount


class RecoveryOpened(Event):
    """A paid invoice turned out to be too high: somebody has to get `claim` back."""

    TYPE: ClassVar[str] = "recovery.opened"
    recovery_id: Id
    invoice: DocumentRef
    supplier_id: Id
    legal_entity: Code
    facility: Code
    currency: Currency
    cause: Cause
    lines: tuple[RecoveryLine, ...]
    tax: Amount
    total: Amount  # what should not have been billed: lines and tax
    claim: Amount  # of it: what was paid
    owner_role: Code
    purchase_order: DocumentRef | None = None
    duplicate_of: DocumentRef | None = None
    opened_by: Code | None = None  # a person; absent when goods or receipts did it


class RecoveryChanged(Event):
    """More or less turned out to be too much, or a credit memo gives back a part of it."""

    TYPE: ClassVar[str] = "recovery.changed"
    cause: Cause
    lines: tuple[RecoveryLine, ...]
    tax: Amount
    total: Amount
    claim: Amount
    reference: DocumentRef | None = None  # the credit memo, of a claim that a person opened
    changed_by: Code | None = None  # who said that it answers the claim


class RecoveryAssigned(Event):
    """This person sees to it."""

    TYPE: ClassVar[str] = "recovery.assigned"
    owner: Code
    assigned_by: Code


class RecoveryPartlyRefunded(Event):
    """The supplier paid a part of the claim back; the rest is still to come."""

    TYPE: ClassVar[str] = "recovery.partly_refunded"
    supplier_id: Id
    invoice: DocumentRef
    refund: Number
    refunded_on: date
    amount: Amount
    outstanding: Amount  # of the claim, after this
    currency: Currency
    recorded_by: Code


class RecoveryRefunded(Event):
    """The supplier paid the claim back, without a credit memo. Nothing is left to recover."""

    TYPE: ClassVar[str] = "recovery.refunded"
    supplier_id: Id
    invoice: DocumentRef
    refund: Number
    refunded_on: date
    amount: Amount  # that came back
    settled: Amount  # what was still open of the invoice, and is not paid any more
    currency: Currency
    lines: tuple[AccountedCreditLine, ...]
    tax: Amount
    recorded_by: Code
    purchase_order: DocumentRef | None = None
    refunded_before: Amount | None = None  # in parts
    parts: tuple[InvoicePart, ...] | None = None  # of the tax: by name, where some of it was cost


class RecoveryWrittenOff(Event):
    """Nobody will get it back: a loss. Nothing is left to recover."""

    TYPE: ClassVar[str] = "recovery.written_off"
    supplier_id: Id
    invoice: DocumentRef
    written_off_on: date
    amount: Amount  # that is lost
    settled: Amount  # what was still open of the invoice, and is not paid any more
    currency: Currency
    lines: tuple[AccountedCreditLine, ...]
    tax: Amount
    reason_code: Code
    written_off_by: Code
    purchase_order: DocumentRef | None = None
    refunded_before: Amount | None = None  # in parts
    parts: tuple[InvoicePart, ...] | None = None  # as those of a refund


class RefundAccounted(Value):
    """What had come back in parts and makes up for what a credit memo left out of the claim."""

    supplier_id: Id
    booked_on: date
    amount: Amount
    currency: Currency
    lines: tuple[AccountedCreditLine, ...]
    tax: Amount
    purchase_order: DocumentRef | None = None
    parts: tuple[InvoicePart, ...] | None = None  # as those of a refund


class RecoveryClosed(Event):
    """A credit memo gives it back, or it was not too much after all: the goods came again."""

    TYPE: ClassVar[str] = "recovery.closed"
    how: ClosedHow
    reference: DocumentRef | None = None  # the credit memo
    reason_code: Code | None = None  # of the person
    closed_by: Code | None = None  # a person; absent when goods or credits did it
    accounted: RefundAccounted | None = None  # of a credit memo over less than the claim


RecoveryEvent = (
    RecoveryOpened
    | RecoveryChanged
    | RecoveryAssigned
    | RecoveryPartlyRefunded
    | RecoveryRefunded
    | RecoveryWrittenOff
    | RecoveryClosed
)
EVENTS: Final = (
    RecoveryOpened,
    RecoveryChanged,
    RecoveryAssigned,
    RecoveryPartlyRefunded,
    RecoveryRefunded,
    RecoveryWrittenOff,
    RecoveryClosed,
)
