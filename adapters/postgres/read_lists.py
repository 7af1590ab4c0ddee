"""The statement of one page of a list: filtered, in order, now or as of a position.

Current rows are walked in the order of the list, which an index gives, until the page is full.
Closed versions that were valid at the position are gathered first and sorted then: were the planner
free, it might walk the order of the list through all of history. Cells take the form in which they
are shown last, for the rows of the page alone.
"""

from collections.abc import Mapping
from typing import Final

from psycopg import sql

from adapters.postgres.read_cells import select_form
from adapters.postgres.read_pages import behind, order_by
from adapters.postgres.read_sources import EXTRA_COLUMNS, AsOf, Mode, Source
from adapters.postgres.read_values import parse
from projections.projection import Cell, ColumnType, Table
from replay.errors import UnknownColumn

KEPT_MAX: Final = 1_000  # There are as many statements as combinations of filters.
_EXTRA_TYPES: Final[Mapping[str, ColumnType]] = {
    "valid_from": "bigint",
    "position": "bigint",
    "fact": "integer",
    "recorded_at": "timestamptz",
    "effective_at": "timestamptz",
}
_NOW: Final = sql.SQL(
    "SELECT {forms} FROM ({current} ORDER BY {order} LIMIT %(most)s) t ORDER BY {order}"
)
_PAST: Final = sql.SQL(
    "WITH current AS ({current} ORDER BY {order} LIMIT %(most)s),"
    " closed AS MATERIALIZED ({closed})"
    " SELECT {forms} FROM (SELECT * FROM (SELECT * FROM current UNION ALL SELECT * FROM closed) t"
    " ORDER BY {order} LIMIT %(most)s) t ORDER BY {order}"
)


class Lists:
    """Makes the statements of pages, and keeps them: putting one into words takes its time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], bytes] = {}

    def page(
        self, source: Source, as_of: AsOf, filters: Mapping[str, Cell], after: str | None, most: int
    ) -> tuple[bytes, dict[str, object]]:
        """The statement of a page and its values.

        Raises `UnknownColumn`, `UnfitValue` and `UnfitPage`.
        """
        table, mode = source.table, source.mode(as_of)
        conditions, values = _conditions(table, filters)
        if after is not None:
            condition, place = behind(table, after)
            conditions.append(condition)
            values |= place
        asked = tuple((name, value is None) for name, value in filters.items())
        key = (source.schema, table.name, mode, asked, after is None)
        if key not in self._kept:
            if len(self._kept) >= KEPT_MAX:
                self._kept.clear()
            self._kept[key] = _statement(source, mode, conditions).as_bytes()
        return self._kept[key], {**values, **source.values(as_of), "most": most}


def _statement(source: Source, mode: Mode, conditions: list[sql.Composable]) -> sql.Composed:
    table = source.table
    current, closed = source.branches(mode, conditions)
    forms = sql.SQL(", ").join(
        select_form("t", name, kind) for name, kind in shown_columns(table).items()
    )
    template = _NOW if closed is None else _PAST
    return template.format(forms=forms, current=current, closed=closed, order=order_by(table))


def shown_columns(table: Table) -> dict[str, ColumnType]:
    """The columns of an answer with their types."""
    return {**table.columns, **{name: _EXTRA_TYPES[name] for name in EXTRA_COLUMNS[table.kind]}}


def _conditions(
    table: Table, filters: Mapping[str, Cell]
) -> tuple[list[sql.Composable], dict[str, object]]:
    conditions: list[sql.Composable] = []
    values: dict[str, object] = {}
    for number, (name, value) in enumerate(filters.items()):
        kind = table.columns.get(name)
        if kind is None or kind == "jsonb":
            allowed = [each for each, kind in table.columns.items() if kind != "jsonb"]
            raise UnknownColumn(table.name, name, allowed)
        column, given = sql.Identifier(name), f"filter_{number}"
        if value is None:
            conditions.append(sql.SQL("{} IS NULL").format(column))
        else:
            conditions.append(sql.SQL("{} = {}").format(column, sql.Placeholder(given)))
            values[given] = parse(name, kind, value)
    return conditions, values
