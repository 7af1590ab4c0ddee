"""Arrays in PostgreSQL's binary form, for calls that carry thousands of values.

A list wrapped in one of these types becomes a parameter of that array type. psycopg's own lists
would do the same; these are several times faster because their element type is known beforehand.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct, pack
from typing import Any, Final

from psycopg import AsyncConnection, postgres
from psycopg.adapt import Dumper
from psycopg.pq import Format

TIME_ZERO: Final = datetime(2000, 1, 1, tzinfo=UTC)  # Where PostgreSQL counts from.
MICROSECOND: Final = timedelta(microseconds=1)

_length: Final = Struct("!i").pack
LENGTHS: Final = tuple(map(_length, range(4_096)))  # Ready made, because each value has one.
INTEGER_BYTES: Final = 4
MOMENT_BYTES: Final = 8


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

    def dump(self, obj: Sequence[Any]) -> bytes:
        """One dimension, counted from 1, without nulls: head, then each value behind its length."""
        if not obj:
            return pack("!iiI", 0, 0, self.element_oid)
        head = pack("!iiIii", 1, 0, self.element_oid, len(obj), 1)
        return head + self.values(obj)

    def values(self, obj: Sequence[Any]) -> bytes:
        parts = [b""] * (2 * len(obj))
        parts[1::2] = obj
        parts[::2] = [LENGTHS[n] if n < len(LENGTHS) else _length(n) for n in map(len, obj)]
        return b"".join(parts)


class _Texts(_Array):
    element_oid = postgres.types["text"].oid
    oid = postgres.types["text"].array_oid

    def values(self, obj: Sequence[str]) -> bytes:
        return super().values([text.encode() for text in obj])


class _Blobs(_Array):
    element_oid = postgres.types["bytea"].oid
    oid = postgres.types["bytea"].array_oid


class _Integers(_Array):
    element_oid = postgres.types["int4"].oid
    oid = postgres.types["int4"].array_oid

    def values(self, obj: Sequence[int]) -> bytes:
        return _of_one_length("i", INTEGER_BYTES, obj)


class _Moments(_Array):
    element_oid = postgres.types["timestamptz"].oid
    oid = postgres.types["timestamptz"].array_oid

    def values(self, obj: Sequence[datetime]) -> bytes:
        return _of_one_length(
            "q", MOMENT_BYTES, [(moment - TIME_ZERO) // MICROSECOND for moment in obj]
        )


_DUMPERS: Final[dict[type, type[_Array]]] = {
    Texts: _Texts,
    Blobs: _Blobs,
    Integers: _Integers,
    Moments: _Moments,
}


def _of_one_length(form: str, length: int, numbers: Sequence[int]) -> bytes:
    parts = [length] * (2 * len(numbers))
    parts[1::2] = numbers
    return pack("!" + f"i{form}" * len(numbers), *parts)
