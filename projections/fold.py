"""The few moves that every read model makes: find the current row, change it, add to a figure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.projection import Cell, Key, Row, Tables

MONTH_LENGTH: Final = len("2026-03")  # What a time in canonical form begins with.


def current(event: Recorded, tables: Tables, table: str, *key: Cell) -> Row:
    """The current row; an event that changes a document always follows one that created it."""
    row = tables.entity(table).get(event, *key)
    assert row is not None, f"{event.type} at {event.position}: no {table} row {key}"
    return row


def change(event: Recorded, tables: Tables, table: str, key: Key, **values: Cell) -> None:
    """Replaces some values of the current row from this event on."""
    tables.entity(table).put(event, {**current(event, tables, table, *key), **values})


def decimal(cell: Cell) -> Decimal:
    """The exact number of a numeric cell; an absent one counts as zero."""
    return Decimal(cell) if isinstance(cell, str | int) else Decimal(0)


def plus(cell: Cell, amount: str | Decimal) -> str:
    """The sum of a numeric cell and an amount, as the cell that holds it."""
    return str(decimal(cell) + Decimal(amount))


def total(lines: Iterable[Mapping[str, Any]]) -> Decimal:
    """The sum of the lines' amounts."""
    return sum((Decimal(line["amount"]) for line in lines), Decimal(0))


def landed(line: Mapping[str, Any]) -> Decimal:
    """What the line of a receipt bears of charges."""
    return total(line.get("landed") or ())


def nothing_left(amount: str) -> bool:
    """Whether an amount, as an event writes it, is zero."""
    return not amount.strip("-0.")


def by_stream(event: Recorded) -> str:
    """The partition of read models whose rows belong to one document each."""
    return event.stream
