"""Measures a new generation against the one that serves; `replay/certificate.py` judges.

All is asked in one snapshot of the database, in which each tenant's position is that of the rows.
So both generations may go on meanwhile: they are compared at the smaller of their two positions.
"""

from collections.abc import Callable
from typing import Final

from psycopg import AsyncConnection, sql

from adapters.postgres.epochs import kept_offset
from adapters.postgres.read_compare import compare_table, digests, shape
from adapters.postgres.read_registry import SERVING, Registered, columns_there, registered
from projections.projection import Projection, Table
from replay.certificate import Certificate, TableCompared

# All that is asked is of one moment. Whole tables are read and joined, which the projector's own
# settings keep the planner from.
ONE_STATE: Final = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    " SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL plan_cache_mode = auto;"
    " SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on;"
    " SET LOCAL enable_mergejoin = on"
)
_BOUNDS: Final = sql.SQL(
    "(SELECT tenant_no, min(position) AS position FROM read.progress"
    " WHERE name = {name} AND generation IN ({live}, {anew})"
    " GROUP BY tenant_no HAVING count(*) = 2)"
)


async def certify(
    connection: AsyncConnection,
    projection: Projection,
    number: int,
    seconds: Callable[[], float],
) -> Certificate:
    """Compares the generation of that number with the one that serves."""
    started = seconds()
    async with connection.transaction():
        await connection.execute(ONE_STATE)
        known = [each for each in await registered(connection) if each.name == projection.name]
        anew = next(each for each in known if each.generation == number)
        live = next((each for each in known if each.state in SERVING), None)
        why_not = await _why_not(connection, live)
        if live is None or why_not is not None:
            return Certificate(
                read_model=projection.name,
                generation=number,
                version=anew.version,
                live_generation=None if live is None else live.generation,
                live_version=None if live is None else live.version,
                events=0,
                not_compared=why_not,
                seconds=seconds() - started,
            )
        there = (
            await columns_there(connection, live.schema),
            await columns_there(connection, anew.schema),
        )
        bounds = _BOUNDS.format(name=projection.name, live=live.generation, anew=anew.generation)
        tables = [
            await _compared(connection, projection, table, (live, anew), there, bounds)
            for table in projection.tables
        ]
        return Certificate(
            read_model=projection.name,
            generation=number,
            version=anew.version,
            live_generation=live.generation,
            live_version=live.version,
            events=await _events(connection, bounds),
            tables=tuple(tables),
            columns_added=_named(there[1] - there[0]),
            columns_removed=_named(there[0] - there[1]),
            parked=await _parked(connection, anew),
            live_parked=await _parked(connection, live),
            seconds=seconds() - started,
        )


async def _why_not(connection: AsyncConnection, live: Registered | None) -> str | None:
    """Why there is nothing to measure by, if there is nothing."""
    if live is None:
        return "no generation serves"
    if live.offset > await kept_offset(connection, live.epoch):
        return f"generation {live.generation} holds events of a history that was replaced"
    return None


async def _compared(
    connection: AsyncConnection,
    projection: Projection,
    table: Table,
    generations: tuple[Registered, Registered],
    there: tuple[set[tuple[str, str]], set[tuple[str, str]]],
    bounds: sql.Composed,
) -> TableCompared:
    live, anew = generations
    of_live, of_anew = ({c for t, c in each if t == table.name} for each in there)
    key, columns = shape(table)
    without = {each for each in columns if each not in of_live or each not in of_anew}
    if not of_live or without & set(key):  # New, or its rows are told apart otherwise.
        (rebuilt,) = await digests(connection, table, [anew.schema], bounds, without)
        return TableCompared(table=table.name, live=None, rebuilt=rebuilt, differences=0)
    schemas = (live.schema, anew.schema)
    serving, rebuilt = await digests(connection, table, schemas, bounds, without)
    if serving == rebuilt:
        return TableCompared(table=table.name, live=serving, rebuilt=rebuilt, differences=0)
    found = await compare_table(
        connection,
        projection.name,
        table,
        *schemas,
        bounds=bounds,
        without=without,
    )
    return TableCompared(
        table=table.name,
        live=serving,
        rebuilt=rebuilt,
        differences=found.count,
        named=found.differences,
    )


async def _events(connection: AsyncConnection, bounds: sql.Composed) -> int:
    found = await connection.execute(
        sql.SQL("SELECT coalesce(sum(position), 0)::bigint FROM {} b").format(bounds)
    )
    row = await found.fetchone()
    return 0 if row is None else int(row[0])


async def _parked(connection: AsyncConnection, generation: Registered) -> int:
    found = await connection.execute(
        "SELECT count(*) FROM read.parked WHERE name = %s AND generation = %s",
        [generation.name, generation.generation],
    )
    row = await found.fetchone()
    return 0 if row is None else int(row[0])


def _named(columns: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(f"{table}.{column}" for table, column in columns))
