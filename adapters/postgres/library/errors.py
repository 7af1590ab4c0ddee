"""Failures of the log and of its database, as the library calls them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from eventsourcing import persistence
from psycopg_pool import PoolTimeout

from application.errors import CommandReused, Conflict, EventTooLarge, Failed, InvalidText

# The first entry that fits counts.
_NAMES: Final[
    tuple[tuple[tuple[type[Exception], ...], type[persistence.PersistenceError]], ...]
] = (
    ((Conflict, CommandReused), persistence.IntegrityError),
    ((EventTooLarge, InvalidText, psycopg.DataError), persistence.DataError),
    ((Failed, psycopg.OperationalError, PoolTimeout), persistence.OperationalError),
    ((psycopg.Error,), persistence.DatabaseError),
)


@contextmanager
def library_errors() -> Iterator[None]:
    """Raise the library's error for one of ours; what it knows already passes through."""
    try:
        yield
    except (Failed, psycopg.Error, PoolTimeout) as error:
        name = next(name for kinds, name in _NAMES if isinstance(error, kinds))
        raise name(str(error)) from error
