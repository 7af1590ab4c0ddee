"""What may be asked of a prepayment."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPrepayment(Command):
    """The supplier wants money ahead: a percentage of the order, or an amount."""

    prepayment_id: str
    number: str  # of the supplier's request
    purchase_order_id: str
    due_on: date
    requested_by: str
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayPrepayment(Command):
    """The bank paid all that is asked for."""

    prepayment_id: str
    payment: str
    paid_on: date
    paid_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPrepaymentCredit(Command):
    """The supplier asks for less, or sends back part of what no invoice has used up."""

    prepayment_id: str
    credit: str  # the number of the supplier's note
    credited_on: date
    amount: Decimal
    recorded_by: str
