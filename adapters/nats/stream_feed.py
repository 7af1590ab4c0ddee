"""The live end of the stream, as the feed of the projections: events the moment they are relayed.

A projection keeps its own cursor, because acknowledgements of JetStream do not survive a crash, and
reads the log wherever the feed does not follow that cursor. So the feed may begin anywhere: it
starts at the stream's last message, starts over there when its reader was elsewhere for long or
the server was lost, and leaves nothing behind but a consumer that the server forgets by itself.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from types import TracebackType
from typing import Final, Self

import orjson
import structlog
from nats.aio.msg import Msg

from adapters.nats.cloud_event import decode
from adapters.nats.connection import NatsConnection, connected
from adapters.nats.errors import NatsError, NatsUnavailable, StreamOfOtherEpoch
from adapters.nats.topology import STREAM, stream_state
from adapters.system import monotonic_seconds
from domain.event import Recorded

PULL_EVENTS_MAX: Final = 1_000
PULL_BYTES_MAX: Final = 8 * 1024 * 1024
MESSAGES_WAITING_MAX: Final = 2 * PULL_EVENTS_MAX  # Heartbeats come on top of what was asked for.
PULL_SECONDS: Final = 30
HEARTBEAT_SECONDS: Final = 5
SILENT_SECONDS_MAX: Final = 3 * HEARTBEAT_SECONDS
FORGOTTEN_SECONDS: Final = 60  # The server drops a consumer that nobody pulls from for so long.

_NANOSECONDS: Final = 1_000_000_000
_HEARTBEAT: Final = "100"
_PULL_ENDED: Final = ("Batch Completed", "Request Timeout", "Message Size Exceeds MaxBytes")

_log: Final = structlog.get_logger(__name__)


class StreamFeed:
    """A feed for one reader (`projections.runner.Feed`); use it as a context."""

    def __init__(
        self, nats_url: str, name: str, log_epoch: Callable[[], Awaitable[int]] | None = None
    ) -> None:
        """`log_epoch`: with it, nothing is taken from a stream of another epoch than the log's."""
        self._nats_url = nats_url
        self._name = name
        self._log_epoch = log_epoch
        self._trouble = ""
        self._connection: NatsConnection | None = None
        self._pull: _Pull | None = None
        self._connection_scope = AsyncExitStack()
        self._pull_scope = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._disconnect()

    async def next(self, wait_seconds: float) -> list[Recorded]:
        """Events in log order as soon as there are some; none when the time is up.

        What is wrong with the stream or the server shows as no events, after the whole time.
        """
        give_up_at = monotonic_seconds() + wait_seconds
        try:
            async with asyncio.timeout(wait_seconds):
                pull = await self._current_pull()
                events = [decode(body) for body in await pull.arrived()]
            self._tell("")
            return events
        except TimeoutError:
            return []
        except NatsError as error:
            self._tell(str(error))
            await self._disconnect()
            await asyncio.sleep(max(0.0, give_up_at - monotonic_seconds()))
            return []

    async def _current_pull(self) -> "_Pull":
        if self._connection is None:
            self._connection = await self._connection_scope.enter_async_context(
                connected(self._nats_url, self._name)
            )
        if self._pull is not None and self._pull.is_stale:
            # The reader was in the log meanwhile: what piled up here is old to it.
            self._pull = None
            await self._pull_scope.aclose()
        if self._pull is None:
            await self._check_epoch(self._connection)
            self._pull = await self._pull_scope.enter_async_context(_pulling(self._connection))
        return self._pull

    async def _check_epoch(self, nats: NatsConnection) -> None:
        """Raises StreamOfOtherEpoch. A stream that changes its epoch later is made anew for it."""
        if self._log_epoch is None:
            return
        epoch, stream = await self._log_epoch(), await stream_state(nats)
        if stream is not None and stream.epoch != epoch:
            raise StreamOfOtherEpoch(stream.epoch, epoch)

    def _tell(self, trouble: str) -> None:
        """Writes to the program's log what is wrong, once."""
        if trouble and trouble != self._trouble:
            _log.info("feed.interrupted", detail=trouble)
        self._trouble = trouble

    async def _disconnect(self) -> None:
        self._connection = self._pull = None
        with suppress(NatsError):
            await self._pull_scope.aclose()
        await self._connection_scope.aclose()


class _Pull:
    """What the server delivers from one consumer; never more at once than was asked for."""

    def __init__(self, nats: NatsConnection, inbox: str) -> None:
        self.consumer = ""
        self._nats = nats
        self._inbox = inbox
        self._bodies: list[bytes] = []
        self._asked = 0
        self._failure: str | None = None
        self._news = asyncio.Event()
        self._heard_at = monotonic_seconds()

    @property
    def is_stale(self) -> bool:
        """The request ran out, and most of what it brought lies here unread."""
        return self._asked <= 0 and len(self._bodies) >= PULL_EVENTS_MAX // 2

    async def arrived(self) -> list[bytes]:
        """Waits for messages and takes all that are there; NatsUnavailable when none can come."""
        while not self._bodies:
            if self._failure or not self._nats.is_open:
                raise NatsUnavailable(f"The feed ended: {self._failure or 'the server is gone'}.")
            if monotonic_seconds() - self._heard_at > SILENT_SECONDS_MAX:
                raise NatsUnavailable("The feed ended: the server fell silent.")
            if self._asked <= 0:
                await self._ask()
            self._news.clear()
            await self._news.wait()
        bodies, self._bodies = self._bodies, []
        return bodies

    async def receive(self, message: Msg) -> None:
        """Takes one message, or one word of the server about the request."""
        self._heard_at = monotonic_seconds()
        headers = message.headers or {}
        status = headers.get("Status")
        if status is None:
            self._bodies.append(message.data)
            self._asked -= 1
        elif status != _HEARTBEAT:
            self._asked = 0
            description = headers.get("Description", "")
            if description not in _PULL_ENDED:
                self._failure = f"{status} {description}"
        self._news.set()

    async def _ask(self) -> None:
        request = {
            "batch": PULL_EVENTS_MAX,
            "max_bytes": PULL_BYTES_MAX,
            "expires": PULL_SECONDS * _NANOSECONDS,
            "idle_heartbeat": HEARTBEAT_SECONDS * _NANOSECONDS,
        }
        self._asked = PULL_EVENTS_MAX
        self._heard_at = monotonic_seconds()
        await self._nats.publish(
            f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{self.consumer}",
            orjson.dumps(request),
            reply=self._inbox,
        )


@asynccontextmanager
async def _pulling(nats: NatsConnection) -> AsyncIterator[_Pull]:
    """A consumer that begins at the stream's last message; it is removed at the end."""
    inbox = nats.new_inbox()
    pull = _Pull(nats, inbox)
    subscription = await nats.subscribe(inbox, pull.receive, MESSAGES_WAITING_MAX)
    definition = {
        "deliver_policy": "last",
        "ack_policy": "none",
        "mem_storage": True,
        "num_replicas": 1,
        "inactive_threshold": FORGOTTEN_SECONDS * _NANOSECONDS,
    }
    try:
        answer = await nats.ask(
            f"CONSUMER.CREATE.{STREAM}", {"stream_name": STREAM, "config": definition}
        )
        pull.consumer = answer["name"]
        try:
            yield pull
        finally:
            if nats.is_open:
                await nats.ask(f"CONSUMER.DELETE.{STREAM}.{pull.consumer}")
    finally:
        if nats.is_open:
            await subscription.unsubscribe()
