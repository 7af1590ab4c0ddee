"""A wrong match is taken back by a person who says why, and the invoice waits for another."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.errors import Rejected
from domain.invoices.commands import LinkInvoice, UnlinkInvoice
from domain.invoices.decide_capture import stated_links
from domain.invoices.errors import (
    InvoiceDateOutOfRange,
    InvoiceUnknownLine,
    InvoiceVoidedAlready,
)
from domain.invoices.events import InvoiceEvent, InvoiceUnlinked, LineLink
from domain.invoices.linking import link_by_hand
from domain.invoices.rematching import rematch
from domain.invoices.self_billing_errors import InvoiceSelfBilled
from domain.invoices.settlement_errors import (
    InvoiceJudgedAlready,
    InvoiceNotLinked,
    InvoicePaidAlready,
)
from domain.invoices.state import INVOICE
from domain.invoices.unlinking import unlink
from domain.tolerance import DEFAULT_POLICY
from tests.domain.bills import side
from tests.domain.invoices import (
    INVOICE_ID,
    accounted,
    captured,
    held,
    invoice_line,
    linked,
    matched,
    order_facts,
    paid,
    ready,
    released,
)
from tests.domain.orders import NOW, ORDER, TODAY
from tests.domain.scenario import folded, given
from tests.domain.test_invoice_settlement import voided

TWO_LINES = (
    captured(invoice_line("60"), invoice_line("40", line=2, purchase_order_line=2)),
    linked().model_copy(
        update={
            "links": tuple(
                LineLink(line=n, purchase_order_line=n, quantity=Decimal(quantity))
                for n, quantity in ((1, 60), (2, 40))
            )
        }
    ),
    accounted(),
    matched(),
)


def command(*lines: int) -> UnlinkInvoice:
    return UnlinkInvoice(
        now=NOW,
        invoice_id=INVOICE_ID,
        lines=lines,
        unlinked_by="carl",
        unlinked_on=TODAY,
        reason_code="wrong_order",
    )


def unlinked(*lines: int) -> InvoiceUnlinked:
    return InvoiceUnlinked(
        purchase_order=ORDER,
        lines=lines,
        unlinked_on=TODAY,
        unlinked_by="carl",
        reason_code="wrong_order",
        accounted=accounted(),
    )


def test_a_match_that_is_taken_back_leaves_the_invoice_waiting_and_out_of_the_books() -> None:
    bar = held("unlinked", expected="an issued order", actual="a match taken back", exposure="1000")
    invoice = given(INVOICE, *ready()).when(unlink, command()).then(unlinked(1), bar)
    assert (invoice.status, invoice.accounted, invoice.purchase_order) == ("held", None, None)
    assert invoice.links == {}
    assert invoice.barred


def test_unmatching_one_line_leaves_the_others_tied_as_they_were() -> None:
    bar = held(
        "unmatched_line",
        line=1,
        expected="a line and unit of the order",
        actual="a match taken back",
        exposure="600",
    )
    invoice = given(INVOICE, *TWO_LINES).when(unlink, command(1)).then(unlinked(1), bar)
    assert list(invoice.links) == [2]
    again = LinkInvoice(
        now=NOW,
        invoice_id=INVOICE_ID,
        purchase_order_id=ORDER.id,
        links=((1, 3),),
        linked_by="carl",
    )
    sides = [replace(side(received="100"), line=number) for number in (2, 3)]
    *_, tied = link_by_hand(invoice, again, order_facts(*sides))
    assert [(each.line, each.purchase_order_line) for each in getattr(tied, "links", ())] == [
        (1, 3),
        (2, 2),
    ]


def test_what_the_match_found_falls_with_it_and_a_persons_hold_stays() -> None:
    history = (*ready()[:3], held("price", line=1), held("manual", 2, placed_by="cleo"))
    (resolved, *_, bar) = unlink(folded(INVOICE, *history), command())
    assert resolved == released("price", how="resolved", reason_code="unlinked", released_by=None)
    invoice = folded(INVOICE, *history, resolved, unlinked(1), bar)
    assert [each.kind for each in invoice.holds] == ["manual", "unlinked"]


def test_what_people_let_pass_was_about_other_lines_and_who_they_are_is_remembered() -> None:
    history = (*ready()[:3], held("price", line=1), released("price"), matched(touchless=False))
    invoice = (
        given(INVOICE, *history)
        .when(unlink, command())
        .then(
            unlinked(1),
            held(
                "unlinked",
                2,
                expected="an issued order",
                actual="a match taken back",
                exposure="1000",
            ),
        )
    )
    assert (invoice.overrides, invoice.settled) == ((), frozenset())
    assert invoice.released_by == {"anna"}, "who let it pass does not pay it"


@pytest.mark.parametrize(
    ("history", "asked", "refusal"),
    [
        pytest.param((captured(), held("unlinked")), command(), InvoiceNotLinked, id="no match"),
        pytest.param((captured(), linked()), command(), InvoiceNotLinked, id="not in the books"),
        pytest.param(
            (captured(self_billed=True), linked(), accounted(), matched()),
            command(),
            InvoiceSelfBilled,
            id="a bill of our own",
        ),
        pytest.param(
            ready(),
            replace(command(), unlinked_on=TODAY + timedelta(days=3)),
            InvoiceDateOutOfRange,
            id="a day to come",
        ),
        pytest.param((*ready(), paid("10", "990")), command(), InvoicePaidAlready, id="paid"),
        pytest.param(ready(), command(2), InvoiceUnknownLine, id="a line that it does not have"),
    ],
)
def test_what_cannot_be_taken_back_is_refused(
    history: tuple[InvoiceEvent, ...], asked: UnlinkInvoice, refusal: type[Rejected]
) -> None:
    given(INVOICE, *history).when(unlink, asked).rejected(refusal)


def test_no_rule_repeats_a_match_that_a_person_took_back() -> None:
    bar = held("unlinked", expected="an issued order", actual="a match taken back", exposure="1000")
    history = given(INVOICE, *ready(), unlinked(1), bar)
    tolerances = {"policy": DEFAULT_POLICY, "before": DEFAULT_POLICY, "today": TODAY}
    history.when(rematch, order_facts(), **tolerances).rejected(InvoiceJudgedAlready)


def test_with_a_line_let_pass_what_was_left_of_the_match_is_taken_up() -> None:
    one = folded(INVOICE, *TWO_LINES, unlinked(1))
    order = order_facts(*(replace(side(received="100"), line=number) for number in (1, 2)))
    assert [each.line for each in stated_links(one, order)] == [2]
    other = replace(
        order, purchase_order=order.purchase_order.model_copy(update={"id": INVOICE_ID})
    )
    assert stated_links(one, other) == ()


def test_a_void_invoice_has_no_match() -> None:
    given(INVOICE, *ready(), voided()).when(unlink, command()).rejected(InvoiceVoidedAlready)
