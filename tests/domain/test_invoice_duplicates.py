"""Which bills may be one and the same, rule by rule, and what clears them of it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.event import DocumentRef
from domain.invoice_registers.events import InvoiceRegisterEntered, InvoiceRegisterRemoved
from domain.invoice_registers.state import INVOICE_REGISTER, Entry
from domain.invoices.commands import CaptureInvoice, ReleaseInvoiceHold
from domain.invoices.decide import release_hold
from domain.invoices.decide_capture import capture
from domain.invoices.decide_duplicates import clear_voided, suspect_linked
from domain.invoices.duplicates import (
    SUSPICIONS_MAX,
    Known,
    Suspicion,
    is_answered,
    keys,
    suspicions,
)
from domain.invoices.events import (
    InvoiceDuplicateCleared,
    InvoiceDuplicateSuspected,
    InvoiceEvent,
    InvoiceHoldPlaced,
)
from domain.invoices.holds import BARRIERS
from domain.invoices.order_facts import billed_in_full
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.tolerance import DEFAULT_POLICY
from tests.domain.invoices import (
    OTHER,
    capture_command,
    captured,
    held,
    order_facts,
    ready,
    released,
)
from tests.domain.orders import (
    MEDLINE,
    NOW,
    ORDER,
    TODAY,
    id_of,
    in_force,
    invoice_reversed,
    invoiced,
    order_after,
)

ANOTHER = DocumentRef(aggregate="invoice", id=id_of(23), number="INV-9")


def state(*events: InvoiceEvent) -> Invoice:
    invoice: Invoice | None = None
    for event in events:
        invoice = INVOICE.evolve(invoice, event)
    assert invoice is not None
    return invoice


def entry(number: str = "INV-900", **terms: Any) -> Entry:
    values: dict[str, Any] = {"supplier_id": MEDLINE, "invoice_date": TODAY}
    values |= {"purchase_order_id": ORDER.id, **terms}
    return Entry(DocumentRef(aggregate="invoice", id=id_of(22), number=number), **values)


def rules(known: Known, **header: object) -> list[str]:
    command = capture_command(**header)
    return [each.rule for each in suspicions(command, command.purchase_order_id, known)]


def test_r1_the_same_number_of_the_same_supplier_is_suspected_across_years() -> None:
    old = entry("inv 1", invoice_date=TODAY - timedelta(days=2000), purchase_order_id=None)
    assert rules(Known(alike=(old,))) == ["same_number"]
    assert rules(Known(holder=OTHER, alike=(old,))) == ["same_number"], "one suspicion of each"


def test_r1_within_a_group_of_suppliers_only_suspects() -> None:
    sister = entry("INV-1", supplier_id=id_of(8))
    assert rules(Known(alike=(sister,))) == ["same_number_in_group"]


def test_r1_a_number_that_only_looks_alike_is_suspected_not_barred() -> None:
    assert rules(Known(alike=(entry("1NV-I"),))) == ["look_alike_number"]


def test_r2_the_same_amount_on_the_same_day_is_suspected() -> None:
    twin = entry(purchase_order_id=None)
    assert rules(Known(same_amount=(twin,))) == ["same_amount_and_date"]
    later = twin._replace(invoice_date=TODAY + timedelta(days=1))
    assert rules(Known(same_amount=(later,))) == []


@pytest.mark.parametrize(
    ("number", "suspected"),
    [
        pytest.param("INV-2", True, id="one changed"),
        pytest.param("INV-12", True, id="one more"),
        pytest.param("INV", True, id="one less"),
        pytest.param("INV-23", False, id="two differ"),
        pytest.param("BILL-1", False, id="another"),
    ],
)
def test_r3_the_same_amount_on_the_same_order_under_a_similar_number(
    number: str, suspected: bool
) -> None:
    past = TODAY - timedelta(days=90)
    similar = entry(number, invoice_date=past)
    assert rules(Known(same_amount=(similar,))) == ["similar_number"] * suspected
    elsewhere = similar._replace(purchase_order_id=id_of(9))
    assert rules(Known(same_amount=(elsewhere,))) == []


def test_r4_the_same_document_is_suspected_under_any_number() -> None:
    assert rules(Known(same_document=(entry("OTHER-77"),))) == ["same_document"]


def test_r6_a_line_that_is_billed_in_full_names_who_billed_the_last_of_it() -> None:
    assert rules(Known(billed_in_full=(ANOTHER,))) == ["line_billed_already"]


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        pytest.param((invoiced("100", "1000", "0"),), True, id="all of it"),
        pytest.param((invoiced("99", "990", "0"),), False, id="not all of it"),
        pytest.param((), False, id="nothing"),
        pytest.param(
            (invoiced("100", "1000", "0"), invoice_reversed("100", "1000", "0")),
            False,
            id="voided since",
        ),
    ],
)
def test_who_billed_a_line_in_full_is_known_to_its_order(
    facts: tuple[PurchaseOrderEvent, ...], named: bool
) -> None:
    order = order_after(*in_force(), *facts)
    assert len(billed_in_full(order, (1, 77))) == named


def test_an_other_invoice_is_named_once_by_the_strongest_rule() -> None:
    twin = entry("INV-1")
    known = Known(alike=(twin,), same_amount=(twin,), same_document=(twin,))
    assert rules(known) == ["same_document"]


def test_suspicions_are_bounded() -> None:
    many = [
        each._replace(invoice=DocumentRef(aggregate="invoice", id=id_of(100 + index), number="X"))
        for index, each in enumerate([entry()] * (SUSPICIONS_MAX + 5))
    ]
    assert len(rules(Known(same_amount=many))) == SUSPICIONS_MAX


@pytest.mark.parametrize(
    ("command", "traits"),
    [
        pytest.param(capture_command(), ["number", "amount"], id="an invoice"),
        pytest.param(
            capture_command(kind="subsequent_debit"), ["number"], id="a debit on price alone"
        ),
        pytest.param(capture_command(total=Decimal(0)), ["number"], id="a bill over nothing"),
        pytest.param(
            capture_command(document_hash="a" * 64), ["number", "amount", "document"], id="a file"
        ),
    ],
)
def test_what_a_bill_is_compared_by(command: CaptureInvoice, traits: list[str]) -> None:
    assert [trait for trait, _ in keys(command, MEDLINE)] == traits


def test_the_scale_of_an_amount_does_not_hide_a_double() -> None:
    one, other = (capture_command(total=Decimal(each)) for each in ("1000", "1000.00"))
    assert list(keys(one, MEDLINE)) == list(keys(other, MEDLINE))


def decided(*found: Suspicion) -> list[InvoiceEvent]:
    return list(
        capture(
            None,
            capture_command(),
            supplier_name="Medline",
            supplier_obstacle=None,
            suspicions=found,
            order=order_facts(),
            policy=DEFAULT_POLICY,
        )
    )


def test_proven_ones_bar_the_invoice_and_possible_ones_only_stop_its_payment() -> None:
    proven = Suspicion("same_document", OTHER)
    possible = Suspicion("same_amount_and_date", ANOTHER)
    placed = [each for each in decided(proven, possible) if isinstance(each, InvoiceHoldPlaced)]
    assert [(each.kind, each.actual) for each in placed] == [
        ("duplicate_suspected", "INV-1"),
        ("duplicate_possible", "INV-9"),
    ]
    assert [each.kind in BARRIERS for each in placed] == [True, False]


def test_several_possible_ones_share_a_hold_and_each_has_its_fact() -> None:
    found = (Suspicion("look_alike_number", OTHER), Suspicion("similar_number", ANOTHER))
    events = decided(*found)
    facts = [each for each in events if isinstance(each, InvoiceDuplicateSuspected)]
    placed = [each for each in events if isinstance(each, InvoiceHoldPlaced)]
    assert [(each.rule, each.other) for each in facts] == list(found)
    assert [(each.kind, each.actual) for each in placed] == [("duplicate_possible", "INV-1, INV-9")]


def test_whoever_releases_the_hold_clears_each_invoice_that_it_was_about() -> None:
    one = InvoiceDuplicateSuspected(rule="look_alike_number", other=OTHER)
    barred = InvoiceDuplicateSuspected(rule="same_document", other=ANOTHER)
    invoice = state(captured(), one, barred, held("duplicate_possible"))
    command = ReleaseInvoiceHold(
        now=NOW,
        invoice_id=invoice.id,
        hold=1,
        released_by="anna",
        roles=frozenset({"ap_manager"}),
        reason_code="accepted",
    )
    events = release_hold(invoice, command, priced_by=None, supplier_obstacle=None)
    assert events == (
        released("duplicate_possible"),
        InvoiceDuplicateCleared(other=OTHER, reason_code="accepted", cleared_by="anna"),
    )


def test_a_suspicion_ends_with_the_other_invoice_and_the_hold_with_the_last_of_them() -> None:
    one = InvoiceDuplicateSuspected(rule="look_alike_number", other=OTHER)
    two = InvoiceDuplicateSuspected(rule="similar_number", other=ANOTHER)
    invoice = state(captured(), one, two, held("duplicate_possible"))
    first = clear_voided(invoice, OTHER)
    assert first == (InvoiceDuplicateCleared(other=OTHER, reason_code="other_voided"),)
    last = clear_voided(state(captured(), one, two, held("duplicate_possible"), *first), ANOTHER)
    assert [each.TYPE for each in last] == ["invoice.duplicate_cleared", "invoice.hold_released"]
    assert clear_voided(invoice, ORDER) == ()


def test_linking_by_hand_suspects_what_only_the_order_tells_and_nothing_twice() -> None:
    known = InvoiceDuplicateSuspected(rule="same_number", other=OTHER)
    invoice = state(captured(), known)
    found = (
        Suspicion("similar_number", OTHER),
        Suspicion("look_alike_number", ANOTHER),
        Suspicion("line_billed_already", ANOTHER),
    )
    assert [each.TYPE for each in suspect_linked(invoice, found[:2])] == []
    assert [each.TYPE for each in suspect_linked(invoice, found[2:])] == [
        "invoice.duplicate_suspected",
        "invoice.hold_placed",
    ]


def test_a_new_bill_for_what_was_credited_in_full_is_no_double_unless_it_is_the_document() -> None:
    whole = replace(state(*ready()), credited=Decimal(1000))
    assert is_answered(Suspicion("same_amount_and_date", OTHER), whole)
    assert not is_answered(Suspicion("same_document", OTHER), whole)
    part = replace(whole, credited=Decimal(999))
    assert not is_answered(Suspicion("same_amount_and_date", OTHER), part)


def entered(invoice: DocumentRef, on: date = TODAY) -> InvoiceRegisterEntered:
    return InvoiceRegisterEntered(
        trait="amount", key="key", invoice=invoice, supplier_id=MEDLINE, invoice_date=on
    )


def test_a_register_holds_each_live_invoice_once_as_it_was_entered_last() -> None:
    register = None
    later = TODAY + timedelta(days=1)
    for event in (
        entered(OTHER),
        entered(ANOTHER),
        entered(OTHER, later),
        InvoiceRegisterRemoved(invoice=ANOTHER),
    ):
        register = INVOICE_REGISTER.evolve(register, event)
    assert register is not None
    assert register.entries == (Entry(OTHER, MEDLINE, later, None),)
