"""Why an invoice may or may not be paid, in words: its last verdict and what stands against it.

Told from the invoice's own facts alone: what was compared, which limit of which scope let a
deviation pass or broke, and who can do what about each hold.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from domain.event import Recorded
from domain.invoices.events import (
    InvoiceHoldPlaced,
    InvoiceHoldReleased,
    InvoiceMatchEvaluated,
    InvoiceUnlinked,
)
from domain.invoices.holds import RULES
from domain.invoices.lines import MatchedLine, MatchedRates, Variance
from domain.invoices.state import INVOICE, Hold, Invoice
from domain.invoices.state_disputes import open_disputes
from domain.purchase_orders.amount_lines import MONETARY_VALUE
from domain.quantity import told as pack_in_words
from replay.let_pass import LetPass, beside_order, by_hand, passed
from replay.stored_facts import fact_of
from replay.told_causes import HoldCauses
from replay.wording import Told, counted, in_turn, is_zero, without_ids, words

VERDICTS: Final = {
    "pass": "it passes",
    "pass_with_small_difference": "it passes with a small difference",
    "warn": "it passes with a warning",
    "hold": "it does not pass",
}
_JUDGED: Final = {
    "pass": "passes",
    "pass_with_small_difference": "passes as a small difference",
    "warn": "is a warning",
    "hold": "does not pass",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingHold:
    """A hold that keeps the invoice from being paid, and what is to be done."""

    hold: int
    kind: str
    line: int | None
    owner_role: str
    released_by_roles: tuple[str, ...]  # none: only its cause can go
    remedy: str
    accounting_allowed: bool  # false: the invoice is not in the books while it stands
    expected: str | None
    actual: str | None
    exposure: str | None
    until: str | None  # its last day; none: it ends when its cause is gone or it is released
    dispute: int | None  # that withholds what it costs, so that the rest is paid


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchExplanation:
    """`verdict` and what belongs to it are none for an invoice that was never judged."""

    number: str
    status: str
    currency: str
    verdict: str | None
    evaluated_at: str | None
    purchase_order: str | None
    purchase_order_revision: int | None
    engine_version: int | None
    tolerance_version: int | None
    compared: tuple[dict[str, Any], ...]
    receipts: tuple[str, ...]  # ids, or `usage N`, `consumption N` of the order
    prior_invoices: tuple[str, ...]  # ids of those that come before it
    variances: tuple[dict[str, Any], ...]
    let_pass: tuple[LetPass, ...]  # what people released by hand, and the match finds no more
    holds: tuple[StandingHold, ...]
    sentences: tuple[str, ...]
    causes: tuple[HoldCauses, ...] = ()  # what the holds rest on; `hold_causes.py` traces it


def explain_match(events: Iterable[Recorded]) -> MatchExplanation | None:
    """The explanation from the events of one invoice, from the first on; none: no such invoice."""
    invoice: Invoice | None = None
    told: Told | None = None
    placed: dict[int, InvoiceHoldPlaced] = {}
    let_pass: list[LetPass] = []
    judged: tuple[InvoiceMatchEvaluated, str] | None = None
    for event in events:
        fact = fact_of(event)
        invoice = INVOICE.evolve(invoice, fact)
        told = Told(event, invoice)
        if isinstance(fact, InvoiceHoldPlaced):
            placed[fact.hold] = fact
        elif isinstance(fact, InvoiceHoldReleased) and fact.how == "manual":
            let_pass.append(by_hand(fact, placed[fact.hold], event.metadata["effective_at"]))
        elif isinstance(fact, InvoiceUnlinked):
            let_pass = []  # It was about other lines.
        elif isinstance(fact, InvoiceMatchEvaluated):
            judged = (_joined(judged, fact), event.metadata["effective_at"])
    if invoice is None or told is None:
        return None
    verdict, moment = judged if judged is not None else (None, None)
    holds = tuple(_standing(invoice, each, placed[each.hold]) for each in invoice.holds)
    return MatchExplanation(
        number=invoice.number,
        status=invoice.status,
        currency=invoice.currency,
        verdict=verdict.verdict if verdict else None,
        evaluated_at=moment,
        purchase_order=verdict.purchase_order.number if verdict else None,
        purchase_order_revision=verdict.purchase_order_revision if verdict else None,
        engine_version=verdict.engine_version if verdict else None,
        tolerance_version=verdict.tolerance_version if verdict else None,
        compared=tuple(_plain(each) for each in verdict.compared or ()) if verdict else (),
        receipts=(verdict.receipts or ()) if verdict else (),
        prior_invoices=(verdict.prior_invoices or ()) if verdict else (),
        variances=tuple(_plain(each) for each in verdict.variances) if verdict else (),
        let_pass=tuple(let_pass),
        holds=holds,
        sentences=tuple(_sentences(told, invoice, judged, let_pass, holds)),
    )


def _joined(
    before: tuple[InvoiceMatchEvaluated, str] | None, fact: InvoiceMatchEvaluated
) -> InvoiceMatchEvaluated:
    """The verdict so far, with one more part of it."""
    if before is None or fact.part is None or fact.part == 1:
        return fact
    first = before[0]
    return first.model_copy(
        update={
            "compared": (*(first.compared or ()), *(fact.compared or ())),
            "variances": (*first.variances, *fact.variances),
        }
    )


def _plain(value: MatchedLine | Variance) -> dict[str, Any]:
    return value.model_dump(mode="json", exclude_none=True)


def _standing(invoice: Invoice, hold: Hold, placed: InvoiceHoldPlaced) -> StandingHold:
    rule = RULES[hold.kind]
    disputes = open_disputes(invoice.disputes).items()
    return StandingHold(
        hold=hold.hold,
        kind=hold.kind,
        line=hold.line,
        owner_role=placed.owner_role,
        released_by_roles=tuple(sorted(rule.releasers)),
        remedy=rule.remedy,
        accounting_allowed=not rule.barrier,
        expected=placed.expected,
        actual=placed.actual,
        exposure=None if placed.exposure is None else str(placed.exposure),
        until=None if hold.until is None else str(hold.until),
        dispute=next((n for n, each in disputes if hold.hold in dict(each.covers)), None),
    )


def _sentences(
    told: Told,
    invoice: Invoice,
    judged: tuple[InvoiceMatchEvaluated, str] | None,
    let_pass: Iterable[LetPass],
    holds: tuple[StandingHold, ...],
) -> Iterator[str]:
    asks = f"Invoice {invoice.number} asks {told.money(str(invoice.total))}"
    yield f"{asks} and is {words(invoice.status)}."
    if judged is None:
        yield "It was never compared with an order."
    else:
        verdict, moment = judged
        yield (
            f"It was last judged on {moment[:10]} against revision"
            f" {verdict.purchase_order_revision} of order {verdict.purchase_order.number}, within"
            f" version {verdict.tolerance_version} of the tolerances: {VERDICTS[verdict.verdict]}."
        )
        yield from (_line(told, each) for each in verdict.compared or ())
        if verdict.receipts is not None and verdict.prior_invoices is not None:
            yield _behind(len(verdict.receipts), len(verdict.prior_invoices))
        if verdict.rates is not None:
            yield _rates(invoice.currency, verdict.rates)
        yield from beside_order(told, invoice)
        yield from (_variance(told, each) for each in verdict.variances)
    yield from (passed(each) for each in let_pass)
    yield from (_hold(told, each) for each in holds)
    if not holds and not invoice.voided:
        yield "Nothing stands against its payment."


def _behind(receipts: int, invoices: int) -> str:
    """How many documents the figures of the order's lines add up."""
    came = "1 receipt" if receipts == 1 else f"{receipts or 'no'} receipts"
    asked = "1 earlier invoice" if invoices == 1 else f"{invoices or 'no'} earlier invoices"
    return f"These figures rest on {came} and {asked}."


