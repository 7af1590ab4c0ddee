"""Reaches a recorded verdict again, from what it kept and from its documents' own events.

The invoice is as its own events left it before the verdict; the order gives its terms, and the
verdict the figures of each line as they stood then. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from domain.frozen import replace
from domain.invoices.decide_match import bill_of
from domain.invoices.events import InvoiceMatchEvaluated
from domain.invoices.lines import MatchedLine
from domain.invoices.order_facts import Around, OrderFacts
from domain.invoices.state import INVOICE, Invoice
from domain.match_sides import Early, MatchResult, OrderSide
from domain.matching import match
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.tolerance import TolerancePolicy
from replay.stored_facts import fact_of

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One verdict as it was recorded: the fact, where it stands, and the invoice before it."""

    event: Recorded  # of the first part
    verdict: InvoiceMatchEvaluated  # all parts joined
    invoice: Invoice


def judgements(events: Sequence[Recorded]) -> Iterator[Judged]:
    """All verdicts of one invoice, from its events."""
    invoice: Invoice | None = None
    open_: Judged | None = None
    for event in events:
        fact = fact_of(event)
        if isinstance(fact, InvoiceMatchEvaluated):
            assert invoice is not None, "an invoice is captured before it is judged"
            if fact.part is None or fact.part == 1 or open_ is None:
                if open_ is not None:
                    yield open_
                open_ = Judged(event=event, verdict=fact, invoice=invoice)
            else:
                open_ = Judged(
                    event=open_.event, verdict=_joined(open_.verdict, fact), invoice=open_.invoice
                )
        elif open_ is not None:
            yield open_
            open_ = None
        invoice = INVOICE.evolve(invoice, fact)
    if open_ is not None:
        yield open_


def order_before(events: Sequence[Recorded], position: int) -> PurchaseOrder | None:
    """The order before that position of the history; none: it did not exist."""
    order: PurchaseOrder | None = None
    for event in events:
        if event.position >= position:
            break
        order = PURCHASE_ORDER.evolve(order, fact_of(event))
    return order


def judged_again(judged: Judged, order: PurchaseOrder, policy: TolerancePolicy) -> MatchResult:
    """What these tolerances say of it."""
    invoice, verdict = judged.invoice, judged.verdict
    sides = {
        each.purchase_order_line: _side(each, judged, order) for each in verdict.compared or ()
    }
    facts = OrderFacts(
        purchase_order=verdict.purchase_order,
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        revision=verdict.purchase_order_revision,
        currency=order.currency,
        sides=sides,
        around=Around(rates=verdict.rates),
    )
    bill = bill_of(invoice, invoice.links, facts)
    early = {each.line: _early(each) for each in verdict.compared or ()}
    claims = tuple(replace(each, early=early.get(each.line)) for each in bill.claims)
    bill = replace(bill, claims=claims, beside=verdict.beside)
    return match(bill, order.currency, policy)


def is_as_recorded(judged: Judged, found: MatchResult) -> bool:
    """Whether the verdict was reached again, deviation by deviation."""
    recorded = sorted((v.line or 0, v.check, v.verdict) for v in judged.verdict.variances)
    again = sorted((v.line or 0, v.check, v.verdict) for v in found.variances)
    return judged.verdict.verdict == found.verdict and recorded == again


def _early(kept: MatchedLine) -> Early | None:
    if kept.early is None or kept.came_on is None or kept.need_by is None:
        return None
    return Early(kept.early, kept.came_on, kept.need_by)


def _side(kept: MatchedLine, judged: Judged, order: PurchaseOrder) -> OrderSide:
    """The order line as the verdict saw it; what it did not keep is as the order's events say."""
    line = order.lines[kept.purchase_order_line]
    terms, ledger = line.terms, line.ledger
    quantity, amount = ledger.net_invoiced
    if judged.invoice.id in ledger.invoices:
        quantity -= judged.invoice.asks().get(terms.line, ZERO)
        amount -= _own_amount(judged.invoice, terms.line)
    stood = _receipts(kept)
    return OrderSide(
        line=terms.line,
        match=kept.match,
        pack=terms.pack,
        unit_price=kept.unit_price,
        ordered=kept.ordered,
        received=kept.received,
        accepted=ZERO if kept.accepted is None else kept.accepted,
        rejected=ledger.rejected,
        prior=kept.billed_before,
        billed=quantity,
        billed_amount=amount,
        closed_for_invoicing=line.closed_for_invoicing or order.stage == "finally_closed",
        receipts={receipt: came for receipt, (came, _) in stood.items()},
        named={receipt: billed for receipt, (_, billed) in stood.items()},
        by_amount=terms.basis == "amount",
        item_id=terms.item_id,
        item_class=terms.item_class,
        agreed_price=kept.agreed_price,
    )


def _receipts(kept: MatchedLine) -> dict[str, tuple[Decimal, Decimal]]:
    """What of each receipt that the line names stood and was billed before."""
    if kept.receipt_id is not None:
        return {
            kept.receipt_id: (kept.receipt_received or ZERO, kept.receipt_billed_before or ZERO)
        }
    return {each.receipt_id: (each.received, each.billed_before) for each in kept.receipts or ()}


def _own_amount(invoice: Invoice, order_line: int) -> Decimal:
    ties = invoice.links
    return sum(
        (
            line.amount - (invoice.credits[line.line].amount if line.line in invoice.credits else 0)
            for line in invoice.lines
            if line.line in ties and ties[line.line].purchase_order_line == order_line
        ),
        ZERO,
    )


def _joined(first: InvoiceMatchEvaluated, part: InvoiceMatchEvaluated) -> InvoiceMatchEvaluated:
    return first.model_copy(
        update={
            "compared": (*(first.compared or ()), *(part.compared or ())),
            "variances": (*first.variances, *part.variances),
        }
    )
