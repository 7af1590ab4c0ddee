"""An invoice as its history left it: what it asks, what stops it, and what is still open.

Linked means matched against an order, in its ledger and in the books, all in one save; before that
a barrier (see `holds`) keeps it waiting. `decide*` decides, `matching` judges.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import built_by_slot, replace
from domain.invoices.dispute_events import DisputeEvent
from domain.invoices.events import (
    InvoiceAccounted,
    InvoiceCaptured,
    InvoiceCreditApplied,
    InvoiceCredited,
    InvoiceDuplicateCleared,
    InvoiceDuplicateSuspected,
    InvoiceEvent,
    InvoiceHoldLengthened,
    InvoiceHoldPlaced,
    InvoiceHoldReleased,
    InvoiceKind,
    InvoiceLinked,
    InvoiceLinksProposed,
    InvoiceMatched,
    InvoiceMatchEvaluated,
    InvoiceUnlinked,
    InvoiceVoided,
    LineLink,
)
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.holds import BARRIERS
from domain.invoices.lines import Check, InvoiceLine
from domain.invoices.parts import InvoicePart
from domain.invoices.payment_events import InvoicePrepaymentApplied
from domain.invoices.state_disputes import Dispute, covered
from domain.invoices.state_disputes import disputed as with_dispute
from domain.invoices.state_parts import NOTHING as NOTHING
from domain.invoices.state_parts import (
    NOTHING_BESIDE,
    Beside,
    Paid,
    PaymentMove,
    Scheduled,
    asked_of_receipts,
    judged,
    lasting,
    paying,
    placed,
    stated,
    with_credits,
    with_override,
)
from domain.invoices.state_parts import ZERO as ZERO
from domain.invoices.state_parts import Credit as Credit
from domain.invoices.state_parts import Hold as Hold
from domain.invoices.state_parts import Override as Override
from domain.invoices.taxes import TaxRounding
from domain.invoices.without_order_events import InvoiceApprovedWithoutOrder

Status = Literal["captured", "held", "short_paid", "matched", "paid", "voided"]


@built_by_slot
@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """`settled` are checks that are not repeated.

    `suspected` are the invoices that it may be, by id; those in `cleared` it is not.
    """

    id: str
    number: str
    kind: InvoiceKind
    supplier_id: str
    legal_entity: str
    facility: str
    currency: str
    invoice_date: date
    lines: tuple[InvoiceLine, ...]
    tax: Decimal
    freight: Decimal
    total: Decimal
    captured_by: str
    named_order_id: str | None
    calculated_tax: Decimal | None = None
    tax_rounding: TaxRounding | None = None
    document_hash: str | None = None
    parts: tuple[InvoicePart, ...] = ()
    suspected: Mapping[str, InvoiceDuplicateSuspected] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    purchase_order: DocumentRef | None = None
    links: Mapping[int, LineLink] = field(default_factory=dict)
    unlinked_from: str | None = None  # the order that its links are of, while it has none
    holds: tuple[Hold, ...] = ()
    hold_last: int = 0
    overrides: tuple[Override, ...] = ()
    released_by: frozenset[str] = frozenset()
    settled: frozenset[tuple[Check, int]] = frozenset()
    agreed: Mapping[int, Decimal] = field(default_factory=dict)  # the prices that verdicts rest on
    judged_by: int | None = None  # the version of the tolerances that its last verdict rests on
    matched: bool = False
    accounted: InvoiceAccounted | None = None
    credits: Mapping[int, Credit] = field(default_factory=dict)
    credited: Decimal = ZERO
    credited_beside: Beside = NOTHING_BESIDE
    discount_amount: Decimal = ZERO
    discount_until: date | None = None
    scheduled: Mapping[str, Scheduled] = field(default_factory=dict)
    payments: Mapping[str, Paid] = field(default_factory=dict)
    credit_applied: Decimal = ZERO
    disputes: Mapping[int, Dispute] = field(default_factory=dict)
    prepaid: Decimal = ZERO
    self_billed: bool = False
    voided: bool = False

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="invoice", id=self.id, number=self.number)

    @property
    def accepted(self) -> dict[tuple[HoldKind, int | None], Decimal]:
        """How much people let pass, by cause: kind and line."""
        return {(each.kind, each.line): each.excess for each in self.overrides}

    @property
    def open_amount(self) -> Decimal:
        """What is neither paid, now or ahead, nor kept back, nor settled by credits."""
        settled = self.paid + self.credit_applied + self.prepaid
        return ZERO if self.voided else self.total - settled

    @property
    def paid(self) -> Decimal:
        """What payments settled: cash and discounts."""
        made = (each.settles for each in self.payments.values() if not each.voided)
        return sum(made, ZERO)

    @property
    def unscheduled(self) -> Decimal:
        """What is open, not disputed, and in no payment run."""
        planned = sum((each.settles for each in self.scheduled.values()), ZERO)
        return self.open_amount - self.disputed - planned

    @property
    def disputed(self) -> Decimal:
        """What of the open amount is withheld until it is resolved."""
        withheld = sum((each.amount for each in self.disputes.values() if each.is_open), ZERO)
        return min(withheld, self.open_amount)

    @property
    def discount_left(self) -> Decimal:
        """What may still be kept back."""
        planned = (each.discount for each in self.scheduled.values())
        return self.discount_amount - self.discount_taken - sum(planned, ZERO)

    @property
    def discount_taken(self) -> Decimal:
        """What payments kept back."""
        return sum((each.discount for each in self.payments.values() if not each.voided), ZERO)

    @property
    def uncredited(self) -> Decimal:
        """What may still be given back."""
        return self.total - self.credited

    @property
    def settled_whole(self) -> bool:
        """Nothing is left to pay."""
        return self.accounted is not None and self.open_amount == 0

    @property
    def barred(self) -> bool:
        """Something keeps the invoice off the order and out of the books."""
        return any(hold.kind in BARRIERS for hold in self.holds)

    @property
    def stopping(self) -> tuple[Hold, ...]:
        """The holds that stop the payment; what others would cost is withheld by disputes."""
        apart = covered(self.disputes) if self.disputes else ()
        return tuple(each for each in self.holds if each.hold not in apart)

    @property
    def payable(self) -> bool:
        """Whether what is open and not withheld may be paid."""
        is_ready = self.matched if not self.holds else not self.stopping
        return is_ready and self.accounted is not None and not self.voided

    @property
    def status(self) -> Status:
        """Where it stands, in one word."""
        if self.voided:
            return "voided"
        if self.settled_whole and not self.holds:
            return "paid"
        if self.holds:
            return "held" if self.stopping else "short_paid"
        return "matched" if self.matched else "captured"

    def asks(self) -> dict[int, Decimal]:
        """The quantity that it asks of each order line, in that line's unit, net of credits."""
        asked: dict[int, Decimal] = {}
        for link in self.links.values():
            left = link.quantity - self.credits.get(link.line, NOTHING).quantity
            order_line = link.purchase_order_line
            asked[order_line] = asked.get(order_line, ZERO) + left
        return asked

    def asks_of_receipts(self) -> dict[tuple[int, str], Decimal]:
        """The same of each receipt that its lines name, by order line and receipt."""
        return asked_of_receipts(self.links.values(), self.credits)


