"""What the log stores of an event that belongs to an application of the eventsourcing library.

One stored type for all of them, `library.event`, so that relay and read models pass over them as
over any event they have no use for. Topic, version and state stand in the payload: the state as
text where it is text (the library's JSON stays readable), else in base64. Either way the same
bytes come back.
"""

from base64 import b64decode, b64encode
from typing import Any, ClassVar, Final
from uuid import UUID

import orjson
from eventsourcing.persistence import Notification, ProgrammingError, StoredEvent

from adapters.postgres.log_reader import LogRow
from domain.event import Event

UUID_STREAMS: Final = "aggregate/"
TEXT_STREAMS: Final = "named/"  # The library lets ids be text as well.


class LibraryEvent(Event):
    """An event as the library hands it over; its version counts from 0 or 1, as it likes."""

    TYPE: ClassVar[str] = "library.event"

    topic: str
    version: int
    text: str | None = None
    base64: str | None = None


def library_event(stored: StoredEvent) -> LibraryEvent:
    """What the log keeps of this event."""
    try:
        text = stored.state.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # The log stores no such text.
        box = b64encode(stored.state).decode()
        return LibraryEvent(topic=stored.topic, version=stored.originator_version, base64=box)
    return LibraryEvent(topic=stored.topic, version=stored.originator_version, text=text)


def notification(row: LogRow) -> Notification:
    """The event of a row, with the log's offset as its notification id.

    Raises the library's ProgrammingError for an event that no application of it has stored.
    """
    if row.type != LibraryEvent.TYPE:
        raise ProgrammingError(
            f"Event {row.offset} of tenant {row.tenant} is {row.type}, which the library did not"
            " store; give the application a tenant of its own (PURVEY_TENANT)."
        )
    payload: dict[str, Any] = orjson.loads(row.payload)
    text = payload.get("text")
    return Notification(
        id=row.offset,
        originator_id=_originator(row.stream),
        originator_version=payload["version"],
        topic=payload["topic"],
        state=b64decode(payload["base64"]) if text is None else text.encode(),
    )


def stored_event(row: LogRow) -> StoredEvent:
    """As `notification`, without the id."""
    event = notification(row)
    return StoredEvent(event.originator_id, event.originator_version, event.topic, event.state)


def stream_of(originator_id: UUID | str) -> str:
    """The log's stream for the events of this aggregate."""
    if isinstance(originator_id, UUID):
        return f"{UUID_STREAMS}{originator_id}"
    return f"{TEXT_STREAMS}{originator_id}"


def _originator(stream: str) -> UUID | str:
    if stream.startswith(UUID_STREAMS):
        return UUID(stream.removeprefix(UUID_STREAMS))
    return stream.removeprefix(TEXT_STREAMS)
