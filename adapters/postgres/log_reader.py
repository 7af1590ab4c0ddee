"""Reads the log: for the relay, for projections, for replay and for verification.

Rows come as stored (`LogRow`); `recorded` makes of a row what projections and replay work on. Which
role and tenant a connection has is the business of whoever opened it. What is read in one order
without gaps is complete: offsets are dense in the log, positions in a tenant's history.
"""

import re
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson
from psycopg import AsyncConnection, Connection
from psycopg.rows import args_row

from domain.event import Recorded
from domain.upcasts import upcast

CHANNEL: Final = "log_appended"  # Each append notifies it of the last offset.


class LogRow(NamedTuple):
    """One event as stored; `hash` is over the others, see `leaf_hash.py`."""

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


class LogHead(NamedTuple):
    """Where the log stands. The epoch rises when the database is restored to an earlier point."""

    epoch: int
    offset: int


_COLUMNS: Final = (
    'SELECT epoch, "offset", tenant, position, stream, version, type, recorded_at, metadata,'
    " payload, hash FROM log.event"
)
_READ: Final = f'{_COLUMNS} WHERE "offset" > %s ORDER BY "offset" LIMIT %s'
_READ_OF_TENANT: Final = (
    f'{_COLUMNS} WHERE tenant = %s AND "offset" > %s ORDER BY "offset" LIMIT %s'
)
_READ_STREAM: Final = (
    f"{_COLUMNS} WHERE tenant = %s AND stream = %s AND version > %s ORDER BY version LIMIT %s"
)
_OFFSET: Final = re.compile(r"[1-9][0-9]{0,17}")
_HEAD: Final = 'SELECT epoch, "offset" FROM log.log_head'


def read(
    connection: Connection, after_offset: int, limit: int, tenant: str | None = None
) -> list[LogRow]:
    """The next events of the log, at most `limit`, of all tenants or of one."""
    query, values = _page(after_offset, limit, tenant)
    with connection.cursor(binary=True, row_factory=args_row(LogRow)) as cursor:
        return cursor.execute(query, values, prepare=True).fetchall()


async def read_async(
    connection: AsyncConnection, after_offset: int, limit: int, tenant: str | None = None
) -> list[LogRow]:
    """As `read`."""
    query, values = _page(after_offset, limit, tenant)
    async with connection.cursor(binary=True, row_factory=args_row(LogRow)) as cursor:
        await cursor.execute(query, values, prepare=True)
        return await cursor.fetchall()


async def read_stream_async(
    connection: AsyncConnection, tenant: str, stream: str, after_version: int, limit: int
) -> list[LogRow]:
    """The next events of one document, at most `limit`, by version."""
    async with connection.cursor(binary=True, row_factory=args_row(LogRow)) as cursor:
        await cursor.execute(_READ_STREAM, (tenant, stream, after_version, limit), prepare=True)
        return await cursor.fetchall()


async def log_head_async(connection: AsyncConnection) -> LogHead:
    """Epoch and last offset."""
    async with connection.cursor(row_factory=args_row(LogHead)) as cursor:
        await cursor.execute(_HEAD)
        head = await cursor.fetchone()
    assert head is not None, "the log has a head"
    return head


def recorded(row: LogRow) -> Recorded:
    """The row as projections and replay read it: decoded, and lifted to the current schema."""
    metadata: dict[str, Any] = orjson.loads(row.metadata)
    schema, data = upcast(row.type, metadata["schema"], orjson.loads(row.payload))
    metadata["schema"] = schema
    return Recorded(
        epoch=row.epoch,
        offset=row.offset,
        tenant=row.tenant,
        position=row.position,
        stream=row.stream,
        version=row.version,
        type=row.type,
        recorded_at=row.recorded_at,
        metadata=metadata,
        data=data,
    )


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
