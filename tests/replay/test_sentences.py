"""Every fact reads as a sentence: for a buyer, for an auditor, and never as code."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from domain.event import Event, Recorded
from domain.numbers.events import NumberClaimed
from domain.purchase_orders.decide import reject
from domain.registry import EVENTS
from replay.sentences import SENTENCES, sentence
from tests.domain import invoices, orders, receipts
from tests.projections.folding import Story
from tests.replay.telling import told

GOLDEN: Final = Path("tests/golden/events")
UUID: Final = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}")


def recorded(fact: Event, **metadata: Any) -> Recorded:
    """The fact as the log holds it, by bella on N-1."""
    (event,) = Story().happens(f"{fact.TYPE.partition('.')[0]}/one", fact).events
    return event._replace(metadata={**event.metadata, **metadata})


def golden(name: str) -> Event:
    kind = EVENTS[name]
    path = GOLDEN / f"{name}.v{kind.SCHEMA}.json"
    return kind.model_validate_json(path.read_text(encoding="utf-8"))


def test_every_event_type_has_a_sentence_and_no_other_type_has() -> None:
    assert SENTENCES.keys() == EVENTS.keys()


@pytest.mark.parametrize("name", EVENTS)
def test_every_golden_event_reads_as_prose(name: str) -> None:
    text = sentence(recorded(golden(name)))
    assert text.endswith(".")
    assert not text.endswith("..")
    assert not UUID.search(text), "an id says nothing to a person"
    assert not re.search(r"[{}_]|\bNone\b|\bnull\b|  ", text), text


@pytest.mark.parametrize("name", EVENTS)
def test_every_golden_event_tells_its_amounts_with_their_currency_and_its_reason(
    name: str,
) -> None:
    fact = golden(name)
    data = json.loads(fact.model_dump_json(exclude_none=True))
    text = sentence(recorded(fact))
    if "currency" in data:
        for amount in ("amount", "total", "open_amount", "amount_after"):
            if amount in data:
                assert f"{data[amount]} {data['currency']}" in text
    if "reason_code" in data:
        assert text.endswith("; reason: wrong size.")
    for person in ("approver_id", "released_by") if "how" not in data else ():
        if person in data:
            assert data[person] in text


ACTORS: list[tuple[Mapping[str, str], str]] = [
    ({"type": "human", "id": "bella"}, "bella released"),
    ({"type": "service", "id": "import"}, "service import released"),
    ({"type": "ai", "id": "aide", "on_behalf_of": "bella"}, "AI aide on behalf of bella released"),
]


@pytest.mark.parametrize(("actor", "opening"), ACTORS)
def test_a_sentence_says_who_acted_and_for_whom(actor: Mapping[str, str], opening: str) -> None:
    text = sentence(recorded(golden("purchase_order.hold_released"), actor=actor))
    assert text.startswith(opening)


def test_the_reason_of_the_command_is_told_where_the_fact_has_none() -> None:
    text = sentence(
        recorded(golden("purchase_order.hold_released"), reason={"code": "recall_over"})
    )
    assert text == "bella released the order's hold; reason: recall over."


def test_the_life_of_an_order_reads_so() -> None:
    repriced = orders.change(1, "1800", quantity="150", unit_price="12")
    life = told(
        *orders.in_force(),
        orders.received("40", "400.00"),
        orders.changed("1000", "1800", repriced, payment_terms="NET60"),
        orders.invoiced("40", "400.00", "400.00"),
        orders.returned("5", "50.00"),
        orders.credited("0", "20.00", "0"),
        orders.cancelled("110", "1320"),
        orders.closed("invoicing"),
        number="PO-1",
    )
    assert life == [
        (
            "bella drafted order PO-1 to Medline: department SURGERY, facility NORTH, in USD,"
            " payment terms NET30."
        ),
        "Line 1 orders 100 EA of Gloves at 10.00 USD (price from buyer), 1,000.00 USD in all.",
        "bella submitted the order over 1,000.00 USD for approval.",
        "The order was approved at 1,000.00 USD by its approval case.",
        "bella issued the order over 1,000.00 USD.",
        "Receipt R-11 brought 40 EA of line 1, worth 400.00 USD.",
        (
            "bella changed the order, now revision 2: line 1 quantity from 100 to 150, unit price"
            " from 10.00 USD to 12.00 USD; payment terms from NET30 to NET60; the total from"
            " 1,000.00 USD to 1,800.00 USD."
        ),
        "Invoice I-21 asks 400.00 USD for 40 EA of line 1, clearing 400.00 USD of goods received.",
        "5 EA of line 1, worth 50.00 USD, went back to the supplier (receipt R-11).",
        "Credit memo C-31 gives back 20.00 USD on the price of line 1, answering invoice I-21.",
        "bella cancelled 110 EA of line 1, worth 1,320.00 USD; reason: not needed.",
        "bella closed line 1: nothing more is to be invoiced; reason: short.",
    ]


def test_an_amended_order_tells_what_it_buys_now_and_of_whom() -> None:
    other = orders.change(1, "1000", description="Gloves, long", pack=orders.BOX)
    moved = orders.changed(
        "1000", "1000", other, supplier_id=orders.GLOVES, supplier_name="Cardinal"
    )
    life = told(*orders.in_force(), moved, number="PO-1")
    assert life[-1] == (
        "bella changed the order, now revision 2: line 1 unit from EA to BX, description from"
        " Gloves to Gloves, long; the supplier from Medline to Cardinal; the total from"
        " 1,000.00 USD to 1,000.00 USD."
    )


def test_a_draft_in_another_currency_tells_both_totals_in_their_own() -> None:
    moved = orders.changed("1000", "1000", orders.change(1, "1000"), revision=0, currency="JPY")
    life = told(orders.created(), orders.added(), moved, number="PO-1")
    assert life[-1] == (
        "bella changed the draft: line 1 amount to 1,000 JPY; currency from USD to JPY;"
        " the total from 1,000.00 USD to 1,000 JPY."
    )


def test_the_life_of_an_invoice_reads_so() -> None:
    held = invoices.held("price", line=1, expected="10", actual="12", exposure="200.00")
    life = told(
        invoices.captured(),
        invoices.linked(),
        held,
        invoices.accounted("1000.00", "900.00"),
        invoices.released("price"),
        invoices.matched(touchless=False),
        invoices.paid("400.00", "600.00"),
        invoices.paid("600.00", "0.00", "PAY-2"),
        number="INV-1",
    )
    assert life == [
        (
            "bella captured invoice INV-1 of Medline over 1,000.00 USD, dated 2026-03-01 and due"
            " 2026-03-31, with 1 line."
        ),
        "It was tied to order PO-1: line 1 asks 100 of order line 1.",
        (
            "Hold 1 (price) on line 1 was placed and waits for the buyer: 10 expected, 12 found,"
            " 200.00 USD at stake."
        ),
        (
            "Posted to accounts payable on 2026-03-01: 1,000.00 USD (900.00 USD goods received,"
            " 100.00 USD expense or variance)."
        ),
        "anna released hold 1 (price) by hand; reason: accepted.",
        "Nothing stands against its payment; a person released a hold on it.",
        "bella recorded payment PAY-1 of 400.00 USD on 2026-03-01; 600.00 USD stays open.",
        "bella recorded payment PAY-2 of 600.00 USD on 2026-03-01; nothing stays open.",
    ]


HELD: list[tuple[Event, str]] = [
    (
        invoices.held("supplier_mismatch", expected=orders.MEDLINE, actual=orders.GLOVES),
        "Hold 1 (supplier mismatch) was placed and waits for the AP clerk.",
    ),
    (
        invoices.held(
            "unlinked", expected="an issued order", actual=f"unknown order {orders.CASE}"
        ),
        (
            "Hold 1 (unlinked) was placed and waits for the AP clerk: an issued order expected,"
            " unknown order found."
        ),
    ),
    (
        invoices.held("order_on_hold", expected="no hold", actual="line_blocked"),
        (
            "Hold 1 (order on hold) was placed and waits for the buyer: no hold expected,"
            " line blocked found."
        ),
    ),
    (
        invoices.held("manual", exposure="0", reason_code="inquiry", placed_by="carl"),
        "Hold 1 (manual) was placed by carl and waits for the AP manager; reason: inquiry.",
    ),
]


def test_numbers_that_a_hold_names_stand_as_they_are() -> None:
    other = "4507001755_00310/1-768133"
    held = invoices.held("duplicate_possible", expected="no other", actual=other)
    assert f"{other} found" in told(invoices.captured(), held, number="INV-1")[-1]


@pytest.mark.parametrize(("fact", "text"), HELD)
def test_a_hold_tells_what_was_found_without_the_ids_that_were_compared(
    fact: Event, text: str
) -> None:
    assert sentence(recorded(fact)) == text


def test_a_number_is_told_without_the_id_that_scopes_it() -> None:
    claimed = NumberClaimed(
        kind="invoice", key=f"{orders.MEDLINE.upper()}:INV1", holder=orders.INVOICE
    )
    assert sentence(recorded(claimed)) == "Invoice I-21 took the invoice number INV1."


def test_a_price_has_the_places_that_it_needs_and_no_more() -> None:
    life = told(orders.created(), orders.added("100", "7.624400"), number="PO-1")
    assert "at 7.6244 USD (" in life[-1]
    assert "at 7.00 USD (" in told(orders.created(), orders.added("1", "7"), number="PO-1")[-1]


def test_the_life_of_a_receipt_reads_so() -> None:
    line = receipts.receipt_line("40", "400.00", lot="L-7", serials=("S-1", "S-2"))
    part = receipts.receipt_line("5", "50.00")
    life = told(
        receipts.posted(line), receipts.goods_returned(part, authorization="RMA-1"), number="R-11"
    )
    assert life == [
        (
            "bella received on 2026-03-01 for order PO-1: 40 EA of Gloves worth 400.00 USD"
            " (order line 1, lot L-7, serials S-1, S-2)."
        ),
        (
            "bella sent goods back on 2026-03-01 under the supplier's authorization RMA-1:"
            " 5 EA of Gloves worth 50.00 USD (order line 1); reason: damaged."
        ),
    ]


def test_a_refused_change_says_which_terms_stand() -> None:
    dearer = orders.changed("1000", "2000", orders.change(1, "2000", unit_price="20"))
    waiting = (*orders.in_force(), dearer, orders.submitted("2000", orders.OTHER_CASE))
    refused = reject(orders.order_after(*waiting), orders.OTHER_CASE, "too_dear")
    *_, text, _ = told(*waiting, *refused, number="PO-1")
    assert text == "The change was rejected: the terms of revision 1 stand; reason: too dear."
