"""The relay: makes the stream a mirror of the log, in offset order, and keeps it one.

It holds no checkpoint: the stream's last sequence is the offset up to which all is published. What
makes that true is the fence in `batch.py`; when it is not true, `mirror.py` finds out and the
stream is deleted and made again. How it goes is told by `relay_status.py` and the program's log.
"""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Final

import psycopg
import structlog
from psycopg import AsyncConnection

from adapters.fault_points import reach
from adapters.nats.batch import BATCH_BYTES_MAX, publish_batch, split
from adapters.nats.cloud_event import Publication
from adapters.nats.connection import PENDING_BYTES_MAX, NatsConnection, connected
from adapters.nats.consumers import tend_consumers
from adapters.nats.errors import Fenced, NatsError, NatsUnavailable, StreamAhead
from adapters.nats.log_page import next_page
from adapters.nats.mirror import Judgement, judge
from adapters.nats.patrol import Patrol
from adapters.nats.relay_status import RelayState, RelayStatus, write_status
from adapters.nats.side_task import meanwhile, wait_for_event
from adapters.nats.testimony import hear
from adapters.nats.topology import (
    MESSAGE_BYTES_MAX,
    ON_FILE,
    StreamSettings,
    assert_payload_limit,
    create_stream,
    delete_stream,
    stream_state,
)
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
# The most that a relay holds at once: the page that it publishes, the next one as rows and as
# messages, and what waits for the socket. The log may be as long as it likes.
BYTES_HELD_MAX: Final = 3 * (BATCH_BYTES_MAX + MESSAGE_BYTES_MAX) + PENDING_BYTES_MAX
NAME_DIGITS: Final = 8  # Enough to tell relays apart; it is stored with every message.

Listener = asyncio.Task[None]

_log: Final = structlog.get_logger(__name__)


async def run_relay(
    database_url: str,
    nats_url: str,
    stopped: asyncio.Event,
    settings: StreamSettings = ON_FILE,
) -> None:
    """Relays until `stopped` is set. `database_url` is that of a user in role purvey_relay."""
    relay = Relay(database_url, nats_url, settings)

    async def stop() -> None:
        await stopped.wait()
        relay.stop()

    async with meanwhile(stop()):
        await relay.run()