def _rates(currency: str, rates: MatchedRates) -> str:
    """What the bill's currency counts, and did as the order was issued."""
    return (
        f"1 {currency} counts {rates.current:f} {rates.books_currency} in the books; as the order"
        f" was issued, on {rates.planned_on}, it counted {rates.planned:f}."
    )


def _line(told: Told, line: MatchedLine) -> str:
    """What was billed, ordered, received, accepted and billed before."""
    unit = line.unit
    if unit == MONETARY_VALUE:
        return _amount_line(told, line)
    price = f"{told.price(str(line.unit_price))}{_agreed(told, line)}"
    bases = [
        f"{counted(line.ordered)} {unit} ordered at {price}",
        *([f"{counted(line.received)} received"] if line.match != "two_way" else []),
        *([f"{counted(line.accepted)} accepted"] if line.accepted is not None else []),
        f"{counted(line.billed_before)} billed before",
    ]
    counted_as = "" if line.pack is None else f"; billed by {pack_in_words(line.pack)}"
    return (
        f"Line {line.line} asks {told.money(str(line.amount))} for {counted(line.asked)} {unit} of"
        f" order line {line.purchase_order_line}: {in_turn(bases)} ({words(line.match)} match"
        f"{_of_receipt(line)}{counted_as})."
    )


