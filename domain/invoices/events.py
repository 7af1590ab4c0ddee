"""Facts of an invoice. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.charges import ChargeSum
from domain.event import DocumentRef, Event, SealedText
from domain.ids import Code, CopiedNumber, Id, LineNo, Number, Sha256, Text
from domain.invoices.dispute_events import DISPUTE_EVENTS, DisputeEvent
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.instalments import Instalment
from domain.invoices.lines import (
    AccountedLine,
    InvoiceLine,
    MatchedLine,
    MatchedParts,
    MatchedRates,
    Variance,
    Verdict,
)
from domain.invoices.lines import CreditedInvoiceLine as CreditedInvoiceLine
from domain.invoices.lines import LineLink as LineLink
from domain.invoices.parts import InvoicePart
from domain.invoices.payment_events import PAYMENT_EVENTS, PaymentEvent
from domain.invoices.taxes import TaxRounding
from domain.invoices.without_order_events import InvoiceApprovedWithoutOrder
from domain.money import Amount, Currency

InvoiceKind = Literal["invoice", "subsequent_debit"]
LinkRule = Literal["same_lines", "same_total"]
ReleaseHow = Literal["resolved", "manual", "voided"]


class InvoiceCaptured(Event):
    """The document is on file, whatever its faults."""

    TYPE: ClassVar[str] = "invoice.captured"
    invoice_id: Id
    number: Number
    kind: InvoiceKind
    supplier_id: Id
    supplier_name: Text
    legal_entity: Code
    facility: Code
    currency: Currency
    invoice_date: date
    due_on: date
    lines: tuple[InvoiceLine, ...]
    tax: Amount
    freight: Amount
    total: Amount
    captured_by: Code
    purchase_order_id: Id | None = None  # the order that the document names, linked or not
    calculated_tax: Amount | None = None  # as a tax engine, a clerk or the lines' rates work it out
    tax_rounding: TaxRounding | None = None  # how it follows from the rates of the lines
    document_hash: Sha256 | None = None  # of the file that the supplier sent
    discount_amount: Amount | None = None  # off the total when paid early
    discount_until: date | None = None
    instalments: tuple[Instalment, ...] | None = None  # none: all on `due_on`
    parts: tuple[InvoicePart, ...] | None = None  # what it asks for beside its lines, by name
    self_billed: Literal[True] | None = None  # by ourselves; absent: the supplier sent it
    number_as_copied: CopiedNumber | None = None  # absent: it held nothing that nobody sees


class InvoiceDuplicateSuspected(Event):
    """Another live invoice may be the same bill; `duplicates` holds the rules."""

    TYPE: ClassVar[str] = "invoice.duplicate_suspected"
    rule: Code
    other: DocumentRef


class InvoiceDuplicateCleared(Event):
    """It is not that other bill: somebody looked, or the other one was voided."""

    TYPE: ClassVar[str] = "invoice.duplicate_cleared"
    other: DocumentRef
    reason_code: Code
    cleared_by: Code | None = None  # a person; absent when the other one was voided


class InvoiceLinked(Event):
    """The invoice's lines are tied to lines of one order."""

    TYPE: ClassVar[str] = "invoice.linked"
    purchase_order: DocumentRef
    links: tuple[LineLink, ...]
    linked_by: Code | None = None  # a person; absent when the document's own links were taken
    reason_code: Code | None = None
    rule: LinkRule | None = None  # that found the order, where neither person nor document did


class InvoiceLinksProposed(Event):
    """Some lines fit an order, and others do not: kept until a person has looked at those."""

    TYPE: ClassVar[str] = "invoice.links_proposed"
    purchase_order: DocumentRef
    links: tuple[LineLink, ...]
    rule: LinkRule


class InvoiceMatchEvaluated(Event):
    """The verdict with all that it rests on: the same inputs give the same verdict for ever."""

    TYPE: ClassVar[str] = "invoice.match_evaluated"
    purchase_order: DocumentRef
    purchase_order_revision: int
    engine_version: int
    tolerance_version: int
    variances: tuple[Variance, ...]  # only those that are not plain passes
    verdict: Verdict
    compared: tuple[MatchedLine, ...] | None = None  # none: judged by engine 1
    receipts: tuple[Text, ...] | None = None  # their ids, or `usage N` of the order; newest last
    prior_invoices: tuple[Id, ...] | None = None  # ids of those that come before it; newest last
    part: int | None = None  # of the verdict of a long invoice, each on other lines
    parts: int | None = None
    rates: MatchedRates | None = None  # of a bill in another currency than the books
    beside: MatchedParts | None = None  # where the order carries something beside its lines


class InvoiceHoldPlaced(Event):
    """Payment waits until the cause is gone or somebody entitled releases the hold."""

    TYPE: ClassVar[str] = "invoice.hold_placed"
    hold: int  # number within the invoice
    kind: HoldKind
    owner_role: Code
    manual_release_allowed: bool
    line: LineNo | None = None
    expected: str | None = None
    actual: str | None = None
    exposure: Amount | None = None
    note: SealedText | None = None
    reason_code: Code | None = None
    placed_by: Code | None = None  # a person; absent when a rule placed it
    until: date | None = None  # its last day
    accounting_allowed: bool | None = None  # false: not in the books while it stands
    bank_details: int | None = None  # of the supplier, by number: those that ask for caution


