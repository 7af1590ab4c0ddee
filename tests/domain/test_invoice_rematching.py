"""Invoices are judged again when limits, the supplier or the day have changed; and only then."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import Event, PolicyVersion
from domain.invoices.book_barriers import Books
from domain.invoices.decide_match import evaluate
from domain.invoices.errors import InvoiceVoidedAlready
from domain.invoices.events import InvoiceHoldReleased, InvoiceMatchEvaluated, InvoiceVoided
from domain.invoices.lines import Check
from domain.invoices.order_facts import OrderFacts, before_linking, once_linked
from domain.invoices.rematching import rematch
from domain.invoices.settlement_errors import InvoiceJudgedAlready, InvoiceSettled
from domain.invoices.state import INVOICE
from domain.match_sides import OrderSide
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.tolerance import DEFAULT_POLICY, Exactly, Limits, Place, TolerancePolicy
from tests.domain.bills import side
from tests.domain.invoices import (
    INVOICE_ID,
    accounted,
    captured,
    held,
    invoice_line,
    linked,
    order_facts,
    paid,
    ready,
)
from tests.domain.orders import (
    LATER_INVOICE,
    LATER_RECEIPT,
    MEDLINE,
    RECEIPT,
    TODAY,
    added,
    credited,
    in_force,
    invoice_reversed,
    invoiced,
    order_after,
    received,
)
from tests.domain.scenario import Given, folded, given

DEAR: Final = (captured(invoice_line(price="11")), linked(), accounted("1100.00"))
LATER: Final = TODAY + timedelta(days=1)


def version(
    number: int, limits: dict[Check, Limits], *, place: Place | None = None
) -> TolerancePolicy:
    """The built-in tolerances with these instead, for all or at one place."""
    own = PolicyVersion(id="tolerance", version=number)
    if place is not None:
        return TolerancePolicy(version=own, limits=DEFAULT_POLICY.limits, narrower={place: limits})
    return TolerancePolicy(version=own, limits={**DEFAULT_POLICY.limits, **limits})


def price_within(percent: str) -> dict[Check, Limits]:
    return {"price": Limits(pct_over=Exactly(Decimal(percent)))}


def judged(*sides: OrderSide, policy: TolerancePolicy = DEFAULT_POLICY) -> Given[Any]:
    """An invoice at 11.00 a piece against an order at 10.00, judged and posted."""
    order = order_facts(*sides)
    linking = DEAR[:2]
    verdict = evaluate(folded(INVOICE, *linking), order, policy)
    return given(INVOICE, *linking, *verdict, DEAR[2])


def found(history: Given[Any], order: OrderFacts | None, **facts: Any) -> Sequence[Event]:
    """What judging it again finds."""
    assert history.state is not None, "an invoice was captured"
    return rematch(history.state, order, **facts)


def facts(
    policy: TolerancePolicy, before: TolerancePolicy | None = DEFAULT_POLICY, day: date = TODAY
) -> dict[str, Any]:
    return {"policy": policy, "before": before, "today": day}


def test_a_version_that_lets_the_price_pass_frees_the_invoice_and_says_which() -> None:
    wide = version(2, price_within("10"))
    verdict, freed = found(judged(), order_facts(), **facts(wide))
    assert isinstance(verdict, InvoiceMatchEvaluated)
    assert (verdict.tolerance_version, verdict.verdict) == (2, "pass")
    assert isinstance(freed, InvoiceHoldReleased)
    assert (freed.how, freed.reason_code) == ("resolved", "cause_gone")


def test_a_version_that_still_holds_it_is_a_verdict_of_its_own() -> None:
    narrow = version(2, price_within("6"))
    (verdict,) = found(judged(), order_facts(), **facts(narrow))
    assert isinstance(verdict, InvoiceMatchEvaluated)
    assert (verdict.tolerance_version, verdict.verdict) == (2, "hold")


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(version(2, {"tax": Limits(pct_over=Exactly(Decimal(1)))}), id="another check"),
        pytest.param(
            version(2, price_within("50"), place=("supplier", INVOICE_ID)), id="another supplier"
        ),
        pytest.param(version(2, price_within("5")), id="the same limits, published anew"),
        pytest.param(DEFAULT_POLICY, id="the same version"),
    ],
)
def test_limits_that_say_nothing_about_its_holds_do_not_touch_it(policy: TolerancePolicy) -> None:
    judged().when(rematch, order_facts(), **facts(policy)).rejected(InvoiceJudgedAlready)


def test_limits_of_its_own_place_touch_it() -> None:
    own = version(2, price_within("50"), place=("supplier", MEDLINE))
    assert len(found(judged(), order_facts(), **facts(own))) == 2


def test_what_passed_is_not_held_by_a_narrower_version() -> None:
    passed = judged(policy=version(2, price_within("10")))
    narrow = version(3, price_within("0"))
    passed.when(rematch, order_facts(), **facts(narrow, version(2, price_within("10")))).rejected(
        InvoiceJudgedAlready
    )


def test_a_supplier_who_was_cleared_is_noticed() -> None:
    stopped = order_facts(side(received="100"), supplier_obstacle="on hold")
    events = evaluate(folded(INVOICE, *DEAR[:2]), stopped, DEFAULT_POLICY)
    history = given(INVOICE, *DEAR[:2], *events, DEAR[2])
    history.when(rematch, stopped, **facts(DEFAULT_POLICY)).rejected(InvoiceJudgedAlready)
    freed = found(history, order_facts(), **facts(DEFAULT_POLICY))
    kinds = [each.kind for each in freed if isinstance(each, InvoiceHoldReleased)]
    assert kinds == ["supplier_on_hold"], "the price is still too high"


def test_a_hold_whose_last_day_has_passed_is_noticed() -> None:
    stop = held("manual", exposure=Decimal(1000), reason_code="inquiry", until=TODAY)
    history = given(INVOICE, *ready(), stop)
    history.when(rematch, order_facts(), **facts(DEFAULT_POLICY)).rejected(InvoiceJudgedAlready)
    (ended,) = found(history, order_facts(), **facts(DEFAULT_POLICY, day=LATER))
    assert isinstance(ended, InvoiceHoldReleased)
    assert ended.reason_code == "last_day_passed"


def test_an_invoice_that_waits_for_no_order_any_more_can_be_linked() -> None:
    waiting = (captured(), held("unlinked", expected="an issued order", actual="no order"))
    history = given(INVOICE, *waiting)
    history.when(rematch, None, **facts(DEFAULT_POLICY, None)).rejected(InvoiceJudgedAlready)
    issued = found(history, order_facts(), **facts(DEFAULT_POLICY, None))
    assert [each.TYPE for each in issued] == ["invoice.hold_released"]


def test_an_order_that_is_issued_at_last_takes_up_the_invoice_that_came_before() -> None:
    bar = held("order_not_approved", expected="an approved order", actual="pending approval")
    history = given(INVOICE, captured(), bar)
    draft = order_facts(revision=0, stage="pending_approval")
    history.when(rematch, draft, **facts(DEFAULT_POLICY, None)).rejected(InvoiceJudgedAlready)
    (freed,) = found(history, order_facts(), **facts(DEFAULT_POLICY, None))
    assert isinstance(freed, InvoiceHoldReleased)
    assert freed.kind == "order_not_approved"


def test_a_total_that_a_version_lets_pass_bars_the_invoice_no_more() -> None:
    off = captured(total=Decimal("1001.00"))
    bar = held("header_total", expected="1000.00", actual="1001.00", exposure="1.00")
    wide = version(2, {"header_total": Limits(abs_over=Exactly(Decimal(1)))})
    history = given(INVOICE, off, bar)
    history.when(rematch, order_facts(), **facts(DEFAULT_POLICY, None)).rejected(
        InvoiceJudgedAlready
    )
    (freed,) = found(history, order_facts(), **facts(wide, None))
    assert isinstance(freed, InvoiceHoldReleased)


def test_an_invoice_that_waited_for_open_books_can_be_posted_once_they_are() -> None:
    bar = held("period_closed", expected="an open period", actual="none after 2026-02")
    history = given(INVOICE, captured(), bar)
    still = facts(DEFAULT_POLICY, None) | {"books": Books(end="2026-02")}
    history.when(rematch, order_facts(), **still).rejected(InvoiceJudgedAlready)
    (freed,) = found(history, order_facts(), **facts(DEFAULT_POLICY, None))
    assert isinstance(freed, InvoiceHoldReleased)


def test_what_is_paid_or_voided_is_not_judged_again() -> None:
    done = given(INVOICE, *ready(), paid("1000.00", "0"))
    done.when(rematch, order_facts(), **facts(DEFAULT_POLICY)).rejected(InvoiceSettled)
    gone = InvoiceVoided(
        invoice_id=INVOICE_ID,
        number="INV-1",
        supplier_id=MEDLINE,
        voided_on=TODAY,
        reason_code="wrong",
    )
    given(INVOICE, *ready(), gone).when(rematch, order_facts(), **facts(DEFAULT_POLICY)).rejected(
        InvoiceVoidedAlready
    )


def test_a_verdict_names_the_receipts_and_the_earlier_invoices_that_it_rests_on() -> None:
    history = (
        *in_force(),
        received("60", "600"),
        received("40", "400", LATER_RECEIPT),
        invoiced("30", "300", "300"),
    )
    before = before_linking(order_after(*history), [1], None)
    assert before.receipts == (RECEIPT.id, LATER_RECEIPT.id)
    assert before.prior_invoices == (INVOICE_ID,)
    (verdict,) = evaluate(folded(INVOICE, captured(), linked("50")), before, DEFAULT_POLICY)
    assert isinstance(verdict, InvoiceMatchEvaluated)
    assert (verdict.receipts, verdict.prior_invoices) == (before.receipts, before.prior_invoices)


def test_later_invoices_and_what_was_taken_back_are_not_behind_a_verdict() -> None:
    order = order_after(
        *in_force(),
        received("100", "1000"),
        invoiced("30", "300", "300"),
        invoiced("20", "200", "200", LATER_INVOICE),
    )
    first = folded(INVOICE, captured(invoice_line("30")), linked("30"))
    facts = once_linked(order, first, {1: Decimal(0)}, None)
    assert (facts.receipts, facts.prior_invoices) == ((RECEIPT.id,), ())
    voided = PURCHASE_ORDER.evolve(order, invoice_reversed("20", "200", "200", LATER_INVOICE))
    assert before_linking(voided, [1], None).prior_invoices == (INVOICE_ID,)
    credited_whole = PURCHASE_ORDER.evolve(order, credited("30", "300", "300"))
    assert before_linking(credited_whole, [1], None).prior_invoices == (
        INVOICE_ID,
        LATER_INVOICE.id,
    )


def test_a_line_that_waits_for_no_receipt_names_none() -> None:
    order = order_after(*in_force(added(match="two_way")), received("100", "1000"))
    assert before_linking(order, [1], None).receipts == ()


def test_a_line_that_was_closed_after_it_took_the_invoice_holds_it_for_nothing() -> None:
    closed = order_facts(replace(side(received="100"), closed_for_invoicing=True))
    taken = folded(INVOICE, captured(), linked(), accounted())
    assert evaluate(taken, closed, DEFAULT_POLICY) == ()
    late = folded(INVOICE, captured(), linked(), accounted(), held("order_closed", line=1))
    assert evaluate(late, closed, DEFAULT_POLICY) == (), "and one that came late waits on"
