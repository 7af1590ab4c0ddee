"""The parts of an invoice's state: holds, what was let pass, credits, payments.

Disputes are in `state_disputes`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, assert_never

from domain.frozen import replace
from domain.invoices.events import (
    InvoiceCaptured,
    InvoiceCredited,
    InvoiceHoldLengthened,
    InvoiceHoldPlaced,
    InvoiceMatchEvaluated,
    InvoicePaymentRecorded,
)
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.holds import MEASURED, family
from domain.invoices.lines import Check, CreditedInvoiceLine, LineLink
from domain.invoices.payment_events import (
    InvoicePaymentFailed,
    InvoicePaymentScheduled,
    InvoicePaymentVoided,
    InvoicePaymentWithdrawn,
)
from domain.purchase_orders.named_receipts import Named, named_by

ZERO: Final = Decimal(0)
_SETTLED_CHECKS: Final[tuple[Check, ...]] = ("price", "line_amount")
_CONTRACTS_SINCE: Final = 4  # The engine that asks for them: what earlier ones passed stands.


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold that stands. `excess` is measured for quantities, zero for other kinds; of bank
    details it is their number.

    One that has a last day has ended after it, whether or not its release is on record yet.
    """

    hold: int
    kind: HoldKind
    line: int | None
    excess: Decimal
    placed_by: str | None
    until: date | None = None
    expected: str | None = None
    actual: str | None = None
    exposure: Decimal | None = None  # none: the fact tells none

    def ended(self, on: date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and self.until < on


class Credit(NamedTuple):
    """What was given back of one invoice line, and of which of several receipts it was.

    `recovered` is what of the amount a recovery brought back or gave up.
    """

    quantity: Decimal = ZERO
    amount: Decimal = ZERO
    of_receipts: tuple[tuple[str, Decimal], ...] = ()
    recovered: Decimal = ZERO


NOTHING: Final = Credit()


class Beside(NamedTuple):
    """What was given back beside the lines: of tax, freight, and a discount that was taken."""

    tax: Decimal = ZERO
    discount: Decimal = ZERO
    freight: Decimal = ZERO

    def plus(self, event: InvoiceCredited) -> "Beside":
        """With one more credit."""
        return Beside(
            self.tax + (event.tax or ZERO),
            self.discount + (event.discount or ZERO),
            self.freight + (event.freight or ZERO),
        )


NOTHING_BESIDE: Final = Beside()


def stated(event: InvoiceCaptured) -> dict[str, Any]:
    """What the document says itself, as the state keeps it."""
    kept = (
        *("number", "kind", "supplier_id", "legal_entity", "facility", "currency", "invoice_date"),
        *("lines", "tax", "freight", "total", "captured_by", "calculated_tax", "tax_rounding"),
        *("document_hash", "discount_until"),
    )
    return {
        **{name: getattr(event, name) for name in kept},
        "id": event.invoice_id,
        "named_order_id": event.purchase_order_id,
        "parts": event.parts or (),
        "discount_amount": event.discount_amount or ZERO,
        "self_billed": event.self_billed or False,
    }


def with_credits(
    before: Mapping[int, Credit],
    lines: Iterable[CreditedInvoiceLine],
    source: str = "credit_memo",
) -> Mapping[int, Credit]:
    """What was given back of each line, these included; `source` is the kind of the document."""
    given = dict(before)
    for line in lines:
        was = given.get(line.line, NOTHING)
        of_receipts = dict(was.of_receipts)
        for each in line.receipts or ():
            more = of_receipts.get(each.receipt_id, ZERO) + each.quantity
            of_receipts[each.receipt_id] = more
        totals = (was.quantity + line.quantity, was.amount + line.amount)
        recovered = was.recovered + (line.amount if source == "recovery" else ZERO)
        given[line.line] = Credit(*totals, tuple(of_receipts.items()), recovered)
    return given


def left_named(link: LineLink, given: Credit) -> Named:
    """What the line still asks of each receipt that it names."""
    if link.receipts is None:
        return dict.fromkeys(named_by(link), link.quantity - given.quantity)
    of_receipts = dict(given.of_receipts)
    return {each: asked - of_receipts.get(each, ZERO) for each, asked in named_by(link).items()}


def passed(
    settled: frozenset[tuple[Check, int]], links: Iterable[int], event: InvoiceMatchEvaluated
) -> frozenset[tuple[Check, int]]:
    """What a match passed once stands: a price changed later is not held against it."""
    held = {(each.check, each.line) for each in event.variances if each.verdict == "hold"}
    judged = {(check, line) for check in _SETTLED_CHECKS for line in links}
    if event.part is not None and event.part > 1:
        judged = set(settled)  # The first part took all for passed, each takes out its own.
    judged |= {("contract_price", line) for line in _priced_by_contract(links, event)}
    return frozenset(judged - held)


def _priced_by_contract(links: Iterable[int], event: InvoiceMatchEvaluated) -> Iterable[int]:
    if event.engine_version < _CONTRACTS_SINCE:
        return links
    return [each.line for each in event.compared or () if each.agreed_price is not None]


def judged(
    settled: frozenset[tuple[Check, int]],
    agreed: Mapping[int, Decimal],
    links: Iterable[int],
    event: InvoiceMatchEvaluated,
) -> dict[str, Any]:
    """What is known from this verdict on; `agreed` are the agreements' prices that lines had."""
    prices = {each.line: each.agreed_price for each in event.compared or ()}
    told = {line: price for line, price in prices.items() if price is not None}
    return {
        "settled": passed(settled, links, event),
        "agreed": {**agreed, **told},
        "judged_by": event.tolerance_version,
    }


def asked_of_receipts(
    links: Iterable[LineLink], credits_: Mapping[int, Credit]
) -> dict[tuple[int, str], Decimal]:
    """What lines still ask of each receipt that they name, by order line and receipt."""
    asked: dict[tuple[int, str], Decimal] = {}
    for link in links:
        for receipt, quantity in left_named(link, credits_.get(link.line, NOTHING)).items():
            named = (link.purchase_order_line, receipt)
            asked[named] = asked.get(named, ZERO) + quantity
    return asked


class Override(NamedTuple):
    """What a person let pass: a cause, and how much of it there was."""

    kind: HoldKind
    line: int | None
    excess: Decimal


def with_override(
    before: Mapping[tuple[HoldKind, int | None], Decimal], holds: Iterable[Hold]
) -> tuple[Override, ...]:
    """What people let pass, with the excess of these holds: of each cause the most."""
    accepted = dict(before)
    for hold in holds:
        cause = (family(hold.kind), hold.line)
        accepted[cause] = max(hold.excess, accepted.get(cause, ZERO))
    return tuple(Override(*cause, excess) for cause, excess in accepted.items())


class Scheduled(NamedTuple):
    """A payment that is in a run."""

    amount: Decimal
    discount: Decimal
    scheduled_by: str

    @property
    def settles(self) -> Decimal:
        """What it takes off the open amount."""
        return self.amount + self.discount


class Paid(NamedTuple):
    """A payment on record. A voided one keeps its number."""

    amount: Decimal
    discount: Decimal
    paid_by: str
    voided: bool = False
    paid_on: date | None = None

    @property
    def settles(self) -> Decimal:
        """What it took off the open amount."""
        return self.amount + self.discount


def placed(event: InvoiceHoldPlaced) -> Hold:
    """The hold as it stands from this event on."""
    measured = event.kind in MEASURED and event.expected is not None and event.actual is not None
    if event.bank_details is not None:
        excess = Decimal(event.bank_details)
    else:
        excess = Decimal(event.actual or 0) - Decimal(event.expected or 0) if measured else ZERO
    return Hold(
        hold=event.hold,
        kind=event.kind,
        line=event.line,
        excess=excess,
        placed_by=event.placed_by,
        until=event.until,
        expected=event.expected,
        actual=event.actual,
        exposure=event.exposure,
    )


def lasting(hold: Hold, event: InvoiceHoldLengthened) -> Hold:
    """The hold as long as this event says, if it is about this one."""
    return replace(hold, until=event.until) if hold.hold == event.hold else hold


PaymentMove = (
    InvoicePaymentScheduled
    | InvoicePaymentWithdrawn
    | InvoicePaymentFailed
    | InvoicePaymentRecorded
    | InvoicePaymentVoided
)


def paying(
    scheduled: Mapping[str, Scheduled], payments: Mapping[str, Paid], event: PaymentMove
) -> tuple[Mapping[str, Scheduled], Mapping[str, Paid]]:
    """What is in a run, and what is on record, from this event on."""
    left = {key: each for key, each in scheduled.items() if key != event.payment}
    match event:
        case InvoicePaymentScheduled():
            planned = Scheduled(event.amount, event.discount or ZERO, event.scheduled_by)
            return {**scheduled, event.payment: planned}, payments
        case InvoicePaymentWithdrawn() | InvoicePaymentFailed():
            return left, payments
        case InvoicePaymentRecorded():
            terms = (event.amount, event.discount or ZERO, event.paid_by)
            return left, {**payments, event.payment: Paid(*terms, paid_on=event.paid_on)}
        case InvoicePaymentVoided():
            back = payments[event.payment]._replace(voided=True)
            return scheduled, {**payments, event.payment: back}
        case _:
            assert_never(event)
