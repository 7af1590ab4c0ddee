"""What questions are asked of in tests, and how answers are compared."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from domain.event import Recorded
from projections.projection import Row
from tests.conftest import Database

BATCH_EVENTS: Final = 500
PAST: Final = (0.0, 0.3, 0.7, 1.0)  # Shares of the history.
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")


class Asked(NamedTuple):
    """A database that holds a history, and the history."""

    database: Database
    history: Sequence[Recorded]


def comparable(row: Row) -> tuple[Any, ...]:
    """The values of a row, so that equal numbers are equal."""
    return plain(tuple(row.values()))


def plain(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Numbers as numbers, whatever their number of places."""
    return tuple(_number(value) for value in values)


def _number(value: object) -> object:
    if isinstance(value, int) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return Decimal(value)
    return value