class InvoiceHoldLengthened(Event):
    """The hold stands up to another day, or until another person releases it."""

    TYPE: ClassVar[str] = "invoice.hold_lengthened"
    hold: int
    reason_code: Code
    changed_by: Code
    until: date | None = None


class InvoiceHoldReleased(Event):
    """The hold no longer stands."""

    TYPE: ClassVar[str] = "invoice.hold_released"
    hold: int
    kind: HoldKind
    how: ReleaseHow
    reason_code: Code
    released_by: Code | None = None  # a person; absent when the cause was gone


class InvoiceMatched(Event):
    """No hold stands: the invoice may be paid. Touchless: nobody released a hold by hand."""

    TYPE: ClassVar[str] = "invoice.matched"
    touchless: bool


class InvoiceAccounted(Event):
    """Posted once to payables; later re-matches never post again."""

    TYPE: ClassVar[str] = "invoice.accounted"
    invoice_id: Id
    number: Number
    supplier_id: Id
    posted_on: date
    currency: Currency
    lines: tuple[AccountedLine, ...]
    tax: Amount
    freight: Amount
    difference: Amount  # total less lines, tax and freight: the small difference
    total: Amount
    purchase_order: DocumentRef | None = None
    withheld: Amount | None = None  # of the tax: owed to the state; `tax` is what is left beside
    charges: tuple[ChargeSum, ...] | None = None  # of the freight: what goods bear of it already
    parts: tuple[InvoicePart, ...] | None = None


class InvoiceUnlinked(Event):
    """A person took the match back; `accounted` repeats what must be reversed.

    The lines named were tied wrongly. What the others are tied to stays as it is proposed, and
    counts again once the invoice is linked to that order.
    """

    TYPE: ClassVar[str] = "invoice.unlinked"
    purchase_order: DocumentRef
    lines: tuple[LineNo, ...]
    unlinked_on: date
    unlinked_by: Code
    reason_code: Code
    accounted: InvoiceAccounted


class InvoicePaymentRecorded(Event):
    """The bank paid this much."""

    TYPE: ClassVar[str] = "invoice.payment_recorded"
    invoice_id: Id
    number: Number
    supplier_id: Id
    payment: Number
    paid_on: date
    amount: Amount
    currency: Currency
    open_amount: Amount  # what remains after this payment
    paid_by: Code
    discount: Amount | None = None  # settled beside the cash


class InvoiceCredited(Event):
    """A credit memo gives back part of what was invoiced, whether or not it was paid."""

    TYPE: ClassVar[str] = "invoice.credited"
    credit_memo: DocumentRef
    lines: tuple[CreditedInvoiceLine, ...]
    amount: Amount
    currency: Currency
    tax: Amount | None = None  # how much of it is tax, where some is
    discount: Amount | None = None  # how much of it was kept back as the invoice was paid
    freight: Amount | None = None  # how much of it is freight, where some is


class InvoiceCreditApplied(Event):
    """A credit memo settles part of the invoice."""

    TYPE: ClassVar[str] = "invoice.credit_applied"
    credit_memo: DocumentRef
    amount: Amount
    currency: Currency
    open_amount: Amount


class InvoiceVoided(Event):
    """Taken back before any payment; `accounted` repeats what must be reversed. Terminal."""

    TYPE: ClassVar[str] = "invoice.voided"
    invoice_id: Id
    number: Number
    supplier_id: Id
    voided_on: date
    reason_code: Code
    accounted: InvoiceAccounted | None = None


InvoiceEvent = (
    InvoiceCaptured
    | InvoiceDuplicateSuspected
    | InvoiceDuplicateCleared
    | InvoiceLinked
    | InvoiceLinksProposed
    | InvoiceApprovedWithoutOrder
    | InvoiceUnlinked
    | InvoiceMatchEvaluated
    | InvoiceHoldPlaced
    | InvoiceHoldLengthened
    | InvoiceHoldReleased
    | InvoiceMatched
    | InvoiceAccounted
    | InvoicePaymentRecorded
    | InvoiceCredited
    | InvoiceCreditApplied
    | InvoiceVoided
    | DisputeEvent
    | PaymentEvent
)
EVENTS: Final = (
    InvoiceCaptured,
    InvoiceDuplicateSuspected,
    InvoiceDuplicateCleared,
    InvoiceLinked,
    InvoiceLinksProposed,
    InvoiceApprovedWithoutOrder,
    InvoiceUnlinked,
    InvoiceMatchEvaluated,
    InvoiceHoldPlaced,
    InvoiceHoldLengthened,
    InvoiceHoldReleased,
    InvoiceMatched,
    InvoiceAccounted,
    InvoicePaymentRecorded,
    InvoiceCredited,
    InvoiceCreditApplied,
    InvoiceVoided,
    *DISPUTE_EVENTS,
    *PAYMENT_EVENTS,
)
