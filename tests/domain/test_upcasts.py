"""Stored events are lifted step by step to the current schema, and never past it."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.registry import EVENTS
from domain.upcasts import UPCASTS, NewerSchema, upcast


def doubled(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**data, "lines": data["lines"] * 2}


def named(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"rows": data["lines"]}


STEPS = {("toy.made", 1): doubled, ("toy.made", 2): named, ("toy.sold", 1): doubled}


def test_each_step_is_taken_once_in_order() -> None:
    assert upcast("toy.made", 1, {"lines": [1]}, STEPS) == (3, {"rows": [1, 1]})
    assert upcast("toy.made", 2, {"lines": [1]}, STEPS) == (3, {"rows": [1]})
    assert upcast("toy.made", 3, {"rows": [1]}, STEPS) == (3, {"rows": [1]})


def test_an_upcast_leaves_the_stored_payload_as_it_is() -> None:
    stored = {"lines": [1]}
    upcast("toy.made", 1, stored, STEPS)
    assert stored == {"lines": [1]}


@pytest.mark.parametrize("stored_type", sorted(EVENTS))
def test_a_current_event_needs_no_upcast_and_a_newer_one_is_refused(stored_type: str) -> None:
    schema = EVENTS[stored_type].SCHEMA
    assert upcast(stored_type, schema, {"a": 1}) == (schema, {"a": 1})
    with pytest.raises(NewerSchema, match=stored_type):
        upcast(stored_type, schema + 1, {})


def test_every_former_schema_of_every_event_has_its_step() -> None:
    wanted = {
        (stored_type, schema)
        for stored_type, kind in EVENTS.items()
        for schema in range(1, kind.SCHEMA)
    }
    assert set(UPCASTS) == wanted
