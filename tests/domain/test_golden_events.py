"""Every event that was ever stored can still be read: golden files per type and schema.

An event that gained an optional field has one more file of its schema, numbered after it.
`tests/golden/write_events.py` makes them. That none is missing is checked in `test_indexes.py`.
"""

import re
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from adapters.postgres.canonical_json import CanonicalJson
from adapters.postgres.event_mapper import EventMapper, StreamEvent
from domain.event import Event
from domain.registry import EVENTS
from tests.golden.examples import example
from tests.golden.write_events import FOLDER, golden_paths

MAPPER: Final = EventMapper()
JSON: Final = CanonicalJson()
GOLDEN: Final = sorted(FOLDER.iterdir())
KINDS: Final = sorted(EVENTS.values(), key=lambda kind: kind.TYPE)


def payload(event: Event) -> bytes:
    return MAPPER.to_stored_event(StreamEvent("example/1", 1, event)).state


def named(value: object) -> str:
    return value.stem if isinstance(value, Path) else getattr(value, "TYPE", str(value))


@pytest.mark.parametrize("path", GOLDEN, ids=named)
def test_a_stored_event_is_read_by_the_class_of_its_type(path: Path) -> None:
    found = re.fullmatch(
        r"(?P<type>[a-z_]+\.[a-z_]+)\.v(?P<schema>\d+)(\.([2-9]|[1-9]\d+))?\.json", path.name
    )
    assert found, "the file is named after type and schema"
    stored = JSON.encode(orjson.loads(path.read_bytes()))
    metadata = JSON.encode({"schema": int(found["schema"])})
    event = MAPPER.event(found["type"], metadata, stored)
    assert type(event) is EVENTS[found["type"]]
    if int(found["schema"]) == event.SCHEMA:
        assert payload(event) == stored


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_an_event_is_stored_as_its_golden_file_says(kind: type[Event]) -> None:
    """It fails when a class changes.

    A new optional field: write one more golden file. Else: raise SCHEMA and add an upcast first.
    """
    golden = JSON.encode(orjson.loads(golden_paths(kind)[-1].read_bytes()))
    assert payload(example(kind)) == golden


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_no_event_can_hold_a_float(kind: type[Event]) -> None:
    schema = kind.model_json_schema(mode="serialization")
    assert not list(numbers(schema)), "decimals are stored as strings"


def numbers(schema: Any) -> Any:  # noqa: ANN401 - a JSON schema is any JSON.
    if isinstance(schema, dict):
        if schema.get("type") == "number":
            yield schema
        for member in schema.values():
            yield from numbers(member)
    elif isinstance(schema, list):
        for member in schema:
            yield from numbers(member)
