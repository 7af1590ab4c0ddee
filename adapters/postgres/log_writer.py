"""Sends batches of saves to the log, one at a time, and settles the future of each save.

A broken connection leaves open whether the last batch was stored. It is sent again as it is: the
log stores no command id twice, and one that it knows answers with the outcome that it had.
"""

import asyncio
from asyncio import Future
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg import AsyncConnection

from adapters.fault_points import reach
from adapters.postgres.append_call import append_events
from adapters.postgres.append_judge import Result
from adapters.postgres.event_mapper import LogEvent
from adapters.postgres.log_failures import TAKES_NOTHING, TakesNothing, failure_of
from adapters.postgres.wire_arrays import register_arrays
from application.errors import CommandReused, Conflict, Failed, LogReadOnly
from application.ports import Outcome, Save

RECONNECT_SECONDS_MAX: Final = 30.0  # A restart with crash recovery usually takes less.
RECONNECT_PAUSE_SECONDS: Final = 0.1
CONNECT_SECONDS_MAX: Final = 5
SILENCE_MILLISECONDS_MAX: Final = 10_000  # Until a peer that is gone counts as a broken connection.
DURABLE: Final = "-c synchronous_commit=on"  # Whatever became of the user's own settings.


@dataclass(slots=True)
class PendingSave:
    """A save on its way: its events as bytes, by change, and the future that tells its outcome."""

    save: Save
    stored: list[list[LogEvent]]
    future: "Future[Outcome]"
    event_count: int = field(init=False)
    size_bytes: int = field(init=False)

    def __post_init__(self) -> None:
        self.event_count = self.size_bytes = 0
        for change in self.stored:
            for event in change:
                self.event_count += 1
                self.size_bytes += len(event.state) + len(event.metadata)


class LogWriter:
    """One connection as purvey_append, made anew when it breaks."""

    def __init__(self, url: str, reconnect_seconds_max: float = RECONNECT_SECONDS_MAX) -> None:
        self.epoch = 0  # Set once it is known; the log refuses batches of another one.
        self._url = url
        self._reconnect_seconds_max = reconnect_seconds_max
        self._connection: AsyncConnection | None = None
        self._cause: TakesNothing | None = None

    async def write(self, batch: Sequence[PendingSave]) -> bool:
        """Append the batch and settle every future; False when the log takes nothing at all."""
        batch = _without_orphans(batch)
        if not batch:
            return True
        try:
            results = await self._results(batch)
        except TAKES_NOTHING as failure:
            self._cause = failure
            _fail(batch, failure)
            return False
        except Exception as error:
            # why: its caller hears of it; a writer that stopped would leave all others waiting.
            if len(batch) > 1:
                return await self._write_singly(batch)
            _fail(batch, error)
            return True
        reach("append.answered")
        for each, result in zip(batch, results, strict=True):
            _settle(each, result)
        return True

    def give_up(self, batch: Sequence[PendingSave]) -> None:
        """Fail what waited behind a batch that could not be written, for the same cause."""
        assert self._cause is not None, "there is a cause to give up"
        _fail(batch, self._cause)

    async def _write_singly(self, batch: Sequence[PendingSave]) -> bool:
        """One save made the whole batch fail; alone it harms none of the others."""
        for index, each in enumerate(batch):
            if not await self.write([each]):
                self.give_up(batch[index + 1 :])
                return False
        return True

    async def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _results(self, batch: Sequence[PendingSave]) -> list[Result]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._reconnect_seconds_max
        while True:
            try:
                connection = await self._connected()
                return await append_events(connection, self.epoch, batch)
            except psycopg.Error as error:
                failure = failure_of(error)
                if failure is None:
                    raise
                if isinstance(failure, LogReadOnly):
                    await self.close()  # Only a new session sees that it may write again.
                    raise failure from error
                is_broken = self._connection is None or self._connection.closed
                if not is_broken or loop.time() >= deadline:
                    raise failure from error
                await asyncio.sleep(RECONNECT_PAUSE_SECONDS)

    async def _connected(self) -> AsyncConnection:
        if self._connection is None or self._connection.closed:
            self._connection = None
            self._connection = await AsyncConnection.connect(
                self._url,
                autocommit=True,
                connect_timeout=CONNECT_SECONDS_MAX,
                tcp_user_timeout=SILENCE_MILLISECONDS_MAX,
                options=DURABLE,
            )
            register_arrays(self._connection)
        return self._connection


def _fail(batch: Sequence[PendingSave], failure: Exception) -> None:
    for each in batch:
        if not each.future.done():
            each.future.set_exception(failure)


def _without_orphans(batch: Sequence[PendingSave]) -> list[PendingSave]:
    """The saves that were not decided on one that failed before; the others are told."""
    live = []
    for each in batch:
        if any(map(_failed, each.save.after)):
            _settle(each, Result("orphan"))
        else:
            live.append(each)
    return live


def _failed(before: "Future[Outcome]") -> bool:
    """Whether the save is over, and its events are not those that others were decided on."""
    if not before.done():
        return False
    return before.cancelled() or before.exception() is not None or not before.result().as_decided


def _settle(each: PendingSave, result: Result) -> None:
    if each.future.done():  # Its caller went away; what is stored stays.
        return
    match result.result:
        case "appended" | "duplicate":
            each.future.set_result(_outcome(result))
        case "conflict":
            each.future.set_exception(_conflict(result))
        case "orphan":
            each.future.set_exception(Conflict("A command before this one failed; decide again."))
        case _:
            each.future.set_exception(_reused(each.save))


def _outcome(result: Result) -> Outcome:
    assert result.stream is not None, "a stored command has a primary stream"
    assert result.version is not None, "at a version"
    assert result.position is not None, "and a place in the tenant's history"
    assert result.epoch is not None, "in an epoch"
    assert result.recorded_at is not None, "and a moment"
    return Outcome(
        stream=result.stream,
        version=result.version,
        position=result.position,
        epoch=result.epoch,
        recorded_at=result.recorded_at,
        duplicate=result.result == "duplicate",
        as_decided=result.as_decided,
    )


def _conflict(result: Result) -> Failed:
    return Conflict(
        f"{result.stream} is at version {result.version} by now; decide again on its newest state.",
        stream=result.stream,
        version=result.version,
    )


def _reused(save: Save) -> Failed:
    return CommandReused(
        f"Command id {save.command_id} was used before with another body; take a new id.",
        command_id=save.command_id,
    )
