"""Defining consumers, taking events by them, and asking how they stand."""

from collections.abc import Awaitable
from typing import Any

import orjson
from nats.aio.msg import Msg
from psycopg import AsyncConnection

from adapters.nats.cloud_event import decode
from adapters.nats.connection import NatsConnection
from adapters.nats.consumers import (
    Consumer,
    consumer_states,
    define_consumer,
    defined_consumers,
)
from adapters.nats.errors import JetStreamRefused
from adapters.nats.topology import STREAM
from tests.adapters.nats.mirrors import until
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
    messages = await delivered(nats, name, count)
    for message in messages:
        await nats.request(message.reply, b"+ACK")
    return [decode(message.data).offset for message in messages]


async def delivered(nats: NatsConnection, name: str, count: int) -> list[Msg]:
    """The next events, not acknowledged."""
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
    return messages


async def told(database: Database, name: str) -> dict[str, Any]:
    """What `purvey status` tells of the consumer."""
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as log:
        return (await consumer_states(log))[name]


async def has(database: Database, name: str, **values: int) -> bool:
    """Whether the consumer is told with these figures."""
    found = await told(database, name)
    return {key: found[key] for key in values} == values


async def holds(found: Awaitable[int], wanted: int) -> bool:
    return await found == wanted
