"""Epochs of the log: beginning one, what the former ones still say, hearing of other history.

The rules stand in migrations 0010 and 0028, and in functions/start_epoch.sql and tell_epochs.sql;
what an operator does with them in `adapters/new_epoch.py`.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

import orjson
import psycopg
from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.postgres.log_failures import EPOCH_CHANGED, HEAD_WITHOUT_TIME, failure_of
from adapters.postgres.log_reader import IN_CALENDAR, LogHead
from adapters.postgres.tenant_pass import seal_of
from application.errors import EpochChanged

CHANNEL: Final = "log_epoch"  # A new epoch is told here.
LOOK_SECONDS: Final = 5.0  # Should the notification get lost, as when the server was restored.
RETRY_SECONDS: Final = 1.0
CONNECT_SECONDS_MAX: Final = 5
# What migration 0010 lets in: who began an epoch, and why.
BY_BYTES_MAX: Final = 256
WORDS_BYTES_MAX: Final = 2048
# As `EpochStart` has them; a time that no calendar has is told as 1970.
_STARTS: Final = (
    'SELECT epoch, former_epoch, "offset", shared_offset,'
    f" CASE WHEN started_at {IN_CALENDAR} THEN started_at ELSE 'epoch' END, started_by, reason"
    " FROM log.epoch_start ORDER BY epoch"
)
_MARK: Final = """
SELECT h.epoch, h."offset", last.hash, known.hash
  FROM log.log_head h
  LEFT JOIN log.event last ON last."offset" = h."offset"
  LEFT JOIN log.event known ON known."offset" = %s
"""


class EpochStart(NamedTuple):
    """How an epoch began. Up to `shared_offset` its history is that of the former epoch."""

    epoch: int
    former_epoch: int
    offset: int
    shared_offset: int
    started_at: datetime
    started_by: str
    reason: str


async def start_epoch(
    connection: AsyncConnection,
    secret: bytes,
    *,
    former: int,
    epoch: int,
    shared_offset: int | None,
    started_by: str,
    reason: str,
) -> EpochStart:
    """Begins the epoch, as purvey_operate; EpochChanged when the log has left `former`.

    `secret` is the instance's, without which nobody begins one.

    LogUnsound when its head has a time that no calendar has, which would be kept for good.
    Without a `shared_offset` all that the log holds by then is shared.
    """
    shared = -1 if shared_offset is None else shared_offset
    words = f"{former} {epoch} {shared} {len(started_by)} {started_by} {reason}"
    seal = seal_of(secret, "purvey.epoch.1", words)
    async with connection.cursor(row_factory=args_row(EpochStart)) as cursor:
        try:
            await cursor.execute(
                "SELECT * FROM log.start_epoch(%s::integer, %s::integer, %s, %s, %s, %s)",
                [former, epoch, shared_offset, started_by, reason, seal],
            )
        except psycopg.Error as error:
            if error.sqlstate == EPOCH_CHANGED:
                said = error.diag.message_primary
                raise EpochChanged(f"{said} Somebody else began an epoch.") from error
            if error.sqlstate == HEAD_WITHOUT_TIME and (failure := failure_of(error)):
                raise failure from error
            raise
        started = await cursor.fetchone()
    assert started is not None, "a started epoch comes back"
    return started


async def tell_epochs(
    connection: AsyncConnection, secret: bytes, starts: Iterable[EpochStart]
) -> None:
    """Tells the log, as purvey_operate, how later epochs began; what it knows stays.

    `secret` is the instance's, without which nothing is believed.
    """
    told = orjson.dumps([each._asdict() for each in starts]).decode()
    seal = seal_of(secret, "purvey.epochs.1", told)
    await connection.execute("SELECT log.tell_epochs(%s, %s)", [told, seal])


async def epoch_starts(connection: AsyncConnection) -> list[EpochStart]:
    """Every epoch but the first that the log knows, in order; not all of them led to its own."""
    async with connection.cursor(row_factory=args_row(EpochStart)) as cursor:
        await cursor.execute(_STARTS)
        return await cursor.fetchall()


async def kept_offset(connection: AsyncConnection, epoch: int) -> int:
    """The last offset at which that epoch's history is the log's; 0 for one that nobody knows."""
    row = await (await connection.execute("SELECT log.kept_offset(%s)", [epoch])).fetchone()
    assert row is not None, "a function gives one row"
    return int(row[0])


async def is_founded(connection: AsyncConnection, epoch: int) -> bool:
    """Whether the log knows how that epoch began, as it does of each but the first."""
    found = await connection.execute(
        "SELECT %(epoch)s = 1 OR EXISTS (SELECT FROM log.epoch_start WHERE epoch = %(epoch)s)",
        {"epoch": epoch},
    )
    return await found.fetchone() == (True,)


async def wait_for_other_history(
    database_url: str, *, look_seconds: float = LOOK_SECONDS
) -> tuple[LogHead, LogHead]:
    """Where the log stood and where it stands, once it is not what it was with more behind it.

    It began an epoch, or was put back to an earlier time within one, whatever was recorded there
    since: then it does not hold the event any more that was its last. Lives through restarts of the
    database, because it is behind one that the history changes.
    """
    known: _Mark | None = None
    while True:
        try:
            async with await AsyncConnection.connect(
                database_url, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX
            ) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                while True:
                    seen = await _marked(connection, known)
                    if known is not None and not _goes_on(known, seen):
                        return LogHead(*known[:2]), LogHead(*seen[:2])
                    known = seen
                    async for _ in connection.notifies(timeout=look_seconds, stop_after=1):
                        continue
        except psycopg.OperationalError:
            await asyncio.sleep(RETRY_SECONDS)


class _Mark(NamedTuple):
    """Where the log stands, the hash of its last event, and of that at the offset known before."""

    epoch: int
    offset: int
    last_hash: bytes | None
    known_hash: bytes | None


async def _marked(connection: AsyncConnection, known: _Mark | None) -> _Mark:
    async with connection.cursor(row_factory=args_row(_Mark)) as cursor:
        await cursor.execute(_MARK, [0 if known is None else known.offset])
        mark = await cursor.fetchone()
    assert mark is not None, "the log has a head"
    return mark


def _goes_on(known: _Mark, seen: _Mark) -> bool:
    is_ahead = seen.epoch == known.epoch and seen.offset >= known.offset
    return is_ahead and seen.known_hash == known.last_hash
