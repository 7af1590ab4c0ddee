"""What may be asked of an invoice's payments, beside recording one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePayment(Command):
    """Puts a payment into the run of a day. Who pays it is somebody else."""

    invoice_id: str
    payment: str
    pay_on: date
    amount: Decimal  # that leaves the bank
    scheduled_by: str
    discount: Decimal = Decimal(0)  # kept back beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPayment(Command):
    """Takes a scheduled payment out of its run."""

    invoice_id: str
    payment: str
    withdrawn_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPaymentFailure(Command):
    """The bank did not carry a scheduled payment out."""

    invoice_id: str
    payment: str
    failed_on: date
    recorded_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidPayment(Command):
    """A recorded payment came back: returned by the bank, or stopped."""

    invoice_id: str
    payment: str
    voided_on: date
    voided_by: str
    reason_code: str
