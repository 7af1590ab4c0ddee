"""A message says what the log says, in the form of the CloudEvents specification."""

import re
import subprocess
import sys
from datetime import UTC
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.nats.cloud_event import decode, encode, publication
from adapters.nats.errors import ForeignMessage
from adapters.nats.topology import ENVELOPE_BYTES_MAX
from adapters.postgres.log_reader import LogRow, recorded
from domain.event import EVENT_BYTES_MAX
from domain.registry import EVENTS
from tests.tidy.sources import ROOT

SCHEMA: Final = orjson.loads(
    (Path(__file__).parents[2] / "golden/cloudevents/cloudevents.json").read_bytes()
)
FORMATS: Final = {
    "uri": re.compile(r"[a-z][a-z0-9+.-]*:[!-~]+"),
    "uri-reference": re.compile(r"[!-~]+"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
}
JSON_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "string": str,
    "null": type(None),
    "object": dict,
    "number": (int, float),
    "array": list,
    "boolean": bool,
}
EXTENSION_NAME: Final = re.compile(r"[a-z0-9]{1,20}")
EXTENSION_INTEGER_MAX: Final = 2**31 - 1

codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
uuids = st.uuids().map(str)
moments = st.datetimes(timezones=st.just(UTC))
effects = moments.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}")
sealed = st.fixed_dictionaries({"subject": codes, "box": texts})
metadata_objects = st.fixed_dictionaries(
    {
        "actor": st.fixed_dictionaries(
            {"id": texts, "type": st.sampled_from(["human", "service", "ai"])},
            optional={"on_behalf_of": texts},
        ),
        "command_id": uuids,
        "correlation_id": texts,
        "effective_at": effects,
        "event_id": uuids,
        "number": texts,
        "schema": st.just(1),
    },
    optional={
        "causation_id": texts,
        "facility": codes,
        "legal_entity": codes,
        "policies": st.lists(
            st.fixed_dictionaries({"id": codes, "version": st.integers(0, 2**40)}), max_size=3
        ),
        "reason": st.fixed_dictionaries({"code": codes}, optional={"text": sealed}),
    },
)
plain_values = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)


