"""What a consumer acknowledged counts only where it is the one that was defined."""

from typing import Any

import pytest

from adapters.embedded.nats import NatsServer
from adapters.nats.connection import NatsConnection
from adapters.nats.consumers import Consumer
from adapters.nats.errors import JetStreamRefused
from adapters.nats.topology import STREAM, SUBJECTS
from tests.adapters.nats.consuming import AUDIT, acknowledged, consume, define, exists, has, holds
from tests.adapters.nats.mirrors import append, relaying, save, until
from tests.conftest import Database


@pytest.mark.parametrize(
    "changed",
    [
        {"deliver_policy": "new"},
        {"deliver_policy": "by_start_sequence", "opt_start_seq": 5},
        {"ack_policy": "none", "max_ack_pending": 0},
        {"filter_subjects": ["purvey.south.>"]},
    ],
    ids=str,
)
async def test_a_consumer_that_somebody_else_made_is_replaced_and_nothing_is_missed(
    database: Database, nats_process: NatsServer, nats: NatsConnection, changed: dict[str, Any]
) -> None:
    await define(database, AUDIT)
    await append(database, save(events=6))
    async with relaying(database, nats_process.url):
        await until(lambda: exists(nats, AUDIT.name))
        assert await consume(nats, AUDIT.name, count=2) == [1, 2]
        await until(lambda: holds(acknowledged(database), 2))
        await nats.ask(f"CONSUMER.DELETE.{STREAM}.{AUDIT.name}")
        foreign = {"durable_name": AUDIT.name, "ack_policy": "explicit", **changed}
        await nats.ask(
            f"CONSUMER.CREATE.{STREAM}.{AUDIT.name}", {"stream_name": STREAM, "config": foreign}
        )
        await until(lambda: is_defined(nats, AUDIT.name, SUBJECTS, "explicit", 3))
        assert await acknowledged(database) == 2
        assert await consume(nats, AUDIT.name, count=4) == [3, 4, 5, 6]


async def test_subjects_that_are_changed_reach_the_consumer_which_then_stays_as_it_is(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    north, south = "purvey.north.>", "purvey.south.>"
    await define(database, Consumer(name="wide", epoch=1, subjects=(north,)))
    await append(database, save(events=1, tenant="north"))
    await append(database, save(events=2, tenant="south"))
    async with relaying(database, nats_process.url):
        await until(lambda: exists(nats, "wide"))
        assert await consume(nats, "wide", count=1) == [1]
        await until(lambda: holds(acknowledged(database), 1))
        await define(database, Consumer(name="wide", epoch=1, subjects=(south, north)))
        await until(lambda: has(database, "wide", lag_events=2))
        made = (await nats.ask(f"CONSUMER.INFO.{STREAM}.wide"))["created"]
        assert await consume(nats, "wide", count=2) == [2, 3]
        await until(lambda: has(database, "wide", acknowledged_offset=3))
        assert (await nats.ask(f"CONSUMER.INFO.{STREAM}.wide"))["created"] == made


async def is_defined(nats: NatsConnection, name: str, subjects: str, ack: str, start: int) -> bool:
    """Whether JetStream has it with these subjects, way to acknowledge, and first offset."""
    try:
        found = (await nats.ask(f"CONSUMER.INFO.{STREAM}.{name}"))["config"]
    except JetStreamRefused:
        return False
    filtered = found.get("filter_subjects") or [found.get("filter_subject")]
    wanted = ([subjects], ack, start)
    return (filtered, found["ack_policy"], found.get("opt_start_seq")) == wanted
