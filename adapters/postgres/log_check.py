"""Checks the stored log against itself: hashes, numbers without gaps, order, heads.

Chunks without an event in doubt are done with quickly (`log_sound.py`), others are looked into. Run
inside one repeatable-read transaction, so that appends meanwhile do not disturb it.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Final, LiteralString

from psycopg import AsyncConnection
from psycopg.errors import DataError, NotSupportedError

from adapters.postgres.leaf_hash import EPOCH, MICROSECOND, leaf_hash
from adapters.postgres.log_reader import IN_CALENDAR, LogRow, read_page_async
from adapters.postgres.log_sound import are_sound
from replay.verify import NAMED_MAX, Fault, Findings

CHUNK_EVENTS: Final = 20_000
PAGE_BYTES: Final = 16 * 1024 * 1024

# What concerns the event alone: all others, and what follows from them, stand as they are.
UNREADABLE: Final = "no reader can take it apart"

# Each gives: what is wrong, offset, tenant, position. `after` and `up_to` bound the offsets.
_BY_CHUNK: Final[LiteralString] = f"""
    SELECT CASE
             WHEN NOT isfinite(recorded_at) THEN 'its recorded time is none'
             WHEN recorded_at NOT {IN_CALENDAR}
               THEN 'its recorded time lies outside of the years 1 to 9999'
             WHEN effective_at NOT {IN_CALENDAR}
               THEN 'its effective time lies outside of the years 1 to 9999'
             WHEN hash IS DISTINCT FROM log.leaf_hash(
                      tenant, position, stream, version, type,
                      (extract(epoch FROM recorded_at) * 1000000)::bigint, metadata, payload)
               THEN 'the stored bytes do not give the stored hash'
             WHEN "offset" IS DISTINCT FROM former_offset + 1 THEN 'offsets have a gap before it'
             WHEN recorded_at < former_recorded_at THEN 'it was recorded before its predecessor'
             WHEN epoch < former_epoch THEN 'its epoch is below that of its predecessor'
             WHEN "offset" = ANY (%(unreadable)s::bigint[])
                  OR NOT log.is_readable(type, metadata, payload)
               THEN '{UNREADABLE}, as ' || type || ' of ' || stream
             -- Half a surrogate pair, written as an escape, is an error of this cast.
             WHEN position('\\x5c75'::bytea IN payload) > 0
                  AND convert_from(payload, 'UTF8')::jsonb IS NULL THEN 'it is no object'
             WHEN effective_at IS DISTINCT FROM
                  (convert_from(metadata, 'UTF8')::jsonb ->> 'effective_at')::timestamptz
               THEN 'the effective time is not that of the metadata'
           END, "offset", tenant, position
      FROM (SELECT *, lag("offset", 1, %(after)s::bigint) OVER in_order AS former_offset,
                   lag(recorded_at) OVER in_order AS former_recorded_at,
                   lag(epoch) OVER in_order AS former_epoch
              FROM log.event WHERE "offset" > %(after)s AND "offset" <= %(up_to)s
            WINDOW in_order AS (ORDER BY "offset")) e
"""
_CHUNK: Final[LiteralString] = (
    f"WITH e(what, place, tenant, position) AS MATERIALIZED ({_BY_CHUNK})"
    " SELECT (SELECT count(*) FROM e), (SELECT count(what) FROM e),"
    f" (SELECT count(*) FROM e WHERE starts_with(what, '{UNREADABLE}')),"
    " ARRAY(SELECT jsonb_build_object('what', what, 'offset', place, 'tenant', tenant,"
    " 'position', position) FROM e WHERE what IS NOT NULL LIMIT %(most)s)"
)
_WHOLE: Final[tuple[LiteralString, ...]] = (
    # Each epoch of the log's way holds the offsets from its beginning to that of the next. None
    # ever falls (see above), so both ends tell of all between them.
    """
    WITH RECURSIVE way AS (
        SELECT h.epoch, h."offset" AS up_to FROM log.log_head h
         UNION ALL
        SELECT s.former_epoch, s."offset" FROM way w JOIN log.epoch_start s ON s.epoch = w.epoch
    ), held AS (
        SELECT w.epoch, coalesce(s."offset", 0) + 1 AS since, w.up_to,
               s.epoch IS NULL AND w.epoch <> 1 AS is_unfounded
          FROM way w LEFT JOIN log.epoch_start s ON s.epoch = w.epoch
    )
    SELECT 'nothing tells how epoch ' || epoch || ' began, which the log says it is or was in',
           up_to, NULL::text, NULL::bigint
      FROM held WHERE is_unfounded
     UNION ALL
    SELECT 'its epoch is ' || e.epoch || ', and the log was in ' || h.epoch, e."offset", e.tenant,
           e.position
      FROM held h JOIN log.event e ON e."offset" IN (h.since, h.up_to)
     WHERE NOT h.is_unfounded AND h.since <= h.up_to AND e.epoch <> h.epoch
    """,
    """
    SELECT 'positions have a gap or are out of order before it', "offset", tenant, position
      FROM (SELECT "offset", tenant, position,
                   lag(position, 1, 0::bigint) OVER in_order AS former_position,
                   lag("offset", 1, 0::bigint) OVER in_order AS former_offset
              FROM log.event WINDOW in_order AS (PARTITION BY tenant ORDER BY position)) e
     WHERE position <> former_position + 1 OR "offset" <= former_offset
    """,
    """
    SELECT 'versions of its stream have a gap or are out of order before it', "offset", tenant,
           position
      FROM (SELECT "offset", tenant, position, version,
                   lag(version, 1, 0) OVER in_order AS former_version,
                   lag("offset", 1, 0::bigint) OVER in_order AS former_offset
              FROM log.event WINDOW in_order AS (PARTITION BY tenant, stream ORDER BY version)) e
     WHERE version <> former_version + 1 OR "offset" <= former_offset
    """,
    """
    SELECT 'the head of the log is not its last event', h."offset", NULL::text, NULL::bigint
      FROM log.log_head h
     WHERE h."offset" <> coalesce((SELECT max(e."offset") FROM log.event e), 0)
    """,
    """
    SELECT 'the head of the log says another time than its last event', h."offset", NULL::text,
           NULL::bigint
      FROM log.log_head h JOIN log.event e ON e."offset" = h."offset"
     WHERE e.recorded_at <> h.recorded_at
    """,
    """
    SELECT 'the head of the tenant is not its last event', NULL::bigint, h.tenant, h.position
      FROM log.tenant_head h
     WHERE h.position <> coalesce(
               (SELECT max(e.position) FROM log.event e WHERE e.tenant = h.tenant), 0)
    """,
    """
    SELECT 'the head of the stream is not its last event', NULL::bigint, tenant, NULL::bigint
      FROM (SELECT tenant, stream, max(version) AS version FROM log.event GROUP BY 1, 2) e
      FULL JOIN log.stream_head h USING (tenant, stream)
     WHERE e.version IS DISTINCT FROM h.version
    """,
)
# Told alone: the row can never be changed, and no event rests on its time.
_BEGINNINGS: Final[LiteralString] = f"""
    SELECT 'epoch ' || epoch || ' is said to have begun outside of the years 1 to 9999', "offset",
           NULL::text, NULL::bigint
      FROM log.epoch_start WHERE started_at NOT {IN_CALENDAR} ORDER BY epoch
