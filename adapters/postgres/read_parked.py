"""The list of parked partitions, and of the decisions on them."""

from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import kwargs_row

from replay.parked import Decision, ParkedKey

DECISIONS_MAX: Final = 1_000


async def parked_keys(connection: AsyncConnection) -> list[ParkedKey]:
    """Every partition of a serving generation that stands still, the longest first."""
    async with connection.cursor(row_factory=kwargs_row(ParkedKey)) as cursor:
        await cursor.execute(
            "SELECT p.name AS read_model, p.generation, h.tenant, p.partition AS key,"
            ' p."offset", p.position, p.type, p.reason, p.parked_at'
            " FROM read.parked p JOIN log.tenant_head h USING (tenant_no)"
            " JOIN read.projection g USING (name, generation)"
            " WHERE g.state IN ('live', 'paused', 'failed')"
            " ORDER BY p.parked_at, p.name, h.tenant, p.partition"
        )
        return await cursor.fetchall()


async def parked_decisions(connection: AsyncConnection) -> list[Decision]:
    """The newest decisions, at most a thousand, the newest first."""
    async with connection.cursor(row_factory=kwargs_row(Decision)) as cursor:
        await cursor.execute(
            "SELECT name AS read_model, generation, version, tenant, partition AS key,"
            ' "offset", position, type, decision, outcome, decided_by, reason, decided_at'
            " FROM read.parked_decision ORDER BY id DESC LIMIT %s",
            [DECISIONS_MAX],
        )
        return await cursor.fetchall()
