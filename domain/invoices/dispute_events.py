"""Facts of a dispute: a part of the invoice is withheld until supplier and we agree on it."""

from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, LineNo, Number
from domain.money import Amount, Currency

DisputeOutcome = Literal["dropped", "credited", "written_back", "voided"]


class WithheldLine(Value):
    """What is not paid of one line, and of the tax on it."""

    line: LineNo
    amount: Amount
    tax: Amount


class CoveredHold(Value):
    """A hold that stops the rest no more, because what it would cost is withheld."""

    hold: int
    exposure: Amount


class InvoiceDisputeRaised(Event):
    """So much is not paid until it is resolved; the rest is.

    Whatever of the amount is of no line was withheld of the invoice in whole.
    """

    TYPE: ClassVar[str] = "invoice.dispute_raised"
    dispute: int  # number within the invoice
    amount: Amount
    currency: Currency
    reason_code: Code
    raised_by: Code
    lines: tuple[WithheldLine, ...] | None = None
    evidence: Number | None = None  # of the document that shows it
    covers: tuple[CoveredHold, ...] | None = None  # the rest is paid although these stand


class InvoiceDisputeResolved(Event):
    """We pay it after all, the supplier gives it back, or lets us take it off ourselves."""

    TYPE: ClassVar[str] = "invoice.dispute_resolved"
    dispute: int
    outcome: DisputeOutcome
    reason_code: Code
    credit_memo: DocumentRef | None = None
    resolved_by: Code | None = None  # a person; absent when the invoice was voided
    evidence: Number | None = None  # of the supplier's consent to a write-back
    stops_again: tuple[int, ...] | None = None  # holds that stand, and are covered no more


DisputeEvent = InvoiceDisputeRaised | InvoiceDisputeResolved
DISPUTE_EVENTS: Final = (InvoiceDisputeRaised, InvoiceDisputeResolved)
