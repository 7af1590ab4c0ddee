"""What may be asked of a recovery. What goods and receipts do is recorded without being asked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command
from domain.recoveries.events import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class OverpaidLine:
    """What of one invoice line was too much. On price alone the quantity is zero."""

    line: int
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRecovery(Command):
    """Somebody found that a paid invoice is too high. Without lines: all that is left of it."""

    recovery_id: str
    invoice_id: str
    cause: Cause
    opened_by: str
    lines: tuple[OverpaidLine, ...] = ()
    tax: Decimal = Decimal(0)
    duplicate_of: str | None = None  # the id of the invoice that it repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRecovery(Command):
    """A person sees to it from now on."""

    recovery_id: str
    owner: str
    assigned_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRecoveryRefund(Command):
    """The supplier paid the whole claim back without a credit memo."""

    recovery_id: str
    refund: str  # as the bank or the supplier names it
    refunded_on: date
    amount: Decimal
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffRecovery(Command):
    """Nobody will get it back. Not by whoever captured, let pass or paid the invoice."""

    recovery_id: str
    written_off_on: date
    reason_code: str
    written_off_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRecovery(Command):
    """One that a person opened was an error, or a credit memo gave it back, or a part of it."""

    recovery_id: str
    reason_code: str
    closed_by: str
    credit_memo_id: str | None = None
