"""Checks the stored log against itself: hashes, order, and what readers make of each event.

Chunks without an event in doubt are done with quickly (`log_sound.py`), others looked into. What
concerns the log as a whole, numbers without gaps and heads, is in `log_numbers.py`. All is of one
state of the log, so that appends meanwhile do not disturb it.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, LiteralString

from psycopg import AsyncConnection, Connection, sql
from psycopg.errors import DataError, NotSupportedError

from adapters.postgres.leaf_hash import EPOCH, MICROSECOND, leaf_hash
from adapters.postgres.log_numbers import check_numbers, has_lost_epochs
from adapters.postgres.log_reader import IN_CALENDAR, read_page_async
from adapters.postgres.log_sound import are_sound, moment_stated
from replay.verify import NAMED_MAX, Fault, Findings

CHUNK_EVENTS: Final = 20_000
PAGE_BYTES: Final = 16 * 1024 * 1024

UNREADABLE: Final = "no reader can take it apart"
_GAP: Final = "offsets have a gap before it"
# Each gives: the column and what is wrong, offset, tenant, position. Offsets are behind `after`, up
# to `up_to`. `places` are the events that readers take apart, `stated` when these took effect.
# What is told first is what keeps the rest from being reckoned.
_BY_CHUNK: Final[LiteralString] = f"""
    SELECT CASE
             WHEN NOT isfinite(recorded_at)
               THEN ARRAY['recorded_at', 'its recorded time is none']
             WHEN recorded_at NOT {IN_CALENDAR}
               THEN ARRAY['recorded_at', 'its recorded time lies outside of the years 1 to 9999']
             WHEN hash IS DISTINCT FROM log.leaf_hash(
                      tenant, position, stream, version, type,
                      (extract(epoch FROM recorded_at) * 1000000)::bigint, metadata, payload)
               THEN ARRAY['hash', 'the stored bytes do not give the stored hash']
             WHEN "offset" IS DISTINCT FROM former_offset + 1 THEN ARRAY['offset', '{_GAP}']
             WHEN recorded_at < former_recorded_at
               THEN ARRAY['recorded_at', 'it was recorded before its predecessor']
             WHEN epoch < former_epoch AND %(has_lost_epochs)s
               THEN ARRAY['epoch', 'its epoch is below that of its predecessor']
             WHEN place IS NULL OR NOT log.is_readable(type, metadata, payload)
               THEN ARRAY['(row)', '{UNREADABLE}, as ' || type || ' of ' || stream]
             WHEN effective_at NOT {IN_CALENDAR}
               THEN ARRAY['effective_at', 'its effective time lies outside of the years 1 to 9999']
             WHEN effective_at IS DISTINCT FROM stated
               THEN ARRAY['effective_at', 'the effective time is not that of the metadata']
           END, "offset", tenant, position
      FROM (SELECT *, lag("offset", 1, %(after)s::bigint) OVER in_order AS former_offset,
                   lag(recorded_at) OVER in_order AS former_recorded_at,
                   lag(epoch) OVER in_order AS former_epoch
              FROM log.event WHERE "offset" >= %(after)s AND "offset" <= %(up_to)s
            WINDOW in_order AS (ORDER BY "offset")) e
      LEFT JOIN unnest(%(places)s::bigint[], %(stated)s::timestamptz[]) AS plain (place, stated)
             ON place = "offset"
     WHERE "offset" > %(after)s
