"""Reads the log: for the relay, for projections, for replay and for verification.

Rows come as stored (`LogRow`); `recorded` makes of a row what projections and replay work on. Which
role and tenant a connection has is the business of whoever opened it. What is read in one order
without gaps is complete: offsets are dense in the log, positions in a tenant's history.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple

import orjson
from psycopg import AsyncConnection, Connection
from psycopg.rows import args_row

from domain.event import Newer, Recorded, Unreadable
from domain.upcasts import FIRST_SCHEMA, LIFTED_FROM_FIRST, NewerSchema, upcast

CHANNEL: Final = "log_appended"  # Each append notifies it of the last offset.


class LogRow(NamedTuple):
    """One event as stored; `hash` is over the others, see `leaf_hash.py`.

    Of one whose recorded time no calendar has, as a superuser may have written it, the metadata are
    left out: nobody can take it apart.
    """

    epoch: int
    offset: int
    tenant: str
    position: int
    stream: str
    version: int
    type: str
    recorded_at: datetime
    metadata: bytes
    payload: bytes
    hash: bytes


def log_rows(cursor: object) -> Callable[[Sequence[Any]], LogRow]:
    """A row factory for queries that select the fields of `LogRow` in its order.

    It calls nothing of Python's for a row, which is a fifth of what reading the row takes.
    """
    del cursor
    return partial(tuple.__new__, LogRow)


class LogHead(NamedTuple):
    """Where the log stands. The epoch rises when the database is restored to an earlier point."""

    epoch: int
    offset: int


IN_CALENDAR: Final = "BETWEEN '0001-01-01 00:00:00Z' AND '9999-12-31 23:59:59.999999Z'"
# Both as `LogRow` has them. Python has no name for other times, and the driver ends in an error.
RECORDED_AT: Final = f"CASE WHEN recorded_at {IN_CALENDAR} THEN recorded_at ELSE 'epoch' END"
METADATA: Final = f"CASE WHEN recorded_at {IN_CALENDAR} THEN metadata ELSE '' END"
_COLUMNS: Final = (
    f'SELECT epoch, "offset", tenant, position, stream, version, type, {RECORDED_AT}, {METADATA},'
    " payload, hash FROM log.event"
)
_READ: Final = f'{_COLUMNS} WHERE "offset" > %s ORDER BY "offset" LIMIT %s'
_READ_OF_TENANT: Final = (
    f'{_COLUMNS} WHERE tenant = %s AND "offset" > %s ORDER BY "offset" LIMIT %s'
)
_READ_STREAM: Final = (
    f"{_COLUMNS} WHERE tenant = %s AND stream = %s AND version > %s ORDER BY version LIMIT %s"
)
# The lengths are summed up in the database, so that no more than one page ever leaves it.
_READ_PAGE: Final = f"""
SELECT epoch, "offset", tenant, position, stream, version, type, {RECORDED_AT}, {METADATA},
       payload, hash
  FROM (SELECT *,
               sum(octet_length(metadata) + octet_length(payload)) OVER (ORDER BY "offset")
               - octet_length(metadata) - octet_length(payload) AS bytes_before
          FROM log.event
         WHERE "offset" > %s
         ORDER BY "offset"
         LIMIT %s) page
 WHERE bytes_before < %s
 ORDER BY "offset"
