"""Values of filters and parameters: read by the column's type, refused with what would fit."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from domain.written_days import written_day, written_time
from projections.projection import Cell, ColumnType
from replay.errors import UnfitValue

_EXPECTED: Final[dict[ColumnType, str]] = {
    "text": "a text without NUL characters",
    "bigint": "a whole number of at most 64 bits",
    "integer": "a whole number of at most 32 bits",
    "numeric": "a decimal number such as 12.50",
    "date": "a date such as 2026-03-31",
    "timestamptz": "a time with its offset such as 2026-03-31T12:00:00Z",
    "boolean": "true or false",
}


def parse(column: str, kind: ColumnType, value: Cell) -> object:
    """The value as PostgreSQL takes it; raises `UnfitValue`. None stays none."""
    if value is None:
        return None
    try:
        return _PARSERS[kind](value)
    except (KeyError, ValueError, TypeError, InvalidOperation, OverflowError) as error:
        expected = _EXPECTED.get(kind, "another filter: this column cannot be compared")
        raise UnfitValue(column, value, expected) from error


def plain(value: object) -> object:
    """A value of a result in the form in which events hold it."""
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return value


def _text(value: Cell) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError
    value.encode()  # A lone surrogate is not text either.
    return value


def _whole(bits: int) -> Callable[[Cell], int]:
    def parse_whole(value: Cell) -> int:
        number = int(_number_text(value))
        if not -(1 << bits - 1) <= number < 1 << bits - 1:
            raise ValueError
        return number

    return parse_whole


def _decimal(value: Cell) -> Decimal:
    number = Decimal(_number_text(value))
    if not number.is_finite():
        raise ValueError
    return number


def _number_text(value: Cell) -> str:
    """In plain digits: Python also reads `1_0` and the digits of other scripts."""
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or "_" in text:
        raise ValueError
    return text


def _date(value: Cell) -> date:
    written_day(value)
    return date.fromisoformat(str(value))


def _moment(value: Cell) -> datetime:
    written_time(value)
    return datetime.fromisoformat(str(value))


def _boolean(value: Cell) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}[str(value)]


_PARSERS: Final[Mapping[ColumnType, Callable[[Cell], object]]] = {
    "text": _text,
    "bigint": _whole(64),
    "integer": _whole(32),
    "numeric": _decimal,
    "date": _date,
    "timestamptz": _moment,
    "boolean": _boolean,
}
