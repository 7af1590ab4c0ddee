"""The relay: makes the stream a mirror of the log, in offset order, and keeps it one.

It holds no checkpoint: the stream's last sequence is the offset up to which all is published. What
makes that true is the fence in `batch.py`; when it is not true, `mirror.py` finds out and the
stream is deleted and made again. How it goes is told by `relay_status.py` and the program's log.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, Final, TypeVar

import psycopg
import structlog
from psycopg import AsyncConnection

from adapters.nats.batch import publish_batch, split
from adapters.nats.cloud_event import Publication
from adapters.nats.connection import NatsConnection, connected
from adapters.nats.consumers import tend_consumers
from adapters.nats.errors import Fenced, NatsError, NatsUnavailable, StreamAhead
from adapters.nats.log_page import next_page
from adapters.nats.mirror import Judgement, judge
from adapters.nats.relay_status import RelayState, RelayStatus, write_status
from adapters.nats.topology import assert_payload_limit, create_stream, delete_stream
from adapters.postgres.log_reader import listen, wait_for_append
from adapters.system import monotonic_seconds, new_uuid

NAME: Final = "purvey-relay"
CHECK_SECONDS: Final = 5.0
POLL_SECONDS: Final = 1.0  # Should a notification get lost; normally nobody waits for it.
STATUS_SECONDS: Final = 0.5
LISTEN_SECONDS: Final = 60.0  # How long one wait for a notification may take.
FENCED_SECONDS: Final = 0.5  # Another relay is at work: look again, but leave it the stream.
RETRY_SECONDS_MIN: Final = 0.2
RETRY_SECONDS_MAX: Final = 5.0
NAME_DIGITS: Final = 8  # Enough to tell relays apart; it is stored with every message.

Result = TypeVar("Result")

_log: Final = structlog.get_logger(__name__)


async def run_relay(database_url: str, nats_url: str, stopped: asyncio.Event) -> None:
    """Relays until `stopped` is set. `database_url` is that of a user in role purvey_relay."""
    relay = Relay(database_url, nats_url)
    running = asyncio.create_task(relay.run())
    ending = asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait((running, ending), return_when=asyncio.FIRST_COMPLETED)
        relay.stop()
        await running
    finally:
        running.cancel()
        ending.cancel()


class Relay:
    """One relay. `run` lives through restarts of both servers, until `stop`."""

    def __init__(
        self, database_url: str, nats_url: str, *, check_seconds: float = CHECK_SECONDS
    ) -> None:
        """`database_url` logs in as purvey_relay; the stream is judged every `check_seconds`."""
        self.status = RelayStatus(state="unavailable", detail="The relay starts.")
        self._database_url = database_url
        self._nats_url = nats_url
        self._check_seconds = check_seconds
        self._name = new_uuid().hex[-NAME_DIGITS:]
        self._batches = 0
        self._written_at = 0.0
        self._refilled_at = 0  # The offset at which a refill under way is done.
        self._wake = asyncio.Event()
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Lets `run` return after the batch under way."""
        self._stopped.set()
        self._wake.set()

    async def run(self) -> None:
        """Relays until `stop`; a server that is lost is waited for."""
        retry_seconds = RETRY_SECONDS_MIN
        while not self._stopped.is_set():
            started = monotonic_seconds()
            try:
                await self._relay_while_connected()
            except (NatsError, psycopg.Error) as error:
                self._tell("unavailable", str(error))
            if monotonic_seconds() - started > CHECK_SECONDS:
                retry_seconds = RETRY_SECONDS_MIN
            await _wait(self._stopped, retry_seconds)
            retry_seconds = min(retry_seconds * 2, RETRY_SECONDS_MAX)

    async def _relay_while_connected(self) -> None:
        async with (
            await AsyncConnection.connect(self._database_url, autocommit=True) as log,
            _meanwhile(self._listen()) as listener,
            connected(self._nats_url, NAME) as nats,
        ):
            assert_payload_limit(nats)
            while not self._stopped.is_set():
                try:
                    sequence = await self._check(log, nats)
                    await self._follow(log, nats, sequence, listener)
                except StreamAhead as ahead:
                    self._tell("stream_ahead", str(ahead))
                    await write_status(log, self.status)
                    await _wait(self._stopped, self._check_seconds)
                except Fenced as fenced:
                    _log.info("relay.fenced", detail=str(fenced))
                    await _wait(self._stopped, FENCED_SECONDS)
            self._tell("stopped", "")
            await write_status(log, self.status)

    async def _check(self, log: AsyncConnection, nats: NatsConnection) -> int:
        """Makes sure that the stream is a mirror; answers the sequence to go on from."""
        judgement = await judge(log, nats)
        if judgement.flaw:
            judgement = await self._begin_refill(nats, judgement)
        await tend_consumers(log, nats, judgement.log.epoch, judgement.sequence)
        self.status = replace(
            self.status,
            epoch=judgement.log.epoch,
            last_offset=judgement.sequence,
            stream_messages=judgement.messages,
        )
        if judgement.sequence >= self._refilled_at:
            self._tell("relaying", "")
        await self._write_status(log)
        return judgement.sequence

    async def _begin_refill(self, nats: NatsConnection, judgement: Judgement) -> Judgement:
        """Deletes the stream and makes it again, empty."""
        ends = judgement.log
        self._refilled_at = ends.last_offset
        self.status = replace(self.status, refills=self.status.refills + 1)
        self._tell("refilling", f"The stream is made again from the log: {judgement.flaw}.")
        await delete_stream(nats)
        stream = await create_stream(nats, ends.first_offset)
        return Judgement(log=ends, sequence=stream.last_sequence)

    async def _follow(
        self,
        log: AsyncConnection,
        nats: NatsConnection,
        sequence: int,
        listener: "asyncio.Task[None]",
    ) -> None:
        """Publishes what stands behind `sequence`, and what comes, until the next check is due."""
        check_at = monotonic_seconds() + self._check_seconds
        page = await next_page(log, sequence)
        while monotonic_seconds() < check_at and not self._stopped.is_set():
            if listener.done():
                await listener
            if not nats.is_open:
                raise NatsUnavailable("NATS closed the connection.")
            if page:
                following = sequence + len(page)
                async with _meanwhile(next_page(log, following)) as reading:
                    for batch in split(page):
                        sequence = await self._publish(nats, batch, sequence)
                    page = await reading
            else:
                await self._write_status(log)
                await _wait(self._wake, min(POLL_SECONDS, self._check_seconds))
                self._wake.clear()
                page = await next_page(log, sequence)
            if sequence >= self._refilled_at and self.status.state == "refilling":
                return  # The next check restores the consumers that waited for this.

    async def _publish(self, nats: NatsConnection, batch: list[Publication], after: int) -> int:
        self._batches += 1
        sequence = await publish_batch(nats, batch, after, f"{self._name}-{self._batches}")
        messages = self.status.stream_messages + len(batch)
        self.status = replace(self.status, last_offset=sequence, stream_messages=messages)
        return sequence

    async def _listen(self) -> None:
        """Wakes the relay at every append; ends only when its connection is lost."""
        async with await AsyncConnection.connect(self._database_url, autocommit=True) as log:
            await listen(log)
            while True:
                if await wait_for_append(log, LISTEN_SECONDS):
                    self._wake.set()

    async def _write_status(self, log: AsyncConnection) -> None:
        """Writes a row that others read; seldom enough not to weigh on the database."""
        now = monotonic_seconds()
        if now - self._written_at >= STATUS_SECONDS:
            self._written_at = now
            await write_status(log, self.status)

    def _tell(self, state: RelayState, detail: str) -> None:
        """Sets the state, and writes a change of it to the program's log."""
        if (self.status.state, self.status.detail) == (state, detail):
            return
        self.status = replace(self.status, state=state, detail=detail)
        level = _log.info if state in ("relaying", "stopped") else _log.warning
        level(f"relay.{state}", detail=detail, offset=self.status.last_offset)


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, Result]) -> AsyncIterator["asyncio.Task[Result]"]:
    """A task that works beside the block and does not outlive it."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, psycopg.Error):
            await task


async def _wait(event: asyncio.Event, seconds_max: float) -> None:
    """Returns when the event is set, or when the time is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds_max):
            await event.wait()
