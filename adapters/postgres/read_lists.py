"""The statement of one page of a list: filtered, in order, now or as of a position.

Current rows are walked in the order of the list, which an index gives, until the page is full.
Closed versions that were valid at the position are gathered first, and the first of them make up
the page: `OFFSET 0` keeps the planner from walking the order of the list through all of history.
Cells take the form in which they are shown last, for the rows of the page alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from psycopg import sql

from adapters.postgres.read_cells import row_reader, select_form
from adapters.postgres.read_log_table import sought_rows
from adapters.postgres.read_moments import STAMPS, refuse_unstamped, stamp_form
from adapters.postgres.read_pages import behind, order_by, place_values
from adapters.postgres.read_sources import EXTRA_COLUMNS, FACTS, AsOf, Mode, Source
from adapters.postgres.read_values import parse
from projections.projection import Cell, ColumnType, LogTable, Row, Table
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
    "SELECT {forms} FROM (SELECT * FROM (({current} ORDER BY {order} LIMIT %(most)s) UNION ALL"
    " (SELECT * FROM ({closed} OFFSET 0) t ORDER BY {order} LIMIT %(most)s)) t"
    " ORDER BY {order} LIMIT %(most)s) t ORDER BY {order}"
)


class Lists:
    """Makes the statements of pages, and keeps them: putting one into words takes its time."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], bytes] = {}
        self._readers: dict[str, Callable[[Sequence[Cell]], Row]] = {}

    def page(
        self, source: Source, as_of: AsOf, filters: Mapping[str, Cell], after: str | None, most: int
    ) -> tuple[bytes, dict[str, object]]:
        """The statement of a page and its values.

        Raises `UnknownColumn`, `UnfitValue` and `UnfitPage`.
        """
        table, mode = source.table, source.mode(as_of)
        values = filter_values(table, filters)
        if after is not None:
            values |= place_values(table, after)
        asked = tuple((name, value is None) for name, value in filters.items())
        key = (source.schema, table.name, mode, asked, after is None)
        if key not in self._kept:
            if len(self._kept) >= KEPT_MAX:
                self._kept.clear()
            conditions = conditions_of(filters)
            if after is not None:
                conditions.append(behind(table))
            named = {
                name: sql.Placeholder(f"filter_{number}")
                for number, (name, value) in enumerate(filters.items())
                if value is not None
            }
            text = _statement(source, mode, conditions, named, going_on=after is not None)
            self._kept[key] = text.as_bytes()
        return self._kept[key], {**values, **source.values(as_of), "most": most}

    def reader(self, table: Table) -> Callable[[Sequence[Cell]], Row]:
        """What makes a row of the cells of a page."""
        if table.name not in self._readers:
            self._readers[table.name] = reader_of(table)
        return self._readers[table.name]


def _statement(
    source: Source,
    mode: Mode,
    conditions: list[sql.Composable],
    named: Mapping[str, sql.Placeholder],
    *,
    going_on: bool,
) -> sql.Composed:
    table = source.table
    current, closed = source.branches(mode, conditions, named)
    if isinstance(table, LogTable):
        asked = [*conditions, *FACTS[mode]]
        known = ("entered_position",) if mode in ("position", "both") else ()
        until = ("entered_head", *known, *(("behind_position",) if going_on else ()))
        current = sought_rows(table, source.schema, asked, named, until=until) or current
    template = _NOW if closed is None else _PAST
    forms = forms_of(table)
    return template.format(forms=forms, current=current, closed=closed, order=order_by(table))


def forms_of(table: Table) -> sql.Composed:
    """The columns of a row as `reader_of` takes them."""
    stamped = STAMPS if isinstance(table, LogTable) else ()
    return sql.SQL(", ").join(
        stamp_form(name) if name in stamped else select_form("t", name, kind)
        for name, kind in shown_columns(table).items()
    )


def reader_of(table: Table) -> Callable[[Sequence[Cell]], Row]:
    """What makes a row of the cells of `forms_of`.

    It raises `UnreadableEvent` for a row of the log with a time that no calendar has; the tables of
    read models hold none.
    """
    read = row_reader(shown_columns(table))
    if not isinstance(table, LogTable):
        return read

    def read_stamped(cells: Sequence[Cell]) -> Row:
        row = read(cells)
        refuse_unstamped(row)
        return row

    return read_stamped


def shown_columns(table: Table) -> dict[str, ColumnType]:
    """The columns of a row as it is told: those declared, and the stamps of its kind."""
    return {**table.columns, **{name: _EXTRA_TYPES[name] for name in EXTRA_COLUMNS[table.kind]}}


def filter_values(table: Table, filters: Mapping[str, Cell]) -> dict[str, object]:
    """The named values that `conditions_of` asks for; raises `UnknownColumn`, `UnfitValue`."""
    values: dict[str, object] = {}
    for number, (name, value) in enumerate(filters.items()):
        kind = table.columns.get(name)
        if kind is None or kind == "jsonb":
            allowed = [each for each, kind in table.columns.items() if kind != "jsonb"]
            raise UnknownColumn(table.name, name, allowed)
        if value is not None:
            values[f"filter_{number}"] = parse(name, kind, value)
    return values


def conditions_of(filters: Mapping[str, Cell]) -> list[sql.Composable]:
    """The conditions on a row that fits; a filter without a value asks for null."""
    return [
        sql.SQL("{} IS NULL").format(sql.Identifier(name))
        if value is None
        else sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(f"filter_{number}"))
        for number, (name, value) in enumerate(filters.items())
    ]
