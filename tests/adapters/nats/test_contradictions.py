"""What a superuser forged in the log, hash included, is contradicted by the stream for good."""

import orjson
import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.nats.batch import publish_batch
from adapters.nats.cloud_event import carried_hash
from adapters.nats.connection import NatsConnection
from adapters.nats.contradictions import contradiction_count
from adapters.nats.errors import StreamAhead
from adapters.nats.log_page import next_page
from adapters.nats.mirror import judge
from adapters.nats.relay import Relay
from adapters.nats.topology import create_stream, delete_stream, stored_body
from adapters.postgres.contradiction_check import check_contradictions
from adapters.postgres.log_reader import LogRow, read_async
from replay.verify import Fault
from tests.adapters.nats.mirrors import append, logged, mirrored, relaying, save, streamed, until
from tests.adapters.postgres.forging import CONTRADICTED, forge
from tests.adapters.postgres.log_support import checked
from tests.conftest import Database

EVENTS = 10
FORGED = 4
TRUE, FALSE = b'"id":"buyer-1"', b'"id":"buyer-9"'


async def kept(database: Database) -> int:
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        return await contradiction_count(log)


async def faults(database: Database) -> list[Fault]:
    """What verification says of the log."""
    url = database.role_url("purvey_project")
    found = await checked(url, len(await logged(database)))
    async with await AsyncConnection.connect(url) as log:
        contradicted = await check_contradictions(log)
    return [*found.faults, *contradicted.faults]


async def is_found(database: Database) -> bool:
    return await kept(database) == 1


async def is_whole(relay: Relay, offset: int) -> bool:
    return relay.status.state == "relaying" and relay.status.last_offset == offset


async def is_refilled(relay: Relay) -> bool:
    return relay.status.refills == 1 and relay.status.state == "relaying"


@pytest.mark.parametrize("offset", [FORGED, EVENTS])
async def test_a_forged_event_is_contradicted_by_its_message_which_is_left_as_it_is(
    database: Database, nats_process: NatsServer, nats: NatsConnection, offset: int
) -> None:
    await append(database, save(events=EVENTS))
    async with relaying(database, nats_process.url):
        events = await mirrored(database, nats)
    assert await faults(database) == []
    forge(database, offset, TRUE, FALSE)
    assert await faults(database) == [], "the log alone does not tell"
    async with relaying(database, nats_process.url) as relay:
        await until(lambda: is_found(database))
        await append(database, save(events=1))
        await until(lambda: is_whole(relay, EVENTS + 1))
        assert relay.status.refills == 0
    assert (await streamed(nats))[:EVENTS] == events
    (fault,) = await faults(database)
    assert (fault.what, fault.offset, fault.position) == (CONTRADICTED, offset, offset)
    forge(database, offset, FALSE, TRUE)
    assert await faults(database) == [], "the log says again what the stream was given"


async def test_both_versions_are_kept_when_the_stream_is_made_anew(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=EVENTS))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    true = await stored_body(nats, FORGED)
    forge(database, FORGED, TRUE, FALSE)
    async with relaying(database, nats_process.url):
        await until(lambda: is_found(database))
        await delete_stream(nats)
        await mirrored(database, nats)
    false = await stored_body(nats, FORGED)
    with psycopg.connect(database.url) as superuser:
        row = superuser.execute(
            'SELECT "offset", stream_message, log_message FROM log.contradiction'
        ).fetchone()
    assert row == (FORGED, true, false)
    assert [each.offset for each in await faults(database)] == [FORGED]


@pytest.mark.parametrize("part", [b"buyer-1", b'"revision":1'])
async def test_a_message_that_is_not_what_its_own_hash_says_is_healed(
    database: Database, nats_process: NatsServer, nats: NatsConnection, part: bytes
) -> None:
    await append(database, save(events=EVENTS))
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        page = await next_page(log, 0)
    sound = page[FORGED - 1].body
    damaged = sound.replace(part, part[:-1] + b"2")
    assert carried_hash(sound) is not None
    assert carried_hash(damaged) is None
    page[FORGED - 1] = page[FORGED - 1]._replace(body=damaged)
    await create_stream(nats, first_sequence=1)
    await publish_batch(nats, page, 0, "damaged")
    async with relaying(database, nats_process.url) as relay:
        await until(lambda: is_refilled(relay))
        await mirrored(database, nats)
    assert await stored_body(nats, FORGED) == sound
    assert await kept(database) == 0


async def test_a_message_carries_the_hash_that_the_log_stores(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=EVENTS), save(events=1, tenant="south", facility=None))
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        rows: list[LogRow] = await read_async(log, 0, EVENTS + 1)
    for row in rows:
        body = await stored_body(nats, row.offset)
        assert body is not None
        assert carried_hash(body) == row.hash


async def test_an_event_without_an_id_is_another_history(
    database: Database, nats: NatsConnection
) -> None:
    await append(database, save(events=EVENTS))
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        *page, last = await next_page(log, 0)
        foreign = {**orjson.loads(last.body), "metadata": '{"schema":1}'}
        await create_stream(nats, first_sequence=1)
        await publish_batch(nats, [*page, last._replace(body=orjson.dumps(foreign))], 0, "foreign")
        with pytest.raises(StreamAhead):
            await judge(log, nats)
