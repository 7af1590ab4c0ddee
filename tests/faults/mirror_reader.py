"""Reads the whole stream in pages, straight from JetStream, without a consumer."""

import asyncio
from typing import Final

import orjson
from nats.aio.msg import Msg

from adapters.nats.connection import NatsConnection
from adapters.nats.topology import STREAM

PAGE_MESSAGES: Final = 1_000
SECONDS_MAX: Final = 60
_DIRECT_GET: Final = f"$JS.API.DIRECT.GET.{STREAM}"
_END: Final = "204"
_NONE: Final = "404"


async def stream_page(nats: NatsConnection, sequence: int, limit: int) -> list[tuple[int, bytes]]:
    """Sequence and body of the messages from `sequence` on, at most so many."""
    found: list[tuple[int, bytes]] = []
    ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def receive(message: Msg) -> None:
        headers = message.headers or {}
        status = headers.get("Status")
        if status is None:
            found.append((int(headers["Nats-Sequence"]), message.data))
        elif not ended.done():
            ended.set_result(f"{status} {headers.get('Description', '')}")

    inbox = nats.new_inbox()
    subscription = await nats.subscribe(inbox, receive, 2 * PAGE_MESSAGES)
    try:
        request = orjson.dumps({"seq": sequence, "batch": min(limit, PAGE_MESSAGES)})
        await nats.publish(_DIRECT_GET, request, reply=inbox)
        async with asyncio.timeout(SECONDS_MAX):
            status = await ended
    finally:
        await subscription.unsubscribe()
    assert status.startswith((_END, _NONE)), status
    return found
