"""A durable consumer goes on where it acknowledged, on a stream that was made again too."""

from collections.abc import Awaitable
from dataclasses import replace

import orjson
import pytest
from nats.aio.msg import Msg
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.nats.cloud_event import decode
from adapters.nats.connection import NatsConnection
from adapters.nats.consumers import (
    Consumer,
    consumer_states,
    define_consumer,
    defined_consumers,
    resume_consumer,
)
from adapters.nats.errors import ConsumerOfOtherEpoch, JetStreamRefused, UnknownConsumer
from adapters.nats.topology import STREAM, delete_stream
from tests.adapters.nats.mirrors import append, mirrored, relaying, save, until
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.conftest import Database

AUDIT = Consumer(name="audit", epoch=1)


async def define(database: Database, consumer: Consumer) -> None:
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as log:
        await define_consumer(log, consumer)


async def acknowledged(database: Database) -> int:
    """How far the one consumer acknowledged, as PostgreSQL knows it."""
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as log:
        (consumer,) = await defined_consumers(log)
    return consumer.acknowledged_offset


async def exists(nats: NatsConnection, name: str) -> bool:
    try:
        await nats.ask(f"CONSUMER.INFO.{STREAM}.{name}")
    except JetStreamRefused:
        return False
    return True


async def consume(nats: NatsConnection, name: str, count: int) -> list[int]:
    """Takes and acknowledges the next events; their offsets."""
    messages: list[Msg] = []

    async def receive(message: Msg) -> None:
        messages.append(message)

    async def came() -> bool:
        return len(messages) == count

    inbox = nats.new_inbox()
    subscription = await nats.subscribe(inbox, receive, messages_max=count)
    request = orjson.dumps({"batch": count, "expires": 60_000_000_000})
    await nats.publish(f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{name}", request, reply=inbox)
    await until(came)
    await subscription.unsubscribe()
    for message in messages:
        await nats.request(message.reply, b"+ACK")
    return [decode(message.data).offset for message in messages]


async def test_a_consumer_is_restored_behind_what_it_acknowledged(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await define(database, AUDIT)
    await append(database, save(events=6))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
        await until(lambda: exists(nats, AUDIT.name))
        assert await consume(nats, AUDIT.name, count=2) == [1, 2]
        await until(lambda: _is(acknowledged(database), 2))
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
        await until(lambda: _is(acknowledged(database), 4))
        await begin_epoch(database, shared_offset=3)
        await until(lambda: _is(exists(nats, AUDIT.name), False))
        await define_consumer(log, Consumer(name="fresh", epoch=2))
        await until(lambda: exists(nats, "fresh"))
        assert not await exists(nats, AUDIT.name)
        with pytest.raises(ConsumerOfOtherEpoch, match="has kept 3 of them"):
            await define_consumer(log, replace(AUDIT, epoch=2))
        told = (await consumer_states(log))[AUDIT.name]
        assert (told["state"], told["epoch"], told["acknowledged_offset"]) == ("stopped", 1, 4)
        assert told["code"] == "relay.consumer_of_other_epoch"
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


async def _is(found: Awaitable[int], wanted: int) -> bool:
    return await found == wanted
