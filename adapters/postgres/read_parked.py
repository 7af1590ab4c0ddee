"""The list of parked partitions, and of the decisions on them: all, or those of one tenant."""

from typing import Final, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import dict_row, kwargs_row

from adapters.postgres.read_progress import SKIPPED, SKIPS
from adapters.postgres.read_values import plain
from projections.projection import Row
from replay.parked import Decision, LeftOut, ParkedKey

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


async def skipped_keys(
    connection: AsyncConnection, name: str, version: int, tenant: str, key: str
) -> list[ParkedKey]:
    """The events that are skipped of one partition, as they had parked it."""
    async with connection.cursor(row_factory=kwargs_row(ParkedKey)) as cursor:
        await cursor.execute(
            "SELECT name AS read_model, generation, tenant, partition AS key,"
            ' "offset", position, type, reason, decided_at AS parked_at'
            f" FROM ({SKIPS}) s WHERE (name, version, tenant, partition) = (%s, %s, %s, %s)"
            ' ORDER BY "offset"',
            [name, version, tenant, key],
        )
        return await cursor.fetchall()


async def left_out(connection: AsyncConnection) -> list[LeftOut]:
    """What generations that serve leave out of the log: documents that stand still, and events."""
    async with connection.cursor(row_factory=kwargs_row(LeftOut)) as cursor:
        await cursor.execute(
            "SELECT p.name AS read_model, h.tenant, p.partition AS key, p.position, p.type,"
            " 'parked' AS how, p.reason"
            " FROM read.parked p JOIN log.tenant_head h USING (tenant_no)"
            " JOIN read.projection g USING (name, generation)"
            " WHERE g.state IN ('live', 'paused', 'failed')"
            " UNION ALL"
            " SELECT s.name, s.tenant, s.partition, s.position, s.type, 'skipped',"
            f" s.reason || ' (' || s.decided_by || ')' FROM ({SKIPS}) s"
            " JOIN read.projection g USING (name, version)"
            " WHERE g.state IN ('live', 'paused', 'failed')"
            " ORDER BY 1, 2, 4"
        )
        return await cursor.fetchall()


async def own_skipped(connection: AsyncConnection) -> dict[tuple[str, int], int]:
    """How many events of the entered tenant were skipped, by read model and version.

    Readers may not ask which history was kept: an event that replaced a skipped one came later.
    """
    found = await connection.execute(
        f'SELECT name, version, count(DISTINCT "offset") FROM ({SKIPPED}) s WHERE EXISTS'
        ' (SELECT FROM log.event e WHERE e."offset" = s."offset"'
        "   AND e.recorded_at <= s.decided_at) GROUP BY name, version"
    )
    return {(name, version): count for name, version, count in await found.fetchall()}


async def own_parked(connection: AsyncConnection) -> list[Row]:
    """What is parked of the tenant that the transaction entered."""
    return await _plain_rows(
        connection,
        "SELECT k.name AS read_model, k.partition AS key, k.position, k.type, k.reason,"
        " k.parked_at FROM read.parked k JOIN read.projection p USING (name, generation)"
        " WHERE p.state IN ('live', 'paused', 'failed')"
        " ORDER BY k.position, k.name, k.partition",
    )


async def own_decisions(connection: AsyncConnection) -> list[Row]:
    """The newest decisions on documents of the tenant that the transaction entered."""
    return await _plain_rows(
        connection,
        "SELECT name AS read_model, partition AS key, position, type, decision, outcome,"
        " decided_by, reason, decided_at FROM read.parked_decision ORDER BY id DESC LIMIT 1000",
    )


async def _plain_rows(connection: AsyncConnection, statement: LiteralString) -> list[Row]:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(statement)
        rows = await cursor.fetchall()
    return [{name: plain(value) for name, value in row.items()} for row in rows]