"""
_OFFSET: Final = re.compile(r"[1-9][0-9]{0,17}")
_HEAD: Final = 'SELECT epoch, "offset" FROM log.log_head'
_OFFSET_AT: Final = 'SELECT "offset" FROM log.event WHERE tenant = %s AND position = %s'
_LAST_OFFSET: Final = (
    'SELECT "offset" FROM log.event WHERE tenant = %s ORDER BY position DESC LIMIT 1'
)


def read(
    connection: Connection, after_offset: int, limit: int, tenant: str | None = None
) -> list[LogRow]:
    """The next events of the log, at most `limit`, of all tenants or of one."""
    query, values = _page(after_offset, limit, tenant)
    with connection.cursor(binary=True, row_factory=log_rows) as cursor:
        return cursor.execute(query, values, prepare=True).fetchall()


async def read_async(
    connection: AsyncConnection, after_offset: int, limit: int, tenant: str | None = None
) -> list[LogRow]:
    """As `read`."""
    query, values = _page(after_offset, limit, tenant)
    async with connection.cursor(binary=True, row_factory=log_rows) as cursor:
        await cursor.execute(query, values, prepare=True)
        return await cursor.fetchall()


async def read_page_async(
    connection: AsyncConnection, after_offset: int, limit: int, bytes_max: int
) -> list[LogRow]:
    """As `read`; no event follows once so many bytes are there, so there is always the first."""
    async with connection.cursor(binary=True, row_factory=log_rows) as cursor:
        await cursor.execute(_READ_PAGE, (after_offset, limit, bytes_max), prepare=True)
        return await cursor.fetchall()


async def read_stream_async(
    connection: AsyncConnection, tenant: str, stream: str, after_version: int, limit: int
) -> list[LogRow]:
    """The next events of one document, at most `limit`, by version."""
    async with connection.cursor(binary=True, row_factory=log_rows) as cursor:
        await cursor.execute(_READ_STREAM, (tenant, stream, after_version, limit), prepare=True)
        return await cursor.fetchall()


async def log_head_async(connection: AsyncConnection) -> LogHead:
    """Epoch and last offset."""
    async with connection.cursor(row_factory=args_row(LogHead)) as cursor:
        await cursor.execute(_HEAD)
        head = await cursor.fetchone()
    assert head is not None, "the log has a head"
    return head


async def offset_at_async(connection: AsyncConnection, tenant: str, position: int) -> int:
    """Where the log holds this position of the tenant's history, which must have been stored."""
    cursor = await connection.execute(_OFFSET_AT, (tenant, position), prepare=True)
    row = await cursor.fetchone()
    assert row is not None, "the position was stored"
    return int(row[0])


async def last_offset_async(connection: AsyncConnection, tenant: str) -> int | None:
    """The offset of the tenant's newest event; none when it has no history."""
    cursor = await connection.execute(_LAST_OFFSET, (tenant,), prepare=True)
    row = await cursor.fetchone()
    return None if row is None else int(row[0])


def recorded(row: LogRow) -> Recorded:
    """The row as projections and replay read it: decoded, and lifted to the current schema."""
    return decoded(*row[:-1])


def decoded(
    epoch: int,
    offset: int,
    tenant: str,
    position: int,
    stream: str,
    version: int,
    stored_type: str,
    recorded_at: datetime,
    metadata: bytes,
    payload: bytes | None,
) -> Recorded:
    """As `recorded`, of all columns but the hash; of a payload that was not asked for, nothing."""
    around: dict[str, Any]
    try:
        around = orjson.loads(metadata)
        data = {} if payload is None else orjson.loads(payload)
        if payload is None:
            around.items()  # An object, as whoever goes by it may believe.
        elif around["schema"] != FIRST_SCHEMA or stored_type in LIFTED_FROM_FIRST:
            around["schema"], data = upcast(stored_type, around["schema"], data)
    except NewerSchema:
        data = Newer(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        # why: one such event must not keep readers from all others. `purvey verify` names it.
        around, data = _around(metadata), Unreadable()
    # What a NamedTuple's constructor does, less a call.
    return tuple.__new__(
        Recorded,
        (epoch, offset, tenant, position, stream, version, stored_type, recorded_at, around, data),
    )


def _around(metadata: bytes) -> dict[str, Any]:
    """What stands around an event whose payload nobody can take apart."""
    try:
        around = orjson.loads(metadata)
    except ValueError:
        return Unreadable()
    return around if isinstance(around, dict) else Unreadable()


async def listen(connection: AsyncConnection) -> None:
    """Let `wait_for_append` hear of every append from now on; the connection must autocommit."""
    assert connection.autocommit, "in a transaction no notification arrives"
    await connection.execute(f"LISTEN {CHANNEL}")


async def wait_for_append(connection: AsyncConnection, timeout_seconds: float) -> int | None:
    """The newest offset heard of since the last call, waiting for one; none when time is over.

    A notification may be missed when a connection breaks: read the log after a timeout as well.
    Any user may send one, so an offset is a hint, and what is none is taken for silence.
    """
    newest = None
    async for notice in connection.notifies(timeout=timeout_seconds, stop_after=1):
        if _OFFSET.fullmatch(notice.payload):
            newest = int(notice.payload)
    return newest


def _page(after_offset: int, limit: int, tenant: str | None) -> tuple[str, tuple[object, ...]]:
    if tenant is None:
        return _READ, (after_offset, limit)
    return _READ_OF_TENANT, (tenant, after_offset, limit)
