"""What the stream was given otherwise than the log says now (`adapters/nats/contradictions.py`).

The log is none the less sound in itself, so what rests on it can be compared all the same.
"""

from typing import Final, LiteralString

from psycopg import AsyncConnection

from replay.verify import NAMED_MAX, Fault, Findings

_CONTRADICTED: Final[LiteralString] = """
    SELECT 'the stream was given another event in its place, sound as well', c."offset", e.tenant,
           e.position
      FROM log.contradiction c LEFT JOIN log.event e USING ("offset")
     WHERE e.hash IS DISTINCT FROM c.stream_hash ORDER BY c."offset"
"""


async def check_contradictions(connection: AsyncConnection) -> Findings:
    """All that are kept, as long as the log does not say again what the stream was given."""
    rows = await (await connection.execute(_CONTRADICTED)).fetchall()
    faults = tuple(
        Fault(
            what=what,
            table="log.contradiction",
            column="stream_hash",
            offset=offset,
            tenant=tenant,
            position=position,
        )
        for what, offset, tenant, position in rows[:NAMED_MAX]
    )
    return Findings(checked=0, count=len(rows), faults=faults)
