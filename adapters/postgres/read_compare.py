"""Compares a table of a serving generation with the same table recomputed, by one join.

`note_bounds` says how long each tenant's history was when the recomputation ended; what the serving
rows learned since is left out.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from psycopg import AsyncConnection, errors, sql

from adapters.postgres.read_tables import identifiers
from projections.projection import OPEN_END, Table
from replay.verify import NAMED_MAX, Difference, Findings

PREFIX: Final = "verify_"  # of all schemas that a verification makes
ROW: Final = "(row)"  # the column under which a row that only one side has is told
ROWS: Final = "(rows)"  # the column under which a row that stands twice is told
TABLE: Final = "(table)"  # the column under which a table that is not as it was made is told
_BOUND: Final = (f"{PREFIX}bounds", "bound")
_ALTERED: Final = (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction)
_WRONG: Final = sql.SQL("({left}) IS DISTINCT FROM ({right})")
_JOINED: Final = sql.SQL("({live}) l FULL JOIN ({anew}) a ON {same}")
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


async def compare_table(
    connection: AsyncConnection, read_model: str, table: Table, live_schema: str, anew_schema: str
) -> Findings:
    """Every row and column of the table, up to the bound; the first differences by name.

    A table that somebody dropped or altered is one difference.
    """
    try:
        return await _compare(connection, read_model, table, live_schema, anew_schema)
    except _ALTERED as error:
        found = _difference(read_model, table, {}, TABLE, str(error).partition("\n")[0], "as made")
        return Findings(checked=0, count=1, differences=(found,))


async def _compare(
    connection: AsyncConnection, read_model: str, table: Table, live_schema: str, anew_schema: str
) -> Findings:
    key, columns = _shape(table)
    live = _live_rows(table, sql.Identifier(live_schema, table.name), columns)
    anew = sql.SQL("SELECT {} FROM {}").format(
        identifiers(columns), sql.Identifier(anew_schema, table.name)
    )
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


def _shape(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that tell a row from all others, and all columns that are compared."""
    if table.kind == "entity":
        key = ("tenant_no", *table.key, "valid_from")
        system: tuple[str, ...] = ("valid_to", "fork")
    else:
        key = ("tenant_no", "position", "fact")
        system = ("recorded_at", "effective_at")
    return key, tuple(dict.fromkeys((*key, *system, *table.columns)))


def _live_rows(table: Table, name: sql.Identifier, columns: tuple[str, ...]) -> sql.Composed:
    """The serving rows as they stood at the bound: what ended later had not ended."""
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
    ).format(sql.SQL(", ").join(shown), name, sql.Identifier(*_BOUND), sql.Identifier(since))


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
