"""Checks the stored log against itself: hashes, numbers without gaps, order, heads.

Run inside one repeatable-read transaction, so that appends meanwhile do not disturb it.
"""

from collections.abc import Callable
from typing import Final, LiteralString

from psycopg import AsyncConnection

from adapters.postgres.leaf_hash import EPOCH, MICROSECOND, leaf_hash
from replay.verify import NAMED_MAX, Fault, Findings

CHUNK_EVENTS: Final = 20_000

# Each gives: what is wrong, offset, tenant, position. `after` and `up_to` bound the offsets.
_BY_CHUNK: Final[LiteralString] = """
    SELECT CASE
             WHEN hash IS DISTINCT FROM log.leaf_hash(
                      tenant, position, stream, version, type,
                      (extract(epoch FROM recorded_at) * 1000000)::bigint, metadata, payload)
               THEN 'the stored bytes do not give the stored hash'
             WHEN effective_at IS DISTINCT FROM
                  (convert_from(metadata, 'UTF8')::jsonb ->> 'effective_at')::timestamptz
               THEN 'the effective time is not that of the metadata'
             WHEN "offset" IS DISTINCT FROM former_offset + 1 THEN 'offsets have a gap before it'
             WHEN recorded_at < former_recorded_at THEN 'it was recorded before its predecessor'
             WHEN epoch < former_epoch THEN 'its epoch is below that of its predecessor'
           END, "offset", tenant, position
      FROM (SELECT *, lag("offset", 1, %(after)s::bigint) OVER in_order AS former_offset,
                   lag(recorded_at) OVER in_order AS former_recorded_at,
                   lag(epoch) OVER in_order AS former_epoch
              FROM log.event WHERE "offset" > %(after)s AND "offset" <= %(up_to)s
            WINDOW in_order AS (ORDER BY "offset")) e
"""
_WHOLE: Final[tuple[LiteralString, ...]] = (
    """
    SELECT 'positions have a gap or are out of order before it', "offset", tenant, position
      FROM (SELECT "offset", tenant, position,
                   lag(position, 1, 0::bigint) OVER in_order AS former_position,
                   lag("offset", 1, 0::bigint) OVER in_order AS former_offset
              FROM log.event WINDOW in_order AS (PARTITION BY tenant ORDER BY position)) e
     WHERE position <> former_position + 1 OR "offset" <= former_offset
    """,
    """
    SELECT 'versions of its stream have a gap before it', NULL::bigint, tenant, NULL::bigint
      FROM (SELECT tenant, version, lag(version, 1, 0) OVER in_order AS former
              FROM log.event WINDOW in_order AS (PARTITION BY tenant, stream ORDER BY version)) e
     WHERE version <> former + 1
    """,
    """
    SELECT 'the head of the log is not its last event', h."offset", NULL::text, NULL::bigint
      FROM log.log_head h
     WHERE h."offset" <> coalesce((SELECT max(e."offset") FROM log.event e), 0)
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


async def check_log(
    connection: AsyncConnection, up_to: int, reached: Callable[[int], None]
) -> Findings:
    """Every event up to that offset, and the numbers of all; `reached` hears of each chunk."""
    faults = await _function_faults(connection)
    checked, count = 0, len(faults)
    for after in range(0, up_to, CHUNK_EVENTS):
        values = {"after": after, "up_to": min(after + CHUNK_EVENTS, up_to), "most": NAMED_MAX}
        statement: LiteralString = (
            f"WITH e(what, place, tenant, position) AS MATERIALIZED ({_BY_CHUNK})"
            " SELECT (SELECT count(*) FROM e), (SELECT count(what) FROM e),"
            " ARRAY(SELECT jsonb_build_object('what', what, 'offset', place, 'tenant', tenant,"
            " 'position', position) FROM e WHERE what IS NOT NULL LIMIT %(most)s)"
        )
        row = await (await connection.execute(statement, values)).fetchone()
        assert row is not None, "counts come back"
        checked, count = checked + row[0], count + row[1]
        faults += [Fault(**each) for each in row[2]]
        reached(values["up_to"])
    if checked < up_to:
        count += 1
        faults.append(Fault(what=f"{up_to - checked} of {up_to} events are missing"))
    for statement in _WHOLE:
        rows = await (await connection.execute(statement)).fetchall()
        count += len(rows)
        faults += [
            Fault(what=what, offset=offset, tenant=tenant, position=position)
            for what, offset, tenant, position in rows[:NAMED_MAX]
        ]
    return Findings(checked=checked, count=count, faults=tuple(faults[:NAMED_MAX]))


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
