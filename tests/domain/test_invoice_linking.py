"""Linking by hand, judging again, and posting: what each leaves as facts."""

from decimal import Decimal
from typing import Final

import pytest

from domain.errors import Rejected
from domain.invoices.commands import LinkInvoice
from domain.invoices.decide_match import evaluate, matched
from domain.invoices.errors import (
    InvoiceBarred,
    InvoiceLineRepeated,
    InvoiceLineUnmatched,
    InvoiceLinkedAlready,
    InvoiceOrderNotIssued,
    InvoiceOtherCurrency,
    InvoiceOtherLegalEntity,
    InvoiceOtherSupplier,
    InvoiceUnknownLine,
    InvoiceVoidedAlready,
)
from domain.invoices.events import (
    InvoiceEvent,
    InvoiceHoldPlaced,
    InvoiceHoldReleased,
    InvoiceLinked,
    InvoiceMatched,
    InvoiceVoided,
)
from domain.invoices.linking import link_by_hand
from domain.invoices.order_facts import OrderFacts
from domain.invoices.state import INVOICE, Invoice
from domain.match_sides import OrderSide
from domain.quantity import Pack
from domain.tolerance import DEFAULT_POLICY
from tests.domain import invoices as told
from tests.domain.bills import side
from tests.domain.invoices import (
    INVOICE_ID,
    accounted,
    captured,
    held,
    invoice_line,
    linked,
    order_facts,
    ready,
    released,
)
from tests.domain.orders import MEDLINE, NOW, ORDER, TODAY, id_of
from tests.domain.scenario import folded, given

BOX_OF_10: Final = Pack(unit="BX", base_unit="EA", numerator=10)


def link_command(*links: tuple[int, int]) -> LinkInvoice:
    return LinkInvoice(
        now=NOW,
        invoice_id=INVOICE_ID,
        purchase_order_id=ORDER.id,
        links=links or ((1, 1),),
        linked_by="carl",
    )


def by_hand(quantity: str = "100", **why: str) -> InvoiceLinked:
    """Carl says so."""
    return linked(quantity).model_copy(update={"linked_by": "carl", **why})


def judged_again(invoice: Invoice, *sides: OrderSide, **facts: object) -> list[str]:
    """What a re-match records, hold by hold."""
    events = evaluate(invoice, order_facts(*sides, **facts), DEFAULT_POLICY)
    return [
        f"{'held' if isinstance(each, InvoiceHoldPlaced) else each.reason_code} {each.kind}"
        for each in events
        if isinstance(each, InvoiceHoldPlaced | InvoiceHoldReleased)
    ]


def after(*events: InvoiceEvent) -> Invoice:
    return folded(INVOICE, *events)


def test_linking_resolves_what_kept_the_invoice_off_the_order() -> None:
    given(INVOICE, captured(), held("unlinked")).when(
        link_by_hand, link_command(), order_facts()
    ).then(released("unlinked", how="resolved", reason_code="linked", released_by=None), by_hand())


def test_a_quantity_is_linked_in_the_unit_of_the_order() -> None:
    boxes = side("10", "100", received="10", pack=BOX_OF_10)
    events = link_by_hand(after(captured()), link_command(), order_facts(boxes))
    assert events == (by_hand("10"),)


def test_a_line_that_a_manager_let_pass_needs_no_order_line() -> None:
    second = invoice_line(line=2, purchase_order_line=None)
    history = (
        captured(invoice_line(), second),
        held("unmatched_line", line=2),
        released("unmatched_line"),
    )
    assert link_by_hand(after(*history), link_command(), order_facts()) == (by_hand(),)


@pytest.mark.parametrize(
    ("history", "command", "order", "refusal"),
    [
        pytest.param(
            ready(), link_command(), order_facts(), InvoiceLinkedAlready, id="linked already"
        ),
        pytest.param(
            (captured(), held("header_total")),
            link_command(),
            order_facts(),
            InvoiceBarred,
            id="does not add up",
        ),
        pytest.param(
            (captured(), held("duplicate_suspected")),
            link_command(),
            order_facts(),
            InvoiceBarred,
            id="suspected duplicate",
        ),
        pytest.param(
            (captured(),),
            link_command(),
            order_facts(revision=0),
            InvoiceOrderNotIssued,
            id="order never issued",
        ),
        pytest.param(
            (captured(),),
            link_command(),
            order_facts(supplier_id=id_of(8)),
            InvoiceOtherSupplier,
            id="wrong supplier",
        ),
        pytest.param(
            (captured(),),
            link_command(),
            order_facts(legal_entity="OTHER"),
            InvoiceOtherLegalEntity,
            id="another legal entity ordered",
        ),
        pytest.param(
            (captured(),),
            link_command(),
            order_facts(currency="EUR"),
            InvoiceOtherCurrency,
            id="wrong currency",
        ),
        pytest.param(
            (captured(),),
            link_command((2, 1)),
            order_facts(),
            InvoiceUnknownLine,
            id="unknown invoice line",
        ),
        pytest.param(
            (captured(),),
            link_command((1, 1), (1, 1)),
            order_facts(),
            InvoiceLineRepeated,
            id="a line twice",
        ),
        pytest.param(
            (captured(),),
            link_command((1, 9)),
            order_facts(),
            InvoiceLineUnmatched,
            id="unknown order line",
        ),
        pytest.param(
            (captured(invoice_line(unit="CS")),),
            link_command(),
            order_facts(),
            InvoiceLineUnmatched,
            id="a unit that does not fit",
        ),
        pytest.param(
            (captured(invoice_line(), invoice_line(line=2)),),
            link_command(),
            order_facts(),
            InvoiceLineUnmatched,
            id="a line left out",
        ),
        pytest.param(
            (
                captured(),
                InvoiceVoided(
                    invoice_id=INVOICE_ID,
                    number="INV-1",
                    supplier_id=MEDLINE,
                    voided_on=TODAY,
                    reason_code="wrong",
                ),
            ),
            link_command(),
            order_facts(),
            InvoiceVoidedAlready,
            id="voided",
        ),
    ],
)
def test_a_mistake_in_linking_is_refused(
    history: tuple[InvoiceEvent, ...],
    command: LinkInvoice,
    order: OrderFacts,
    refusal: type[Rejected],
) -> None:
    given(INVOICE, *history).when(link_by_hand, command, order).rejected(refusal)


