"""Facts of a dispute: a part of the invoice is withheld until supplier and we agree on it."""

from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event
from domain.ids import Code
from domain.money import Amount, Currency

DisputeOutcome = Literal["dropped", "credited", "voided"]


class InvoiceDisputeRaised(Event):
    """So much is not paid until it is resolved; the rest is."""

    TYPE: ClassVar[str] = "invoice.dispute_raised"
    dispute: int  # number within the invoice
    amount: Amount
    currency: Currency
    reason_code: Code
    raised_by: Code


class InvoiceDisputeResolved(Event):
    """We pay it after all, or the supplier gives it back by a credit memo."""

    TYPE: ClassVar[str] = "invoice.dispute_resolved"
    dispute: int
    outcome: DisputeOutcome
    reason_code: Code
    credit_memo: DocumentRef | None = None
    resolved_by: Code | None = None  # a person; absent when the invoice was voided


DisputeEvent = InvoiceDisputeRaised | InvoiceDisputeResolved
DISPUTE_EVENTS: Final = (InvoiceDisputeRaised, InvoiceDisputeResolved)
