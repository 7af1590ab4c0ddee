"""Where the auditor's list finds its facts: runs of positions by kind, number and person."""

from itertools import pairwise
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from domain.event import Recorded, Unreadable
from projections.audit_trail import AUDIT_TRAIL, LONG_RUN, OFTEN, RUN_CHARACTERS, SHORT_RUN
from projections.poison import fold_batch
from projections.rows import MemoryTables
from tests.domain.orders import held, in_force
from tests.projections.folding import Story, fold

Run = tuple[int, int, str, str]  # Its first position, how many, the selector, the value.
KINDS: Final = ("a.b", "c.d", "e.f")


def runs(history: list[Recorded], batch_events: int = 1) -> list[Run]:
    kept = fold(AUDIT_TRAIL, history, batch_events)
    found = [(since, row) for since, _, row in kept.versions("audit_runs")]
    assert all(row["first"] == since for since, row in found), "where the row begins"
    return [(since, row["span"], row["selector"], row["value"]) for since, row in found]


def runs_of(selector: str, history: list[Recorded]) -> list[tuple[int, int]]:
    return sorted((since, span) for since, span, of, _ in runs(history) if of == selector)


def at(position: int, kind: str, number: str, actor: str) -> Recorded:
    (event,) = Story().happens("purchase_order/one", held()).events
    around = {**event.metadata, "number": number, "actor": {"type": "human", "id": actor}}
    return event._replace(position=position, offset=position, type=kind, metadata=around)


def test_a_fact_is_found_by_its_kind_its_number_and_who_acted() -> None:
    story = Story().happens("purchase_order/one", *in_force(), number="PO-1")
    kinds = {("type", event.type) for event in story.events}
    found = {(selector, value) for *_, selector, value in runs(story.events)}
    assert found == {*kinds, ("number", "PO-1"), ("actor_id", "bella")}


def test_a_run_begins_where_the_last_one_of_that_value_is_over() -> None:
    first, last = 5, 5 + SHORT_RUN - 1
    facts = [at(position, "a.b", "N", "ana") for position in (first, 9, last, last + 1, last + 2)]
    assert runs_of("type", facts) == [(first, SHORT_RUN), (last + 1, LONG_RUN)]


def test_a_run_is_long_where_the_value_came_often_of_late() -> None:
    second = 1 + OFTEN - 1
    third = second + LONG_RUN
    fourth = third + OFTEN
    facts = [at(each, "a.b", "N", "ana") for each in (1, second, third - 1, third, fourth)]
    assert runs_of("actor_id", facts) == [
        (1, SHORT_RUN),
        (second, LONG_RUN),
        (third, LONG_RUN),
        (fourth, SHORT_RUN),
    ]


@given(
    st.lists(
        st.tuples(st.integers(1, 90), st.sampled_from(KINDS), st.sampled_from("NM"), st.text("ab")),
        max_size=40,
    ),
    st.integers(1, 12),
)
def test_every_fact_lies_in_a_run_of_its_values_and_every_run_begins_with_one(
    gaps: list[tuple[int, str, str, str]], batch_events: int
) -> None:
    position, history = 0, []
    for gap, kind, number, actor in gaps:
        position += gap
        history.append(at(position, kind, number, actor))
    found = runs(history, batch_events)
    assert found == runs(history)
    expected: set[tuple[int, str, str]] = set()
    for event in history:
        for selector, value in (
            ("type", event.type),
            ("number", event.metadata["number"]),
            ("actor_id", event.metadata["actor"]["id"]),
        ):
            of_value = [
                (since, span) for since, span, *named in found if named == [selector, value]
            ]
            assert any(0 <= event.position - since < span for since, span in of_value)
            expected.add((event.position, selector, value))
    assert {(since, *named) for since, _, *named in found} <= expected
    near = [(a, b) for a, b in _neighbours(found) if a[2:] == b[2:]]
    assert all(first + span <= then for (first, span, *_), (then, *_) in near), "none twice"


def _neighbours(found: list[Run]) -> list[tuple[Run, Run]]:
    ordered = sorted(found, key=lambda run: (run[2:], run[0]))
    return list(pairwise(ordered))


def test_what_an_index_cannot_hold_is_led_to_by_its_beginning() -> None:
    event = at(1, "a.b", "n" * 400, "nul\0nul")
    found = {selector: value for *_, selector, value in runs([event])}
    assert found == {"type": "a.b", "number": "n" * RUN_CHARACTERS, "actor_id": "nulnul"}


def test_metadata_of_any_form_stop_nothing() -> None:
    odd: list[dict[str, Any]] = [{}, {"actor": []}, {"actor": {"id": 7}, "number": {}}]
    event = at(1, "a.b", "N", "ana")
    history = [event._replace(metadata=each, position=n) for n, each in enumerate(odd, start=1)]
    history.append(event._replace(metadata=Unreadable(), data=Unreadable(), position=9))
    tables = MemoryTables(AUDIT_TRAIL, complete=True)
    assert fold_batch(AUDIT_TRAIL, history, tables, set()) == []
    assert list(tables.entity("audit_runs").current) == [(event.tenant, "type", "a.b")]
