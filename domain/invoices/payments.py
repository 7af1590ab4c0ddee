"""Paying: scheduled by one, carried out by another, kept back in part, failed, or taken back.

Cash, discount, credits and what else settles an invoice never add up to more than its total. A
hold stops every payment, and takes one that is scheduled out of its run.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Final, TypeVar

from domain.duties import Participants
from domain.event import DocumentRef
from domain.frozen import replace
from domain.invoices.commands import RecordPayment
from domain.invoices.dates import check_done, check_planned
from domain.invoices.decide_match import allowed, lapsed, matched
from domain.invoices.early_payment import earned_discount
from domain.invoices.errors import InvoiceVoidedAlready
from domain.invoices.events import InvoiceEvent, InvoicePaymentRecorded
from domain.invoices.participants import participants_of, require_duty
from domain.invoices.payment_commands import (
    RecordPaymentFailure,
    SchedulePayment,
    VoidPayment,
    WithdrawPayment,
)
from domain.invoices.payment_errors import (
    InvoiceDiscountLate,
    InvoiceDiscountTooHigh,
    InvoicePaymentNotScheduled,
    InvoicePaymentUnknown,
)
from domain.invoices.payment_events import (
    InvoicePaymentFailed,
    InvoicePaymentScheduled,
    InvoicePaymentVoided,
    InvoicePaymentWithdrawn,
    InvoicePrepaymentApplied,
)
from domain.invoices.settlement_errors import (
    InvoiceBankAccountChanged,
    InvoiceOnHold,
    InvoicePaymentNotPositive,
    InvoicePaymentRepeated,
    InvoicePaymentTooHigh,
    InvoiceSettled,
    InvoiceSupplierStopped,
)
from domain.invoices.state import Invoice, evolve
from domain.invoices.state_parts import ZERO, Scheduled
from domain.match_sides import WantedHold
from domain.money import exact
from domain.references import as_on_record

Paying = TypeVar(
    "Paying", SchedulePayment, WithdrawPayment, RecordPaymentFailure, RecordPayment, VoidPayment
)
SCHEDULED_AHEAD_MAX: Final = timedelta(days=366)


def schedule(
    invoice: Invoice,
    command: SchedulePayment,
    *,
    supplier_obstacle: str | None,
    caution: WantedHold | None = None,
) -> tuple[InvoiceEvent, ...]:
    """Into the payment run of a day, as far as nothing else is scheduled."""
    command = _as_on_record(invoice, command)
    freed = _payable(invoice, command, supplier_obstacle, caution)
    require_duty("schedule_payment", command.scheduled_by, participants_of(invoice))
    check_planned("The day of the payment", command.pay_on, command.now, SCHEDULED_AHEAD_MAX)
    _unused(invoice, command.payment)
    if command.payment in invoice.scheduled:
        raise InvoicePaymentRepeated(invoice.number, command.payment)
    amount, discount = _parts(invoice, command, invoice.unscheduled)
    _check_discount(invoice, amount, discount, command.pay_on)
    return (
        *freed,
        InvoicePaymentScheduled(
            payment=command.payment,
            pay_on=command.pay_on,
            amount=amount,
            currency=invoice.currency,
            scheduled_by=command.scheduled_by,
            discount=discount or None,
        ),
    )


def withdraw(invoice: Invoice, command: WithdrawPayment) -> tuple[InvoiceEvent, ...]:
    """A person takes the payment out of its run."""
    command = _as_on_record(invoice, command)
    _scheduled(invoice, command.payment)
    return (
        InvoicePaymentWithdrawn(
            payment=command.payment,
            reason_code=command.reason_code,
            withdrawn_by=command.withdrawn_by,
        ),
    )


def pulled(invoice: Invoice) -> tuple[InvoiceEvent, ...]:
    """What is held, credited or voided is in no payment run."""
    if not invoice.stopping and not invoice.voided and invoice.unscheduled >= 0:
        return ()
    reason_code = "voided" if invoice.voided else "held" if invoice.stopping else "credited"
    if reason_code == "credited" and invoice.disputed:
        reason_code = "disputed"
    return tuple(
        InvoicePaymentWithdrawn(payment=payment, reason_code=reason_code)
        for payment in invoice.scheduled
    )


def record_failure(invoice: Invoice, command: RecordPaymentFailure) -> tuple[InvoiceEvent, ...]:
    """The bank did not pay: it may be scheduled again, under another number."""
    command = _as_on_record(invoice, command)
    _scheduled(invoice, command.payment)
    check_done("The day of the failure", command.failed_on, command.now)
    return (
        InvoicePaymentFailed(
            payment=command.payment,
            failed_on=command.failed_on,
            reason_code=command.reason_code,
            recorded_by=command.recorded_by,
        ),
    )


def record_payment(
    invoice: Invoice,
    command: RecordPayment,
    *,
    supplier_obstacle: str | None,
    banked: Participants,
    caution: WantedHold | None = None,
) -> tuple[InvoiceEvent, ...]:
    """The bank paid; refused while any hold stands, and beyond what is open.

    `banked` are those who had a hand in the supplier's bank details, `caution` what a change of
    them asks for.
    """
    command = _as_on_record(invoice, command)
    freed = _payable(invoice, command, supplier_obstacle, caution)
    parts = {**participants_of(invoice, command.payment), **banked}
    require_duty("pay", command.paid_by, parts)
    check_done("The day of the payment", command.paid_on, command.now)
    _unused(invoice, command.payment)
    own = invoice.scheduled.get(command.payment)
    amount, discount = _parts(invoice, command, invoice.unscheduled + (own.settles if own else 0))
    _check_discount(invoice, amount, discount, command.paid_on, own)
    return (
        *freed,
        *matched(reduce(evolve, freed, invoice)),
        InvoicePaymentRecorded(
            invoice_id=invoice.id,
            number=invoice.number,
            supplier_id=invoice.supplier_id,
            payment=command.payment,
            paid_on=command.paid_on,
            amount=amount,
            currency=invoice.currency,
            open_amount=invoice.open_amount - amount - discount,
            paid_by=command.paid_by,
            discount=discount or None,
        ),
    )


def void_payment(invoice: Invoice, command: VoidPayment) -> tuple[InvoiceEvent, ...]:
    """The money came back; another person than the payer says so."""
    command = _as_on_record(invoice, command)
    paid = invoice.payments.get(command.payment)
    if paid is None or paid.voided:
        standing = (each for each, made in invoice.payments.items() if not made.voided)
        raise InvoicePaymentUnknown(invoice.number, command.payment, standing)
    require_duty("void_payment", command.voided_by, participants_of(invoice, command.payment))
    check_done("The day of the voiding", command.voided_on, command.now, paid.paid_on)
    return (
        InvoicePaymentVoided(
            invoice_id=invoice.id,
            number=invoice.number,
            supplier_id=invoice.supplier_id,
            payment=command.payment,
            voided_on=command.voided_on,
            amount=paid.amount,
            currency=invoice.currency,
            open_amount=invoice.open_amount + paid.settles,
            reason_code=command.reason_code,
            voided_by=command.voided_by,
            discount=paid.discount or None,
        ),
    )


def settle_prepaid(
    invoice: Invoice, prepayment: DocumentRef, amount: Decimal
) -> tuple[InvoiceEvent, ...]:
    """What was paid ahead need not be paid again."""
    return (
        InvoicePrepaymentApplied(
            prepayment=prepayment,
            amount=amount,
            currency=invoice.currency,
            open_amount=invoice.open_amount - amount,
        ),
    )


def _payable(
    invoice: Invoice,
    command: RecordPayment | SchedulePayment,
    supplier_obstacle: str | None,
    caution: WantedHold | None,
) -> tuple[InvoiceEvent, ...]:
    """Whether anything may be paid at all; the holds that have ended meanwhile."""
    if invoice.voided:
        raise InvoiceVoidedAlready(invoice.number)
    today = command.now.date()
    standing = [hold.kind for hold in invoice.stopping if not hold.ended(today)]
    if standing:
        raise InvoiceOnHold(invoice.number, standing)
    assert invoice.accounted is not None, "an invoice without holds is posted"
    if supplier_obstacle is not None:
        raise InvoiceSupplierStopped(invoice.number, supplier_obstacle)
    if caution is not None and not allowed(invoice, caution):
        raise InvoiceBankAccountChanged(invoice.number, caution.actual, caution.until)
    return lapsed(invoice, today)


def _parts(
    invoice: Invoice, command: RecordPayment | SchedulePayment, left: Decimal
) -> tuple[Decimal, Decimal]:
    """Cash and discount, within what is left."""
    amount = exact(command.amount, invoice.currency)
    discount = exact(command.discount, invoice.currency)
    if amount <= 0:
        raise InvoicePaymentNotPositive(amount)
    if invoice.open_amount == 0:
        raise InvoiceSettled(invoice.number)
    if amount + discount > left:
        raise InvoicePaymentTooHigh(invoice.number, amount + discount, left)
    return amount, discount


def _check_discount(
    invoice: Invoice, amount: Decimal, discount: Decimal, on: date, own: Scheduled | None = None
) -> None:
    """Kept back up to its last day, as far as the amount earns it; `own` is how it was scheduled.

    What was scheduled was judged then, and the bank has paid it.
    """
    if discount == 0:
        return
    left, earned = invoice.discount_left, earned_discount(invoice, amount)
    if own is not None:
        left += own.discount
        earned = max(earned, own.discount if amount >= own.amount else ZERO)
    most = max(min(left, earned), ZERO)
    if not 0 < discount <= most:
        raise InvoiceDiscountTooHigh(invoice.number, discount, amount, most)
    assert invoice.discount_until is not None, "a discount has a last day"
    if on > invoice.discount_until:
        raise InvoiceDiscountLate(invoice.number, on, invoice.discount_until)


def _as_on_record(invoice: Invoice, command: Paying) -> Paying:
    """With the payment's number as the invoice has it."""
    known = (*invoice.scheduled, *invoice.payments)
    return replace(command, payment=as_on_record(command.payment, known))


def _unused(invoice: Invoice, payment: str) -> None:
    if payment in invoice.payments:
        raise InvoicePaymentRepeated(invoice.number, payment)


def _scheduled(invoice: Invoice, payment: str) -> None:
    if payment not in invoice.scheduled:
        raise InvoicePaymentNotScheduled(invoice.number, payment, invoice.scheduled)