def evolve(invoice: Invoice | None, event: InvoiceEvent) -> Invoice:
    """The next state."""
    if isinstance(event, InvoiceCaptured):
        return Invoice(**stated(event))
    assert invoice is not None, "the first event captures the invoice"
    if isinstance(event, PaymentMove):
        scheduled, payments = paying(invoice.scheduled, invoice.payments, event)
        return replace(invoice, scheduled=scheduled, payments=payments)
    if isinstance(event, DisputeEvent):
        disputes, people = with_dispute(invoice.disputes, invoice.released_by, event)
        return replace(invoice, disputes=disputes, released_by=people)
    match event:
        case InvoiceDuplicateSuspected():
            return replace(invoice, suspected={**invoice.suspected, event.other.id: event})
        case InvoiceDuplicateCleared():
            return replace(invoice, cleared=invoice.cleared | {event.other.id})
        case InvoiceLinked():
            links = {**invoice.links, **{link.line: link for link in event.links}}
            return replace(invoice, purchase_order=event.purchase_order, links=links)
        case InvoiceApprovedWithoutOrder():
            return invoice  # The releases beside it say who, and the posting what.
        case InvoiceLinksProposed():
            links = {link.line: link for link in event.links}
            return replace(invoice, links=links, unlinked_from=event.purchase_order.id)
        case InvoiceUnlinked():
            return _unlinked(invoice, event)
        case InvoiceMatchEvaluated():
            known = (invoice.settled, invoice.agreed, invoice.links)
            return replace(invoice, **judged(*known, event))
        case InvoiceHoldPlaced():
            holds = (*invoice.holds, placed(event))
            return replace(invoice, holds=holds, hold_last=event.hold, matched=False)
        case InvoiceHoldLengthened():
            return replace(invoice, holds=tuple(lasting(each, event) for each in invoice.holds))
        case InvoiceHoldReleased():
            return _released(invoice, event)
        case InvoiceMatched():
            return replace(invoice, matched=True)
        case InvoiceAccounted():
            return replace(invoice, accounted=event)
        case InvoicePrepaymentApplied():
            return replace(invoice, prepaid=invoice.prepaid + event.amount)
        case InvoiceCredited():
            return _credited(invoice, event)
        case InvoiceCreditApplied():
            return replace(invoice, credit_applied=invoice.credit_applied + event.amount)
        case InvoiceVoided():
            return replace(invoice, voided=True, matched=False)
        case _:
            assert_never(event)


def _credited(invoice: Invoice, event: InvoiceCredited) -> Invoice:
    given = with_credits(invoice.credits, event.lines, event.credit_memo.aggregate)
    beside = invoice.credited_beside.plus(event)
    credited = invoice.credited + event.amount
    return replace(invoice, credits=given, credited=credited, credited_beside=beside)


def _unlinked(invoice: Invoice, event: InvoiceUnlinked) -> Invoice:
    """As it was before, but for what is known: nothing that was let pass was about other lines."""
    left = {line: each for line, each in invoice.links.items() if line not in event.lines}
    invoice = replace(invoice, links=left, unlinked_from=event.purchase_order.id, overrides=())
    return replace(invoice, purchase_order=None, settled=frozenset(), matched=False, accounted=None)


def _released(invoice: Invoice, event: InvoiceHoldReleased) -> Invoice:
    released = next(each for each in invoice.holds if each.hold == event.hold)
    left = tuple(each for each in invoice.holds if each is not released)
    if event.how != "manual":
        return replace(invoice, holds=left)
    people = invoice.released_by | ({event.released_by} if event.released_by else set())
    let_pass = () if event.kind == "manual" else (released,)
    overrides = with_override(invoice.accepted, let_pass)
    return replace(invoice, holds=left, released_by=people, overrides=overrides)


INVOICE: Final = Aggregate(name="invoice", state=Invoice, evolve=evolve)
