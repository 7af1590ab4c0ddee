"""Checks the snapshots that commands would believe against the events that they stand for.

Looked at are those of the current rules and epoch; all others are never read. Each is held against
the fold of its stream up to its version, one document at a time, so memory does not grow with them.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.log_reader import read_stream_async
from adapters.postgres.snapshots import decoded, snapshot_form
from domain.aggregate import Aggregate, Document
from domain.registry import AGGREGATES
from replay.verify import NAMED_MAX, Fault, Findings

PAGE_SNAPSHOTS: Final = 20  # One may take a mebibyte.
PAGE_EVENTS: Final = 1_000

_PAGE: Final = (
    "SELECT s.tenant, s.stream, s.version, s.state,"
    "       (SELECT coalesce(max(e.version), 0) FROM log.event e"
    "         WHERE (e.tenant, e.stream) = (s.tenant, s.stream)) AS head"
    "  FROM log.snapshot s"
    " WHERE s.form = %s AND s.epoch = (SELECT epoch FROM log.log_head)"
    "   AND (s.tenant, s.stream) > (%s, %s) ORDER BY s.tenant, s.stream LIMIT %s"
)


class _Kept(NamedTuple):
    tenant: str
    stream: str
    version: int
    state: bytes
    head: int


async def check_snapshots(connection: AsyncConnection, reached: Callable[[int], None]) -> Findings:
    """Every snapshot of the current form; `reached` hears how many were compared.

    Run inside one repeatable-read transaction, as somebody who may read log and snapshots.
    """
    mapper = EventMapper()
    checked, faults = 0, list[Fault]()
    count = 0
    async for kept in _snapshots(connection):
        wrong = await _difference(connection, mapper, kept)
        checked += 1
        if wrong is not None:
            count += 1
            faults.append(
                Fault(
                    what=wrong[1],
                    table="log.snapshot",
                    column=wrong[0],
                    tenant=kept.tenant,
                    stream=kept.stream,
                    version=kept.version,
                )
            )
            del faults[NAMED_MAX:]
        reached(checked)
    return Findings(checked=checked, count=count, faults=tuple(faults))


async def _snapshots(connection: AsyncConnection) -> AsyncIterator[_Kept]:
    after = ("", "")
    while True:
        async with connection.cursor(binary=True, row_factory=args_row(_Kept)) as cursor:
            await cursor.execute(_PAGE, (snapshot_form(), *after, PAGE_SNAPSHOTS))
            page = await cursor.fetchall()
        for kept in page:
            yield kept
        if len(page) < PAGE_SNAPSHOTS:
            return
        after = (page[-1].tenant, page[-1].stream)


async def _difference(
    connection: AsyncConnection, mapper: EventMapper, kept: _Kept
) -> tuple[str, str] | None:
    """The column and what is wrong with it; none when the events make the same state."""
    aggregate = AGGREGATES.get(kept.stream.partition("/")[0])
    if aggregate is None:
        return "stream", "the snapshot is of no aggregate that this program knows"
    if kept.version > kept.head:
        return (
            "version",
            f"the snapshot is ahead of its stream, which ends at version {kept.head}",
        )
    try:
        state = decoded(aggregate.state, kept.state)
    except ValueError:
        return "state", "the snapshot cannot be read"
    try:
        folded = await _folded(connection, mapper, aggregate, kept)
    except psycopg.Error:
        raise
    except Exception as damage:  # why: events that were altered may break any rule.
        return "state", f"the snapshot cannot be compared: {str(damage) or type(damage).__name__}"
    return None if state == folded else ("state", "the snapshot is not what its events make")


async def _folded(
    connection: AsyncConnection, mapper: EventMapper, aggregate: Aggregate[Any], kept: _Kept
) -> Document | None:
    state: Document | None = None
    version = 0
    while version < kept.version:
        most = min(PAGE_EVENTS, kept.version - version)
        rows = await read_stream_async(connection, kept.tenant, kept.stream, version, most)
        if not rows:
            raise LookupError(f"there is no event behind version {version}")
        for row in rows:
            event = mapper.event(row.type, row.metadata, row.payload)
            state, version = aggregate.evolve(state, event), row.version
    return state
