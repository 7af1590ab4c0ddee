"""How far generations are: in the log, in each tenant's history, and where they stand still."""

from collections.abc import Mapping, Sequence
from typing import Final

from psycopg import AsyncConnection

from adapters.postgres.read_rows import Cursor as DatabaseCursor
from adapters.postgres.read_rows import TenantNumbers
from projections.poison import Parked

# Decisions that no later retry took back.
SKIPPED: Final = """
SELECT * FROM read.parked_decision d
 WHERE decision = 'skipped'
   AND NOT EXISTS (SELECT FROM read.parked_decision later
                    WHERE later.id > d.id AND later.decision = 'retried'
                      AND (later.name, later.version, later.tenant, later.partition, later."offset")
                          = (d.name, d.version, d.tenant, d.partition, d."offset"))
"""
# Of these, those that hold: an event whose history was replaced is another one now.
SKIPS: Final = f'SELECT * FROM ({SKIPPED}) s WHERE "offset" <= log.kept_offset(epoch)'


async def tenant_numbers(
    connection: AsyncConnection, tenants: Sequence[str] | None = None
) -> dict[str, int]:
    """The numbers of these tenants, each of which has an event, or of all that have one."""
    found = await connection.execute(
        "SELECT tenant, tenant_no FROM log.tenant_head"
        " WHERE %s::text[] IS NULL OR tenant = ANY(%s)",
        [tenants, tenants],
    )
    return dict(await found.fetchall())


async def positions_at(connection: AsyncConnection, offset: int) -> dict[str, int]:
    """Each tenant's last position up to an offset; RuntimeError if the log has a gap before it."""
    found = await connection.execute(
        "SELECT tenant, max(position), count(*) FROM log.event"
        ' WHERE "offset" <= %s GROUP BY tenant',
        [offset],
    )
    rows = await found.fetchall()
    if sum(count for _, _, count in rows) != offset:
        raise RuntimeError(f"the log has a gap up to offset {offset}; run verify")
    return {tenant: position for tenant, position, _ in rows}


async def parked_partitions(
    connection: AsyncConnection,
) -> dict[tuple[str, int], set[tuple[str, str]]]:
    """The partitions that stand still, by generation."""
    found = await connection.execute(
        "SELECT p.name, p.generation, h.tenant, p.partition"
        " FROM read.parked p JOIN log.tenant_head h USING (tenant_no)"
    )
    parked: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for name, generation, tenant, partition in await found.fetchall():
        parked.setdefault((name, generation), set()).add((tenant, partition))
    return parked


async def skipped_events(connection: AsyncConnection) -> dict[tuple[str, int], set[int]]:
    """The offsets of the events that operators had skipped, by read model and version."""
    found = await connection.execute(f'SELECT name, version, "offset" FROM ({SKIPS}) s')
    skipped: dict[tuple[str, int], set[int]] = {}
    for name, version, offset in await found.fetchall():
        skipped.setdefault((name, version), set()).add(offset)
    return skipped


async def note_progress(
    cursor: DatabaseCursor, reached: Sequence[tuple[str, int, int, int]]
) -> None:
    """Records how far generations are in tenants' histories: name, number, tenant, position."""
    await cursor.execute(
        "INSERT INTO read.progress AS g (name, generation, tenant_no, position)"
        " SELECT * FROM unnest(%s::text[], %s::int[], %s::int[], %s::bigint[])"
        " ON CONFLICT (name, generation, tenant_no) DO UPDATE SET position = excluded.position",
        [list(column) for column in zip(*reached, strict=True)],
    )


async def note_parked(
    cursor: DatabaseCursor,
    name: str,
    number: int,
    parked: Sequence[Parked],
    numbers: TenantNumbers,
) -> None:
    """Records partitions of a generation that stand still from now on."""
    for each in parked:
        await cursor.execute(
            "INSERT INTO read.parked"
            ' (name, generation, tenant_no, partition, "offset", position, type, reason)'
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [name, number, numbers[each.tenant], *each[1:]],
        )


async def note_loaded(
    connection: AsyncConnection,
    name: str,
    number: int,
    up_to: int,
    positions: Mapping[str, int],
    parked: Sequence[Parked],
) -> None:
    """Records what a load of a whole generation came to."""
    numbers = await tenant_numbers(connection, list(positions))
    async with connection.cursor() as cursor:
        await cursor.execute(
            'UPDATE read.projection SET "offset" = %s, moved_at = clock_timestamp()'
            " WHERE name = %s AND generation = %s",
            [up_to, name, number],
        )
        reached = [(name, number, numbers[t], p) for t, p in positions.items()]
        if reached:
            await note_progress(cursor, reached)
        await note_parked(cursor, name, number, parked, numbers)
