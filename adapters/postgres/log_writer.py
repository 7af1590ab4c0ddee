"""Sends batches of saves to the log, one at a time, over one connection that is made anew.

A broken connection leaves open whether the last batch was stored. It is sent again as it is: the
log stores no command id twice, and one that it knows answers with the outcome that it had. What a
batch comes to is told in `append_told.py`.

A log that knows no more the last command that it took from here, or the last event that was read
here, was put back meanwhile. It gets nothing: whoever decided the commands may have done so on a
history that was replaced.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

import psycopg
import structlog
from psycopg import AsyncConnection

from adapters.fault_points import reach
from adapters.postgres.append_call import append_events
from adapters.postgres.append_judge import Result, known
from adapters.postgres.append_same import recognized
from adapters.postgres.append_told import fail, tell, without_orphans
from adapters.postgres.complete_address import more_options, options_of
from adapters.postgres.log_failures import (
    LOCK_SECONDS_MAX,
    TAKES_NOTHING,
    TakesNothing,
    failure_of,
    unrecordable,
)
from adapters.postgres.pending_save import PendingSave
from adapters.postgres.wire_arrays import register_arrays
from application.errors import EpochChanged, LogReadOnly

RECONNECT_SECONDS_MAX: Final = 30.0  # A restart with crash recovery usually takes less.
RECONNECT_PAUSE_SECONDS: Final = 0.1
CONNECT_SECONDS_MAX: Final = 5
SILENCE_MILLISECONDS_MAX: Final = 10_000  # Until a peer that is gone counts as a broken connection.
DURABLE: Final = "-c synchronous_commit=on"  # Whatever became of the user's own settings.

_log: Final = structlog.get_logger(__name__)


class LogWriter:
    """One connection as purvey_append, made anew when it breaks."""

    def __init__(
        self,
        url: str,
        reconnect_seconds_max: float = RECONNECT_SECONDS_MAX,
        lock_seconds_max: float = LOCK_SECONDS_MAX,
        history_stands: Callable[[], Awaitable[bool]] | None = None,
        put_back: Callable[[], None] | None = None,
    ) -> None:
        """`put_back` is called when the log was.

        `history_stands` tells whether the log still holds what was read of it in this process.
        """
        self._history_stands = history_stands
        self._put_back = put_back
        self._last: PendingSave | None = None  # that the log took
        self.epoch = 0  # Set once it is known; the log refuses batches of another one.
        self._url = url
        self._reconnect_seconds_max = reconnect_seconds_max
        ours = f"{DURABLE} -c lock_timeout={round(lock_seconds_max * 1000)}ms"
        self._options = more_options(options_of(url), ours)
        self._connection: AsyncConnection | None = None
        self._cause: TakesNothing | None = None

    async def write(self, batch: Sequence[PendingSave]) -> bool:
        """Append the batch and settle every future; False when the log takes nothing at all."""
        batch = without_orphans(batch)
        if not batch:
            return True
        results: dict[int, Result] = {}
        try:
            await self._append(batch, results)
        except TAKES_NOTHING as failure:
            fail(tell(batch, results), failure)
            return False
        except Exception as error:
            # why: its caller hears of it; a writer that stopped would leave all others waiting.
            left = tell(batch, results)
            if len(left) > 1:
                return await self._write_singly(left)
            fail(left, unrecordable(error) or error)
            return True
        reach("append.answered")
        tell(batch, results)
        return True

    def give_up(self, batch: Sequence[PendingSave]) -> None:
        """Fail what waited behind a batch that could not be written, for the same cause."""
        assert self._cause is not None, "there is a cause to give up"
        fail(batch, self._cause)

    async def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _write_singly(self, batch: Sequence[PendingSave]) -> bool:
        """One save made the whole batch fail; alone it harms none of the others."""
        for index, each in enumerate(batch):
            if not await self.write([each]):
                self.give_up(batch[index + 1 :])
                return False
        return True

    async def _append(self, batch: Sequence[PendingSave], results: dict[int, Result]) -> None:
        """Fills in what becomes of each, by index. Raises one of `TAKES_NOTHING`, or else."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._reconnect_seconds_max
        while True:
            connection = None
            try:
                connection = await self._connected()
                await append_events(connection, self.epoch, batch, results)
                self._last = _last_taken(batch, results) or self._last
                return
            except psycopg.Error as error:
                is_broken = self._connection is None or self._connection.closed
                if is_broken and connection is not None:
                    for each in batch:
                        each.answer_lost = True
                self._cause = failure_of(error)
                if self._cause is None:
                    raise
                if not is_broken or loop.time() >= deadline:
                    raise await self._told(error, connection, batch, results) from error
                await asyncio.sleep(RECONNECT_PAUSE_SECONDS)

    async def _told(
        self,
        error: psycopg.Error,
        connection: AsyncConnection | None,
        batch: Sequence[PendingSave],
        results: dict[int, Result],
    ) -> Exception:
        """The failure of what has no result, once the log was asked for answers that were lost."""
        answer_lost = any(each.answer_lost for each in batch)
        if answer_lost and connection is not None:
            await _look_up(connection, batch, results)
        if isinstance(self._cause, LogReadOnly):
            await self.close()  # Only a new session sees that it may write again.
        return failure_of(error, answer_lost=answer_lost) or error

    async def _connected(self) -> AsyncConnection:
        if self._connection is None or self._connection.closed:
            self._connection = None
            connection = await AsyncConnection.connect(
                self._url,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS_MAX,
                tcp_user_timeout=SILENCE_MILLISECONDS_MAX,
                options=self._options,
            )
            try:
                register_arrays(connection)
                await self._refuse_put_back(connection)
            except BaseException:
                await connection.close()
                raise
            self._connection = connection
        return self._connection

    async def _refuse_put_back(self, connection: AsyncConnection) -> None:
        knows_last = await self._knows_last(connection)
        if knows_last and (self._history_stands is None or await self._history_stands()):
            return
        _log.warning("log.put_back", unknown="last event read" if knows_last else "last command")
        if self._put_back is not None:
            self._put_back()
        self._cause = EpochChanged(
            "The log does not know the last command that it took from this process, or the last"
            " event that this process read: it was put back to an earlier time. Send again under"
            " the same command id: another process decides."
        )
        raise self._cause

    async def _knows_last(self, connection: AsyncConnection) -> bool:
        if self._last is None:
            return True
        found = (await known(connection, [self._last])).get(0)
        return found is not None and found.result == "duplicate"


def _last_taken(batch: Sequence[PendingSave], results: dict[int, Result]) -> PendingSave | None:
    taken = [index for index, each in results.items() if each.result in {"appended", "duplicate"}]
    return batch[max(taken)] if taken else None


async def _look_up(
    connection: AsyncConnection, batch: Sequence[PendingSave], results: dict[int, Result]
) -> None:
    """Fills in what an attempt stored whose answer was lost, from a log that takes no more."""
    waiting = [index for index in range(len(batch)) if index not in results]
    part = [batch[index] for index in waiting]
    with suppress(psycopg.Error):  # The failure says that it is not known then.
        found = await known(connection, part)
        told = await recognized(connection, part, [found.get(n) for n in range(len(part))])
        results |= {index: each for index, each in zip(waiting, told, strict=True) if each}
