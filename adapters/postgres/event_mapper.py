"""Events as bytes: what the log stores of a save, and the way back to the domain's classes.

The stored type is the name in `domain/registry.py`, never a module's path. Mapper, transcoder and
stored event are those of the eventsourcing library, so that its tools can work on our log. The form
of the bytes is in `canonical_json.py`, that of the hash over them in `leaf_hash.py`.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, cast

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from adapters.postgres.canonical_json import NUL_ESCAPED, CanonicalJson, NotCanonical, refuse_text
from application.errors import EventTooLarge, NewerProgramNeeded, UnreadableEvent
from application.ports import Save, StreamChange
from domain.event import EVENT_BYTES_MAX, Event
from domain.ids import derived_id
from domain.registry import EVENTS
from domain.shared_costs import SHARED
from domain.upcasts import FIRST_SCHEMA, UPCASTS, NewerSchema, Upcasts, upcast
from domain.visible import STORED

# The metadata of one event. Only its id and its schema are its own: what comes before, between and
# behind them in the order of the keys is written once for all events of a change.
_OWN_ID: Final = "event_id"
_METADATA: Final = b'%b,"event_id":"%b",%b,"schema":%d}'


# What does not fit its type is told by a warning. To have it raised by each call takes ten times
# as long as to write the event.
warnings.filterwarnings("error", message="Pydantic serializer warnings", category=UserWarning)


@dataclass(frozen=True)
class StreamEvent:
    """An event at its place in a stream, as the library's tools want to see it."""

    originator_id: str
    originator_version: int
    event: Event


class LogEvent(NamedTuple):
    """The library's stored event under its names, and what our log adds to it.

    A tuple, because every event passes through one: it is made in a fifth of the time.
    """

    originator_id: str  # the stream
    originator_version: int
    topic: str  # the type
    state: bytes  # the payload
    metadata: bytes


