"""The stream is the log's mirror, whatever happens to it."""

import asyncio

from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.embedded.servers import ServerAddresses
from adapters.nats.connection import NatsConnection
from adapters.nats.errors import JetStreamRefused
from adapters.nats.relay import run_relay
from adapters.nats.relay_status import RelayState, RelayStatus, relay_status
from adapters.nats.topology import StreamSettings, create_stream, delete_stream
from tests.adapters.nats.mirrors import (
    CHECK_SECONDS,
    append,
    logged,
    mirrored,
    relaying,
    restored,
    save,
    streamed,
    until,
)
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.conftest import Database

STRAY = "purvey.demo.ICU-1.purchase_order.transmitted"


async def test_the_sequence_is_the_offset_while_many_append_at_once(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    async with relaying(database, nats_process.url):
        saves = [save(events=3, tenant=f"t{number % 2}") for number in range(100)]
        await asyncio.gather(*(append(database, *saves[each::4]) for each in range(4)))
        assert len(await mirrored(database, nats)) == 300


async def test_what_was_appended_before_the_relay_ran_is_relayed(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=5))
    async with relaying(database, nats_process.url):
        assert len(await mirrored(database, nats)) == 5


async def test_more_events_than_one_batch_takes_are_relayed(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, *(save(events=500) for _ in range(5)))
    async with relaying(database, nats_process.url):
        assert len(await mirrored(database, nats)) == 2_500


async def test_a_deleted_stream_is_made_again(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=5))
    async with relaying(database, nats_process.url) as relay:
        await mirrored(database, nats)
        await delete_stream(nats)
        await mirrored(database, nats)
        assert relay.status.refills == 2


async def test_a_stream_that_is_empty_is_filled_again(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=5))
    await create_stream(nats, first_sequence=1)
    async with relaying(database, nats_process.url) as relay:
        await mirrored(database, nats)
        assert relay.status.refills == 0


async def test_a_stream_that_begins_elsewhere_is_made_again(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=5))
    await create_stream(nats, first_sequence=4)
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)


async def test_a_stream_that_somebody_else_defined_is_made_again(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=5))
    await nats.ask("STREAM.CREATE.PURVEY", {"name": "PURVEY", "subjects": ["purvey.>"]})
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)


async def test_a_stray_message_while_the_relay_runs_is_removed(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=5))
    async with relaying(database, nats_process.url) as relay:
        await mirrored(database, nats)
        await nats.request(STRAY, b"{}")
        await append(database, save(events=2))
        await mirrored(database, nats)
        assert relay.status.refills == 2


async def test_a_stray_message_at_the_end_of_an_idle_stream_is_removed(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=5))
    async with relaying(database, nats_process.url) as relay:
        await mirrored(database, nats)
        await nats.request(STRAY, b"{}")
        await until(lambda: truth(relay.status.refills == 2))
        assert len(await mirrored(database, nats)) == 5


async def test_the_events_of_another_log_are_refused_and_left_alone(
    database: Database, other_database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(other_database, save(events=3))
    async with relaying(other_database, nats_process.url):
        events = await mirrored(other_database, nats)
    await append(database, save(events=5))
    async with relaying(database, nats_process.url):
        await until(lambda: has_state(database, "stream_ahead"))
        assert await streamed(nats) == events


async def test_a_stream_ahead_of_the_log_is_refused_and_left_alone(
    servers: ServerAddresses, database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    earlier = restored(servers, database)
    await append(database, save(events=2))
    async with relaying(database, nats_process.url):
        events = await mirrored(database, nats)
    async with relaying(earlier, nats_process.url) as relay:
        await until(lambda: has_state(earlier, "stream_ahead"))
        assert "offset 5 of epoch 1" in relay.status.detail
        assert (relay.status.last_offset, relay.status.stream_messages) == (5, 5)
        await append(earlier, save(events=4))
        await asyncio.sleep(CHECK_SECONDS)
        assert await streamed(nats) == events


async def test_a_new_epoch_replaces_the_stream_of_the_former_one(
    servers: ServerAddresses, database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    earlier = restored(servers, database)
    await append(database, save(events=2))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    async with relaying(earlier, nats_process.url):
        await until(lambda: has_state(earlier, "stream_ahead"))
        await begin_epoch(earlier, shared_offset=3)
        await append(earlier, save(events=1))
        await until(lambda: is_mirror(earlier, nats))
        assert [event.epoch for event in await streamed(nats)] == [1, 1, 1, 2]


async def test_a_stream_that_the_server_cannot_keep_as_wanted_is_told(
    database: Database, nats_process: NatsServer
) -> None:
    await append(database, save(events=1))
    async with relaying(database, nats_process.url, StreamSettings(replicas=3)) as relay:
        await until(lambda: truth("replicas" in relay.status.detail))
        assert relay.status.state == "unavailable"


async def test_two_relays_never_place_an_event_twice(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    async with relaying(database, nats_process.url), relaying(database, nats_process.url):
        for _ in range(20):
            await append(database, *(save(events=2) for _ in range(10)))
        assert len(await mirrored(database, nats)) == 400


async def test_the_relay_says_how_it_is_and_that_it_stopped(
    database: Database, nats_process: NatsServer
) -> None:
    await append(database, save(events=5))
    assert (await seen_status(database)).state == "stopped"
    stopped = asyncio.Event()
    urls = (database.role_url("purvey_relay"), nats_process.url)
    running = asyncio.create_task(run_relay(*urls, stopped))
    await until(lambda: has_state(database, "relaying"))
    status = await seen_status(database)
    assert (status.epoch, status.last_offset, status.stream_messages) == (1, 5, 5)
    stopped.set()
    await running
    assert (await seen_status(database)).state == "stopped"


async def test_the_relay_says_that_nats_is_away_and_goes_on_when_it_is_back(
    database: Database, nats_process: NatsServer
) -> None:
    await append(database, save(events=5))
    async with relaying(database, nats_process.url):
        await until(lambda: has_state(database, "relaying"))
        nats_process.stop()
        await until(lambda: has_state(database, "unavailable"))
        nats_process.revive()
        await until(lambda: has_state(database, "relaying"))


async def seen_status(database: Database) -> RelayStatus:
    """What another process is told about the relay."""
    url = database.role_url("purvey_project")
    async with await AsyncConnection.connect(url) as connection:
        return await relay_status(connection)


async def has_state(database: Database, state: RelayState) -> bool:
    return (await seen_status(database)).state == state


async def is_mirror(database: Database, nats: NatsConnection) -> bool:
    try:
        return await streamed(nats) == await logged(database)
    except JetStreamRefused:
        return False  # The stream was deleted between two questions: it is being made again.


async def truth(condition: bool) -> bool:
    return condition
