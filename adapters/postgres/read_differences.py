"""What differs between a table as of one position and as of a later one, for one tenant.

Only versions that began or ended in between are looked at: a row whose version was valid at both
positions is the same in both answers. Those that ended and those that began are joined by key:
`added` has no former row, `gone` no later one, `changed` has both and some other value. A row that
was changed and changed back is no difference. Facts are never changed, so there they are added.
By effective times, tables that are sums of facts are summed up for each of the two.

Filters choose among the rows of each moment, as in two lists: a row that fits only before is gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from adapters.postgres.read_cells import select_form
from adapters.postgres.read_fork import forks_at
from adapters.postgres.read_lists import (
    conditions_of,
    filter_values,
    forms_of,
    reader_of,
    shown_columns,
)
from adapters.postgres.read_pages import (
    behind,
    order_by,
    place_behind,
    place_values,
    sort_columns,
)
from adapters.postgres.read_sources import CLOSED, CURRENT, AsOf, Source
from adapters.postgres.read_tables import LASTED
from projections.projection import Cell, Row, Table

_BEGAN: Final = sql.SQL("valid_from > %(former)s::bigint AND valid_from <= %(later)s::bigint")
_STOOD_AT_LATER: Final = sql.SQL(
    "fork = ANY (%(later_forks)s::bigint[]) AND valid_to > %(later)s::bigint"
)
_STOOD_BEFORE: Final = sql.SQL(
    "fork = ANY (%(former_forks)s::bigint[]) AND valid_from <= %(former)s::bigint"
    " AND valid_to > %(former)s::bigint AND valid_to <= %(later)s::bigint"
)
_FACTS_BY_POSITION: Final = sql.SQL(
    "position > %(former)s::bigint AND position <= %(later)s::bigint"
)
_FACTS_BY_EFFECT: Final = sql.SQL(
    "effective_at > %(former_at)s::timestamptz AND effective_at <= %(later_at)s::timestamptz"
)
_BY_FORMER: Final = sql.SQL("effective_at <= %(former_at)s::timestamptz")
_BY_LATER: Final = sql.SQL("effective_at <= %(later_at)s::timestamptz")
_Ends = tuple[sql.Composed, sql.Composed]
_ENTITIES: Final = sql.SQL(
    "SELECT {former_there}, {later_there}, changed, {former_forms}, {later_forms} FROM ("
    "SELECT {keys}, {cells}, array_remove(ARRAY[{changes}]::text[], NULL) AS changed"
    " FROM ({ended}) f FULL JOIN ({began}) l ON {joined}) t"
    " WHERE (NOT {former_there} OR NOT {later_there} OR changed <> '{{}}'){behind}"
    " ORDER BY {order} LIMIT %(most)s"
)
_FACTS: Final = sql.SQL(
    "SELECT false, true, '{{}}'::text[], {forms} FROM ({facts}) t WHERE true{behind}"
    " ORDER BY {order} LIMIT %(most)s"
)


@dataclass(frozen=True, slots=True)
class Between:
    """Two moments, the former first.

    Facts and sums of them go by effective times where both moments have one.
    """

    former: AsOf
    later: AsOf

    @property
    def by_effect(self) -> bool:
        """Whether facts go by their effective times."""
        return self.former.effective_at is not None and self.later.effective_at is not None


async def differing(
    connection: AsyncConnection[TupleRow],
    source: Source,
    between: Between,
    filters: Mapping[str, Cell],
    after: str | None,
    limit: int,
) -> tuple[list[Row], str | None]:
    """A page of differences by key, and where the list goes on.

    Each names the change, the key, the columns that changed, and the row before and after; a row
    that was not there is null. Raises `UnknownColumn`, `UnfitValue` and `UnfitPage`.
    """
    by_key = _listed_by_key(source.table)
    values: dict[str, Any] = filter_values(source.table, filters)
    values |= source.values(between.later) | _moments(source, between) | {"most": limit + 1}
    going_on: sql.Composable = sql.SQL("")
    if after is not None:
        values |= place_values(by_key, after)
        going_on = sql.SQL(" AND ") + behind(by_key)
    if source.table.kind == "fact":
        statement = _facts(source, between, filters, going_on)
    else:
        of = _summed if between.by_effect and source.table.sums is not None else _versions
        statement = _entities(source.table, of(source, filters), going_on)
    found = await (await connection.execute(statement, values)).fetchall()
    rows = [_told(source.table, by_key, cells) for cells in found[:limit]]
    return rows, place_behind(by_key, rows[-1]["key"]) if len(found) > limit else None


def _listed_by_key(table: Table) -> Table:
    """The table whose order the differences have: what else a list is sorted by may have changed.

    Its name is another, so that a place in one list is none in the other.
    """
    return replace(table, name=f"differences of {table.name}", order=(), descending=False)


def _told(table: Table, by_key: Table, cells: Sequence[Any]) -> Row:
    former_there, later_there, changed, *rest = cells
    columns = shown_columns(table)
    read = reader_of(table)
    former = read(rest[: len(columns)]) if former_there else None
    later = read(rest[-len(columns) :]) if later_there else None
    row = later or former
    assert row is not None, "a difference has a row on one side"
    kind = "gone" if later is None else "added" if former is None else "changed"
    return {
        "change": kind,
        "key": {name: row[name] for name in sort_columns(by_key)},
        "columns": changed if kind == "changed" else [],
        "before": former,
        "after": later,
    }


def _moments(source: Source, between: Between) -> dict[str, Any]:
    former, later = (
        source.head if each.position is None else each.position
        for each in (between.former, between.later)
    )
    return {
        "former": former,
        "later": later,
        "former_forks": forks_at(former, source.head) if former > 0 else [],
        "later_forks": forks_at(later, source.head) if later > 0 else [],
        "former_at": between.former.effective_at,
        "later_at": between.later.effective_at,
    }


def _facts(
    source: Source, between: Between, filters: Mapping[str, Cell], going_on: sql.Composable
) -> sql.Composed:
    moments = _FACTS_BY_EFFECT if between.by_effect else _FACTS_BY_POSITION
    return _FACTS.format(
        forms=forms_of(source.table),
        facts=source.select(*conditions_of(filters), moments),
        behind=going_on,
        order=order_by(_listed_by_key(source.table)),
    )


def _versions(source: Source, filters: Mapping[str, Cell]) -> _Ends:
    """The versions that ended in between, and those that began."""
    wanted = conditions_of(filters)
    named = {name for name, value in filters.items() if value is not None}
    lasted = (LASTED,) if named.isdisjoint(source.table.selectors) else ()
    began = sql.SQL("{} UNION ALL {}").format(
        source.select(*wanted, CURRENT, _BEGAN),
        source.select(*wanted, CLOSED, _STOOD_AT_LATER, _BEGAN, *lasted),
    )
    return source.select(*wanted, CLOSED, _STOOD_BEFORE, *lasted), began


def _summed(source: Source, filters: Mapping[str, Cell]) -> _Ends:
    """All rows of either moment."""
    wanted = conditions_of(filters)
    return source.summed([_BY_FORMER], wanted), source.summed([_BY_LATER], wanted)


def _entities(table: Table, ends: _Ends, going_on: sql.Composable) -> sql.Composed:
    columns, (ended, began) = shown_columns(table), ends
    pairs = {name: (_cell("f", name), _cell("l", name)) for name in columns}
    there = sql.Identifier("t", "f_" + table.key[0]), sql.Identifier("t", "l_" + table.key[0])
    return _ENTITIES.format(
        former_there=sql.SQL("({} IS NOT NULL)").format(there[0]),
        later_there=sql.SQL("({} IS NOT NULL)").format(there[1]),
        former_forms=_forms("f_", columns),
        later_forms=_forms("l_", columns),
        keys=sql.SQL(", ").join(
            sql.SQL("coalesce({}, {}) AS {}").format(*pairs[name], sql.Identifier(name))
            for name in table.key
        ),
        cells=sql.SQL(", ").join(
            sql.SQL("{} AS {}").format(_cell(side, name), sql.Identifier(f"{side}_{name}"))
            for side in ("f", "l")
            for name in columns
        ),
        changes=sql.SQL(", ").join(
            sql.SQL("CASE WHEN {} IS DISTINCT FROM {} THEN {} END").format(
                *pairs[name], sql.Literal(name)
            )
            for name in table.columns
        ),
        ended=ended,
        began=began,
        joined=sql.SQL(" AND ").join(sql.SQL("{} = {}").format(*pairs[name]) for name in table.key),
        behind=going_on,
        order=order_by(_listed_by_key(table)),
    )


def _cell(side: str, name: str) -> sql.Identifier:
    return sql.Identifier(side, name)


def _forms(prefix: str, columns: Mapping[str, Any]) -> sql.Composed:
    return sql.SQL(", ").join(
        select_form("t", prefix + name, kind) for name, kind in columns.items()
    )
