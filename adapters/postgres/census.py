"""The census of the log: how many events of which type and schema it holds, and if all are read.

It goes on from where it was taken to, so a start looks at what came since. Of each type and schema
the first event is read as commands read it, every upcast included: a path that exists and fails is
no path. A database that was restored is counted anew.
"""

from typing import Final, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.log_reader import log_head_async, read_async
from application.errors import NewerProgramNeeded, UnreadableEvent, UnreadableLog

STEP_EVENTS: Final = 250_000  # That are counted in one statement, for about half a second.
NAMED_MAX: Final = 10  # Kinds that a refusal names; there may be many more.

# The schema is the last key of the metadata (`event_mapper.py`), and so in its last bytes. Of what
# ends otherwise it counts as 0, which nobody can read.
_COUNT: Final = """
INSERT INTO read.census AS c (type, schema, events, first_offset)
SELECT type, schema, count(*), min("offset")
  FROM (SELECT type, "offset",
               coalesce(substring(
                   encode(substring(metadata from octet_length(metadata) - 15), 'escape')
                   from '"schema":([1-9][0-9]{0,5})}$'), '0')::integer AS schema
          FROM log.event
         WHERE "offset" > %s AND "offset" <= %s) event
 GROUP BY type, schema
    ON CONFLICT (type, schema) DO UPDATE SET events = c.events + excluded.events
"""


class Census(NamedTuple):
    """What the log holds, and what of it cannot be read."""

    counted: "list[Counted]"
    unreadable: "list[Unreadable]"


class Counted(NamedTuple):
    """The events of one type and schema."""

    type: str
    schema: int
    events: int
    first_offset: int


class Unreadable(NamedTuple):
    """A type and schema that this program cannot read, and why."""

    counted: Counted
    why: str
    newer: bool  # A newer program stored it and goes on with it; all else lacks a step of its own.


async def take_census(connection: AsyncConnection, events_max: int | None = None) -> int:
    """Counts what has come since the last time, at most so much; how many events that were."""
    head = await log_head_async(connection)
    counted = 0
    while events_max is None or counted < events_max:
        step = STEP_EVENTS if events_max is None else min(STEP_EVENTS, events_max - counted)
        events = await _count_step(connection, head.epoch, head.offset, step)
        if not events:
            break
        counted += events
    return counted


async def census(connection: AsyncConnection) -> Census:
    """Counts up to the log's end; of each type and schema the first event is tried."""
    await take_census(connection)
    counted = await _counted(connection)
    mapper, unreadable = EventMapper(), []
    for each in counted:
        (row,) = await read_async(connection, each.first_offset - 1, 1)
        try:
            mapper.event(row.type, row.metadata, row.payload)
        except UnreadableEvent as failure:
            newer = isinstance(failure, NewerProgramNeeded)
            unreadable.append(Unreadable(each, failure.message, newer))
    return Census(counted, unreadable)


def refuse_unreadable(taken: Census, *, beside_newer: bool = False) -> None:
    """Raises `UnreadableLog` when the log holds what this program cannot read.

    `beside_newer`: what a newer program stores while this one runs is no reason; what reads it
    waits for a newer one by itself (`read_waiting.py`).
    """
    found = [each for each in taken.unreadable if not (beside_newer and each.newer)]
    if not found:
        return
    told = [
        f"{each.counted.type} of schema {each.counted.schema} ({each.counted.events} events, the"
        f" first at offset {each.counted.first_offset}): {each.why}"
        for each in found[:NAMED_MAX]
    ]
    more = len(found) - len(told)
    raise UnreadableLog(
        "This version of Purvey cannot read all that the log holds; nothing was started. "
        + " ".join(told)
        + (f" And {more} more." if more else ""),
        types=[each.counted.type for each in found],
    )


async def _counted(connection: AsyncConnection) -> list[Counted]:
    async with connection.cursor(row_factory=args_row(Counted)) as cursor:
        await cursor.execute(
            "SELECT type, schema, events, first_offset FROM read.census ORDER BY type, schema"
        )
        return await cursor.fetchall()


async def _count_step(connection: AsyncConnection, epoch: int, end: int, step: int) -> int:
    async with connection.transaction():
        cursor = await connection.execute('SELECT epoch, "offset" FROM read.census_end FOR UPDATE')
        row = await cursor.fetchone()
        assert row is not None, "the census has an end, where it has counted nothing too"
        known_epoch, after = int(row[0]), int(row[1])
        if known_epoch != epoch:
            await connection.execute("DELETE FROM read.census")
            after = 0
        up_to = min(after + step, end)
        if up_to <= after and known_epoch == epoch:
            return 0
        await connection.execute(_COUNT, (after, up_to))
        await connection.execute(
            'UPDATE read.census_end SET epoch = %s, "offset" = %s', (epoch, up_to)
        )
    return max(up_to - after, 0)
