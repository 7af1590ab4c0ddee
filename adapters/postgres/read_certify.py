"""Measures a new generation against the one that serves; `replay/certificate.py` judges.

All is asked in one snapshot of the database, in which each tenant's position is that of the rows.
So both generations may go on meanwhile: they are compared at the smaller of their two positions.
"""

from collections.abc import Callable
from typing import Final

from psycopg import AsyncConnection, sql

from adapters.postgres.epochs import kept_offset
from adapters.postgres.read_compare import Digested, compare_table, digests, shape
from adapters.postgres.read_registry import SERVING, Registered, columns_there, registered
from projections.projection import Projection, Table
from replay.certificate import Certificate, TableCompared
from replay.verify import Findings

Column = tuple[str, str]  # of a table

# All that is asked is of one moment. Whole tables are read and joined, which the projector's own
# settings keep the planner from.
ONE_STATE: Final = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    " SET LOCAL work_mem = '64MB'; SET LOCAL jit = off; SET LOCAL plan_cache_mode = auto;"
    " SET LOCAL enable_seqscan = on; SET LOCAL enable_hashjoin = on;"
    " SET LOCAL enable_mergejoin = on"
)
_PROGRESS: Final = (
    "SELECT min(position), max(position), count(*) FROM read.progress"
    " WHERE name = %s AND generation = ANY(%s) GROUP BY tenant_no"
)
_PARKED_ANEW: Final = """
SELECT h.tenant || ' ' || a.partition
  FROM read.parked a JOIN log.tenant_head h USING (tenant_no)
  JOIN read.progress p ON p.name = a.name AND p.generation = %(live)s
                          AND p.tenant_no = a.tenant_no AND p.position >= a.position
 WHERE a.name = %(name)s AND a.generation = %(anew)s
   AND NOT EXISTS (SELECT FROM read.parked l
                    WHERE l.name = a.name AND l.generation = %(live)s
                      AND l.tenant_no = a.tenant_no AND l.partition = a.partition)
 ORDER BY 1
"""
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
        there = await _columns(connection, live, anew)
        events, bounds = await _bounds(connection, live, anew)
        tables = await _compared(connection, projection, (live, anew), there, bounds)
        parked = await _parked(connection, projection.name)
        return Certificate(
            read_model=projection.name,
            generation=number,
            version=anew.version,
            live_generation=live.generation,
            live_version=live.version,
            events=events,
            tables=tables,
            columns_added=_named(there[1] - there[0]),
            columns_removed=_named(there[0] - there[1]),
            parked=parked.get(anew.generation, 0),
            live_parked=parked.get(live.generation, 0),
            parked_anew=await _parked_anew(connection, live, anew),
            seconds=seconds() - started,
        )


async def _why_not(connection: AsyncConnection, live: Registered | None) -> str | None:
    """Why there is nothing to measure by, if there is nothing."""
    if live is None:
        return "no generation serves"
    if live.offset > await kept_offset(connection, live.epoch):
        return f"generation {live.generation} holds events of a history that was replaced"
    return None


async def _columns(
    connection: AsyncConnection, live: Registered, anew: Registered
) -> tuple[set[Column], set[Column]]:
    """The columns that each generation's tables have."""
    return (
        await columns_there(connection, live.schema),
        await columns_there(connection, anew.schema),
    )


async def _bounds(
    connection: AsyncConnection, live: Registered, anew: Registered
) -> tuple[int, sql.Composed | None]:
    """How many events are compared, and up to where; none where both stand at the same place.

    Then all rows are of that place, and whatever should not be there is found as well.
    """
    generations = [live.generation, anew.generation]
    found = await connection.execute(_PROGRESS, [anew.name, generations])
    rows = await found.fetchall()
    events = sum(least for least, _, count in rows if count == len(generations))
    if all(least == most and count == len(generations) for least, most, count in rows):
        return events, None
    return events, _BOUNDS.format(
        name=anew.name, live=sql.Literal(live.generation), anew=sql.Literal(anew.generation)
    )


async def _compared(
    connection: AsyncConnection,
    projection: Projection,
    generations: tuple[Registered, Registered],
    there: tuple[set[Column], set[Column]],
    bounds: sql.Composed | None,
) -> tuple[TableCompared, ...]:
    """By digest at first, all tables at once; row by row where these differ."""
    live, anew = generations
    asked = [_asked(table, live, anew, there) for table in projection.tables]
    compared = []
    for of, sides in zip(asked, await digests(connection, asked, bounds), strict=True):
        serving, rebuilt = (None, *sides)[-2:]
        findings = Findings(checked=0)
        if serving is not None and serving != rebuilt:
            findings = await compare_table(
                connection,
                projection.name,
                of.table,
                *of.schemas,
                bounds=bounds,
                without=of.without,
            )
        compared.append(
            TableCompared(
                table=of.table.name,
                live=serving,
                rebuilt=rebuilt,
                differences=findings.count,
                named=findings.differences,
            )
        )
    return tuple(compared)


def _asked(
    table: Table, live: Registered, anew: Registered, there: tuple[set[Column], set[Column]]
) -> Digested:
    of_live, of_anew = ({c for t, c in each if t == table.name} for each in there)
    key, columns = shape(table)
    without = {each for each in columns if each not in of_live or each not in of_anew}
    if not of_live or without & set(key):  # New, or its rows are told apart otherwise.
        return Digested(table, [anew.schema], without)
    return Digested(table, [live.schema, anew.schema], without)


async def _parked(connection: AsyncConnection, name: str) -> dict[int, int]:
    """How many partitions of each generation stand still."""
    found = await connection.execute(
        "SELECT generation, count(*) FROM read.parked WHERE name = %s GROUP BY generation", [name]
    )
    return dict(await found.fetchall())


async def _parked_anew(
    connection: AsyncConnection, live: Registered, anew: Registered
) -> tuple[str, ...]:
    """The partitions that stand still in the new generation alone, of what both have come to."""
    found = await connection.execute(
        _PARKED_ANEW, {"name": anew.name, "live": live.generation, "anew": anew.generation}
    )
    return tuple(named for (named,) in await found.fetchall())


def _named(columns: set[Column]) -> tuple[str, ...]:
    return tuple(sorted(f"{table}.{column}" for table, column in columns))
