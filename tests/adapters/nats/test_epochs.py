"""A stream that knows another history than the log: found, measured, kept, and replaced."""

import pytest
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.embedded.servers import ServerAddresses
from adapters.nats.batch import publish_batch
from adapters.nats.cloud_event import decode
from adapters.nats.connection import NatsConnection
from adapters.nats.errors import StreamAhead
from adapters.nats.log_page import next_page
from adapters.nats.mirror import judge
from adapters.nats.parting import Parting, beyond, find_parting
from adapters.nats.stream_feed import StreamFeed
from adapters.nats.topology import StreamSettings, create_stream, stream_state
from adapters.postgres.log_reader import log_head_async
from tests.adapters.nats.mirrors import (
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

WAIT_SECONDS = 0.2


async def parting_of(database: Database, nats: NatsConnection) -> Parting:
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        return await find_parting(log, nats)


@pytest.mark.parametrize("appended", [0, 1, 5])
async def test_the_parting_of_a_restored_log_is_found_however_far_it_has_gone_on(
    servers: ServerAddresses,
    database: Database,
    nats_process: NatsServer,
    nats: NatsConnection,
    appended: int,
) -> None:
    await append(database, save(events=7))
    earlier = restored(servers, database)
    await append(database, save(events=3))
    async with relaying(database, nats_process.url):
        events = await mirrored(database, nats)
    for _ in range(appended):
        await append(earlier, save(events=1))
    parting = await parting_of(earlier, nats)
    assert parting == Parting(epoch=1, shared_offset=7, stream_offset=10)
    assert [decode(body) async for body in beyond(nats, parting)] == events[7:]


async def test_a_message_that_is_damaged_in_the_middle_is_no_parting(
    database: Database, nats: NatsConnection
) -> None:
    await append(database, save(events=7))
    await create_stream(nats, first_sequence=1)
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        page = await next_page(log, 0)
    damaged = [each._replace(body=b"{}") if each is page[3] else each for each in page]
    await publish_batch(nats, damaged, 0, "damaged")
    parting = await parting_of(database, nats)
    assert parting == Parting(epoch=1, shared_offset=7, stream_offset=7)


@pytest.mark.parametrize("damaged", [{4}, {2, 3, 4, 5}, {6, 7}, {1, 2, 3, 4, 5, 6}, {8}])
async def test_damage_below_a_parting_or_behind_it_does_not_move_it(
    servers: ServerAddresses, database: Database, nats: NatsConnection, damaged: set[int]
) -> None:
    await append(database, save(events=7))
    earlier = restored(servers, database)
    await append(database, save(events=3))
    await append(earlier, save(events=2))
    await create_stream(nats, first_sequence=1)
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        page = await next_page(log, 0)
    spoilt = [
        each._replace(body=b"{}") if number in damaged else each
        for number, each in enumerate(page, start=1)
    ]
    await publish_batch(nats, spoilt, 0, "damaged")
    parting = await parting_of(earlier, nats)
    # Of what cannot be read right before it nobody knows whether it was the same.
    shared = max(set(range(8)) - damaged)
    assert parting == Parting(epoch=1, shared_offset=shared, stream_offset=10)


@pytest.mark.parametrize("damaged", [7, 3])
async def test_a_damaged_end_of_a_stream_that_is_not_ahead_is_no_parting(
    database: Database, nats: NatsConnection, damaged: int
) -> None:
    await append(database, save(events=7))
    await create_stream(nats, first_sequence=1)
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        page = await next_page(log, 0)
    spoilt = [*page[: damaged - 1], *(each._replace(body=b"{}") for each in page[damaged - 1 :])]
    await publish_batch(nats, spoilt, 0, "damaged")
    assert not (await parting_of(database, nats)).has_parted


async def test_a_stream_that_is_behind_empty_or_missing_knows_nothing_beyond_the_log(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    assert (await parting_of(database, nats)).shared_offset == 3
    await create_stream(nats, first_sequence=1)
    assert (await parting_of(database, nats)).shared_offset == 3
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    await append(database, save(events=2))
    parting = await parting_of(database, nats)
    assert (parting.shared_offset, parting.stream_offset) == (5, 3)
    assert [body async for body in beyond(nats, parting)] == []


async def test_a_stream_of_a_later_epoch_is_ahead_even_where_its_messages_agree(
    servers: ServerAddresses, database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    earlier = restored(servers, database)
    await begin_epoch(database, shared_offset=3)
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    async with await AsyncConnection.connect(earlier.role_url("purvey_relay")) as log:
        with pytest.raises(StreamAhead, match="offset 3 of epoch 2"):
            await judge(log, nats)


async def test_a_relay_of_the_former_epoch_is_kept_away_by_the_stream_of_the_new_one(
    servers: ServerAddresses, database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    earlier = restored(servers, database)
    await append(database, save(events=2))
    await begin_epoch(earlier, shared_offset=3)
    await append(earlier, save(events=4))
    async with relaying(database, nats_process.url) as former:
        await mirrored(database, nats)
        async with relaying(earlier, nats_process.url):
            await mirrored(earlier, nats)

            async def stopped() -> bool:
                return former.status.state == "stream_ahead"

            await until(stopped)
            await append(database, save(events=9))
            await append(earlier, save(events=1))
            await mirrored(earlier, nats)
    assert await streamed(nats) == await logged(earlier)


async def test_an_event_of_a_former_epoch_that_slipped_in_is_removed(
    servers: ServerAddresses, database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    earlier = restored(servers, database)
    await append(database, save(events=1))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    await begin_epoch(earlier, shared_offset=3)
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        (stale,) = await next_page(log, after_offset=3)
    async with relaying(earlier, nats_process.url) as relay:
        await until(lambda: _is_long(nats, 3))
        await publish_batch(nats, [stale], 3, "a relay of the former epoch, between two checks")
        await until(lambda: _is_long(nats, 3))
        assert relay.status.refills == 2
    assert await streamed(nats) == await logged(earlier)


async def test_the_feed_takes_nothing_from_a_stream_of_another_epoch(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    async def log_epoch() -> int:
        url = database.role_url("purvey_relay")
        async with await AsyncConnection.connect(url) as log:
            return (await log_head_async(log)).epoch

    await append(database, save(events=3))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    await begin_epoch(database, shared_offset=3)
    async with StreamFeed(nats_process.url, "test", log_epoch) as feed:
        assert await feed.next(WAIT_SECONDS) == []
        async with relaying(database, nats_process.url):
            came: list[int] = []

            async def comes() -> bool:
                came.extend(event.offset for event in await feed.next(WAIT_SECONDS))
                return bool(came)

            await until(comes)
            assert came[-1] == 3


async def test_a_stream_that_is_kept_otherwise_than_wanted_is_made_again(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    wanted = StreamSettings(storage="memory")
    async with relaying(database, nats_process.url, wanted) as relay:
        await until(lambda: _is_kept(nats, wanted))
        await mirrored(database, nats)
        assert relay.status.refills == 1


async def test_a_stream_ahead_is_left_alone_even_if_it_is_kept_otherwise_than_wanted(
    servers: ServerAddresses, database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=3))
    earlier = restored(servers, database)
    await append(database, save(events=1))
    async with relaying(database, nats_process.url):
        events = await mirrored(database, nats)
    async with relaying(earlier, nats_process.url, StreamSettings(storage="memory")) as relay:

        async def stopped() -> bool:
            return relay.status.state == "stream_ahead"

        await until(stopped)
        assert await streamed(nats) == events


async def _is_long(nats: NatsConnection, last_sequence: int) -> bool:
    state = await stream_state(nats)
    return state is not None and state.last_sequence == last_sequence


async def _is_kept(nats: NatsConnection, settings: StreamSettings) -> bool:
    state = await stream_state(nats)
    return state is not None and state.settings == settings
