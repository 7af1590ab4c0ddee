"""Payments of one invoice in few words: planned by mona, made by theo, voided by tina."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from domain.invoices.commands import RecordPayment
from domain.invoices.events import InvoiceEvent, InvoicePaymentRecorded
from domain.invoices.payment_commands import (
    RecordPaymentFailure,
    SchedulePayment,
    VoidPayment,
    WithdrawPayment,
)
from domain.invoices.payment_events import (
    InvoicePaymentScheduled,
    InvoicePaymentVoided,
)
from tests.domain.invoices import (
    INVOICE_ID,
    accounted,
    captured,
    linked,
    matched,
    paid,
)
from tests.domain.orders import MEDLINE, NOW, TODAY

SOON: Final = TODAY + timedelta(days=7)
FREE: Final[dict[str, Any]] = {"supplier_obstacle": None}
PAYABLE: Final[dict[str, Any]] = {"supplier_obstacle": None, "banked": {}}


def early(discount: str = "20", until: date = SOON) -> tuple[InvoiceEvent, ...]:
    """The history of an invoice that may be paid, for less until a day."""
    document = captured(discount_amount=Decimal(discount), discount_until=until)
    return (document, linked(), accounted(), matched())


def plan(amount: str = "1000", payment: str = "RUN-1", **terms: Any) -> SchedulePayment:
    values: dict[str, Any] = {"pay_on": SOON, "scheduled_by": "mona", **terms}
    return SchedulePayment(
        now=NOW, invoice_id=INVOICE_ID, payment=payment, amount=Decimal(amount), **values
    )


def planned(amount: str = "1000", payment: str = "RUN-1", **terms: Any) -> InvoicePaymentScheduled:
    values: dict[str, Any] = {"pay_on": SOON, "scheduled_by": "mona", "currency": "USD", **terms}
    return InvoicePaymentScheduled(payment=payment, amount=Decimal(amount), **values)


def pay(amount: str = "1000", payment: str = "PAY-1", **terms: Any) -> RecordPayment:
    values: dict[str, Any] = {"paid_on": TODAY, "paid_by": "theo", **terms}
    return RecordPayment(
        now=NOW, invoice_id=INVOICE_ID, payment=payment, amount=Decimal(amount), **values
    )


def undo(payment: str = "PAY-1", person: str = "tina", on: date = TODAY) -> VoidPayment:
    return VoidPayment(
        now=NOW,
        invoice_id=INVOICE_ID,
        payment=payment,
        voided_on=on,
        voided_by=person,
        reason_code="returned",
    )


def undone(amount: str, left: str, discount: str | None = None) -> InvoicePaymentVoided:
    return InvoicePaymentVoided(
        invoice_id=INVOICE_ID,
        number="INV-1",
        supplier_id=MEDLINE,
        payment="PAY-1",
        voided_on=TODAY,
        amount=Decimal(amount),
        currency="USD",
        open_amount=Decimal(left),
        reason_code="returned",
        voided_by="tina",
        discount=Decimal(discount) if discount else None,
    )


def fail(payment: str = "RUN-1") -> RecordPaymentFailure:
    return RecordPaymentFailure(
        now=NOW,
        invoice_id=INVOICE_ID,
        payment=payment,
        failed_on=TODAY,
        recorded_by="theo",
        reason_code="closed",
    )


def give_up(payment: str = "RUN-1") -> WithdrawPayment:
    return WithdrawPayment(
        now=NOW,
        invoice_id=INVOICE_ID,
        payment=payment,
        withdrawn_by="mona",
        reason_code="later",
    )


def less(amount: str, discount: str, left: str = "0", **terms: Any) -> InvoicePaymentRecorded:
    update = {"discount": Decimal(discount), **terms}
    return paid(amount, left).model_copy(update=update)
