"""The one call that adds to the log: saves in, one result for each out.

The arrays that `log.append_events` takes are built here; `wire_arrays.py` puts them on the wire.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.postgres.event_mapper import LogEvent
from adapters.postgres.wire_arrays import Blobs, Integers, Moments, Texts
from application.ports import Save

_CALL: Final = (
    "SELECT result, stream, version, position, epoch, recorded_at FROM log.append_events("
    "%s::integer, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


class AppendedSave(Protocol):
    """A save and its events as bytes, by change."""

    @property
    def save(self) -> Save: ...
    @property
    def stored(self) -> list[list[LogEvent]]: ...


class Result(NamedTuple):
    """What the function says of one command; see its comment in 0001_log.sql."""

    result: str
    stream: str | None
    version: int | None
    position: int | None
    epoch: int | None
    recorded_at: datetime | None


async def append_events(
    connection: AsyncConnection, epoch: int, batch: Sequence[AppendedSave]
) -> list[Result]:
    """Append the batch in one transaction; one result per save, in order."""
    saves = [each.save for each in batch]
    changes = [change for save in saves for change in save.changes]
    events = [event for each in batch for change in each.stored for event in change]
    arguments = (
        epoch,
        Texts(save.tenant for save in saves),
        Texts(save.command_id for save in saves),
        Blobs(save.body_hash for save in saves),
        Moments(save.effective_at for save in saves),
        Integers(len(save.changes) for save in saves),
        Texts(change.stream for change in changes),
        Integers(change.expected_version for change in changes),
        Integers(len(change.events) for change in changes),
        Texts(event.topic for event in events),
        Blobs(event.metadata for event in events),
        Blobs(event.state for event in events),
    )
    async with connection.cursor(binary=True, row_factory=args_row(Result)) as cursor:
        await cursor.execute(_CALL, arguments, prepare=True)
        return await cursor.fetchall()
