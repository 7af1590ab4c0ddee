"""Whoever asks why an invoice is not paid reads it: what was compared, and who can do what."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from domain.event import DocumentRef, Event
from domain.invoices.decide_match import evaluate
from domain.invoices.events import InvoiceHoldReleased, InvoiceLinked, LineLink
from domain.invoices.lines import Check, MatchedRates
from domain.invoices.order_facts import Around, before_linking
from domain.invoices.state import INVOICE
from domain.match_sides import OrderSide
from domain.purchase_orders.amount_lines import BY_AMOUNT
from domain.purchase_orders.named_receipts import as_told
from domain.purchase_orders.pricing_events import LinePricing, PurchaseOrderLinePriced
from domain.purchase_orders.state import PurchaseOrder
from domain.tolerance import DEFAULT_POLICY, Exactly, Limits, TolerancePolicy
from replay.judging_again import is_as_recorded, judged_again, judgements
from replay.match_explanation import MatchExplanation, explain_match
from tests.domain.bills import side
from tests.domain.invoices import captured, held, invoice_line, linked, order_facts, paid, ready
from tests.domain.orders import MEDLINE, ORDER, TODAY, added, id_of, in_force, order_after, received
from tests.domain.scenario import folded
from tests.projections.folding import Story

ONE: Final = Decimal(1)


def explained(*facts: Event) -> MatchExplanation:
    told = explain_match(Story().happens("invoice/one", *facts).events)
    assert told is not None
    return told


def judged(
    *sides: OrderSide, price: str = "10", policy: TolerancePolicy = DEFAULT_POLICY
) -> MatchExplanation:
    """An invoice over a hundred gloves, linked and judged."""
    before = (captured(invoice_line(price=price)), linked())
    events = evaluate(folded(INVOICE, *before), order_facts(*sides), policy)
    return explained(*before, *events)


def test_an_invoice_ahead_of_its_receipt_says_what_is_missing_and_whose_it_is() -> None:
    told = judged(side(received="60", prior="20"))
    assert told.sentences == (
        "Invoice INV-1 asks 1,000.00 USD and is held.",
        (
            "It was last judged on 2026-03-01 against revision 1 of order PO-1, within version 1 of"
            " the tolerances: it does not pass."
        ),
        (
            "Line 1 asks 1,000.00 USD for 100 EA of order line 1: 100 EA ordered at 10.00 USD, 60"
            " received and 20 billed before (three way match)."
        ),
        "These figures rest on no receipts and no earlier invoices.",
        (
            "Line 1, ordered quantity: 80 expected, 100 found, 200.00 USD at stake; 0 % over"
            " (tenant): does not pass."
        ),
        (
            "Line 1, received quantity: 40 expected, 100 found, 600.00 USD at stake; 0 % over"
            " (tenant): does not pass."
        ),
        (
            "Hold 1 (quantity ordered) on line 1 waits for the buyer: order more by a change order,"
            " or get a credit; AP manager may release it by hand."
        ),
        (
            "Hold 2 (quantity received) on line 1 waits for the receiver: post the missing receipt,"
            " or get a credit; AP manager may release it by hand."
        ),
    )
    assert [(each.owner_role, each.accounting_allowed) for each in told.holds] == [
        ("buyer", True),
        ("receiver", True),
    ]


def test_a_deviation_that_passes_names_the_limit_that_let_it_pass_and_its_scope() -> None:
    own: Mapping[Check, Limits] = {"price": Limits(pct_over=Exactly(Decimal(2)))}
    policy = replace(DEFAULT_POLICY, narrower={("supplier", MEDLINE): own})
    told = judged(side(received="100"), price="10.20", policy=policy)
    assert told.verdict == "pass"
    assert (
        "10 expected, 10.2 found, 20.00 USD at stake; 2 % over (supplier): passes."
        in (told.sentences[-2])
    )
    assert told.sentences[-1] == "Nothing stands against its payment."


def test_a_four_way_line_tells_what_was_accepted() -> None:
    told = judged(side(received="100", accepted="97", rejected="3", match="four_way"))
    assert "100 received, 97 accepted and 0 billed before (four way match)." in told.sentences[2]
    assert [each.kind for each in told.holds] == ["goods_rejected"]


def test_a_line_for_several_receipts_tells_what_it_asks_of_each() -> None:
    receipts = (id_of(81), id_of(82))
    came = dict(zip(receipts, (Decimal(60), Decimal(40)), strict=True))
    against = replace(side(received="100", prior="5"), receipts=came, named={receipts[1]: ONE})
    tie = LineLink(line=1, purchase_order_line=1, quantity=Decimal(100), **as_told(came))
    before = (captured(), InvoiceLinked(purchase_order=ORDER, links=(tie,)))
    events = evaluate(folded(INVOICE, *before), order_facts(against), DEFAULT_POLICY)
    story = explained(*before, *events)
    assert (
        f"; 60 are of receipt {receipts[0]}, of which 60 stand and 0 were billed before; 40 are of"
        f" receipt {receipts[1]}, of which 40 stand and 1 were billed before)."
    ) in story.sentences[2]
    (again,) = judgements(Story().happens("invoice/one", *before, *events).events)
    order = order_after(*in_force(), received("100", "1000"))
    assert is_as_recorded(again, judged_again(again, order, DEFAULT_POLICY))


def test_a_service_by_amount_is_told_in_money() -> None:
    (line,) = (replace(side("5000", "1", "3000", "500", BY_AMOUNT), by_amount=True),)
    told = judged(line)
    assert told.sentences[2] == (
        "Line 1 asks 1,000.00 USD of order line 1, by amount: 5,000.00 USD ordered, 3,000.00 USD"
        " confirmed and 500.00 USD billed before (three way match)."
    )


def test_a_verdict_tells_how_many_documents_it_rests_on() -> None:
    order = order_facts()
    sources = replace(order, receipts=("one", "usage 2"), prior_invoices=(ORDER.id,))
    before = (captured(), linked())
    told = explained(*before, *evaluate(folded(INVOICE, *before), sources, DEFAULT_POLICY))
    assert "These figures rest on 2 receipts and 1 earlier invoice." in told.sentences
    assert (told.receipts, told.prior_invoices) == (("one", "usage 2"), (ORDER.id,))


WANTED: Final = date(2026, 4, 1)
LIMITS: Final = replace(
    DEFAULT_POLICY,
    limits={
        **DEFAULT_POLICY.limits,
        "early_shipment": Limits(abs_over=Exactly(Decimal(3))),
        "exchange_rate": Limits(pct_over=Exactly(Decimal(2))),
    },
)


def agreed_beside() -> tuple[PurchaseOrder, list[Event]]:
    """Gloves agreed at eight and ordered at ten, too early, in a currency that has risen."""
    pricing = LinePricing(
        agreement=DocumentRef(aggregate="price_agreement", id=ORDER.id, number="PA-1"),
        version=1,
        priced_on=TODAY,
        agreed_price=Decimal(8),
        override_reason="rush",
    )
    priced = PurchaseOrderLinePriced(line=1, price_source="buyer", pricing=pricing)
    first, *rest = in_force(added(need_by=WANTED))
    came = received("100", "1000", came_on=date(2026, 3, 12))
    order = order_after(first, rest[0], priced, *rest[1:], came)
    rates = MatchedRates(
        books_currency="EUR",
        planned=Decimal("0.8"),
        planned_on=date(2026, 2, 1),
        current=Decimal("0.9"),
    )
    around = Around(today=TODAY, rates=rates)
    facts = replace(before_linking(order, [1], None), around=around)
    before = (captured(), linked())
    return order, [*before, *evaluate(folded(INVOICE, *before), facts, LIMITS)]


def test_what_was_agreed_beside_price_and_quantity_is_told() -> None:
    _, events = agreed_beside()
    told = explained(*events)
    assert [each.kind for each in told.holds] == [
        "exchange_rate",
        "early_shipment",
        "contract_price",
    ]
    assert "100 EA ordered at 10.00 USD (8.00 USD agreed), 100 received" in told.sentences[2]
    assert (
        "1 USD counts 0.9 EUR in the books; as the order was issued, on 2026-02-01, it counted 0.8."
        in told.sentences
    )
    (early,) = (each for each in told.sentences if each.startswith("Line 1, early shipment"))
    assert early == (
        "Line 1, early shipment: 2026-04-01 expected, 2026-03-12 found, 1,000.00 USD at stake; 3"
        " over (tenant): does not pass."
    )
    assert "; it ends with 2026-03-31." in told.sentences[-2]
    assert [each.until for each in told.holds] == [None, "2026-03-31", None]


def test_a_verdict_on_what_was_agreed_is_reached_again_from_what_it_kept() -> None:
    order, events = agreed_beside()
    (judged_once,) = judgements(Story().happens("invoice/one", *events).events)
    assert is_as_recorded(judged_once, judged_again(judged_once, order, LIMITS))
    found = judged_again(judged_once, order, DEFAULT_POLICY)
    assert [each.kind for each in found.holds] == ["contract_price"]


def test_an_invoice_without_an_order_was_never_compared_and_is_not_in_the_books() -> None:
    told = explained(captured(), held("unlinked", expected="an issued order", actual="no order"))
    assert told.verdict is None
    assert told.sentences[1:] == (
        "It was never compared with an order.",
        (
            "Hold 1 (unlinked) waits for the AP clerk: link the invoice to an issued order; nobody"
            " may release it by hand, and the invoice is not posted before."
        ),
    )


def test_what_engine_one_judged_is_told_without_the_figures_that_it_did_not_keep() -> None:
    verdict = evaluate(folded(INVOICE, captured(), linked()), order_facts(), DEFAULT_POLICY)[0]
    before = dict.fromkeys(("compared", "receipts", "prior_invoices"))
    old = verdict.model_copy(update={"engine_version": 1, **before})
    told = explained(captured(), linked(), old)
    assert (told.engine_version, told.compared) == (1, ())
    assert len(told.sentences) == 3


def test_a_paid_invoice_has_nothing_against_it_and_no_events_explain_nothing() -> None:
    told = explained(*ready(), paid("1000.00", "0"))
    assert told.sentences[0] == "Invoice INV-1 asks 1,000.00 USD and is paid."
    assert told.holds == ()
    assert explain_match(()) is None


def test_what_people_let_pass_is_told_with_who_when_and_why() -> None:
    before = (captured(invoice_line(price="12")), linked())
    events = evaluate(folded(INVOICE, *before), order_facts(side(received="100")), DEFAULT_POLICY)
    released = InvoiceHoldReleased(
        hold=1, kind="price", how="manual", reason_code="agreed_by_phone", released_by="bella"
    )
    told = explained(*before, *events, released)
    assert told.sentences[-3:] == (
        (
            "Line 1, price: 10 expected, 12 found, 200.00 USD at stake; 5 % over (tenant): does not"
            " pass."
        ),
        "bella let hold 1 (price) on line 1 pass on 2026-03-01; reason: agreed by phone.",
        "Nothing stands against its payment.",
    )
    assert [(each.released_by, each.line) for each in told.let_pass] == [("bella", 1)]
    gone = released.model_copy(update={"how": "resolved", "released_by": None})
    assert explained(*before, *events, gone).let_pass == ()
