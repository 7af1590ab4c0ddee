"""Checks what is recorded of each command against the events that it recorded.

By these rows a command that is sent again is answered, so one that says another outcome, belongs to
another tenant or is gone lets something be done twice, or answered wrongly. Commands of a tenant
follow each other without a gap in its positions; each event names its command.
"""

from typing import Final, LiteralString

from psycopg import AsyncConnection

from replay.verify import NAMED_MAX, Fault, Findings

# The bytes of a plain id are looked for first: taking metadata apart would be half of the time.
_OF_ANOTHER: Final[LiteralString] = (
    "position(convert_to('\"command_id\":\"' || c.command_id || '\"', 'UTF8') IN {0}.metadata) = 0"
    " AND convert_from({0}.metadata, 'UTF8')::json ->> 'command_id' <> c.command_id"
)
# `since` is the command's first event, as the former one's last says.
_COMMANDS: Final[LiteralString] = f"""
    SELECT CASE
             WHEN e."offset" IS NULL THEN 'there is no event where it is said to end'
             WHEN c.since > c.position THEN 'another command is said to end there, too'
             WHEN (e.epoch, e.recorded_at) IS DISTINCT FROM (c.epoch, c.recorded_at)
               THEN 'it is said to be of another epoch or time than its events'
             WHEN {_OF_ANOTHER.format("e")} OR {_OF_ANOTHER.format("f")}
               THEN 'the events up to there, behind the former command, are not all its own'
             WHEN p."offset" IS NULL
               THEN 'there is no event of the version that it is said to have made'
             WHEN p.position NOT BETWEEN c.since AND c.position OR n.position <= c.position
               THEN 'the version that it is said to have made is not the last of its own there'
           END,
           c.command_id, e."offset", c.tenant, c.position, c.stream, c.version
      FROM (SELECT *, lag(position, 1, 0::bigint) OVER in_order + 1 AS since FROM log.command
            WINDOW in_order AS (PARTITION BY tenant ORDER BY position, command_id)) c
      LEFT JOIN log.event e ON (e.tenant, e.position) = (c.tenant, c.position)
      LEFT JOIN log.event f ON (f.tenant, f.position) = (c.tenant, c.since)
      LEFT JOIN log.event p ON (p.tenant, p.stream, p.version) = (c.tenant, c.stream, c.version)
      LEFT JOIN log.event n ON (n.tenant, n.stream, n.version) = (c.tenant, c.stream, c.version + 1)
"""
_STATEMENT: Final[LiteralString] = f"""
    WITH c(what, command_id, place, tenant, position, stream, version) AS ({_COMMANDS}
     UNION ALL
    SELECT 'no command is known that recorded the last events of the tenant', NULL, NULL, h.tenant,
           h.position, NULL, NULL
      FROM log.tenant_head h
     WHERE h.position > coalesce(
               (SELECT max(k.position) FROM log.command k WHERE k.tenant = h.tenant), 0))
    SELECT count(*) OVER (), what, command_id, place, tenant, position, stream, version
      FROM c WHERE what IS NOT NULL ORDER BY place LIMIT %s
"""


async def check_commands(connection: AsyncConnection) -> Findings:
    """Every command of the log, as somebody who may read commands and events.

    The log itself must have been found sound, or its metadata might be none.
    """
    rows = await (await connection.execute(_STATEMENT, [NAMED_MAX])).fetchall()
    faults = tuple(
        Fault(
            what=what if command is None else f"command {command}: {what}",
            offset=place,
            tenant=tenant,
            position=position,
            stream=stream,
            version=version,
        )
        for _, what, command, place, tenant, position, stream, version in rows
    )
    return Findings(checked=0, count=rows[0][0] if rows else 0, faults=faults)
