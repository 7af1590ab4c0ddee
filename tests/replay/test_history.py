"""A document's life shows with each fact what it changed, in words and without what rules need."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from domain.event import Event
from domain.numbers.events import NumberClaimed
from domain.registry import AGGREGATES, EVENTS
from replay.differences import differences
from replay.history import Beside, Step, history
from tests.domain import invoices, orders, receipts, requisition_facts
from tests.projections.folding import Story

LONG: Final = 4_000  # Receipts and invoices of one line.


def life(*facts: Event, number: str = "PO-1") -> list[Step]:
    story = Story()
    for fact in facts:
        story.happens(f"{fact.TYPE.partition('.')[0]}/one", fact, number=number)
    return list(history(story.events))


def changed(step: Step) -> dict[str, tuple[str | None, str | None]]:
    return {each.field: (each.before, each.after) for each in step.differences}


def test_every_aggregate_of_the_registry_can_be_told() -> None:
    assert AGGREGATES.keys() == {name.partition(".")[0] for name in EVENTS}


def test_a_step_carries_the_coordinates_of_its_fact_and_who_caused_it() -> None:
    story = Story().happens("purchase_order/one", *orders.in_force(), number="PO-1")
    steps = list(history(story.events))
    assert [step.position for step in steps] == [1, 2, 3, 4, 5]
    assert [step.version for step in steps] == [1, 2, 3, 4, 5]
    assert [step.type for step in steps] == [event.type for event in story.events]
    assert steps[0].actor == {"type": "human", "id": "bella"}
    assert steps[0].effective_at == "2026-03-01T10:00:00.000000Z"
    assert steps[0].command_id == "command-1"
    assert steps[0].causation_id is None
    assert (steps[0].correlation_id, steps[0].reason, steps[0].policies) == ("story", None, ())


def test_a_step_names_policies_and_reason_of_its_command_and_what_else_it_recorded() -> None:
    (event,) = Story().happens("purchase_order/one", orders.created(), number="PO-1").events
    told = {"policies": [{"id": "tolerance", "version": 3}], "reason": {"code": "recount"}}
    other = Beside(position=7, document="receipt/r", number="GR-1", type="receipt.posted")
    event = event._replace(metadata={**event.metadata, **told})
    (step,) = history([event], {"command-1": [other], "command-2": []})
    assert (step.policies, step.reason, step.beside) == (("tolerance 3",), "recount", (other,))


def test_the_first_fact_shows_what_was_set_and_nothing_that_is_empty() -> None:
    (step,) = life(orders.created())
    assert changed(step) == {
        "number": (None, "PO-1"),
        "supplier name": (None, "Medline"),
        "legal entity": (None, "NHS"),
        "facility": (None, "NORTH"),
        "currency": (None, "USD"),
        "department": (None, "SURGERY"),
        "buyer": (None, "bella"),
        "payment terms": (None, "NET30"),
        "stage": (None, "draft"),
        "order type": (None, "standard"),
    }


def test_a_receipt_shows_the_line_before_and_after_and_not_its_layers_of_value() -> None:
    *_, first, second = life(
        *orders.in_force(),
        orders.received("40", "400.00"),
        orders.received("10", "100.00", orders.LATER_RECEIPT, came_on=date(2026, 3, 2)),
    )
    assert changed(first) == {
        "line 1, received, quantity": ("0", "40"),
        "line 1, received, amount": ("0", "400.00"),
    }
    assert changed(second) == {
        "line 1, received, quantity": ("40", "50"),
        "line 1, received, amount": ("400.00", "500.00"),
        "line 1, came on": (None, "2026-03-02"),  # by receipt, whose id says nothing
    }


def test_a_hold_shows_as_it_comes_and_goes() -> None:
    *_, held, released = life(
        invoices.captured(),
        invoices.held("price", line=1, expected="10", actual="12", exposure="200.00"),
        invoices.released("price"),
        number="INV-1",
    )
    told = {"kind": "price", "line": "1", "expected": "10", "actual": "12", "exposure": "200.00"}
    assert changed(held) == {f"hold 1, {name}": (None, value) for name, value in told.items()}
    assert changed(released) == {
        **{f"hold 1, {name}": (value, None) for name, value in told.items()},
        "released by": (None, "anna"),
    }


def test_a_requisition_line_that_changes_shows_only_what_changed() -> None:
    facts = requisition_facts
    wish = facts.line(facts.wanted(quantity="12"), "30.00")
    altered = EVENTS["requisition.line_changed"].model_validate({"line": wish})
    *_, step = life(facts.created(), facts.added(), altered, number="R-1")
    assert changed(step) == {
        "line 1, quantity": ("10", "12"),
        "line 1, amount": ("25.00", "30.00"),
    }


def test_other_documents_are_named_by_their_numbers() -> None:
    _, linked = life(invoices.captured(), invoices.linked(), number="INV-1")
    assert changed(linked)["purchase order"] == (None, "purchase order PO-1")


def test_ids_that_only_scope_a_number_are_left_out_of_it() -> None:
    key = f"{orders.MEDLINE.upper()}:INV1"
    (step,) = life(NumberClaimed(kind="invoice", key=key, holder=orders.INVOICE), number="INV-1")
    assert changed(step) == {
        "kind": (None, "invoice"),
        "key": (None, "INV1"),
        "number": (None, "I-21"),
        "holder": (None, "invoice I-21"),
    }


WORDS = r"[a-z]+( [a-z0-9]+)*"
FIELD = rf"{WORDS}(, ({WORDS}|PAY-1))*"  # A payment is known by its number.
LIVES: Final = {
    "order": (
        *orders.in_force(),
        orders.held(),
        orders.received("40", "400.00"),
        orders.invoiced("60", "600.00", "600.00"),
        orders.credited("20", "200.00", "200.00"),
        orders.cancelled("40", "400.00"),
        orders.closed("receiving"),
    ),
    "invoice": (*invoices.ready(), invoices.paid("1000.00", "0.00")),
    "receipt": (
        receipts.posted(receipts.receipt_line("40", "400.00", lot="L-7", serials=("S-1",))),
        receipts.goods_returned(receipts.receipt_line("5", "50.00")),
    ),
    "requisition": (
        requisition_facts.created(justification=requisition_facts.REASON),
        requisition_facts.added(),
        requisition_facts.submitted(),
        requisition_facts.approved(),
        requisition_facts.ordered(1, "10", None),
        requisition_facts.ordered(1, "10", 1, reserved="10"),
    ),
}


@pytest.mark.parametrize("name", LIVES)
def test_differences_are_told_in_words_and_without_ids(name: str) -> None:
    for step in life(*LIVES[name], number="N-1"):
        for each in step.differences:
            assert re.fullmatch(FIELD, each.field), each
            for value in (each.before, each.after):
                assert value is None or not re.search(r"[0-9a-f]{8}-|[(){}\[\]]|[a-z]_[a-z]", value)
            assert each.before != each.after


@pytest.mark.parametrize("name", EVENTS)
def test_every_golden_event_that_opens_a_document_shows_what_it_set(name: str) -> None:
    kind = EVENTS[name]
    aggregate = AGGREGATES[name.partition(".")[0]]
    path = Path(f"tests/golden/events/{name}.v{kind.SCHEMA}.json")
    fact = kind.model_validate(json.loads(path.read_text(encoding="utf-8")))
    try:
        opened = aggregate.evolve(None, fact)
    except AssertionError:
        return  # It follows one that opens.
    assert differences(None, opened)
    assert differences(opened, opened) == ()


def test_two_states_that_say_the_same_do_not_differ() -> None:
    """Whether or not they are the same object."""
    one, other = (orders.order_after(*orders.in_force()) for _ in range(2))
    assert one is not other
    assert differences(one, other) == ()


def test_a_document_of_thousands_of_facts_is_told_whole() -> None:
    story = Story().happens("purchase_order/one", *orders.in_force(orders.added("100000")))
    for number in range(LONG):
        received = orders.received("1", "10.00", orders.ref("receipt", number))
        billed = orders.invoiced("1", "10.00", "10.00", orders.ref("invoice", number))
        story.happens("purchase_order/one", received, billed)
    steps = list(history(story.events))
    assert len(steps) == 2 * LONG + 5
    assert changed(steps[-2])["line 1, received, quantity"] == (str(LONG - 1), str(LONG))
    assert all(len(step.differences) == 3 for step in steps[6::2])
