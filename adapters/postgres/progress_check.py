"""Finds rows of a read model that tell of more than it is said to have come to.

Rows and progress are saved together, so no row ever learned of a position behind its tenant's, and
the positions of all tenants come to the offset. Who sets them back keeps what lies behind from
being compared: changed rows, and those of events that the log lost.
"""

from collections.abc import Sequence
from typing import Final

from psycopg import AsyncConnection, errors, sql

from adapters.postgres.read_registry import Registered
from projections.projection import OPEN_END, Table
from replay.verify import Fault, Findings

_OFFSET: Final = """
    SELECT p."offset", coalesce(sum(g.position), 0)::bigint
      FROM read.projection p LEFT JOIN read.progress g USING (name, generation)
     WHERE (p.name, p.generation) = (%s, %s) GROUP BY p."offset"
"""
_AHEAD: Final = sql.SQL("""
    SELECT h.tenant, r.tenant_no, coalesce(g.position, 0), count(*), max(r.learned)
      FROM (SELECT tenant_no, {learned} AS learned FROM {table}) r
      LEFT JOIN read.progress g
             ON (g.name, g.generation, g.tenant_no) = (%s, %s, r.tenant_no)
      LEFT JOIN log.tenant_head h ON h.tenant_no = r.tenant_no
     WHERE r.learned > coalesce(g.position, 0) GROUP BY 1, 2, 3 ORDER BY 2
""")
_LEARNED: Final = sql.SQL("greatest(valid_from, nullif(valid_to, {}))").format(
    sql.Literal(OPEN_END)
)


async def check_progress(
    connection: AsyncConnection, generation: Registered, tables: Sequence[Table]
) -> Findings:
    """By table and tenant, and whether its offset fits; each statement sees one state of both."""
    named = [generation.name, generation.generation]
    faults: list[Fault] = []
    found = await connection.execute(_OFFSET, named)
    for offset, reached in await found.fetchall():
        if offset != reached:
            what = (
                f"it is said to be at offset {offset}, and in the histories of its tenants at"
                f" {reached} events together: what it made of others was not compared"
            )
            faults.append(_fault(generation, what, "read.projection", "offset"))
    count = len(faults)
    for table in tables:
        for tenant, number, position, rows, learned in await _ahead(connection, table, generation):
            count += rows
            what = (
                f"{rows} rows of {table.name} tell of what comes behind position {position} of"
                f" tenant {tenant or number}, where it is said to be: up to position {learned}"
            )
            at = _fault(generation, what, "read.progress", "position", tenant, position)
            faults.append(at)
    return Findings(checked=0, count=count, faults=tuple(faults))


async def _ahead(
    connection: AsyncConnection, table: Table, generation: Registered
) -> list[tuple[str | None, int, int, int, int]]:
    learned = _LEARNED if table.kind == "entity" else sql.SQL("position")
    name = sql.Identifier(generation.schema, table.name)
    try:
        async with connection.transaction():
            found = await connection.execute(
                _AHEAD.format(learned=learned, table=name), [generation.name, generation.generation]
            )
            return await found.fetchall()
    except (errors.UndefinedTable, errors.UndefinedColumn):
        return []  # Told by the comparison: the table is not as it was made.


def _fault(
    generation: Registered,
    what: str,
    table: str,
    column: str,
    tenant: str | None = None,
    position: int | None = None,
) -> Fault:
    return Fault(
        what=what,
        table=table,
        column=column,
        tenant=tenant,
        position=position,
        read_model=generation.name,
    )
