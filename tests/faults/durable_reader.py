"""A durable consumer of the stream as others write them: it pulls, remembers, acknowledges.

It may be given an event twice, never past one that it has not been given.
"""

import asyncio
from typing import Final

import orjson
from nats.aio.msg import Msg
from psycopg import AsyncConnection

from adapters.nats.connection import NatsConnection, connected
from adapters.nats.consumers import Consumer, define_consumer
from adapters.nats.errors import NatsError
from adapters.nats.topology import STREAM
from tests.faults.background import Background

NAME: Final = "durable"
PULL_MESSAGES: Final = 200
PULL_SECONDS: Final = 1
RETRY_SECONDS: Final = 0.1
_NANOSECONDS: Final = 1_000_000_000
_SEQUENCE: Final = 5  # in $JS.ACK.STREAM.CONSUMER.DELIVERIES.SEQUENCE...


class DurableReader(Background):
    """Works in a thread of its own until the context ends."""

    def __init__(self, database_url: str, nats_url: str) -> None:
        super().__init__()
        self.seen: set[int] = set()
        self._database_url = database_url
        self._nats_url = nats_url

    def has_seen(self, events: int) -> bool:
        """Whether it was given every event so far."""
        self.look()
        return len(self.seen) == events

    def work(self) -> None:
        """Follows the stream."""
        asyncio.run(self._follow())

    async def _follow(self) -> None:
        async with await AsyncConnection.connect(self._database_url, autocommit=True) as log:
            await define_consumer(log, Consumer(name=NAME, epoch=1))
        while not self.stopped.is_set():
            try:
                async with connected(self._nats_url, NAME) as nats:
                    await self._pull_for_ever(nats)
            except (NatsError, TimeoutError):
                await asyncio.sleep(RETRY_SECONDS)

    async def _pull_for_ever(self, nats: NatsConnection) -> None:
        messages: asyncio.Queue[Msg] = asyncio.Queue()
        inbox = nats.new_inbox()
        await nats.subscribe(inbox, messages.put, 2 * PULL_MESSAGES)
        request = {"batch": PULL_MESSAGES, "expires": PULL_SECONDS * _NANOSECONDS}
        while not self.stopped.is_set():
            await nats.publish(
                f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{NAME}", orjson.dumps(request), reply=inbox
            )
            for _ in range(PULL_MESSAGES):
                async with asyncio.timeout(2 * PULL_SECONDS):
                    message = await messages.get()
                if (message.headers or {}).get("Status"):
                    await asyncio.sleep(RETRY_SECONDS)  # Nothing new, or no consumer at present.
                    break
                self.seen.add(int(message.reply.split(".")[_SEQUENCE]))
                await nats.publish(message.reply, b"+ACK")