"""
# What concerns the event alone is contained: all others, and what follows, stand as they are.
_CHUNK: Final[LiteralString] = (
    f"WITH e(wrong, place, tenant, position) AS MATERIALIZED ({_BY_CHUNK})"
    " SELECT (SELECT count(*) FROM e), (SELECT count(wrong) FROM e),"
    " (SELECT count(*) FROM e WHERE wrong[1] = 'effective_at'"
    f" OR starts_with(wrong[2], '{UNREADABLE}')),"
    " ARRAY(SELECT jsonb_build_object('column', wrong[1], 'what', wrong[2], 'offset', place,"
    " 'tenant', tenant, 'position', position)"
    " FROM e WHERE wrong IS NOT NULL ORDER BY place LIMIT %(most)s)"
)
_ONE_STATE: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WHO_SEES_WHAT: Final = "SELECT current_user, pg_export_snapshot()"
_NEXT: Final[LiteralString] = 'SELECT min("offset") FROM log.event WHERE "offset" > %s'


async def check_log(
    connection: AsyncConnection,
    database_url: str,
    up_to: int,
    reached: Callable[[int], None],
) -> Findings:
    """Every event up to that offset, and the numbers of all; `reached` hears of each chunk.

    The connection is in no transaction. The address, of the same database, is for a second
    connection, which sees the same state and nothing that was not committed.
    """
    async with _one_state(connection, database_url) as beside:
        return await _check_state(connection, beside, up_to, reached)


@asynccontextmanager
async def _one_state(connection: AsyncConnection, database_url: str) -> AsyncIterator[Connection]:
    """A transaction, and a second connection that sees what it sees."""
    async with connection.transaction():
        await connection.execute(_ONE_STATE)
        row = await (await connection.execute(_WHO_SEES_WHAT)).fetchone()
        assert row is not None, "names come back"
        role, snapshot = row
        with Connection.connect(database_url) as beside:
            beside.execute(_ONE_STATE)
            beside.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
            beside.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
            yield beside


async def _check_state(
    connection: AsyncConnection, beside: Connection, up_to: int, reached: Callable[[int], None]
) -> Findings:
    faults = await _function_faults(connection)
    checked, count, contained, after = 0, len(faults), 0, 0
    while after < up_to:
        end = min(after + CHUNK_EVENTS, up_to)
        chunk = await _checked(connection, beside, after, end)
        checked, count = checked + chunk.checked, count + chunk.count
        contained += chunk.contained
        faults += chunk.faults
        after = end if chunk.checked else await _before_next(connection, end, up_to)
        reached(after)
    if checked < up_to:
        count += 1
        faults.append(
            Fault(column="offset", what=f"{up_to - checked} of {up_to} events are missing")
        )
    whole = await check_numbers(connection)
    return Findings(
        checked=checked,
        count=count + whole.count,
        contained=contained + whole.contained,
        faults=(*faults[:NAMED_MAX], *whole.faults),
    )


async def _before_next(connection: AsyncConnection, after: int, up_to: int) -> int:
    """The offset before the next event: where offsets are far apart, few chunks hold any."""
    row = await (await connection.execute(_NEXT, [after])).fetchone()
    return up_to if row is None or row[0] is None else row[0] - 1


async def _checked(
    connection: AsyncConnection, beside: Connection, after: int, up_to: int
) -> Findings:
    """What is wrong in a chunk: nothing, where no event is in doubt; else one statement tells."""
    if await _are_sound(beside, after, up_to):
        return Findings(checked=up_to - after)
    stated = await _stated(connection, after, up_to)
    values = {
        "after": after,
        "up_to": up_to,
        "has_lost_epochs": await has_lost_epochs(connection),  # Else `log_numbers.py` tells more.
        "most": NAMED_MAX,
        "places": list(stated),
        "stated": list(stated.values()),
    }
    row = await (await connection.execute(_CHUNK, values)).fetchone()
    assert row is not None, "counts come back"
    checked, count, contained, named = row
    faults = tuple(Fault(**each) for each in named)
    return Findings(checked=checked, count=count, contained=contained, faults=faults)


async def _are_sound(beside: Connection, after: int, up_to: int) -> bool:
    """`are_sound` in a thread; whoever does not wait any longer lets go of what it waits for."""

    def look() -> bool:
        with beside.transaction():
            return are_sound(beside, after, up_to)

    try:
        return await asyncio.to_thread(look)
    except (DataError, NotSupportedError):
        return False  # The second of a time that is infinite is no number; the statement names it.
    except asyncio.CancelledError:
        beside.cancel_safe()
        raise


async def _stated(connection: AsyncConnection, after: int, up_to: int) -> dict[int, datetime]:
    """When events took effect, as they say, by offset; without those that readers cannot read."""
    found = dict[int, datetime]()
    while after < up_to:
        rows = await read_page_async(connection, after, up_to - after, PAGE_BYTES)
        for row in rows:
            stated = moment_stated(row.metadata, row.payload)
            if stated is not None and row.offset <= up_to:
                found[row.offset] = stated
        after = rows[-1].offset if rows else up_to
    return found


async def _function_faults(connection: AsyncConnection) -> list[Fault]:
    """The hashes are computed where the events are, so that function must be the one we know."""
    moment = EPOCH + 1_234_567_890_123_456 * MICROSECOND
    row = await (
        await connection.execute(
            "SELECT log.leaf_hash('demo', 7, 'receipt/1', 2, 'receipt.posted',"
            " 1234567890123456, '{\"schema\":1}', '{}')"
        )
    ).fetchone()
    known = leaf_hash(
        tenant="demo",
        position=7,
        stream="receipt/1",
        version=2,
        type="receipt.posted",
        recorded_at=moment,
        metadata=b'{"schema":1}',
        payload=b"{}",
    )
    if row == (known,):
        return []
    what = "the database's hash function is another one"
    return [Fault(table="log.leaf_hash", column="(function)", what=what)]
