"""Whoever asks why an invoice is not paid reads it: what was compared, and who can do what."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from domain.event import Event
from domain.invoices.decide_match import evaluate
from domain.invoices.lines import Check
from domain.invoices.state import INVOICE
from domain.match_sides import OrderSide
from domain.purchase_orders.amount_lines import BY_AMOUNT
from domain.tolerance import DEFAULT_POLICY, Exactly, Limits, TolerancePolicy
from replay.match_explanation import MatchExplanation, explain_match
from tests.domain.bills import side
from tests.domain.invoices import captured, held, invoice_line, linked, order_facts, paid, ready
from tests.domain.orders import MEDLINE, ORDER
from tests.domain.scenario import folded
from tests.projections.folding import Story


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
