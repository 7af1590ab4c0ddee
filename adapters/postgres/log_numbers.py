"""Checks what concerns the log as a whole: numbers without gaps, epochs, and its heads.

Nothing that follows from the log rests on its epochs and heads, so a fault of these is contained;
one of the numbers of events is not.
"""

from typing import Final, LiteralString, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from adapters.postgres.log_reader import IN_CALENDAR
from replay.verify import NAMED_MAX, Fault, Findings


class _Look(NamedTuple):
    """A statement whose rows are faults, by the names of their fields."""

    is_contained: bool
    statement: LiteralString


# Each epoch of the log's way holds the offsets from its beginning to that of the next.
_HELD: Final[LiteralString] = """
    WITH RECURSIVE way AS (
        SELECT h.epoch, greatest(h."offset", (SELECT max("offset") FROM log.event)) AS up_to
          FROM log.log_head h
         UNION
        SELECT s.former_epoch, s."offset" FROM way w JOIN log.epoch_start s ON s.epoch = w.epoch
    ), held AS (
        SELECT w.epoch, coalesce(s."offset", 0) + 1 AS since, w.up_to,
               s.epoch IS NULL AND w.epoch <> 1 AS is_unfounded
          FROM way w LEFT JOIN log.epoch_start s ON s.epoch = w.epoch
    )
"""
_LOOKS: Final = (
    _Look(
        True,
        f"""
        {_HELD}
        SELECT 'log.epoch_start' AS table, '(row)' AS column, 'nothing tells how epoch ' || epoch
               || ' began, which the log says it is or was in' AS what,
               epoch, NULL::bigint AS "offset", NULL::text AS tenant, NULL::bigint AS position
          FROM held WHERE is_unfounded
         UNION ALL
        SELECT 'log.event', 'epoch', 'its epoch is ' || e.epoch || ', and the log was in '
               || h.epoch, NULL, e."offset", e.tenant, e.position
          FROM held h JOIN log.event e ON e."offset" BETWEEN h.since AND h.up_to
         WHERE NOT h.is_unfounded AND e.epoch <> h.epoch
         ORDER BY "offset" NULLS FIRST
        """,
    ),
    # Told alone: the row can never be changed, and no event rests on its time.
    _Look(
        True,
        f"""
        SELECT 'log.epoch_start' AS table, 'started_at' AS column, epoch,
               'epoch ' || epoch || ' is said to have begun outside of the years 1 to 9999' AS what
          FROM log.epoch_start WHERE started_at NOT {IN_CALENDAR} ORDER BY epoch
        """,
    ),
    _Look(
        False,
        """
        SELECT 'position' AS column, 'positions have a gap or are out of order before it' AS what,
               "offset", tenant, position
          FROM (SELECT "offset", tenant, position,
                       lag(position, 1, 0::bigint) OVER in_order AS former_position,
                       lag("offset", 1, 0::bigint) OVER in_order AS former_offset
                  FROM log.event WINDOW in_order AS (PARTITION BY tenant ORDER BY position)) e
         WHERE position <> former_position + 1 OR "offset" <= former_offset
        """,
    ),
    _Look(
        False,
        """
        SELECT 'version' AS column,
               'versions of its stream have a gap or are out of order before it' AS what,
               "offset", tenant, position, stream, version
          FROM (SELECT "offset", tenant, position, stream, version,
                       lag(version, 1, 0) OVER in_order AS former_version,
                       lag("offset", 1, 0::bigint) OVER in_order AS former_offset
                  FROM log.event
                WINDOW in_order AS (PARTITION BY tenant, stream ORDER BY version)) e
         WHERE version <> former_version + 1 OR "offset" <= former_offset
        """,
    ),
    _Look(
        True,
        """
        SELECT 'log.log_head' AS table, wrong[1] AS column, wrong[2] AS what, "offset"
          FROM (SELECT h."offset", CASE
                         WHEN h.epoch IS NULL THEN ARRAY['(row)', 'the log has no head']
                         WHEN h."offset" <> coalesce(e.last, 0)
                           THEN ARRAY['offset', 'the head of the log is not its last event']
                         WHEN l.recorded_at <> h.recorded_at THEN ARRAY['recorded_at',
                           'the head of the log says another time than its last event']
                       END AS wrong
                  FROM (SELECT max("offset") AS last FROM log.event) e
                  LEFT JOIN log.log_head h ON true
                  LEFT JOIN log.event l ON l."offset" = h."offset") h
         WHERE wrong IS NOT NULL
        """,
    ),
    # From tenant to tenant by the index: few tenants have many events.
    _Look(
        True,
        """
        WITH RECURSIVE known AS (
            (SELECT tenant FROM log.event ORDER BY tenant LIMIT 1)
             UNION ALL
            SELECT (SELECT e.tenant FROM log.event e WHERE e.tenant > k.tenant
                     ORDER BY e.tenant LIMIT 1)
              FROM known k WHERE k.tenant IS NOT NULL
        )
        SELECT 'log.tenant_head' AS table, wrong[1] AS column, wrong[2] AS what, tenant, position
          FROM (SELECT tenant, h.position, CASE
                         WHEN h.position IS NULL THEN ARRAY['(row)', 'the tenant has no head']
                         WHEN h.position <> coalesce((SELECT max(e.position) FROM log.event e
                                                       WHERE e.tenant = h.tenant), 0)
                           THEN ARRAY['position', 'the head of the tenant is not its last event']
                       END AS wrong
                  FROM (SELECT tenant FROM known WHERE tenant IS NOT NULL) k
                  FULL JOIN log.tenant_head h USING (tenant)) h
         WHERE wrong IS NOT NULL
        """,
    ),
    _Look(
        True,
        """
        SELECT 'log.stream_head' AS table, 'version' AS column, tenant, stream,
               h.version, 'the head of the stream is not its last event' AS what
          FROM (SELECT tenant, stream, max(version) AS version FROM log.event GROUP BY 1, 2) e
          FULL JOIN log.stream_head h USING (tenant, stream)
         WHERE e.version IS DISTINCT FROM h.version
        """,
    ),
)


async def check_numbers(connection: AsyncConnection) -> Findings:
    """All events of the log, wherever they lie."""
    count = contained = 0
    faults: list[Fault] = []
    for look in _LOOKS:
        async with connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                f"SELECT *, count(*) OVER () AS found FROM ({look.statement}) each"
                f" LIMIT {NAMED_MAX}"
            )
            rows = await cursor.fetchall()
        found = rows[0]["found"] if rows else 0
        count += found
        contained += found if look.is_contained else 0
        faults += [Fault(**{k: v for k, v in row.items() if k != "found"}) for row in rows]
    return Findings(checked=0, count=count, contained=contained, faults=tuple(faults[:NAMED_MAX]))


async def has_lost_epochs(connection: AsyncConnection) -> bool:
    """Whether the log was in an epoch of which nothing tells how it began, or has no head.

    Which events are of another epoch than they say is known then of none.
    """
    found = await connection.execute(
        f"{_HELD} SELECT coalesce(bool_or(is_unfounded), true) FROM held"
    )
    return await found.fetchone() == (True,)
