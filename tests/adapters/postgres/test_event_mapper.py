"""Events as bytes and back: the metadata around them, upcasts, and the library's view of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any, Final

import orjson
import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.canonical_json import CanonicalJson, NotCanonical
from adapters.postgres.event_mapper import EventMapper, LogEvent, StreamEvent
from application.errors import EventTooLarge, UnreadableEvent
from domain.event import EVENT_BYTES_MAX, Actor, Event, PolicyVersion, Reason, SealedText
from domain.ids import derived_id
from domain.purchase_orders.events import PurchaseOrderHoldPlaced
from domain.registry import EVENTS
from tests.adapters.postgres.log_support import change, placed, released, save
from tests.golden.examples import example

MAPPER: Final = EventMapper()


def metadata_of(event: LogEvent) -> dict[str, Any]:
    decoded: dict[str, Any] = orjson.loads(event.metadata)
    return decoded


def test_the_metadata_says_who_caused_what_and_when_it_took_effect() -> None:
    sent = replace(
        save(change("purchase_order/1", 4)),
        command_id="command-1",
        actor=Actor(type="ai", id="router-2", on_behalf_of="buyer-7"),
        causation_id="event-9",
        policies=(PolicyVersion(id="spend", version=3),),
        reason=Reason(code="recount", text=SealedText(subject="buyer-7", box="AAAA")),
        effective_at=datetime(2026, 3, 1, 13, 30, tzinfo=timezone(timedelta(hours=1))),
    )
    ((event,),) = MAPPER.stored(sent)
    assert (event.originator_id, event.originator_version) == ("purchase_order/1", 5)
    assert (event.topic, event.state) == ("purchase_order.hold_placed", b'{"reason_code":"audit"}')
    assert metadata_of(event) == {
        "actor": {"type": "ai", "id": "router-2", "on_behalf_of": "buyer-7"},
        "causation_id": "event-9",
        "command_id": "command-1",
        "correlation_id": "case-1",
        "effective_at": "2026-03-01T12:30:00.000000Z",
        "event_id": derived_id("demo", "command-1", "0"),
        "facility": "NORTH-ER",
        "legal_entity": "NORTH",
        "number": "PO-1001",
        "policies": [{"id": "spend", "version": 3}],
        "reason": {"code": "recount", "text": {"subject": "buyer-7", "box": "AAAA"}},
        "schema": 1,
    }


@pytest.mark.parametrize(
    "told", [{}, {"causation_id": "event-9", "reason": Reason(code="recount")}]
)
def test_metadata_put_together_from_pieces_is_canonical(told: dict[str, Any]) -> None:
    bare = replace(change("number/1", 0, placed(), released()), legal_entity=None, facility=None)
    policies = (PolicyVersion(id="spend", version=3),) if told else ()
    sent = replace(save(bare, change("receipt/1", 2)), policies=policies, **told)
    events = [event for each in MAPPER.stored(sent) for event in each]
    assert len(events) == 3
    for event in events:
        assert CanonicalJson().encode(metadata_of(event)) == event.metadata


def test_what_is_absent_is_left_out_of_the_metadata() -> None:
    bare = replace(change("number/1", 0), legal_entity=None, facility=None)
    ((event,),) = MAPPER.stored(save(bare))
    assert sorted(metadata_of(event)) == [
        "actor",
        "command_id",
        "correlation_id",
        "effective_at",
        "event_id",
        "number",
        "schema",
    ]


def test_each_event_of_a_save_has_an_id_of_its_own_that_a_repeat_has_too() -> None:
    sent = save(change("receipt/1", 0, placed(), released()), change("receipt/2", 3))
    events = [event for each in MAPPER.stored(sent) for event in each]
    wanted = [derived_id("demo", sent.command_id, str(index)) for index in range(3)]
    assert [metadata_of(event)["event_id"] for event in events] == wanted
    assert MAPPER.stored(sent) == MAPPER.stored(sent)


def test_one_document_does_not_lend_its_facility_to_the_next() -> None:
    first, second = change("receipt/1", 0), replace(change("receipt/2", 0), facility=None)
    (_, (event,)) = MAPPER.stored(save(first, second))
    assert "facility" not in metadata_of(event)


def test_an_event_may_weigh_the_limit_and_no_byte_more() -> None:
    def sent(size: int) -> list[list[LogEvent]]:
        note = SealedText(subject="p", box="x" * size)
        large = PurchaseOrderHoldPlaced(reason_code="audit", note=note)
        return MAPPER.stored(save(change("purchase_order/1", 0, large), command_id="command-1"))

    ((small,),) = sent(0)
    room = EVENT_BYTES_MAX - len(small.state) - len(small.metadata)
    ((full,),) = sent(room)
    assert len(full.state) + len(full.metadata) == EVENT_BYTES_MAX
    with pytest.raises(EventTooLarge) as caught:
        sent(room + 1)
    assert caught.value.values == {
        "type": "purchase_order.hold_placed",
        "bytes": EVENT_BYTES_MAX + 1,
        "bytes_max": EVENT_BYTES_MAX,
    }


def test_a_float_that_slipped_past_validation_is_refused() -> None:
    unchecked: dict[str, Any] = {"reason_code": 1.5}
    slipped = PurchaseOrderHoldPlaced.model_construct(**unchecked)
    with pytest.raises(NotCanonical, match="float"):
        MAPPER.stored(save(change("purchase_order/1", 0, slipped)))


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
def test_no_event_has_room_for_a_float_or_for_anything(kind: type[Event]) -> None:
    """So nobody need look for one in each event that is stored, nor sort the keys of a mapping."""
    schema = kind.model_json_schema(mode="serialization")
    waiting = list(schema["properties"].values())
    waiting += [
        each
        for part in schema.get("$defs", {}).values()
        for each in part.get("properties", {}).values()
    ]
    while waiting:
        each = waiting.pop()
        assert each.get("type") not in ("number", "object"), each
        parts = [
            *each.get("anyOf", []),
            *each.get("prefixItems", []),
            *filter(None, [each.get("items")]),
        ]
        assert parts or each.keys() & {"type", "$ref", "enum", "const"}, each
        waiting += parts


@pytest.mark.parametrize("kind", EVENTS.values(), ids=EVENTS)
def test_a_payload_comes_out_canonical(kind: type[Event]) -> None:
    fact = example(kind)
    for each in (fact, kind.model_validate(dict(reversed(list(fact)))), fact.model_copy()):
        payload = MAPPER.to_stored_event(StreamEvent("example/1", 1, each)).state
        assert payload == CanonicalJson().encode(orjson.loads(payload))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_text_comes_out_canonical(text: str) -> None:
    unchecked = PurchaseOrderHoldPlaced.model_construct(reason_code=text)
    ((event,),) = MAPPER.stored(save(change("purchase_order/1", 0, unchecked)))
    assert event.state == CanonicalJson().encode({"reason_code": text})


def test_an_older_event_is_read_as_of_today() -> None:
    """Here the reason was a sentence first, then a code under another name, then as it is now."""

    def shortened(data: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"why": data["sentence"].split()[0]}

    def renamed(data: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"reason_code": data["why"]}

    name = "purchase_order.hold_placed"
    mapper = EventMapper({(name, -1): shortened, (name, 0): renamed})
    event = mapper.event(name, b'{"schema":-1}', b'{"sentence":"audit of March"}')
    assert event == placed("audit")
    assert mapper.event(name, b'{"schema":0}', b'{"why":"audit"}') == placed("audit")
    assert mapper.event(name, b'{"schema":1}', b'{"reason_code":"audit"}') == placed("audit")


def test_an_event_of_a_newer_version_is_not_guessed_at() -> None:
    with pytest.raises(UnreadableEvent, match=r"purchase_order.hold_placed .* schema 2"):
        MAPPER.event("purchase_order.hold_placed", b'{"schema":2}', b'{"reason_code":"audit"}')


@pytest.mark.parametrize(
    ("stored_type", "metadata", "payload", "said"),
    [
        ("purchase_order.blessed", b'{"schema":1}', b"{}", "does not know"),
        ("purchase_order.hold_placed", b"{}", b'{"reason_code":"audit"}', "cannot be read"),
        ("purchase_order.hold_placed", b"schema 1", b'{"reason_code":"audit"}', "cannot be read"),
        ("purchase_order.hold_placed", b"[]", b'{"reason_code":"audit"}', "cannot be read"),
        ("purchase_order.hold_placed", b'{"schema":"1"}', b"{}", "cannot be read"),
        ("purchase_order.hold_placed", b'{"schema":1}', b'{"reason_code":7}', "cannot be read"),
        ("purchase_order.hold_placed", b'{"schema":1}', b"\xff", "cannot be read"),
    ],
)
def test_an_event_that_nobody_should_have_stored_is_named(
    stored_type: str, metadata: bytes, payload: bytes, said: str
) -> None:
    with pytest.raises(UnreadableEvent, match=f"{stored_type}.*{said}") as caught:
        MAPPER.event(stored_type, metadata, payload)
    assert caught.value.values == {"type": stored_type}


def test_the_library_sees_stored_events_under_names_of_the_domain() -> None:
    seen = StreamEvent("purchase_order/1", 3, placed())
    stored = MAPPER.to_stored_event(seen)
    name, state = "purchase_order.hold_placed", b'{"reason_code":"audit"}'
    assert stored == StoredEvent("purchase_order/1", 3, name, state)
    assert MAPPER.to_domain_event(stored) == seen
    ((ours,),) = MAPPER.stored(save(change("purchase_order/1", 2)))
    assert ours[:4] == ("purchase_order/1", 3, name, state)
