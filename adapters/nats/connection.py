"""One connection to NATS, which never reconnects by itself: whoever uses it starts afresh.

A silent reconnection would replay half a batch and hide that the stream may be another one by now.
Requests end at once when the connection goes away. What is asked of JetStream: `topology.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import nats.errors
import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from adapters.nats.errors import JetStreamRefused, NatsUnavailable

REQUEST_SECONDS_MAX: Final = 10.0
CONNECT_SECONDS_MAX: Final = 5
PENDING_BYTES_MAX: Final = 16 * 1024 * 1024  # Twice the largest batch waits here for the socket.
NO_RESPONDERS: Final = "503"


class NatsConnection:
    """An open connection; made by `connected`."""

    def __init__(self, client: Client, closed: asyncio.Event) -> None:
        self._client = client
        self._closed = closed

    @property
    def payload_bytes_max(self) -> int:
        """The largest message, headers included, that the server takes."""
        return self._client.max_payload

    @property
    def is_open(self) -> bool:
        """False from the moment at which the server was lost."""
        return not self._closed.is_set()

    def new_inbox(self) -> str:
        """A subject that nobody else listens to."""
        return self._client.new_inbox()

    async def publish(
        self, subject: str, body: bytes, headers: dict[str, str] | None = None, reply: str = ""
    ) -> None:
        """Hands one message to the socket's buffer. The caller answers for a sound subject."""
        try:
            await self._client.publish(subject, body, reply, headers)
        except nats.errors.Error as error:
            raise NatsUnavailable(f"NATS took no message: {error}.") from error

    async def request(
        self, subject: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Msg:
        """Publishes and waits for the one answer; NatsUnavailable when there is none."""
        answer = asyncio.ensure_future(
            self._client.request(subject, body, REQUEST_SECONDS_MAX, headers=headers)
        )
        lost = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait((answer, lost), return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise NatsUnavailable(f"NATS went away before it answered {subject}.")
            return answer.result()
        except nats.errors.Error as error:
            raise NatsUnavailable(f"NATS gave no answer to {subject}: {error}.") from error
        finally:
            lost.cancel()
            answer.cancel()

    async def ask(self, action: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        """One call of the JetStream API, such as `STREAM.INFO.PURVEY`; answers its JSON object."""
        request = b"" if body is None else orjson.dumps(body)
        return answered(action, await self.request(f"$JS.API.{action}", request))

    async def subscribe(
        self, subject: str, receive: Callable[[Msg], Awaitable[None]], messages_max: int
    ) -> Subscription:
        """Calls `receive` for each message; the caller never asks for more than `messages_max`."""
        try:
            return await self._client.subscribe(
                subject, cb=receive, pending_msgs_limit=messages_max, pending_bytes_limit=0
            )
        except nats.errors.Error as error:
            raise NatsUnavailable(f"NATS took no subscription: {error}.") from error


@asynccontextmanager
async def connected(url: str, name: str) -> AsyncIterator[NatsConnection]:
    """A connection under that name, closed at the end. Raises NatsUnavailable."""
    closed = asyncio.Event()

    async def on_closed() -> None:
        closed.set()

    client = Client()
    try:
        try:
            await client.connect(
                url,
                name=name,
                allow_reconnect=False,
                max_reconnect_attempts=1,  # 0 would try for ever.
                reconnect_time_wait=0,
                connect_timeout=CONNECT_SECONDS_MAX,
                pending_size=PENDING_BYTES_MAX,
                skip_subject_validation=True,
                error_cb=_seen_where_it_matters,
                closed_cb=on_closed,
            )
        except (OSError, TimeoutError, nats.errors.Error) as error:
            cause = client.last_error or error
            raise NatsUnavailable(f"NATS cannot be reached: {cause}.") from error
        yield NatsConnection(client, closed)
    finally:
        await client.close()


def answered(subject: str, message: Msg) -> dict[str, Any]:
    """The JSON object of an answer; raises what JetStream complains of."""
    if (message.headers or {}).get("Status") == NO_RESPONDERS:
        raise NatsUnavailable(f"Nobody answers {subject}: JetStream is not ready.")
    answer: dict[str, Any] = orjson.loads(message.data)
    if error := answer.get("error"):
        raise JetStreamRefused(subject, error["err_code"], error["description"])
    return answer


async def _seen_where_it_matters(error: Exception) -> None:
    """Requests and `is_open` tell of a lost server; the library's own word adds nothing."""
    del error
