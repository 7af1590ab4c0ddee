"""One call of the library as one save of the log: its events by stream, stored for a service."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from eventsourcing.persistence import IntegrityError, StoredEvent

from adapters.postgres.library.library_event import library_event
from adapters.system import new_uuid, utc_now
from application.ports import Save, StreamChange
from domain.event import Actor


def save_of(
    tenant: str,
    application: str,
    events: Mapping[str, Sequence[StoredEvent]],
    begins_at: Mapping[str, int | None],
) -> Save:
    """`events` by stream, and the version that the first event of each stream has, if there is one.

    Raises IntegrityError when the versions of an aggregate do not follow each other.
    """
    command_id = str(new_uuid())  # The library knows no commands: each of its calls is one.
    states = [event.state for each in events.values() for event in each]
    return Save(
        tenant=tenant,
        command_id=command_id,
        body_hash=sha256(b"".join(states)).digest(),
        effective_at=utc_now(),
        actor=Actor(type="service", id=application),
        correlation_id=command_id,
        causation_id=None,
        reason=None,
        policies=(),
        changes=tuple(
            _change(stream, found, begins_at[stream]) for stream, found in events.items()
        ),
    )


def _change(stream: str, events: Sequence[StoredEvent], begins_at: int | None) -> StreamChange:
    """The library lets versions begin at 0 or 1; in the log every stream counts from 1."""
    originator_id, first = events[0].originator_id, events[0].originator_version
    versions = [event.originator_version for event in events]
    if versions != list(range(first, first + len(events))):
        raise IntegrityError(
            f"The versions {versions} of {originator_id} do not follow each other."
        )
    if begins_at is None:
        if first not in (0, 1):
            raise IntegrityError(
                f"{originator_id} has no events yet: begin at 1 (or 0), not {first}."
            )
        begins_at = first
    return StreamChange(
        stream=stream,
        expected_version=first - begins_at,
        events=tuple(map(library_event, events)),
        number=str(originator_id),
        legal_entity=None,
        facility=None,
    )