def test_a_first_match_is_always_told_and_a_repeated_one_only_when_holds_change() -> None:
    first = evaluate(after(captured(), linked()), order_facts(), DEFAULT_POLICY)
    assert [each.TYPE for each in first] == ["invoice.match_evaluated"]
    assert evaluate(after(*ready()), order_facts(), DEFAULT_POLICY) == ()


def test_a_hold_that_is_found_again_is_not_placed_again() -> None:
    waiting = after(*ready(), held("receipt_missing", line=1, expected="0", actual="100"))
    assert judged_again(waiting, side()) == []


def test_a_hold_whose_cause_is_gone_is_released_as_resolved() -> None:
    waiting = after(*ready(), held("receipt_missing", line=1, expected="0", actual="100"))
    assert judged_again(waiting, side(received="100")) == ["cause_gone receipt_missing"]


def test_a_first_part_of_the_goods_makes_another_hold_of_a_missing_receipt() -> None:
    waiting = after(*ready(), held("receipt_missing", line=1, expected="0", actual="100"))
    assert judged_again(waiting, side(received="30")) == [
        "cause_gone receipt_missing",
        "held quantity_received",
    ]


@pytest.mark.parametrize("received", ["95", "80"])
def test_a_hold_that_shrank_or_grew_is_placed_anew_with_its_new_figures(received: str) -> None:
    waiting = after(*ready(), held("quantity_received", line=1, expected="90", actual="100"))
    assert judged_again(waiting, side(received="90")) == []
    assert judged_again(waiting, side(received=received)) == [
        "figures_changed quantity_received",
        "held quantity_received",
    ]


def test_a_hold_is_placed_anew_where_only_its_exposure_moved() -> None:
    figures: dict[str, object] = {"line": 1, "expected": "90", "actual": "100"}
    same = after(*ready(), held("quantity_received", 1, **figures, exposure=Decimal(100)))
    other = after(*ready(), held("quantity_received", 1, **figures, exposure=Decimal(99)))
    assert judged_again(same, side(received="90")) == []
    assert judged_again(other, side(received="90")) == [
        "figures_changed quantity_received",
        "held quantity_received",
    ]


def test_what_a_manager_let_pass_stays_passed_but_not_a_unit_more() -> None:
    accepted = after(
        *ready(),
        held("receipt_missing", line=1, expected="70", actual="100"),
        released("receipt_missing"),
    )
    assert judged_again(accepted, side(received="70")) == []
    assert judged_again(accepted, side(received="69.999")) == ["held quantity_received"]


def test_an_order_on_hold_and_a_supplier_on_hold_stop_the_payment() -> None:
    stopped = judged_again(after(*ready()), hold="recall", supplier_obstacle="on hold (audit)")
    assert stopped == ["held order_on_hold", "held supplier_on_hold"]


def test_a_manual_hold_is_none_of_the_business_of_a_match() -> None:
    blocked = after(*ready(), held("manual", placed_by="carl"))
    assert judged_again(blocked) == []
    assert matched(blocked) == ()


def test_an_invoice_is_touchless_until_somebody_releases_a_hold() -> None:
    waiting = (captured(), linked(), held("price", line=1), accounted())
    assert matched(after(*waiting)) == ()
    by_itself = released("price", how="resolved", released_by=None)
    assert matched(after(*waiting, by_itself)) == (InvoiceMatched(touchless=True),)
    assert matched(after(*waiting, released("price"))) == (InvoiceMatched(touchless=False),)
    assert matched(after(*ready())) == ()


def test_the_status_tells_where_the_invoice_stands() -> None:
    assert after(captured()).status == "captured"
    assert after(captured(), held("unlinked")).status == "held"
    assert after(*ready()).status == "matched"
    assert after(*ready(), told.paid("1000", "0")).status == "paid"