class Relay:
    """One relay. `run` lives through restarts of both servers, until `stop`."""

    def __init__(
        self,
        database_url: str,
        nats_url: str,
        settings: StreamSettings = ON_FILE,
        *,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        """`database_url` logs in as purvey_relay; the stream is judged every `check_seconds`."""
        self._settings = settings
        self.status = RelayStatus(state="unavailable", detail="The relay starts.")
        self._database_url = database_url
        self._nats_url = nats_url
        self._check_seconds = check_seconds
        self._name = new_uuid().hex[-NAME_DIGITS:]
        self._batches = 0
        self._patrol = Patrol()
        self._retry_seconds = RETRY_SECONDS_MIN
        self._written_at = 0.0
        self._refill_ends_at = 0  # The offset at which the last refill is done.
        self._refill_reason = ""
        self._wake = asyncio.Event()
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """Lets `run` return after the batch under way."""
        self._stopped.set()
        self._wake.set()

    async def run(self) -> None:
        """Relays until `stop`; a server that is lost is waited for."""
        while not self._stopped.is_set():
            try:
                await self._relay_with_database()
            except psycopg.Error as error:
                self._tell("unavailable", f"PostgreSQL: {error}")
                await self._wait_to_retry()

    async def _relay_with_database(self) -> None:
        async with (
            await AsyncConnection.connect(self._database_url, autocommit=True) as log,
            meanwhile(self._listen()) as listener,
        ):
            while not self._stopped.is_set():
                try:
                    await self._relay_with_nats(log, listener)
                except NatsError as error:
                    self._tell("unavailable", str(error))
                    await write_status(log, self.status)
                    await self._wait_to_retry()
                except psycopg.Error:
                    raise
                except Exception as error:
                    await self._tell_end(log, error)
                    raise
            self._tell("stopped", "")
            await write_status(log, self.status)

    async def _tell_end(self, log: AsyncConnection, error: Exception) -> None:
        """Says that the relay ends of what it does not know, or it would pass for well."""
        self._tell("stopped", f"The relay ended: {error!r}")
        with suppress(psycopg.Error):  # why: what ended it comes out, whether told or not.
            await write_status(log, self.status)

    async def _relay_with_nats(self, log: AsyncConnection, listener: Listener) -> None:
        async with connected(self._nats_url, NAME) as nats:
            assert_payload_limit(nats)
            self._patrol.begin()
            while not self._stopped.is_set():
                try:
                    sequence = await self._check(log, nats)
                    await self._follow(log, nats, sequence, listener)
                except StreamAhead as ahead:
                    self.status = replace(
                        self.status,
                        epoch=ahead.epoch,
                        last_offset=ahead.offset,
                        stream_messages=ahead.messages,
                    )
                    self._tell("stream_ahead", str(ahead))
                    await write_status(log, self.status)
                    await wait_for_event(self._stopped, self._check_seconds)
                except Fenced as fenced:
                    self._patrol.fenced(self.status.last_offset)
                    _log.info("relay.fenced", detail=str(fenced))
                    await wait_for_event(self._stopped, FENCED_SECONDS)

    async def _check(self, log: AsyncConnection, nats: NatsConnection) -> int:
        """Makes sure that the stream is a mirror; answers the sequence to go on from."""
        judgement = await judge(log, nats, self._settings)
        judgement = await self._patrol.judged(log, nats, judgement)
        if judgement.flaw:
            judgement = await self._begin_refill(log, nats, judgement)
        self.status = replace(
            self.status,
            epoch=judgement.log.epoch,
            last_offset=judgement.sequence,
            stream_messages=judgement.messages,
        )
        if judgement.sequence < self._refill_ends_at:
            self._tell("refilling", self._refill_reason)
        else:
            self._tell("relaying", "")
        await tend_consumers(
            log, nats, judgement.log.epoch, judgement.sequence, record=self._patrol.has_walked
        )
        await self._write_status(log)
        self._retry_seconds = RETRY_SECONDS_MIN
        return judgement.sequence

    async def _begin_refill(
        self, log: AsyncConnection, nats: NatsConnection, judgement: Judgement
    ) -> Judgement:
        """Hears the stream out, deletes it and makes it again, empty."""
        ends = judgement.log
        self._refill_ends_at = ends.last_offset
        self._refill_reason = f"The stream is made again from the log: {judgement.flaw}."
        self._tell("refilling", self._refill_reason)
        await write_status(log, self.status)
        await self._hear(log, nats, judgement.sequence)
        await delete_stream(nats)
        reach("relay.stream_deleted")
        stream = await create_stream(nats, ends.first_offset, ends.epoch, self._settings)
        reach("relay.stream_created")
        self.status = replace(self.status, refills=self.status.refills + 1)
        return Judgement(log=ends, sequence=stream.last_sequence)

    async def _hear(self, log: AsyncConnection, nats: NatsConnection, sequence: int) -> None:
        """Raises Fenced when another relay made the stream again meanwhile, or this one stopped."""
        heard = await stream_state(nats)
        if heard is None:
            return
        async for _ in hear(log, nats, heard):
            await self._write_status(log)
            if self._stopped.is_set():
                raise Fenced(sequence, "the relay stopped before it had heard the stream out")
        now = await stream_state(nats)
        if now is None or now.created != heard.created:
            raise Fenced(sequence, "it was made again while it was heard out")

    async def _follow(
        self, log: AsyncConnection, nats: NatsConnection, sequence: int, listener: Listener
    ) -> None:
        """Publishes what stands behind `sequence`, and what comes, until the next check is due."""
        check_at = monotonic_seconds() + self._patrol.pause_seconds(self._check_seconds)
        page = await next_page(log, sequence)
        while monotonic_seconds() < check_at and not self._stopped.is_set():
            if listener.done():
                await listener
            if not nats.is_open:
                raise NatsUnavailable("NATS closed the connection.")
            if page:
                reach("relay.page_read")
                following = sequence + len(page)
                async with meanwhile(next_page(log, following)) as reading:
                    for batch in split(page):
                        sequence = await self._publish(nats, batch, sequence)
                    page = await reading
            else:
                await self._write_status(log)
                await wait_for_event(self._wake, min(POLL_SECONDS, self._check_seconds))
                self._wake.clear()
                page = await next_page(log, sequence)
            if sequence >= self._refill_ends_at and self.status.state == "refilling":
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

    async def _wait_to_retry(self) -> None:
        await wait_for_event(self._stopped, self._retry_seconds)
        self._retry_seconds = min(self._retry_seconds * 2, RETRY_SECONDS_MAX)

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
