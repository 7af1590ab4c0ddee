"""Cells between PostgreSQL and the strings, integers and booleans that read models work with.

A value read back is the value that was put: decimals keep their digits, times their canonical form
(`2026-11-22T19:07:00.000000Z`). Out by COPY text, in by a SELECT that names each column's form.
"""

from collections.abc import Callable, Sequence
from typing import Final

import orjson
from psycopg import sql

from projections.projection import Cell, ColumnType, Row

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
_NULL: Final = "\\N"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL: Final = frozenset("\\\t\n\r")


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


def row_writer(columns: dict[str, ColumnType]) -> Callable[[Row], str]:
    """Makes the line of COPY text of a row, without the end of the line."""
    plain = tuple(columns)
    documents = frozenset(name for name, kind in columns.items() if kind == "jsonb")

    def write(row: Row) -> str:
        return "\t".join(
            [
                _cell(row.get(name))
                if name not in documents or row.get(name) is None
                else _text(orjson.dumps(row[name]).decode())
                for name in plain
            ]
        )

    return write


def _cell(value: object) -> str:
    if value is None:
        return _NULL
    if type(value) is str:
        return value if _SPECIAL.isdisjoint(value) else value.translate(_ESCAPES)
    return _text(str(value))  # PostgreSQL reads `True` and `12.50` as they are.


def _text(value: str) -> str:
    return value.translate(_ESCAPES)
