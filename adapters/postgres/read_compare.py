"""Compares a table of a serving generation with the same table made anew.

Both sides are taken up to a bound, a position of each tenant's history: what a row learned since is
left out. For a verification `note_bounds` keeps the bounds, of a rebuild they are asked for in the
statement. `digests` passes once over each side, `compare_table` is one join that names what
differs.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection, errors, sql

from adapters.postgres.read_tables import identifiers
from projections.projection import OPEN_END, Table
from replay.certificate import Side
from replay.verify import NAMED_MAX, Difference, Findings

PREFIX: Final = "verify_"  # of all schemas that a verification makes
ROW: Final = "(row)"  # the column under which a row that only one side has is told
ROWS: Final = "(rows)"  # the column under which a row that stands twice is told
TABLE: Final = "(table)"  # the column under which a table that is not as it was made is told
_BOUND: Final = (f"{PREFIX}bounds", "bound")
NOTED: Final = sql.Identifier(*_BOUND)
_ALTERED: Final = (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction)
_WRONG: Final = sql.SQL("({left}) IS DISTINCT FROM ({right})")
_JOINED: Final = sql.SQL("({live}) l FULL JOIN ({anew}) a ON {same}")
# Two sums of 64 bits over the rows' hashes: in any order, and equal values hash alike (1.5, 1.50).
# The second is of the hashes themselves: to hash all columns again would double the price, as the
# planner does of itself where no OFFSET stops it.
_DIGEST: Final = sql.SQL(
    "SELECT {number}, count(*), coalesce(sum(hash), 0), coalesce(sum(hashint8extended(hash, 1)), 0)"
    " FROM (SELECT hash_record_extended(r, 0) AS hash FROM ({rows}) r OFFSET 0) hashes"
)
_COUNT: Final = sql.SQL(
    "SELECT (SELECT count(*) FROM ({live}) l), (SELECT count(*) FROM ({anew}) a),"
    " (SELECT count(*) FROM {joined} WHERE {wrong})"
)
_NAME: Final = sql.SQL(
    "SELECT jsonb_build_array(to_jsonb(l), to_jsonb(a))::text FROM {joined} WHERE {wrong}"
    " LIMIT {most}"
)


async def note_bounds(connection: AsyncConnection, bounds: Sequence[tuple[int, int]]) -> None:
    """Keeps tenants' numbers and last positions for the comparisons that follow."""
    await connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(*_BOUND[:1])))
    await connection.execute(
        sql.SQL("CREATE TABLE {} (tenant_no integer PRIMARY KEY, position bigint)").format(
            sql.Identifier(*_BOUND)
        )
    )
    columns = [list(column) for column in zip(*bounds, strict=True)] or [[], []]
    await connection.execute(
        sql.SQL("INSERT INTO {} SELECT * FROM unnest(%s::int[], %s::bigint[])").format(
            sql.Identifier(*_BOUND)
        ),
        columns,
    )


class Digested(NamedTuple):
    """A table that is to be digested: in which schemas, and without which columns."""

    table: Table
    schemas: Sequence[str]
    without: Collection[str] = ()


async def digests(
    connection: AsyncConnection, tables: Sequence[Digested], bounds: sql.Composable | None
) -> list[list[Side]]:
    """For each table and schema how many rows there are up to the bounds, and the digest of all.

    Without bounds, all rows there are.
    """
    sides = [
        (of.table, schema, shape(of.table, of.without)[1]) for of in tables for schema in of.schemas
    ]
    statements = [
        _DIGEST.format(number=number, rows=_rows(table, schema, columns, bounds))
        for number, (table, schema, columns) in enumerate(sides)
    ]
    found = await connection.execute(
        sql.SQL(" UNION ALL ").join(statements) + sql.SQL(" ORDER BY 1")
    )
    told = iter(
        [
            Side(rows=count, digest="".join(f"{int(each) % 2**64:016x}" for each in sums))
            for _, count, *sums in await found.fetchall()
        ]
    )
    return [[next(told) for _ in of.schemas] for of in tables]