"""


async def check_log(
    connection: AsyncConnection, up_to: int, reached: Callable[[int], None]
) -> Findings:
    """Every event up to that offset, and the numbers of all; `reached` hears of each chunk."""
    faults = await _function_faults(connection)
    checked, count, contained = 0, len(faults), 0
    for after in range(0, up_to, CHUNK_EVENTS):
        chunk = await _checked(connection, after, min(after + CHUNK_EVENTS, up_to))
        checked, count = checked + chunk.checked, count + chunk.count
        contained += chunk.contained
        faults += chunk.faults
        reached(min(after + CHUNK_EVENTS, up_to))
    if checked < up_to:
        count += 1
        faults.append(Fault(what=f"{up_to - checked} of {up_to} events are missing"))
    for statement in _WHOLE:
        found = await _named(connection, statement)
        count += found.count
        faults += found.faults
    beginnings = await _named(connection, _BEGINNINGS)
    return Findings(
        checked=checked,
        count=count + beginnings.count,
        contained=contained + beginnings.count,
        faults=tuple((*faults, *beginnings.faults)[:NAMED_MAX]),
    )


async def _named(connection: AsyncConnection, statement: LiteralString) -> Findings:
    rows = await (await connection.execute(statement)).fetchall()
    faults = tuple(
        Fault(what=what, offset=offset, tenant=tenant, position=position)
        for what, offset, tenant, position in rows[:NAMED_MAX]
    )
    return Findings(checked=0, count=len(rows), faults=faults)


async def _checked(connection: AsyncConnection, after: int, up_to: int) -> Findings:
    """What is wrong in a chunk: nothing, where no event is in doubt; else one statement tells.

    Of what is so odd that it cannot, Python tells first.
    """
    try:
        async with connection.transaction():
            if await are_sound(connection, after, up_to):
                return Findings(checked=up_to - after)
            return await _checked_but(connection, after, up_to, [])
    except (DataError, NotSupportedError):  # The second of a time that is infinite.
        odd = await _unreadable(connection, after, up_to)
        return await _checked_but(connection, after, up_to, odd)


async def _checked_but(
    connection: AsyncConnection, after: int, up_to: int, unreadable: list[int]
) -> Findings:
    values = {"after": after, "up_to": up_to, "most": NAMED_MAX, "unreadable": unreadable}
    row = await (await connection.execute(_CHUNK, values)).fetchone()
    assert row is not None, "counts come back"
    checked, count, contained, named = row
    faults = tuple(Fault(**each) for each in named)
    return Findings(checked=checked, count=count, contained=contained, faults=faults)


async def _unreadable(connection: AsyncConnection, after: int, up_to: int) -> list[int]:
    """The offsets of events that PostgreSQL cannot take apart, or no reader of ours."""
    found = []
    while after < up_to:
        rows = await read_page_async(connection, after, up_to - after, PAGE_BYTES)
        if not rows:
            break
        found += [row.offset for row in rows if not _is_plain(row)]
        after = rows[-1].offset
    return found


def _is_plain(row: LogRow) -> bool:
    """Whether both parts are objects that jsonb takes as well, with an effective time."""
    try:
        metadata, payload = json.loads(row.metadata), json.loads(row.payload)
        datetime.fromisoformat(metadata["effective_at"])
        # Half a surrogate pair is no text in UTF-8, and PostgreSQL has no text with NUL.
        plain = json.dumps((metadata, payload), ensure_ascii=False).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    return isinstance(payload, dict) and b"\\u0000" not in plain.replace(b"\\\\", b"")


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
    return [] if row == (known,) else [Fault(what="the database's hash function is another one")]
