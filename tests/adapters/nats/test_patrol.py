"""Damage in the middle of the stream, which neither its numbers nor its last message show."""

from pathlib import Path

import pytest
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.nats.connection import NatsConnection, connected
from adapters.nats.consumers import Consumer, define_consumer, defined_consumers
from adapters.nats.mirror import judge
from adapters.nats.patrol import Patrol
from adapters.nats.relay import Relay
from adapters.nats.stored_page import PAGE_MESSAGES, stored_page
from adapters.nats.topology import create_stream, delete_stream, stored_body
from tests.adapters.nats.mirrors import append, mirrored, relaying, save, until
from tests.conftest import Database

EVENTS = 400
DAMAGED = 150


def flip_a_byte(server: NatsServer, home: Path, part: str) -> None:
    """Changes one message while the server is down."""
    server.stop()
    (block,) = (home / "nats").rglob("PURVEY/msgs/*.blk")
    stored = bytearray(block.read_bytes())
    headers = stored.index(b"Nats-Batch-Sequence: %d\r" % DAMAGED)
    subject = stored.rindex(b"purvey.demo", 0, headers)
    stored[headers + 300 if part == "body" else subject - 20] ^= 0xFF
    block.write_bytes(stored)
    server.revive()


async def refilled(relay: Relay) -> bool:
    return relay.status.refills == 2


@pytest.mark.parametrize("part", ["body", "length"])
async def test_a_byte_that_changed_anywhere_is_found_and_the_stream_made_again(
    database: Database, nats_process: NatsServer, tmp_path: Path, part: str
) -> None:
    """A changed body is silently left out; a changed length hides all that follows it."""
    await append(database, *(save(events=10) for _ in range(EVENTS // 10)))
    async with relaying(database, nats_process.url) as relay:
        async with connected(nats_process.url, "test") as nats:
            await mirrored(database, nats)
        flip_a_byte(nats_process, tmp_path, part)
        async with connected(nats_process.url, "test") as nats:
            assert await stored_body(nats, DAMAGED) is None
        await until(lambda: refilled(relay))
        async with connected(nats_process.url, "test") as nats:
            assert len(await mirrored(database, nats)) == EVENTS


async def test_what_a_consumer_was_not_given_is_not_recorded_as_acknowledged(
    database: Database, nats_process: NatsServer, tmp_path: Path
) -> None:
    """A consumer passes over a damaged message; the walk comes before the record."""
    await append(database, *(save(events=10) for _ in range(EVENTS // 10)))
    async with await AsyncConnection.connect(database.url, autocommit=True) as log:
        await define_consumer(log, Consumer(name="desk", epoch=1))
        async with relaying(database, nats_process.url), connected(nats_process.url, "t") as nats:
            await mirrored(database, nats)
        flip_a_byte(nats_process, tmp_path, "body")
        async with connected(nats_process.url, "test") as nats:
            judgement = await judge(log, nats)
            assert judgement.flaw is None
            patrol = Patrol()
            assert not patrol.has_walked
            told = await patrol.judged(log, nats, judgement)
            assert told.flaw == f"its message {DAMAGED} cannot be read"
        assert [each.acknowledged_offset for each in await defined_consumers(log)] == [0]


async def test_a_stream_that_another_relay_began_to_make_again_is_left_to_it(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=10))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    async with await AsyncConnection.connect(database.url, autocommit=True) as log:
        judgement = await judge(log, nats)
        await delete_stream(nats)
        await create_stream(nats, judgement.log.first_offset)
        assert (await Patrol().judged(log, nats, judgement)).flaw is None


async def test_a_page_holds_what_is_readable_in_order(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, *(save(events=10) for _ in range(EVENTS // 10)))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    page = await stored_page(nats, 3, 100)
    assert [each.sequence for each in page] == list(range(3, 103))
    assert page[0].body == await stored_body(nats, 3)
    assert len(await stored_page(nats, 1, PAGE_MESSAGES)) == EVENTS
    assert await stored_page(nats, EVENTS + 1, 10) == []