def _agreed(told: Told, line: MatchedLine) -> str:
    """The contract's price, where the order has another."""
    if line.agreed_price is None or line.agreed_price == line.unit_price:
        return ""
    return f" ({told.price(str(line.agreed_price))} agreed)"


def _of_receipt(line: MatchedLine) -> str:
    """What stands of the receipt that the line names, or of each of several."""
    if line.receipts is not None:
        each = (
            f"{counted(named.asked)} are of receipt {named.receipt_id}, of which"
            f" {counted(named.received)} stand and {counted(named.billed_before)} were billed"
            " before"
            for named in line.receipts
        )
        return "; " + "; ".join(each)
    if line.receipt_received is None or line.receipt_billed_before is None:
        return ""
    return (
        f"; of the receipt that it names, {counted(line.receipt_received)} stand and"
        f" {counted(line.receipt_billed_before)} were billed before"
    )


def _amount_line(told: Told, line: MatchedLine) -> str:
    """Of a service by amount: every figure is money."""
    bases = [
        f"{told.money(str(line.ordered))} ordered",
        *([f"{told.money(str(line.received))} confirmed"] if line.match != "two_way" else []),
        f"{told.money(str(line.billed_before))} billed before",
    ]
    return (
        f"Line {line.line} asks {told.money(str(line.amount))} of order line"
        f" {line.purchase_order_line}, by amount: {in_turn(bases)} ({words(line.match)} match)."
    )


def _variance(told: Told, variance: Variance) -> str:
    """What deviated, by how much, and the limit that decided."""
    where = "The document" if variance.line is None else f"Line {variance.line}"
    parts = [f"{variance.expected} expected", f"{variance.actual} found"]
    if not is_zero(str(variance.exposure)):
        parts.append(f"{told.money(str(variance.exposure))} at stake")
    limit = variance.limit or "no limit on this side"
    scope = f"{limit} ({words(variance.scope)})" if variance.check != "unit_of_measure" else limit
    facts = ", ".join(without_ids(each) for each in parts)
    return f"{where}, {words(variance.check)}: {facts}; {scope}: {_JUDGED[variance.verdict]}."


def _hold(told: Told, hold: StandingHold) -> str:
    """Whom it waits for, what resolves it, and who may let it pass."""
    line = f" on line {hold.line}" if hold.line is not None else ""
    by_hand = (
        f"{in_turn([words(role) for role in hold.released_by_roles])} may release it by hand"
        if hold.released_by_roles
        else "nobody may release it by hand"
    )
    books = "" if hold.accounting_allowed else ", and the invoice is not posted before"
    ends = "" if hold.until is None else f"; it ends with {hold.until}"
    if hold.dispute is not None:
        ends += f"; dispute {hold.dispute} withholds what it costs, so the rest may be paid"
    return (
        f"Hold {hold.hold} ({words(hold.kind)}){line} waits for the {words(hold.owner_role)}:"
        f" {hold.remedy}; {by_hand}{books}{ends}."
    )
