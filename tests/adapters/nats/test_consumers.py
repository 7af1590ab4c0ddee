"""A durable consumer goes on where it acknowledged, on a stream that was made again too."""

from dataclasses import replace

import pytest
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.nats.cloud_event import decode
from adapters.nats.connection import NatsConnection
from adapters.nats.consumers import (
    Consumer,
    consumer_states,
    define_consumer,
    resume_consumer,
)
from adapters.nats.errors import ConsumerOfOtherEpoch, UnknownConsumer
from adapters.nats.topology import STREAM, delete_stream
from tests.adapters.nats.consuming import (
    AUDIT,
    acknowledged,
    consume,
    define,
    delivered,
    exists,
    has,
    holds,
    told,
)
from tests.adapters.nats.mirrors import append, logged, mirrored, relaying, save, until
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.conftest import Database


async def test_a_consumer_is_restored_behind_what_it_acknowledged(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await define(database, AUDIT)
    await append(database, save(events=6))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
        await until(lambda: exists(nats, AUDIT.name))
        assert await consume(nats, AUDIT.name, count=2) == [1, 2]
        await until(lambda: holds(acknowledged(database), 2))
        await delete_stream(nats)
        await append(database, save(events=1))
        await mirrored(database, nats)
        await until(lambda: exists(nats, AUDIT.name))
        assert await consume(nats, AUDIT.name, count=5) == [3, 4, 5, 6, 7]


async def test_a_consumer_that_was_deleted_is_restored(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await define(database, AUDIT)
    await append(database, save(events=3))
    async with relaying(database, nats_process.url):
        await until(lambda: exists(nats, AUDIT.name))
        await nats.ask(f"CONSUMER.DELETE.{STREAM}.{AUDIT.name}")
        await until(lambda: exists(nats, AUDIT.name))
        assert await consume(nats, AUDIT.name, count=3) == [1, 2, 3]


async def test_a_consumer_takes_only_its_subjects(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await define(database, Consumer(name="icu", epoch=1, subjects=("purvey.demo.ICU-1.>",)))
    await append(database, save(events=1, facility="WARD-2"))
    await append(database, save(events=1, facility="ICU-1"))
    async with relaying(database, nats_process.url):
        await until(lambda: exists(nats, "icu"))
        assert await consume(nats, "icu", count=1) == [2]


async def test_a_consumer_of_another_epoch_stops_and_goes_on_when_it_is_let(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await define(database, AUDIT)
    await append(database, save(events=4))
    url = database.role_url("purvey_relay")
    async with (
        relaying(database, nats_process.url),
        await AsyncConnection.connect(url, autocommit=True) as log,
    ):
        await until(lambda: exists(nats, AUDIT.name))
        assert await consume(nats, AUDIT.name, count=4) == [1, 2, 3, 4]
        await until(lambda: holds(acknowledged(database), 4))
        await begin_epoch(database, shared_offset=3)
        await until(lambda: holds(exists(nats, AUDIT.name), False))
        await define_consumer(log, Consumer(name="fresh", epoch=2))
        await until(lambda: exists(nats, "fresh"))
        assert not await exists(nats, AUDIT.name)
        with pytest.raises(ConsumerOfOtherEpoch, match="has kept 3 of them"):
            await define_consumer(log, replace(AUDIT, epoch=2))
        found = (await consumer_states(log))[AUDIT.name]
        assert (found["state"], found["epoch"], found["acknowledged_offset"]) == ("stopped", 1, 4)
        assert found["code"] == "relay.consumer_of_other_epoch"
        resumed = await resume_consumer(log, AUDIT.name)
        assert (resumed.epoch, resumed.acknowledged_offset) == (2, 3)
        await until(lambda: exists(nats, AUDIT.name))
        assert await consume(nats, AUDIT.name, count=1) == [4]


async def test_a_consumer_that_comes_from_another_epoch_is_refused(database: Database) -> None:
    with pytest.raises(ConsumerOfOtherEpoch, match="the log is in epoch 1"):
        await define(database, Consumer(name="former", epoch=2))


async def test_a_consumer_that_nobody_defined_cannot_be_resumed(database: Database) -> None:
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as log:
        with pytest.raises(UnknownConsumer):
            await resume_consumer(log, "nobody")


async def test_a_definition_that_is_given_again_keeps_what_was_acknowledged(
    database: Database,
) -> None:
    await define(database, Consumer(name="audit", epoch=1, acknowledged_offset=7))
    await define(database, Consumer(name="audit", epoch=1, ack_wait_seconds=5))
    assert await acknowledged(database) == 7


async def take(nats: NatsConnection, name: str) -> int:
    """Takes the next event and leaves it unacknowledged; its offset."""
    return decode((await delivered(nats, name, 1))[0].data).offset


async def test_what_is_on_its_way_is_told_with_the_document_that_waits_longest(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await define(database, AUDIT)
    assert await has(database, AUDIT.name, lag_events=0, redelivered_events=0)
    await append(database, save(events=2))
    await append(database, save(events=3, tenant="south"))
    waiting = (await logged(database))[2]
    async with relaying(database, nats_process.url):
        await until(lambda: has(database, AUDIT.name, lag_events=5))
        assert await consume(nats, AUDIT.name, count=2) == [1, 2]
        await until(lambda: has(database, AUDIT.name, lag_events=3, acknowledged_offset=2))
        found = await told(database, AUDIT.name)
        assert found["oldest"] == {
            "offset": 3,
            "tenant": "south",
            "document": waiting.stream,
            "number": "PO-1",
            "type": "purchase_order.transmitted",
        }
        assert found["lag_seconds"] > 0
        assert await take(nats, AUDIT.name) == 3
        assert await consume(nats, AUDIT.name, count=2) == [4, 5]
        await until(lambda: has(database, AUDIT.name, lag_events=1, acknowledged_offset=2))
    done = await told(database, AUDIT.name)
    assert done["oldest"]["offset"] == 3, "what waits is told where no relay runs as well"


async def test_an_event_that_was_given_again_is_counted_until_it_is_acknowledged(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await define(database, Consumer(name="hasty", epoch=1, ack_wait_seconds=1))
    await append(database, save(events=1))
    async with relaying(database, nats_process.url):
        await until(lambda: exists(nats, "hasty"))
        assert await take(nats, "hasty") == 1
        assert await take(nats, "hasty") == 1
        await until(lambda: has(database, "hasty", lag_events=1, redelivered_events=1))
        assert await consume(nats, "hasty", count=1) == [1]
        await until(lambda: has(database, "hasty", lag_events=0, redelivered_events=0))


async def test_only_events_of_its_own_subjects_are_on_their_way_to_a_consumer(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    subjects = ("purvey.demo.ICU-1.>", "purvey.demo.ICU-2.>", "purvey.demo.ICU-3.>")
    await define(database, Consumer(name="icu", epoch=1, subjects=subjects))
    for facility in ("WARD-2", "ICU-2", "WARD-2", "ICU-1"):
        await append(database, save(events=1, facility=facility))
    async with relaying(database, nats_process.url):
        await until(lambda: has(database, "icu", lag_events=2))
        assert (await told(database, "icu"))["oldest"]["offset"] == 2
        assert await consume(nats, "icu", count=1) == [2]
        await until(lambda: has(database, "icu", lag_events=1))
        assert (await told(database, "icu"))["oldest"]["offset"] == 4
        assert await consume(nats, "icu", count=1) == [4]
        await until(lambda: has(database, "icu", lag_events=0))
    done = await told(database, "icu")
    assert (done["lag_seconds"], "oldest" in done) == (0.0, False)