async def compare_table(
    connection: AsyncConnection,
    read_model: str,
    table: Table,
    live_schema: str,
    anew_schema: str,
    *,
    bounds: sql.Composable | None = NOTED,
    without: Collection[str] = (),
) -> Findings:
    """Every row and column of the table, up to the bound; the first differences by name.

    A table that somebody dropped or altered is one difference. Without bounds all rows are
    compared. Columns in `without` are left out.
    """
    key, columns = shape(table, without)
    live, anew = (_rows(table, each, columns, bounds) for each in (live_schema, anew_schema))
    try:
        async with connection.transaction():
            return await _compare(connection, read_model, table, (key, columns), (live, anew))
    except _ALTERED as error:
        found = _difference(read_model, table, {}, TABLE, str(error).partition("\n")[0], "as made")
        return Findings(checked=0, count=1, differences=(found,))


async def _compare(
    connection: AsyncConnection,
    read_model: str,
    table: Table,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    sides: tuple[sql.Composed, sql.Composed],
) -> Findings:
    (key, columns), (live, anew) = names, sides
    same = sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier("l", name), sql.Identifier("a", name))
        for name in key
    )
    joined = _JOINED.format(live=live, anew=anew, same=same)
    wrong = _WRONG.format(left=identifiers(columns, "l"), right=identifiers(columns, "a"))
    found = await connection.execute(
        _COUNT.format(live=live, anew=anew, wrong=wrong, joined=joined)
    )
    row = await found.fetchone()
    assert row is not None, "counts come back"
    live_count, anew_count, count = row
    named: list[Difference] = []
    if count:
        most = sql.Literal(NAMED_MAX)
        texts = await connection.execute(_NAME.format(wrong=wrong, joined=joined, most=most))
        for (text,) in await texts.fetchall():
            named += _differences(read_model, table, key, text)
    elif live_count != anew_count:
        count = abs(live_count - anew_count)
        named = [_difference(read_model, table, {}, ROWS, live_count, anew_count)]
    return Findings(checked=live_count, count=count, differences=tuple(named[:NAMED_MAX]))


def shape(table: Table, without: Collection[str] = ()) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that tell a row from all others, and all columns that are compared."""
    if table.kind == "entity":
        key = ("tenant_no", *table.key, "valid_from")
        system: tuple[str, ...] = ("valid_to", "fork")
    else:
        key = ("tenant_no", "position", "fact")
        system = ("recorded_at", "effective_at")
    columns = dict.fromkeys((*key, *system, *table.columns))
    return key, tuple(each for each in columns if each not in without)


def _rows(
    table: Table, schema: str, columns: tuple[str, ...], bounds: sql.Composable | None
) -> sql.Composed:
    """The rows as they stood at the bound: what ended later had not ended."""
    if bounds is None:
        return sql.SQL("SELECT {} FROM {}").format(
            identifiers(columns), sql.Identifier(schema, table.name)
        )
    since = "valid_from" if table.kind == "entity" else "position"
    forms = {
        "valid_to": sql.SQL("CASE WHEN valid_to > bound THEN {} ELSE valid_to END").format(
            sql.Literal(OPEN_END)
        ),
        "fork": sql.SQL("CASE WHEN valid_to > bound THEN NULL ELSE fork END"),
    }
    shown = [
        sql.SQL("{} AS {}").format(forms[each], sql.Identifier(each))
        if each in forms and table.kind == "entity"
        else sql.SQL("{}").format(sql.Identifier(each))
        for each in columns
    ]
    return sql.SQL(
        "SELECT {} FROM (SELECT t.*, coalesce(b.position, 0) AS bound"
        " FROM {} t LEFT JOIN {} b ON b.tenant_no = t.tenant_no) t WHERE {} <= bound"
    ).format(
        sql.SQL(", ").join(shown),
        sql.Identifier(schema, table.name),
        bounds,
        sql.Identifier(since),
    )


def _differences(
    read_model: str, table: Table, key: tuple[str, ...], text: str
) -> Iterator[Difference]:
    """The columns in which two forms of a row differ; exact numbers stay exact."""
    live, anew = json.loads(text, parse_float=Decimal)
    one = live or anew
    found = {name: one[name] for name in key}
    if live is None or anew is None:
        told = ("present", None) if anew is None else (None, "present")
        yield _difference(read_model, table, found, ROW, *told)
        return
    for name, value in live.items():
        if value != anew[name]:
            yield _difference(read_model, table, found, name, value, anew[name])


def _difference(
    read_model: str, table: Table, key: dict[str, Any], column: str, live: object, anew: object
) -> Difference:
    return Difference(
        read_model=read_model,
        table=table.name,
        tenant_no=key.get("tenant_no", 0),
        key={name: value for name, value in key.items() if name != "tenant_no"},
        column=column,
        live=live,
        recomputed=anew,
    )
