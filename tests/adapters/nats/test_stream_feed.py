"""The feed brings what was just relayed, and never stops for good."""

import os
from signal import SIGKILL

from adapters.embedded.nats import NatsServer
from adapters.nats.connection import NatsConnection
from adapters.nats.stream_feed import PULL_EVENTS_MAX, StreamFeed
from adapters.nats.topology import STREAM, delete_stream
from domain.event import Recorded
from tests.adapters.nats.mirrors import append, logged, mirrored, relaying, save, until
from tests.conftest import Database

WAIT_SECONDS = 0.2


async def receive_through(feed: StreamFeed, offset: int) -> list[Recorded]:
    """All that the feed brings until it brings that offset."""
    events: list[Recorded] = []

    async def came() -> bool:
        events.extend(await feed.next(WAIT_SECONDS))
        return bool(events) and events[-1].offset >= offset

    await until(came)
    return events


async def test_the_feed_brings_what_is_relayed_in_order(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    async with relaying(database, nats_process.url), StreamFeed(nats_process.url, "test") as feed:
        await mirrored(database, nats)
        assert await receive_through(feed, 3) == (await logged(database))[2:]
        for _ in range(5):
            await append(database, save(events=10), save(events=10))
        assert await receive_through(feed, 103) == (await logged(database))[3:]


async def test_a_quiet_feed_says_so_when_the_time_is_up(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    async with relaying(database, nats_process.url), StreamFeed(nats_process.url, "test") as feed:
        assert await feed.next(WAIT_SECONDS) == []


async def test_a_feed_that_nobody_read_for_long_starts_at_the_end(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=1))
    async with relaying(database, nats_process.url), StreamFeed(nats_process.url, "test") as feed:
        await receive_through(feed, 1)
        await feed.next(WAIT_SECONDS)
        late = PULL_EVENTS_MAX // 500 + 1
        await append(database, *(save(events=500) for _ in range(late)))
        events = await logged(database)
        await mirrored(database, nats)
        assert await receive_through(feed, len(events)) == events[-1:]


async def test_the_feed_goes_on_when_nats_was_killed(
    database: Database, nats_process: NatsServer
) -> None:
    await append(database, save(events=1))
    async with relaying(database, nats_process.url), StreamFeed(nats_process.url, "test") as feed:
        await receive_through(feed, 1)
        assert nats_process.pid is not None
        os.kill(nats_process.pid, SIGKILL)
        assert await feed.next(WAIT_SECONDS) == []
        await append(database, save(events=1))
        nats_process.revive()
        assert (await receive_through(feed, 2))[-1].offset == 2


async def test_the_feed_goes_on_when_the_stream_was_made_again(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=1))
    async with relaying(database, nats_process.url), StreamFeed(nats_process.url, "test") as feed:
        await receive_through(feed, 1)
        await delete_stream(nats)
        await append(database, save(events=1))
        assert (await receive_through(feed, 2))[-1].offset == 2


async def test_a_feed_without_a_stream_waits_for_one(
    database: Database, nats_process: NatsServer
) -> None:
    async with StreamFeed(nats_process.url, "test") as feed:
        assert await feed.next(WAIT_SECONDS) == []
        await append(database, save(events=1))
        async with relaying(database, nats_process.url):
            await receive_through(feed, 1)


async def test_a_stray_message_does_not_end_the_feed(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=1))
    async with relaying(database, nats_process.url), StreamFeed(nats_process.url, "test") as feed:
        await receive_through(feed, 1)
        await nats.request("purvey.demo._.purchase_order.issued", b"{}")
        await append(database, save(events=1))
        assert (await receive_through(feed, 2))[-1].offset == 2


async def test_the_feed_leaves_no_consumer_behind(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=1))
    async with relaying(database, nats_process.url):
        async with StreamFeed(nats_process.url, "test") as feed:
            await receive_through(feed, 1)
        answer = await nats.ask(f"CONSUMER.NAMES.{STREAM}")
        assert answer["consumers"] == []
