"""Facts of paying an invoice, beside the payment itself: planned, given up, failed, taken back."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event
from domain.ids import Code, Id, Number
from domain.money import Amount, Currency


class InvoicePaymentScheduled(Event):
    """The payment is in a run of that day; a hold that comes before takes it out again."""

    TYPE: ClassVar[str] = "invoice.payment_scheduled"
    payment: Number
    pay_on: date
    amount: Amount
    currency: Currency
    scheduled_by: Code
    discount: Amount | None = None  # kept back because it is paid early


class InvoicePaymentWithdrawn(Event):
    """The payment was taken out of its run."""

    TYPE: ClassVar[str] = "invoice.payment_withdrawn"
    payment: Number
    reason_code: Code
    withdrawn_by: Code | None = None  # a person; absent when a hold did it


class InvoicePaymentFailed(Event):
    """The bank did not carry the scheduled payment out: nothing has moved."""

    TYPE: ClassVar[str] = "invoice.payment_failed"
    payment: Number
    failed_on: date
    reason_code: Code
    recorded_by: Code


class InvoicePaymentVoided(Event):
    """A recorded payment came back: what it settled is open again."""

    TYPE: ClassVar[str] = "invoice.payment_voided"
    invoice_id: Id
    number: Number
    supplier_id: Id
    payment: Number
    voided_on: date
    amount: Amount
    currency: Currency
    open_amount: Amount  # what is open again, with what was
    reason_code: Code
    voided_by: Code
    discount: Amount | None = None


class InvoicePrepaymentApplied(Event):
    """Part of the invoice was paid ahead."""

    TYPE: ClassVar[str] = "invoice.prepayment_applied"
    prepayment: DocumentRef
    amount: Amount
    currency: Currency
    open_amount: Amount


PaymentEvent = (
    InvoicePaymentScheduled
    | InvoicePaymentWithdrawn
    | InvoicePaymentFailed
    | InvoicePaymentVoided
    | InvoicePrepaymentApplied
)
PAYMENT_EVENTS: Final = (
    InvoicePaymentScheduled,
    InvoicePaymentWithdrawn,
    InvoicePaymentFailed,
    InvoicePaymentVoided,
    InvoicePrepaymentApplied,
)
