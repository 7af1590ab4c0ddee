"""Capturing: any fault of the document is held; only what nobody can read is refused."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.errors import Rejected
from domain.invoices.book_barriers import Books
from domain.invoices.commands import CaptureInvoice
from domain.invoices.decide_capture import capture
from domain.invoices.duplicates import Suspicion
from domain.invoices.errors import (
    InvoiceDebitWithQuantity,
    InvoiceExists,
    InvoiceLineRepeated,
    InvoiceNegative,
    InvoiceNoLines,
)
from domain.invoices.events import (
    InvoiceDuplicateSuspected,
    InvoiceEvent,
    InvoiceHoldPlaced,
    InvoiceMatchEvaluated,
)
from domain.invoices.holds import BARRIERS, RULES
from domain.invoices.order_facts import OrderFacts
from domain.invoices.state import INVOICE
from domain.money import TooPrecise, UnknownCurrency
from domain.tolerance import DEFAULT_POLICY
from tests.domain.bills import side
from tests.domain.invoices import OTHER, capture_command, captured, order_facts, stated
from tests.domain.orders import MEDLINE, id_of
from tests.domain.scenario import given

NOBODY_ELSE: Final[dict[str, Any]] = {
    "supplier_name": "Medline",
    "supplier_obstacle": None,
    "suspicions": (),
    "policy": DEFAULT_POLICY,
}
SAME_NUMBER: Final = (Suspicion("same_number", OTHER),)


def decided(command: CaptureInvoice, **facts: object) -> Sequence[InvoiceEvent]:
    known = {**NOBODY_ELSE, "order": order_facts(), **facts}
    return capture(None, command, **known)


def holds(command: CaptureInvoice, **facts: object) -> list[str]:
    events = decided(command, **facts)
    return [each.kind for each in events if isinstance(each, InvoiceHoldPlaced)]


def test_what_has_no_open_period_is_on_file_and_waits_for_one() -> None:
    assert holds(capture_command(), books=Books(end="2026-02")) == ["period_closed"]
    placed = decided(capture_command(), books=Books(end="2026-02"))[-1]
    assert isinstance(placed, InvoiceHoldPlaced)
    assert (placed.owner_role, placed.accounting_allowed) == ("controller", False)
    assert placed.actual == "none after 2026-02"
    assert holds(capture_command(), books=Books(end="2026-02"), order=None) == ["unlinked"]


def test_a_document_without_fault_is_on_file_and_nothing_bars_it() -> None:
    facts = {**NOBODY_ELSE, "order": order_facts()}
    given(INVOICE).when(capture, capture_command(), **facts).then(captured())


@pytest.mark.parametrize(
    ("command", "order", "kind"),
    [
        pytest.param(
            capture_command(purchase_order_id=None), None, "unlinked", id="names no order"
        ),
        pytest.param(
            capture_command(purchase_order_id=id_of(9)), None, "unlinked", id="unknown order"
        ),
        pytest.param(
            capture_command(),
            order_facts(revision=0, stage="approved"),
            "unlinked",
            id="order never issued",
        ),
        pytest.param(
            capture_command(),
            order_facts(revision=0, stage="pending_approval"),
            "order_not_approved",
            id="order that waits for its approval",
        ),
        pytest.param(
            capture_command(),
            order_facts(revision=0, stage="draft"),
            "order_not_approved",
            id="order that nobody asked approval for",
        ),
        pytest.param(
            capture_command(),
            order_facts(supplier_id=id_of(8)),
            "supplier_mismatch",
            id="wrong supplier",
        ),
        pytest.param(
            capture_command(),
            order_facts(legal_entity="OTHER"),
            "legal_entity_mismatch",
            id="another legal entity ordered",
        ),
        pytest.param(
            capture_command(), order_facts(currency="EUR"), "currency_mismatch", id="currency"
        ),
        pytest.param(
            capture_command(total=Decimal("1000.06")), order_facts(), "header_total", id="sum"
        ),
        pytest.param(
            capture_command(stated(purchase_order_line=7)),
            order_facts(),
            "unmatched_line",
            id="unknown line",
        ),
        pytest.param(
            capture_command(stated(purchase_order_line=None)),
            order_facts(),
            "unmatched_line",
            id="names no line",
        ),
        pytest.param(
            capture_command(stated(unit="BX")), order_facts(), "unmatched_line", id="unit"
        ),
    ],
)
def test_a_fault_of_the_document_is_held_and_bars_it_from_the_order(
    command: CaptureInvoice, order: OrderFacts | None, kind: str
) -> None:
    assert holds(command, order=order) == [kind]
    assert kind in BARRIERS


def test_a_number_that_is_held_by_another_invoice_is_suspected() -> None:
    events = decided(capture_command(), suspicions=SAME_NUMBER)
    assert InvoiceDuplicateSuspected(rule="same_number", other=OTHER) in events
    assert holds(capture_command(), suspicions=SAME_NUMBER) == ["duplicate_suspected"]


def test_several_faults_are_held_side_by_side_under_numbers_of_their_own() -> None:
    command = capture_command(total=Decimal(1), purchase_order_id=None)
    events = decided(
        command, order=None, suspicions=SAME_NUMBER, supplier_obstacle="on hold (recall)"
    )
    placed = [each for each in events if isinstance(each, InvoiceHoldPlaced)]
    assert [(each.hold, each.kind) for each in placed] == [
        (1, "duplicate_suspected"),
        (2, "unlinked"),
        (3, "header_total"),
        (4, "supplier_on_hold"),
    ]
    assert [each.owner_role for each in placed] == [RULES[each.kind].owner for each in placed]


def test_a_barrier_that_a_match_finds_is_told_with_its_verdict() -> None:
    events = decided(capture_command(), order=order_facts(currency="EUR"))
    verdict = next(each for each in events if isinstance(each, InvoiceMatchEvaluated))
    assert (verdict.verdict, [each.check for each in verdict.variances]) == ("hold", ["currency"])


def test_a_missing_receipt_bars_nothing_yet() -> None:
    assert holds(capture_command(), order=order_facts(side())) == []


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (capture_command(stated(), stated()), InvoiceLineRepeated),
        (capture_command(*[stated(line=each + 1) for each in range(1_001)]), InvoiceNoLines),
        (capture_command(stated("-1")), InvoiceNegative),
        (capture_command(stated(amount=Decimal(-1))), InvoiceNegative),
        (capture_command(tax=Decimal(-1)), InvoiceNegative),
        (capture_command(freight=Decimal(-1)), InvoiceNegative),
        (capture_command(total=Decimal(-1)), InvoiceNegative),
        (capture_command(kind="subsequent_debit"), InvoiceDebitWithQuantity),
        (capture_command(total=Decimal("0.001")), TooPrecise),
        (capture_command(currency="XXX"), UnknownCurrency),
    ],
)
def test_what_no_document_can_say_is_refused(
    command: CaptureInvoice, refusal: type[Rejected]
) -> None:
    facts = {**NOBODY_ELSE, "order": order_facts()}
    given(INVOICE).when(capture, command, **facts).rejected(refusal)


def test_an_invoice_needs_a_line() -> None:
    command = replace(capture_command(), lines=())
    facts = {**NOBODY_ELSE, "order": order_facts()}
    given(INVOICE).when(capture, command, **facts).rejected(InvoiceNoLines, lines=0)


def test_an_id_is_captured_once() -> None:
    facts = {**NOBODY_ELSE, "order": order_facts()}
    given(INVOICE, captured()).when(capture, capture_command(), **facts).rejected(InvoiceExists)


def test_a_subsequent_debit_bills_an_amount_without_a_quantity() -> None:
    debit = stated("0", "0", amount=Decimal(20))
    command = capture_command(debit, kind="subsequent_debit")
    assert holds(command, order=order_facts(side(received="100", prior="100"))) == []


def test_the_supplier_of_the_order_is_named_in_the_hold() -> None:
    events = decided(capture_command(), order=order_facts(supplier_id=id_of(8)))
    hold = next(each for each in events if isinstance(each, InvoiceHoldPlaced))
    assert (hold.expected, hold.actual) == (id_of(8), MEDLINE)
