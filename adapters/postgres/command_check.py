"""Checks what is recorded of each command against the events that it recorded.

By these rows a command that is sent again is answered, so one that says another outcome, belongs to
another tenant or is gone lets something be done twice, or answered wrongly. Commands of a tenant
follow each other without a gap in its positions; each event names its command.
"""

from typing import Final, LiteralString

import orjson
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from replay.verify import NAMED_MAX, Fault, Findings

FETCHED: Final = 1_000  # Commands in doubt at once: none, unless somebody changed many.

# The bytes of a plain id are looked for: taking metadata apart would be half of the time. Where
# they are not found, it is done here, because the database would end at metadata that are none.
_UNTOLD: Final[LiteralString] = (
    "CASE WHEN position(convert_to('\"command_id\":\"' || c.command_id || '\"', 'UTF8')"
    " IN {0}.metadata) = 0 THEN {0}.metadata END"
)
# `since` is the command's first event, as the former one's last says.
_COMMANDS: Final[LiteralString] = f"""
    SELECT CASE
             WHEN e."offset" IS NULL
               THEN ARRAY['position', 'there is no event where it is said to end']
             WHEN c.since > c.position
               THEN ARRAY['position', 'another command is said to end there, too']
             WHEN e.epoch <> c.epoch
               THEN ARRAY['epoch', 'it is said to be of another epoch than its events']
             WHEN e.recorded_at <> c.recorded_at
               THEN ARRAY['recorded_at', 'it is said to be of another time than its events']
           END,
           {_UNTOLD.format("e")}, {_UNTOLD.format("f")},
           CASE
             WHEN p."offset" IS NULL THEN ARRAY['version',
               'there is no event of the version that it is said to have made']
             WHEN p.position NOT BETWEEN c.since AND c.position OR n.position <= c.position
               THEN ARRAY['version',
               'the version that it is said to have made is not the last of its own there']
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
    WITH c(wrong, last, first, wrong_version, command_id, "offset", tenant, position, stream,
           version) AS ({_COMMANDS}
     UNION ALL
    SELECT ARRAY['(row)', 'no command is known that recorded the last events of the tenant'],
           NULL, NULL, NULL, NULL, NULL, tenant, last, NULL, NULL
      FROM (SELECT h.tenant, (SELECT max(e.position) FROM log.event e WHERE e.tenant = h.tenant),
                   (SELECT max(k.position) FROM log.command k WHERE k.tenant = h.tenant)
              FROM log.tenant_head h) h (tenant, last, told)
     WHERE last > coalesce(told, 0))
    SELECT * FROM c
     WHERE wrong IS NOT NULL OR last IS NOT NULL OR first IS NOT NULL OR wrong_version IS NOT NULL
     ORDER BY tenant, position
"""


async def check_commands(connection: AsyncConnection) -> Findings:
    """Every command of the log, as somebody who may read commands and events, in a transaction."""
    count = 0
    faults: list[Fault] = []
    async with connection.cursor("commands", row_factory=dict_row) as cursor:
        cursor.itersize = FETCHED
        await cursor.execute(_STATEMENT)
        async for row in cursor:
            metadata = [row.pop("last"), row.pop("first")]
            of_row, of_version = row.pop("wrong"), row.pop("wrong_version")
            wrong = of_row or _of_another(row["command_id"], metadata) or of_version
            if wrong is not None:
                count += 1
                column, what = wrong
                faults.append(Fault(what=what, table="log.command", column=column, **row))
                del faults[NAMED_MAX:]
    return Findings(checked=0, count=count, faults=tuple(faults))


def _of_another(command_id: str, metadata: list[bytes | None]) -> tuple[str, str] | None:
    """What is wrong where metadata that do not plainly name the command name none or another."""
    for each in metadata:
        if each is None:
            continue
        try:
            # Who called the append by himself may have left it out.
            named = orjson.loads(each).get("command_id", command_id)
        except (ValueError, AttributeError):
            return "(row)", "the metadata of its events, which would name it, cannot be taken apart"
        if named != command_id:
            return (
                "(row)",
                "the events up to there, behind the former command, are not all its own",
            )
    return None
