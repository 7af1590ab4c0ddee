"""One connection to NATS, which never reconnects by itself: whoever uses it starts afresh.

A silent reconnection would replay half a batch and hide that the stream may be another one by now.
Requests end soon when the connection goes away. What is asked of JetStream: `topology.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import nats.errors
import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from adapters.nats.errors import JetStreamRefused, NatsSilent, NatsUnavailable
from adapters.nats.side_task import meanwhile

REQUEST_SECONDS_MAX: Final = 10.0
QUESTIONS_MAX: Final = 5  # Before somebody who only looks is told that there is no answer.
QUESTION_SECONDS_MAX: Final = REQUEST_SECONDS_MAX / QUESTIONS_MAX
CONNECT_SECONDS_MAX: Final = 5
PENDING_BYTES_MAX: Final = 16 * 1024 * 1024  # Twice the largest batch waits here for the socket.
LOOK_SECONDS: Final = 0.2  # How soon a lost server is noticed while an answer is waited for.
NO_RESPONDERS: Final = "503"


class NatsConnection:
    """An open connection; made by `connected`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def payload_bytes_max(self) -> int:
        """The largest message, headers included, that the server takes."""
        return self._client.max_payload

    @property
    def is_open(self) -> bool:
        """False from the moment at which the server was lost."""
        return not self._client.is_closed

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

    async def write(self, frames: bytes) -> None:
        """Hands messages, as NATS frames them, to the socket, and waits until it has room for more.

        A request follows them.
        """
        if not self.is_open:
            raise NatsUnavailable("NATS took no message: the connection is closed.")
        try:
            await self._client._send_command(frames)
        except nats.errors.Error as error:
            raise NatsUnavailable(f"NATS took no message: {error}.") from error
        async with meanwhile(self._client._flush_pending(force_flush=True)) as sent:
            while not (await asyncio.wait((sent,), timeout=LOOK_SECONDS))[0]:
                if not self.is_open:
                    raise NatsUnavailable("NATS went away before it took a message.")

    async def request(
        self,
        subject: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        seconds: float = REQUEST_SECONDS_MAX,
    ) -> Msg:
        """Publishes and waits for the one answer.

        Raises `NatsSilent` when there is none within so many seconds, `NatsUnavailable` when the
        server goes away.
        """
        work = self._client.request(subject, body, seconds, headers=headers)
        async with meanwhile(work) as answer:
            while not (await asyncio.wait((answer,), timeout=LOOK_SECONDS))[0]:
                if not self.is_open:
                    raise NatsUnavailable(f"NATS went away before it answered {subject}.")
            try:
                return await answer
            except nats.errors.TimeoutError as error:
                raise NatsSilent(f"NATS gave no answer to {subject}: {error}.") from error
            except nats.errors.Error as error:
                raise NatsUnavailable(f"NATS gave no answer to {subject}: {error}.") from error

    async def ask(
        self,
        action: str,
        body: Mapping[str, object] | None = None,
        seconds: float = REQUEST_SECONDS_MAX,
    ) -> dict[str, Any]:
        """One call of JetStream, such as `STREAM.DELETE.PURVEY`; the JSON object of its answer."""
        subject, request = f"$JS.API.{action}", b"" if body is None else orjson.dumps(body)
        return answered(action, await self.request(subject, request, seconds=seconds))

    async def look(self, action: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        """A call that changes nothing, such as `STREAM.INFO.PURVEY`: asked again without an answer.

        Servers of a cluster that look for a leader answer nobody, and do not come back to it.
        """
        for _ in range(QUESTIONS_MAX - 1):
            with suppress(NatsSilent):
                return await self.ask(action, body, QUESTION_SECONDS_MAX)
        return await self.ask(action, body, QUESTION_SECONDS_MAX)

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
    client, login = Client(), _login_of(url)
    try:
        try:
            await client.connect(
                url,
                user=login.user,
                password=login.password,
                token=login.token,
                name=name,
                allow_reconnect=False,
                max_reconnect_attempts=1,  # 0 would try for ever.
                reconnect_time_wait=0,
                connect_timeout=CONNECT_SECONDS_MAX,
                pending_size=PENDING_BYTES_MAX,
                skip_subject_validation=True,
                error_cb=_seen_where_it_matters,
            )
        except (OSError, TimeoutError, nats.errors.Error) as error:
            cause = str(client.last_error or error) or f"no word in {CONNECT_SECONDS_MAX} s"
            raise NatsUnavailable(f"NATS cannot be reached: {cause}.") from error
        yield NatsConnection(client)
    finally:
        await client.close()
        _finish_close(client)


class _Login(NamedTuple):
    user: str | None = None
    password: str | None = None
    token: str | None = None


def _login_of(url: str) -> _Login:
    """What the client is to log in with; it would take percents and their codes as they stand."""
    parts = urlsplit(url)
    if parts.username is None:
        return _Login()
    if parts.password is None:
        return _Login(token=unquote(parts.username))
    return _Login(unquote(parts.username), unquote(parts.password))


def answered(subject: str, message: Msg) -> dict[str, Any]:
    """The JSON object of an answer; raises what JetStream complains of."""
    if (message.headers or {}).get("Status") == NO_RESPONDERS:
        raise NatsUnavailable(f"Nobody answers {subject}: JetStream is not ready.")
    answer: dict[str, Any] = orjson.loads(message.data)
    if error := answer.get("error"):
        raise JetStreamRefused(subject, error["err_code"], error["description"])
    return answer


def _finish_close(client: Client) -> None:
    """Ends what the library leaves behind when the socket broke with messages still to be sent.

    Its own close fails then, half-way and without a word to its callbacks.
    """
    for subscription in client._subs.values():
        subscription._stop_processing()
    for task in (client._reading_task, client._flusher_task):
        if task is not None and task.done() and not task.cancelled():
            task.exception()


async def _seen_where_it_matters(error: Exception) -> None:
    """Requests and `is_open` tell of a lost server; the library's own word adds nothing."""
    del error
