"""Keyset pages: a list goes on behind its last row, however deep, at the same price.

The place to go on from is the last row's order columns and key, sealed into one opaque text.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

import orjson
from psycopg import sql

from adapters.postgres.read_tables import identifiers
from adapters.postgres.read_values import parse
from projections.projection import ColumnType, Row, Table
from replay.errors import UnfitPage, UnfitValue

PAGE_ROWS: Final = 50
PAGE_ROWS_MAX: Final = 1_000
_FACT_KEY: Final[Mapping[str, ColumnType]] = {"position": "bigint", "fact": "integer"}


def sort_columns(table: Table) -> dict[str, ColumnType]:
    """The columns that put the table's rows into one order without ties."""
    if table.kind == "fact":
        return dict(_FACT_KEY)
    return {name: table.columns[name] for name in (*table.order, *table.key)}


def order_by(table: Table) -> sql.Composed:
    """The ORDER BY of a list."""
    direction = sql.SQL("DESC") if table.descending else sql.SQL("ASC")
    return sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier("t", name), direction)
        for name in sort_columns(table)
    )


def check_limit(limit: int) -> None:
    """Raises `UnfitPage` when no page can have this many rows."""
    if not 1 <= limit <= PAGE_ROWS_MAX:
        raise UnfitPage(
            f"A page has 1 to {PAGE_ROWS_MAX} rows, not {limit}.", limit=limit, most=PAGE_ROWS_MAX
        )


def place_behind(table: Table, row: Row) -> str:
    """Where the list goes on behind this row."""
    values = [table.name, *(row[name] for name in sort_columns(table))]
    return base64.urlsafe_b64encode(orjson.dumps(values)).rstrip(b"=").decode()


def behind(table: Table) -> sql.Composed:
    """The condition on rows behind a place, whose values `place_values` gives."""
    columns = sort_columns(table)
    return sql.SQL("({}) {} ({})").format(
        identifiers(columns),
        sql.SQL("<") if table.descending else sql.SQL(">"),
        sql.SQL(", ").join(sql.Placeholder(f"behind_{name}") for name in columns),
    )


def place_values(table: Table, place: str) -> dict[str, object]:
    """The named values of a place in the list; raises `UnfitPage`."""
    columns = sort_columns(table)
    try:
        of, *cells = _open(place)
        if of != table.name or len(cells) != len(columns) or None in cells:
            raise ValueError
        return {
            f"behind_{name}": parse(name, kind, cell)
            for (name, kind), cell in zip(columns.items(), cells, strict=True)
        }
    except (ValueError, TypeError, UnfitValue) as error:
        raise UnfitPage(
            f"{place!r} is not a place in {table.name}; take `next` of the former page.",
            place=place,
        ) from error


def _open(place: str) -> list[Any]:
    try:
        padded = place.encode("ascii") + b"=" * (-len(place) % 4)
        opened = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError from error
    if not isinstance(opened, list):
        raise TypeError
    return opened