def canonical(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@st.composite
def rows(draw: st.DrawFn, metadata: st.SearchStrategy[dict[str, Any]] = metadata_objects) -> LogRow:
    """Any row that the log can hold."""
    event_type = draw(st.sampled_from(sorted(EVENTS)))
    return LogRow(
        epoch=draw(st.integers(1, 2**31 - 1)),
        offset=draw(st.integers(1, 2**63 - 1)),
        tenant=draw(codes),
        position=draw(st.integers(1, 2**63 - 1)),
        stream=f"{event_type.partition('.')[0]}/{draw(uuids)}",
        version=draw(st.integers(1, 2**31 - 1)),
        type=event_type,
        recorded_at=draw(moments),
        metadata=canonical(draw(metadata)),
        payload=canonical(draw(st.dictionaries(texts, plain_values, max_size=4))),
        hash=bytes(32),
    )


@given(rows())
def test_a_message_reads_as_the_row_does(row: LogRow) -> None:
    assert decode(encode(row)) == recorded(row)


@given(rows(), st.sampled_from(["", "actor", "reason"]), plain_values)
def test_metadata_of_a_newer_program_is_not_lost(row: LogRow, place: str, value: object) -> None:
    metadata = orjson.loads(row.metadata)
    target = metadata if not place else metadata.setdefault(place, {"code": "late"})
    target["said_by_a_newer_program"] = value
    newer = row._replace(metadata=canonical(metadata))
    assert decode(encode(newer)) == recorded(newer)
    assert broken_rules(orjson.loads(encode(newer))) == []


@given(rows())
def test_a_message_is_a_cloud_event(row: LogRow) -> None:
    assert broken_rules(orjson.loads(encode(row))) == []


@given(rows())
def test_the_envelope_stays_within_its_allowance(row: LogRow) -> None:
    assert len(encode(row)) <= len(row.payload) + len(row.metadata) + ENVELOPE_BYTES_MAX


@given(rows(), rows())
def test_sequences_sort_as_positions_do(one: LogRow, other: LogRow) -> None:
    first, second = (orjson.loads(encode(row))["sequence"] for row in (one, other))
    assert (first < second) == (one.position < other.position)


@given(rows())
def test_the_subject_tells_tenant_facility_and_type(row: LogRow) -> None:
    facility = orjson.loads(row.metadata).get("facility", "_")
    assert publication(row).subject == f"purvey.{row.tenant}.{facility}.{row.type}"


ODD: Final[dict[str, dict[str, Any]]] = {
    "metadata that is no JSON": {"metadata": b"no json"},
    "metadata that is a list": {"metadata": b"[]"},
    "metadata without an actor": {"metadata": b'{"event_id":"1","schema":1}'},
    "an actor that is a text": {"metadata": b'{"actor":"me","event_id":"1","schema":1}'},
    "metadata that would not fit": {
        "metadata": b'{"actor":{"id":"me","type":"human"},"event_id":"1","schema":1,"z":"%b"}'
        % (b'\\"' * (EVENT_BYTES_MAX // 2 - 100))
    },
    "a type for every subject": {"type": "toy.>"},
    "a type of three words": {"type": "toy.was.made"},
    **{
        f"facility {facility!r}": {"metadata": canonical({"facility": facility})}
        for facility in ("ICU 1", "ICU.1", "*", ">", "ICU\r\nPUB x 0")
    },
}


@pytest.mark.parametrize("odd", ODD)
@settings(max_examples=5)
@given(row=rows())
def test_of_what_no_message_can_hold_the_stream_says_that_it_is_there(
    odd: str, row: LogRow
) -> None:
    """Or the stream would end before it, for its sequence is the log's offset."""
    row = row._replace(**ODD[odd])
    told = publication(row)
    message = orjson.loads(told.body)
    assert told.subject == f"purvey.{row.tenant}._.event.out_of_form"
    assert message["type"] == "purvey.event.out_of_form"
    assert message["logoffset"] == str(row.offset)
    assert broken_rules(message) == []
    assert len(told.body) < ENVELOPE_BYTES_MAX
    with pytest.raises(ForeignMessage):  # Whoever reads events from the stream reads the log here.
        decode(told.body)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"7", b"not json", b'{"epoch":"x"}', b'{"type":7,"epoch":"1"}']
)
def test_a_body_that_no_relay_wrote_is_refused(body: bytes) -> None:
    with pytest.raises(ForeignMessage):
        decode(body)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"time": "yesterday"}, "time"),
        ({"dataschema": "no uri"}, "dataschema"),
        ({"logOffset": "1"}, "logOffset"),
        ({"logoffset": 2**40}, "logoffset"),
        ({"policies": ["a"]}, "policies"),
    ],
)
@given(row=rows())
def test_a_broken_cloud_event_is_found(changed: dict[str, object], rule: str, row: LogRow) -> None:
    assert broken_rules(orjson.loads(encode(row)) | changed) == [rule]


def broken_rules(event: dict[str, Any]) -> list[str]:
    """The attributes that break the specification: its JSON schema, and its rules of extensions."""
    properties = SCHEMA["properties"]
    missing = [name for name in SCHEMA["required"] if name not in event]
    return missing + [
        name
        for name, value in event.items()
        if not (_is_described(name, value) if name in properties else _is_extension(name, value))
    ]


def _is_described(name: str, value: object) -> bool:
    definition = SCHEMA["definitions"][SCHEMA["properties"][name]["$ref"].rpartition("/")[2]]
    types = definition["type"] if isinstance(definition["type"], list) else [definition["type"]]
    if not any(isinstance(value, JSON_TYPES[each]) for each in types):
        return False
    if not isinstance(value, str):
        return True
    shape = FORMATS.get(definition.get("format", ""))
    return len(value) >= definition.get("minLength", 0) and (
        shape is None or shape.fullmatch(value) is not None
    )


def _is_extension(name: str, value: object) -> bool:
    if not EXTENSION_NAME.fullmatch(name):
        return False
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) <= EXTENSION_INTEGER_MAX
    return isinstance(value, str | bool)


def test_a_relay_starts_without_the_classes_of_all_events() -> None:
    """They would double the time that it takes to start, and it decodes none of them."""
    program = "import sys, adapters.nats.relay; sys.exit('domain.registry' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, timeout=60)
