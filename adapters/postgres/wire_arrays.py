"""Arrays in PostgreSQL's binary form, for calls that carry thousands of values.

A list wrapped in one of these types becomes a parameter of that array type. psycopg's own lists
would do the same; these are several times faster because their element type is known beforehand.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from struct import Struct, pack
from typing import Any, Final

from psycopg import AsyncConnection, postgres
from psycopg.adapt import Dumper
from psycopg.pq import Format

TIME_ZERO: Final = datetime(2000, 1, 1, tzinfo=UTC)  # Where PostgreSQL counts from.
MICROSECOND: Final = timedelta(microseconds=1)

_integer: Final = Struct("!i").pack
_microseconds: Final = Struct("!q").pack


class Texts(list[str]):
    """text[]"""


class Blobs(list[bytes]):
    """bytea[]"""


class Integers(list[int]):
    """integer[]"""


class Moments(list[datetime]):
    """timestamptz[]"""


def register_arrays(connection: AsyncConnection) -> None:
    """Let this connection take the types above as parameters."""
    for kind, dumper in _DUMPERS.items():
        connection.adapters.register_dumper(kind, dumper)


class _Array(Dumper):
    format = Format.BINARY
    element_oid: int

    def dump(self, obj: Collection[Any]) -> bytes:
        return _array(self.element_oid, len(obj), self.elements(obj))

    def elements(self, obj: Collection[Any]) -> Iterable[bytes]:
        return obj


class _Texts(_Array):
    element_oid = postgres.types["text"].oid
    oid = postgres.types["text"].array_oid

    def elements(self, obj: Collection[str]) -> Iterable[bytes]:
        return map(str.encode, obj)


class _Blobs(_Array):
    element_oid = postgres.types["bytea"].oid
    oid = postgres.types["bytea"].array_oid


class _Integers(_Array):
    element_oid = postgres.types["int4"].oid
    oid = postgres.types["int4"].array_oid

    def elements(self, obj: Collection[int]) -> Iterable[bytes]:
        return map(_integer, obj)


class _Moments(_Array):
    element_oid = postgres.types["timestamptz"].oid
    oid = postgres.types["timestamptz"].array_oid

    def elements(self, obj: Collection[datetime]) -> Iterable[bytes]:
        return (_microseconds((moment - TIME_ZERO) // MICROSECOND) for moment in obj)


_DUMPERS: Final[dict[type, type[_Array]]] = {
    Texts: _Texts,
    Blobs: _Blobs,
    Integers: _Integers,
    Moments: _Moments,
}


def _array(element_oid: int, count: int, values: Iterable[bytes]) -> bytes:
    """One dimension, counted from 1, without nulls: head, then each value behind its length."""
    if count == 0:
        return pack("!iiI", 0, 0, element_oid)
    head = pack("!iiIii", 1, 0, element_oid, count, 1)
    return head + b"".join([part for value in values for part in (_integer(len(value)), value)])
