"""Which events of the log are beyond doubt: hashed again here, from their stored bytes.

SHA-256 takes a quarter of the time here that it takes in the database, and taking metadata apart
half. Payloads are taken apart by the parser of our readers, because what it refuses no two programs
agree on: brackets nested by the thousand, numbers without end. What is doubted is not judged here
but by `log_check.py`, whose statement names what is wrong; nothing is let pass that it would not.

A plain connection is read, which waits in C: to wait in a loop for 8 KB at a time took a quarter of
the processor time of all this.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from operator import itemgetter
from struct import Struct
from typing import Any, Final

import orjson
from psycopg import Connection

from adapters.collector import collector_at_rest
from adapters.postgres.leaf_hash import DOMAIN, EPOCH, LEAF, MICROSECOND

PAGE_EVENTS: Final = 1_000
TYPE_CHARACTERS_MAX: Final = 128
_TYPE: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_NUL: Final = b"\\u0000"  # JSON allows it, jsonb does not.
_BACKSLASH: Final = b"\\"  # One byte is found ten times as fast, and few payloads hold one.
_NUL_ESCAPED: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # and no backslash before a `u`
# Both moments as microseconds: a whole number of them is what is hashed.
_READ: Final = """
SELECT "offset", epoch, recorded, tenant, position, stream, version, type, effective, metadata,
       payload, hash
  FROM (SELECT *, (extract(epoch FROM recorded_at) * 1000000)::bigint AS recorded,
               (extract(epoch FROM effective_at) * 1000000)::bigint AS effective
          FROM log.event) e
 WHERE "offset" > %s AND "offset" <= %s
 ORDER BY "offset"
"""

# A field is its length and itself, see `leaf_hash.py`: two of 8 bytes, and the length of the next.
_INTEGER: Final = Struct(">Iq").pack
_INTEGER_AND_LENGTH: Final = Struct(">IqI").pack
_LENGTH: Final = Struct(">I").pack
# In microseconds since 1970: where the calendar of readers begins, and where it has ended.
YEAR_1: Final = (datetime(1, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND
YEAR_10_000: Final = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND + 1
_STAMP: Final = itemgetter(0, 1, 2)  # offset, epoch, recorded
_KNOWN_MAX: Final = 10_000


def are_sound(connection: Connection, after: int, up_to: int) -> bool:
    """Whether all events between the offsets are there, as stored, in order, and readable.

    False says no more than that something has to be looked at. DataError and NotSupportedError of
    psycopg mean the same; a transaction that the connection is in ends with them.
    """
    try:
        with collector_at_rest():
            return _are_sound(connection, after, up_to)
    except (ValueError, KeyError, TypeError):
        # why: whatever it is, the statement that names it has to look.
        return False


def _are_sound(connection: Connection, after: int, up_to: int) -> bool:
    with connection.cursor(binary=True) as cursor:
        former = list(map(_STAMP, cursor.execute(_READ, (after - 1, after), prepare=True)))
        while after < up_to:
            last = min(after + PAGE_EVENTS, up_to)
            rows = cursor.execute(_READ, (after, last), prepare=True).fetchall()
            former = [*former[-1:], *map(_STAMP, rows)]
            if len(rows) != last - after or not _in_order(former) or not _are_as_stored(rows):
                return False
            after = last
    return True


def _in_order(stamps: Sequence[tuple[int, ...]]) -> bool:
    """Whether offsets have no gap, no time or epoch falls, and each time is in the calendar."""
    offsets, *others = map(list, zip(*stamps, strict=True))
    dense = list(range(offsets[0], offsets[0] + len(offsets)))
    in_order = offsets == dense and all(sorted(each) == each for each in others)
    return in_order and YEAR_1 <= others[-1][0] <= others[-1][-1] < YEAR_10_000


def _are_as_stored(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether each event has its hash, and bytes of which readers make what they should.

    One loop over local names: a call for each event would be a tenth of it.
    """
    heads, types, moments, loads, digest = _HEADS, _TYPES, _MOMENTS, orjson.loads, sha256
    integer, integer_and_length, length = _INTEGER, _INTEGER_AND_LENGTH, _LENGTH
    for _, _, recorded, tenant, position, stream, version, kind, effective, *stored in rows:
        metadata, payload, kept = stored
        of = stream.encode()
        hashed = b"".join(
            (
                heads[tenant],
                integer_and_length(8, position, len(of)),
                of,
                integer(8, version),
                types[kind],
                integer_and_length(8, recorded, len(metadata)),
                metadata,
                length(len(payload)),
                payload,
            )
        )
        if digest(hashed).digest() != kept or type(loads(payload)) is not dict:
            return False
        if _BACKSLASH in hashed and _NUL in hashed:
            return False
        if moments[loads(metadata)["effective_at"]] != effective:
            return False
    return True


def moment_stated(metadata: bytes, payload: bytes) -> datetime | None:
    """When an event took effect as its metadata say; none where readers cannot take it apart."""
    try:
        stated = datetime.fromisoformat(orjson.loads(metadata)["effective_at"])
        is_plain = type(orjson.loads(payload)) is dict and stated.tzinfo is not None
    except (ValueError, KeyError, TypeError):
        return None
    has_nul = any(_NUL_ESCAPED.search(each) for each in (metadata, payload))
    return stated if is_plain and not has_nul else None


def _field(value: str) -> bytes:
    encoded = value.encode()
    return _LENGTH(len(encoded)) + encoded


def _head(tenant: str) -> bytes:
    """What the bytes that are hashed begin with."""
    return LEAF + _LENGTH(len(DOMAIN)) + DOMAIN + _field(tenant)


def _type_field(kind: str) -> bytes:
    """The field of a type; ValueError for one that cannot be part of a subject of the stream."""
    if len(kind) > TYPE_CHARACTERS_MAX or not _TYPE.fullmatch(kind):
        raise ValueError(f"{kind} is no type")
    return _field(kind)


def _microseconds(moment: str) -> int:
    """Since 1970, of a moment in canonical form; ValueError for any other."""
    if not _MOMENT.fullmatch(moment):
        raise ValueError(f"{moment} is no moment in canonical form")
    return (datetime.fromisoformat(moment) - EPOCH) // MICROSECOND


class _Known(dict[str, Any]):
    """What was made of a text before is found without a call."""

    def __init__(self, make: Callable[[str], object]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> object:
        if len(self) >= _KNOWN_MAX:
            self.clear()
        self[text] = made = self._make(text)
        return made


_HEADS: Final = _Known(_head)
_TYPES: Final = _Known(_type_field)
_MOMENTS: Final = _Known(_microseconds)
