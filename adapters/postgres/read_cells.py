"""Cells between PostgreSQL and the strings, integers and booleans that read models work with.

A value read back is the value that was put: decimals keep their digits, times their canonical form
(`2026-11-22T19:07:00.000000Z`). Out by COPY, in by a SELECT that names each column's form.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson
from psycopg import sql

from adapters.postgres.wire_numeric import numeric_bytes
from projections.projection import Cell, ColumnType, Row
from projections.rows import ProjectionMistake

# The types whose binary form the cells have. PostgreSQL holds a date as days and a time as
# microseconds since 2000, and JSON as a version byte before its text. What is bytes here goes onto
# the wire as it is.
COPY_TYPES: Final[dict[ColumnType, str]] = {
    "text": "text",
    "bigint": "int8",
    "integer": "int4",
    "numeric": "bytea",
    "date": "int4",
    "timestamptz": "int8",
    "boolean": "bool",
    "jsonb": "bytea",
}
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_REMEMBERED: Final = 32_768  # Days and moments come again and again, in every read model.
TIMESTAMP_FORM: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
ARRAY_TYPES: Final[dict[ColumnType, sql.SQL]] = {
    "text": sql.SQL("text[]"),
    "bigint": sql.SQL("bigint[]"),
    "integer": sql.SQL("integer[]"),
    "numeric": sql.SQL("numeric[]"),
    "date": sql.SQL("date[]"),
    "timestamptz": sql.SQL("timestamptz[]"),
    "boolean": sql.SQL("boolean[]"),
    "jsonb": sql.SQL("jsonb[]"),
}


def select_form(alias: str, name: str, kind: ColumnType) -> sql.Composed:
    """The column as a query reads it, so that it comes back in the form in which it was put."""
    column = sql.Identifier(alias, name)
    match kind:
        case "numeric" | "date" | "jsonb":
            return sql.SQL("{}::text").format(column)
        case "timestamptz":
            return sql.SQL("to_char({} AT TIME ZONE 'UTC', {})").format(
                column, sql.Literal(TIMESTAMP_FORM)
            )
        case "text" | "bigint" | "integer" | "boolean":
            return sql.SQL("{}").format(column)


def row_reader(columns: dict[str, ColumnType]) -> Callable[[Sequence[Cell]], Row]:
    """Makes a row of the cells that a SELECT in `select_form` gave."""
    names = tuple(columns)
    documents = tuple(name for name, kind in columns.items() if kind == "jsonb")
    if not documents:
        return lambda cells: dict(zip(names, cells, strict=True))

    def read(cells: Sequence[Cell]) -> Row:
        row: Row = dict(zip(names, cells, strict=True))
        for name in documents:
            if row[name] is not None:
                row[name] = orjson.loads(row[name])
        return row

    return read


def row_cells(
    table: str, columns: Mapping[str, ColumnType], stamp: Sequence[str] = ()
) -> Callable[..., tuple[object, ...]]:
    """Makes the cells of a row as binary COPY takes them under `COPY_TYPES`, in column order.

    The function takes a value for each name in `stamp`, which stand in front as they are, and the
    row. A value that is not of its column's type raises a ValueError, TypeError or ArithmeticError.
    It is written for the table, as a loop over the columns would take twice as long.
    """

    def complete(row: Row) -> Row:
        """Columns that were left out are null."""
        if row.keys() <= columns.keys():
            return dict.fromkeys(columns) | row
        unknown = ", ".join(sorted(row.keys() - columns.keys()))
        raise ProjectionMistake(f"{table} has no column {unknown}")

    cells = [
        f"{kind}[row[{name!r}]]" if kind in _CONVERSIONS else f"row[{name!r}]"
        for name, kind in columns.items()
    ]
    before = "".join(f"{name}, " for name in stamp)
    lines = [
        f"def cells({before}row):",
        f"    if len(row) == {len(columns)}:",
        "        try:",
        f"            return ({before}{', '.join(cells)},)",
        "        except KeyError:",
        "            pass",
        f"    return cells({before}complete(row))",
    ]
    scope: dict[str, Any] = {str(kind): each for kind, each in _CONVERSIONS.items()}
    scope["complete"] = complete
    exec("\n".join(lines), scope)  # Names of columns are all that it is made of.
    made: Callable[..., tuple[object, ...]] = scope["cells"]
    return made


def moment_number(moment: str | datetime) -> int:
    """Microseconds since the year 2000: how PostgreSQL holds a time."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no offset")
    since = moment - _EPOCH
    return since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds


def _day_number(day: str) -> int:
    return date.fromisoformat(day).toordinal() - _EPOCH.toordinal()


class _Converted(dict[Any, Any]):
    """What values become. Those met before are found without a call, at a third of its price.

    Amounts, days and moments come again and again: version after version, in every read model.
    """

    def __init__(self, convert: Callable[[Any], object]) -> None:
        super().__init__({None: None})  # Null stays null.
        self._convert = convert

    def __missing__(self, value: object) -> object:
        found = self._convert(value)
        if len(self) > _REMEMBERED:
            self.clear()
            self[None] = None
        self[value] = found
        return found


class _Documents:
    """JSON, which cannot be looked up and seldom comes again."""

    def __getitem__(self, value: object) -> bytes | None:
        return None if value is None else b"\x01" + orjson.dumps(value)


MOMENTS: Final = _Converted(moment_number)
_CONVERSIONS: Final[Mapping[ColumnType, _Converted | _Documents]] = {
    "numeric": _Converted(numeric_bytes),
    "date": _Converted(_day_number),
    "timestamptz": MOMENTS,
    "jsonb": _Documents(),
}