class EventMapper(Mapper[str]):
    """Both ways between events and bytes."""

    def __init__(self, upcasts: Upcasts = UPCASTS) -> None:
        self._json = CanonicalJson()
        super().__init__(self._json)
        self._upcasts = upcasts

    def stored(self, save: Save) -> list[list[LogEvent]]:
        """The events of each change of the save, with the metadata that the log keeps for ever.

        Raises `InvalidText` or `EventTooLarge`.
        """
        shared = _shared_metadata(save)
        head = self._json.encode_exact({key: shared[key] for key in shared if key < _OWN_ID})[:-1]
        index = 0
        stored = []
        for change in save.changes:
            tail = self._json.encode_exact(_document_metadata(shared, change))[1:-1]
            each_change = []
            for version, event in enumerate(change.events, start=change.expected_version + 1):
                own = derived_id(save.tenant, save.command_id, str(index)).encode()
                metadata = _METADATA % (head, own, tail, event.SCHEMA)
                payload = self._payload(event)
                if len(metadata) + len(payload) > EVENT_BYTES_MAX:
                    raise too_large(event, len(metadata) + len(payload))
                each_change.append(LogEvent(change.stream, version, event.TYPE, payload, metadata))
                index += 1
            stored.append(each_change)
        return stored

    def event(self, stored_type: str, metadata: bytes, payload: bytes) -> Event:
        """The event of a stored row, lifted to the current schema.

        Raises `NewerProgramNeeded` for what a newer version stored, `UnreadableEvent` for what
        nobody should have.
        """
        kind = EVENTS.get(stored_type)
        if kind is None:
            raise NewerProgramNeeded(
                f"The log holds an event of type {stored_type}, which this version of Purvey does"
                " not know; run the version that stored it, or a newer one.",
                type=stored_type,
            )
        try:
            schema = self.transcoder.decode(metadata)["schema"]
            if schema == kind.SCHEMA:
                return kind.model_validate_json(payload, context=STORED)
            reached, data = upcast(
                stored_type, schema, self.transcoder.decode(payload), self._upcasts
            )
            if reached != kind.SCHEMA:
                raise UnreadableEvent(
                    f"This version of Purvey has no step that lifts {stored_type} from schema"
                    f" {reached} to {reached + 1}.",
                    type=stored_type,
                )
            return kind.model_validate(data, context=STORED)
        except NewerSchema as newer:
            raise NewerProgramNeeded(str(newer), type=stored_type) from newer
        except (KeyError, TypeError, ValueError) as damage:
            # why ValueError: pydantic and orjson raise it for values and for bytes that do not fit;
            # TypeError comes of metadata that is no object, or of a schema that is no number.
            raise UnreadableEvent(
                f"An event of type {stored_type} in the log cannot be read; `purvey verify` tells"
                " whether it was altered.",
                type=stored_type,
            ) from damage

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """What the library's applications store of a `StreamEvent`."""
        event = cast(StreamEvent, domain_event).event
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            event.TYPE,
            self._payload(event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> StreamEvent:
        """The `StreamEvent` of what `to_stored_event` made, which never had metadata."""
        metadata = self.transcoder.encode({"schema": FIRST_SCHEMA})
        event = self.event(stored_event.topic, metadata, stored_event.state)
        return StreamEvent(str(stored_event.originator_id), stored_event.originator_version, event)

    def _payload(self, event: Event) -> bytes:
        """Canonical as it comes: values lie in the order of their names (`domain/event.py`)."""
        serializer = type(event).__pydantic_serializer__
        try:
            payload = serializer.to_json(event, exclude_none=True)
        except (ValueError, UserWarning) as error:  # pydantic_core's own is a ValueError
            refuse_text(serializer.to_python(event, warnings=False))
            raise NotCanonical(
                f"{event.TYPE} holds what its type does not allow: {error}"
            ) from error
        if NUL_ESCAPED in payload:
            refuse_text(serializer.to_python(event))
        return payload


def utc_text(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.ffffffZ`: the one form of a moment, so that texts sort as times do."""
    assert moment.tzinfo is not None, "a moment has a zone"
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _shared_metadata(save: Save) -> dict[str, Any]:
    """What all events of a save have in common."""
    actor = {"id": save.actor.id, "type": save.actor.type}
    if save.actor.on_behalf_of is not None:
        actor["on_behalf_of"] = save.actor.on_behalf_of
    shared: dict[str, Any] = {
        "actor": actor,
        "command_id": save.command_id,
        "correlation_id": save.correlation_id,
        "effective_at": utc_text(save.effective_at),
    }
    if save.causation_id is not None:
        shared["causation_id"] = save.causation_id
    if save.policies:
        shared["policies"] = [policy.model_dump(mode="json") for policy in save.policies]
    if save.reason is not None:
        shared["reason"] = dict(_reason(save))
    return shared


def _reason(save: Save) -> Iterator[tuple[str, object]]:
    if save.reason is not None:
        yield "code", save.reason.code
        if save.reason.text is not None:
            yield "text", save.reason.text.model_dump(mode="json")


def _document_metadata(shared: dict[str, Any], change: StreamChange) -> dict[str, Any]:
    """Which document it is and whose, with what of `shared` comes behind the event's own id."""
    around = {key: shared[key] for key in shared if key > _OWN_ID}
    around["number"] = change.number
    if change.legal_entity is not None:
        around["legal_entity"] = change.legal_entity
    if change.facility is not None:
        around["facility"] = change.facility
    if change.posting_from is not None:
        around["posting_from"] = change.posting_from.isoformat()
    if change.posting_rates is not None:
        around["posting_rates"] = dict(change.posting_rates)
    if change.shared_costs is not None:
        around[SHARED] = dict(change.shared_costs)
    return around


def too_large(event: Event, size_bytes: int) -> EventTooLarge:
    """Why an event of so many bytes, metadata included, is not taken."""
    return EventTooLarge(
        f"{event.TYPE} takes {size_bytes} bytes, at most {EVENT_BYTES_MAX} are allowed;"
        " send fewer lines at a time, and attachments by their hash.",
        type=event.TYPE,
        bytes=size_bytes,
        bytes_max=EVENT_BYTES_MAX,
    )
