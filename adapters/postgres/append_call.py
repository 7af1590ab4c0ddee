"""The one way to add to the log: saves in, one result for each out, in one order.

`log.append_events` stores a batch as a whole or not at all. A batch nearly always fits; one that
does not is taken apart: what is known already is told, halves are tried, and a save that does not
fit alone is told why. The arrays of the call are made in `append_arrays.py`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.fault_points import reach_while_waiting
from adapters.postgres.append_arrays import AppendedSave, Arrays, NotInLine
from adapters.postgres.wire_arrays import Integers, Texts

NOT_WHERE_EXPECTED: Final = "PV003"  # as log.append_events raises it
_CALL: Final = (
    "SELECT recorded_at, positions FROM log.append_events("
    "%s::integer, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_KNOWN: Final = "SELECT * FROM log.known_commands(%s, %s)"
_MOVED: Final = "SELECT * FROM log.moved_stream(%s, %s, %s)"


class Result(NamedTuple):
    """What became of one save. `result` is

    `appended`, with the command's outcome; `duplicate`, with the outcome that this command had
    before; `reused`, when its id was used with another body; `conflict`, with the stream that is
    not at its expected version, and the version it is at.
    """

    result: str
    stream: str | None = None
    version: int | None = None
    position: int | None = None
    epoch: int | None = None
    recorded_at: datetime | None = None


class _Stored(NamedTuple):
    recorded_at: datetime
    positions: list[int]


class _Known(NamedTuple):
    number: int
    body_hash: bytes
    stream: str
    version: int
    position: int
    epoch: int
    recorded_at: datetime


class _Moved(NamedTuple):
    stream: str
    version: int


async def append_events(
    connection: AsyncConnection, epoch: int, batch: Sequence[AppendedSave]
) -> list[Result]:
    """Append the batch, in as few transactions as it fits into; one result per save, in order.

    A save is stored whole or not at all. Raises `psycopg.Error`: PV001 when the epoch is over.
    """
    if not batch:
        return []
    try:
        return await _store(connection, epoch, batch)
    except NotInLine as broken:
        apart = [batch[: broken.index], batch[broken.index :]]
    except psycopg.Error as error:
        if not _tells_misfit(error):
            raise
        known = await _known(connection, batch)
        if known:
            return await _rest(connection, epoch, batch, known)
        if len(batch) == 1:
            return [await _conflict(connection, batch[0], error)]
        apart = [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
    return [each for part in apart for each in await append_events(connection, epoch, part)]


async def _store(
    connection: AsyncConnection, epoch: int, batch: Sequence[AppendedSave]
) -> list[Result]:
    arrays = Arrays(batch)
    async with connection.cursor(binary=True, row_factory=args_row(_Stored)) as cursor:
        reach_while_waiting("append.sent")
        await cursor.execute(_CALL, (epoch, *arrays.arguments()), prepare=True)
        stored = await cursor.fetchone()
    assert stored is not None, "the call answers or raises"
    recorded_at, positions = stored
    results = []
    for each, last in zip(batch, arrays.last_events, strict=True):
        first = each.save.changes[0]
        version = first.expected_version + len(first.events)
        position = positions[last - 1]
        results.append(Result("appended", first.stream, version, position, epoch, recorded_at))
    return results


def _tells_misfit(error: psycopg.Error) -> bool:
    return isinstance(error, psycopg.errors.UniqueViolation) or (
        error.sqlstate == NOT_WHERE_EXPECTED
    )


async def _known(connection: AsyncConnection, batch: Sequence[AppendedSave]) -> dict[int, Result]:
    """By index: the saves whose command ids the log knows, with what it knows of them."""
    tenants = Texts(each.save.tenant for each in batch)
    ids = Texts(each.save.command_id for each in batch)
    async with connection.cursor(binary=True, row_factory=args_row(_Known)) as cursor:
        await cursor.execute(_KNOWN, (tenants, ids), prepare=True)
        rows = await cursor.fetchall()
    return {
        row.number - 1: Result("duplicate", *row[2:])
        if row.body_hash == batch[row.number - 1].save.body_hash
        else Result("reused")
        for row in rows
    }


async def _rest(
    connection: AsyncConnection,
    epoch: int,
    batch: Sequence[AppendedSave],
    known: dict[int, Result],
) -> list[Result]:
    """What is not known is appended by itself, and takes its place among the results."""
    rest = [each for index, each in enumerate(batch) if index not in known]
    appended = iter(await append_events(connection, epoch, rest))
    return [known.get(index) or next(appended) for index in range(len(batch))]


async def _conflict(
    connection: AsyncConnection, each: AppendedSave, error: psycopg.Error
) -> Result:
    """Which stream moved on. If none did, the error is about something else."""
    save = each.save
    streams = Texts(change.stream for change in save.changes)
    expected = Integers(change.expected_version for change in save.changes)
    async with connection.cursor(binary=True, row_factory=args_row(_Moved)) as cursor:
        await cursor.execute(_MOVED, (save.tenant, streams, expected), prepare=True)
        moved = await cursor.fetchone()
    if moved is None:
        raise error
    return Result("conflict", moved.stream, moved.version)
