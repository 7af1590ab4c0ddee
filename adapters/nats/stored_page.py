"""Reads stored messages by the page, straight from JetStream: no consumer, nothing to clean up.

A message that the server finds damaged when it reads it is left out without a word, so whoever
needs to know looks at the sequences.
"""

import asyncio
from typing import Final, NamedTuple

import orjson
from nats.aio.msg import Msg

from adapters.nats.connection import LOOK_SECONDS, REQUEST_SECONDS_MAX, NatsConnection
from adapters.nats.errors import NatsUnavailable
from adapters.nats.topology import STREAM

PAGE_MESSAGES: Final = 1_000  # The server gives no more at once.

_DIRECT_GET: Final = f"$JS.API.DIRECT.GET.{STREAM}"
_SEQUENCE: Final = "Nats-Sequence"
_OVER: Final = ("204", "404")  # The end of what was asked for; nothing stands there at all.


class StoredMessage(NamedTuple):
    """A message at its place in the stream."""

    sequence: int
    body: bytes


async def stored_page(nats: NatsConnection, sequence: int, limit: int) -> list[StoredMessage]:
    """The readable messages from `sequence` on, in order, at most `limit` and a page of them.

    The server may end a page early, by bytes. Raises NatsUnavailable when it does not answer.
    """
    page: list[StoredMessage] = []
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def receive(message: Msg) -> None:
        headers = message.headers or {}
        status = headers.get("Status")
        if status is None:
            page.append(StoredMessage(int(headers[_SEQUENCE]), message.data))
        elif not ended.done():
            ended.set_result(status)

    inbox = nats.new_inbox()
    subscription = await nats.subscribe(inbox, receive, PAGE_MESSAGES + 1)
    try:
        request = {"seq": sequence, "batch": min(limit, PAGE_MESSAGES)}
        await nats.publish(_DIRECT_GET, orjson.dumps(request), reply=inbox)
        async with asyncio.timeout(REQUEST_SECONDS_MAX):
            while not (await asyncio.wait((ended,), timeout=LOOK_SECONDS))[0]:
                if not nats.is_open:
                    raise NatsUnavailable("NATS went away before it had given a page.")
    except TimeoutError as error:
        raise NatsUnavailable("NATS gave no page of the stream in time.") from error
    finally:
        if nats.is_open:
            await subscription.unsubscribe()
    if ended.result() not in _OVER:
        raise NatsUnavailable(f"NATS gave no page of the stream: {ended.result()}.")
    return page
