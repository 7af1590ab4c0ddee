"""Rows in memory: versions, and events that fail without a trace."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.event import Recorded
from projections.poison import fold_batch, partition_of, wanted_rows
from projections.projection import OPEN_END, project
from projections.rows import MemoryTables, ProjectionMistake
from tests.projections.toys import TOY_BOX


def event(position: int, kind: str, toy: str = "a", **data: Any) -> Recorded:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Recorded(
        epoch=1,
        offset=position,
        tenant="north",
        position=position,
        stream=f"toy/{toy}",
        version=position,
        type=f"toy.{kind}",
        recorded_at=moment,
        metadata={"effective_at": "2026-01-01T00:00:00.000000Z", "number": f"T-{toy}"},
        data={"number": f"T-{toy}", "box": "red", "price": "1.00", "why": "broken", **data},
    )


TOY = {"toy_id": "a", "number": "T-a", "box": "red", "price": "1.00", "moves": 0}


def loaded_toy() -> MemoryTables:
    """A toy that the store holds, with one of its parts, as a batch begins."""
    tables = MemoryTables(TOY_BOX)
    tables.entity("toys").loaded("north", TOY, 1)
    tables.entity("toy_parts").loaded("north", {"toy_id": "a", "part": 1, "name": "hull"}, 1)
    tables.entity("toy_parts").absent(("north", "a", 2))
    return tables


def state(tables: MemoryTables) -> list[object]:
    """All that the store or the next event could see."""
    rows = [
        (dict(each.current), dict(each.stored), list(each.closed), list(each.ended))
        for each in tables.entities.values()
    ]
    return [*rows, *(list(facts.added) for facts in tables.facts.values())]


def spans(tables: MemoryTables, name: str = "toys") -> list[tuple[int, int]]:
    rows = tables.entity(name)
    return sorted((start, end) for _, _, start, end in [*rows.closed, *rows.opened()])


def folded(*events: Recorded) -> MemoryTables:
    tables = MemoryTables(TOY_BOX, complete=True)
    assert fold_batch(TOY_BOX, events, tables, set()) == []
    return tables


def test_a_change_ends_one_version_and_begins_the_next() -> None:
    tables = folded(event(1, "made"), event(2, "moved", box="blue"), event(5, "lost"))
    assert spans(tables) == [(1, 2), (2, 5)]


def test_several_changes_by_one_event_are_one_version() -> None:
    tables = folded(event(1, "made"), event(2, "moved", box="blue"))
    assert spans(tables) == [(1, 2), (2, OPEN_END)]
    assert tables.entity("toys").get(event(3, "made"), "a") is not None


def test_facts_of_one_event_are_numbered() -> None:
    tables = MemoryTables(TOY_BOX, complete=True)
    for _ in range(2):
        tables.fact("toy_prices").add(event(1, "made"), {"toy_id": "a"})
    tables.settle()
    tables.fact("toy_prices").add(event(2, "made"), {"toy_id": "a"})
    tables.settle()
    added = tables.fact("toy_prices").added
    assert [(position, number) for _, position, number, *_ in added] == [(1, 1), (1, 2), (2, 1)]


def test_an_event_that_fails_leaves_no_trace_and_parks_its_partition() -> None:
    tables = MemoryTables(TOY_BOX, complete=True)
    history = [event(1, "made"), event(2, "broken"), event(3, "moved"), event(4, "made", "b")]
    (parked,) = fold_batch(TOY_BOX, history, tables, set())
    assert (parked.partition, parked.position, parked.reason) == ("toy/a", 2, "ValueError: broken")
    assert spans(tables) == [(1, OPEN_END), (4, OPEN_END)]
    assert [position for _, position, *_ in tables.fact("toy_prices").added] == [1, 4]


@pytest.mark.parametrize("before", [(), ("moved",), ("moved", "repriced")])
def test_what_a_failed_event_changed_several_times_is_as_it_was(before: tuple[str, ...]) -> None:
    tables = loaded_toy()
    history = [event(2 + n, kind) for n, kind in enumerate(before)]
    assert fold_batch(TOY_BOX, history, tables, set()) == []
    was = state(tables)
    failing = event(9, "moved", box="blue")
    toys, parts = tables.entity("toys"), tables.entity("toy_parts")
    toys.put(failing, {**TOY, "box": "blue"})
    toys.remove(failing, "a")
    toys.put(failing, {**TOY, "box": "green"})
    parts.remove(failing, "a", 1)
    parts.put(failing, {"toy_id": "a", "part": 2, "name": "wheel"})
    tables.fact("toy_prices").add(failing, {"toy_id": "a"})
    assert state(tables) != was
    tables.discard(failing)
    assert state(tables) == was


def test_a_row_that_an_event_puts_and_removes_again_never_was() -> None:
    tables = MemoryTables(TOY_BOX, complete=True)
    tables.entity("toys").put(event(1, "made"), TOY)
    tables.entity("toys").remove(event(1, "made"), "a")
    tables.settle()
    assert spans(tables) == []


def test_events_of_a_parked_partition_are_passed_over() -> None:
    tables = MemoryTables(TOY_BOX, complete=True)
    fold_batch(TOY_BOX, [event(1, "made"), event(2, "made", "b")], tables, {("north", "toy/a")})
    assert spans(tables) == [(2, OPEN_END)]


def test_a_row_that_was_not_named_is_a_mistake() -> None:
    tables = MemoryTables(TOY_BOX)
    with pytest.raises(ProjectionMistake, match="name it"):
        tables.entity("toys").get(event(1, "made"), "a")
    with pytest.raises(ProjectionMistake, match="name it"):
        tables.entity("toys").put(event(1, "made"), {"toy_id": "a"})


def test_a_table_that_was_not_declared_is_a_mistake() -> None:
    tables = MemoryTables(TOY_BOX)
    with pytest.raises(ProjectionMistake):
        tables.entity("toy_prices")
    with pytest.raises(ProjectionMistake):
        tables.fact("toys")


def test_an_event_of_an_unforeseen_shape_names_no_rows_and_is_parked_by_the_fold() -> None:
    odd = event(1, "moved")
    assert set(wanted_rows(TOY_BOX, [odd])) == {"toys", "toy_parts"}
    (parked,) = fold_batch(TOY_BOX, [odd], MemoryTables(TOY_BOX, complete=True), set())
    assert parked.reason.startswith("AssertionError")
    assert partition_of(TOY_BOX, odd) == ("north", "toy/a")


def test_the_plain_fold_lets_a_mistake_out() -> None:
    with pytest.raises(ValueError, match="broken"):
        project(TOY_BOX, [event(1, "broken")], MemoryTables(TOY_BOX, complete=True))
