"""Which saves of a batch that does not fit stay out, and what each of their callers is told.

Two questions to the log, which commands it knows and where the streams stand, and then the batch is
gone through in its order, as if one save came after the other.

An example: of a batch of A, B and C the log knows A, because the answer of its first time was lost;
B was decided on what A changed (it names A in `after`); C rests on a stream that another process
has moved on. The call stores nothing. Here A is a duplicate and gets the outcome that it had, C is
a conflict and is decided again, and B has no result yet. If the log holds the very events that A
has here (`append_same.py`), B is tried again and stored. If not, another process carried A out on
another state, and B is an orphan (`append_call.py`), whatever version its streams have by chance.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.postgres.append_arrays import AppendedSave
from adapters.postgres.log_reader import RECORDED_AT
from adapters.postgres.wire_arrays import Texts
from application.ports import Save

_KNOWN: Final = (
    f"SELECT number, body_hash, stream, version, position, epoch, {RECORDED_AT}"
    " FROM log.known_commands(%s, %s)"
)
_VERSIONS: Final = "SELECT * FROM log.stream_versions(%s, %s)"


class Result(NamedTuple):
    """What became of one save. `result` is

    `appended`, with the command's outcome; `duplicate`, with the outcome that this command had
    before; `reused`, when its id was used with another body; `conflict`, with the stream that is
    not at its expected version, and the version it is at; `orphan`, when it was decided on a save
    that stays out.
    """

    result: str
    stream: str | None = None
    version: int | None = None
    position: int | None = None
    epoch: int | None = None
    recorded_at: datetime | None = None
    as_decided: bool = False  # Its events stand in the log as the save has them.


class _Known(NamedTuple):
    number: int
    body_hash: bytes
    stream: str
    version: int
    position: int
    epoch: int
    recorded_at: datetime


class _Version(NamedTuple):
    number: int
    version: int


async def judged(connection: AsyncConnection, batch: Sequence[AppendedSave]) -> list[Result | None]:
    """For each save what keeps it out; none for one that may be tried again."""
    found = await known(connection, batch)
    heads = await _heads(connection, batch)
    return [found.get(index) or _conflict(each, heads) for index, each in enumerate(batch)]


def _conflict(each: AppendedSave, heads: dict[tuple[str, str], int]) -> Result | None:
    """The first stream that is elsewhere; a save that fits moves its streams on."""
    tenant = each.save.tenant
    for stream, version in _resting_on(each.save):
        stands = heads[tenant, stream]
        if stands != version:
            return Result("conflict", stream, stands)
    for change in each.save.changes:
        heads[tenant, change.stream] += len(change.events)
    return None


def _resting_on(save: Save) -> Iterator[tuple[str, int]]:
    """Every stream that the save names, and the version at which it must stand."""
    yield from ((each.stream, each.expected_version) for each in save.changes)
    yield from ((each.stream, each.version) for each in save.reads)


async def known(connection: AsyncConnection, batch: Sequence[AppendedSave]) -> dict[int, Result]:
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


async def _heads(
    connection: AsyncConnection, batch: Sequence[AppendedSave]
) -> dict[tuple[str, str], int]:
    """By tenant and stream: the version at which each stream of the batch stands."""
    named = {
        (each.save.tenant, stream): 0 for each in batch for stream, _ in _resting_on(each.save)
    }
    streams = list(named)
    tenants = Texts(tenant for tenant, _ in streams)
    async with connection.cursor(binary=True, row_factory=args_row(_Version)) as cursor:
        await cursor.execute(_VERSIONS, (tenants, Texts(s for _, s in streams)), prepare=True)
        rows = await cursor.fetchall()
    return named | {streams[row.number - 1]: row.version for row in rows}
