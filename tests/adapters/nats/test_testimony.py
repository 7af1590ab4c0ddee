"""Whoever forged an event wants the stream made again; what it said is heard before that."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.embedded.servers import ServerAddresses
from adapters.nats import testimony
from adapters.nats.batch import publish_batch
from adapters.nats.connection import NatsConnection
from adapters.nats.contradictions import contradiction_count
from adapters.nats.log_page import next_page
from adapters.nats.relay import Relay
from adapters.nats.topology import (
    STREAM,
    StreamState,
    create_stream,
    delete_stream,
)
from adapters.new_epoch import EpochUrls, start_new_epoch
from adapters.postgres.contradiction_check import check_contradictions
from adapters.postgres.epochs import EpochStart
from replay.verify import Fault
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
from tests.adapters.postgres.forging import CONTRADICTED, forge, move_to_epoch, raise_epoch
from tests.adapters.postgres.log_support import checked
from tests.conftest import SECRET, Database, copied_database

EVENTS = 10
FORGED = 4
TRUE, FALSE = b'"id":"buyer-1"', b'"id":"buyer-9"'
STRAY = "purvey.demo._.toy.stray"


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


async def is_refilled(relay: Relay) -> bool:
    return relay.status.refills == 1 and relay.status.state == "relaying"


async def is_refused(relay: Relay) -> bool:
    return relay.status.state == "unavailable" and "epoch 2" in relay.status.detail


async def has_parted(relay: Relay) -> bool:
    return relay.status.state == "stream_ahead"


async def published(database: Database, server: NatsServer, nats: NatsConnection) -> None:
    """A log of some events, and its stream, true."""
    await append(database, save(events=EVENTS))
    async with relaying(database, server.url):
        await mirrored(database, nats)


async def reconfigure(nats: NatsConnection, **changed: object) -> None:
    """Defines the stream otherwise, as an administrator of the servers can."""
    config = (await nats.look(f"STREAM.INFO.{STREAM}"))["config"]
    await nats.ask(f"STREAM.UPDATE.{STREAM}", {**config, **changed})


@pytest.mark.parametrize("by_page", [True, False])
@pytest.mark.parametrize("pretext", ["stray", "definition", "epoch", "row"])
async def test_what_a_forged_log_is_contradicted_in_outlives_the_stream(
    database: Database,
    nats_process: NatsServer,
    nats: NatsConnection,
    pretext: str,
    by_page: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(testimony, "PAGE_MESSAGES", 3)
    await published(database, nats_process, nats)
    forge(database, FORGED, TRUE, FALSE)
    if not by_page:
        await reconfigure(nats, allow_direct=False)
    if pretext == "stray":
        await nats.request(STRAY, b"{}")
    elif pretext == "definition":
        await reconfigure(nats, max_age=10**15)
    elif pretext == "epoch":
        await begin_epoch(database, shared_offset=EVENTS)
    else:
        move_to_epoch(database, 0, 1, FORGED)
    async with relaying(database, nats_process.url) as relay:
        await until(lambda: is_refilled(relay))
        await mirrored(database, nats)
    assert await kept(database) == 1
    found = [(fault.what, fault.offset) for fault in await faults(database)]
    assert (CONTRADICTED, FORGED) in found
    if pretext == "row":
        assert ("its epoch is 0, and the log was in 1", 1) in found


async def test_an_event_of_another_epoch_but_the_same_words_is_healed_and_found(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await published(database, nats_process, nats)
    move_to_epoch(database, 7, EVENTS, EVENTS)
    async with relaying(database, nats_process.url) as relay:
        await until(lambda: is_refilled(relay))
    assert await kept(database) == 0
    (fault,) = await faults(database)
    assert (fault.what, fault.offset) == ("its epoch is 7, and the log was in 1", EVENTS)


async def test_an_epoch_that_nobody_began_is_refused_and_the_stream_left_as_it_is(
    database: Database, nats_process: NatsServer, nats: NatsConnection, tmp_path: Path
) -> None:
    await published(database, nats_process, nats)
    forge(database, FORGED, TRUE, FALSE)
    events = await streamed(nats)
    raise_epoch(database, 2)
    async with relaying(database, nats_process.url) as relay:
        await until(lambda: is_refused(relay))
    assert await streamed(nats) == events
    (fault,) = await faults(database)
    assert fault.what.startswith("nothing tells how epoch 2 began")
    # An operator may go on from there; the stream is heard then as well.
    begun = await begin(database, tmp_path, nats_process.url)
    assert (begun.epoch, begun.former_epoch) == (3, 2)
    async with relaying(database, nats_process.url) as relay:
        await until(lambda: is_refilled(relay))
    assert await kept(database) == 1


async def begin(database: Database, home: Path, nats_url: str) -> EpochStart:
    urls = EpochUrls(
        relay=database.role_url("purvey_relay"),
        operate=database.role_url("purvey_operate"),
        project=database.role_url("purvey_project"),
        nats=nats_url,
        secret=SECRET,
    )
    begun = await start_new_epoch(urls, home, started_by="olga", reason=None, force=False)
    return begun.start


@pytest.mark.parametrize("later", [0, 3])
async def test_commands_sent_again_to_a_database_that_went_back_are_another_history(
    servers: ServerAddresses,
    database: Database,
    nats_process: NatsServer,
    nats: NatsConnection,
    tmp_path: Path,
    later: int,
) -> None:
    """Their events go by the same ids as those that only the stream knows."""
    await append(database, save(events=3))
    earlier = restored(servers, database)
    repeated = [save(events=2), save(events=1), save(events=2)]
    for each in repeated:
        await append(database, each)
    async with relaying(database, nats_process.url):
        events = await mirrored(database, nats)
    for each in repeated:
        await append(earlier, each)
    again = await logged(earlier)
    ids = [[each.metadata["event_id"] for each in history] for history in (again, events)]
    assert ids[0] == ids[1]
    for _ in range(later):
        await append(earlier, save(events=1))
    async with relaying(earlier, nats_process.url) as relay:
        await until(lambda: has_parted(relay))
        assert await streamed(nats) == events
        start = await begin(earlier, tmp_path, nats_process.url)
        assert (start.epoch, start.shared_offset, start.offset) == (2, 3, 8 + later)
        await until(lambda: is_refilled(relay))
        await mirrored(earlier, nats)
    assert (await kept(earlier), await faults(earlier)) == (0, [])


async def test_a_stream_that_another_relay_made_again_meanwhile_is_not_deleted(
    database: Database,
    nats_process: NatsServer,
    nats: NatsConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await published(database, nats_process, nats)
    await nats.request(STRAY, b"{}")
    heard_out = testimony.hear

    async def hear_slowly(
        log: AsyncConnection, nats: NatsConnection, stream: StreamState
    ) -> AsyncIterator[None]:
        async for each in heard_out(log, nats, stream):
            yield each
        await delete_stream(nats)  # As another relay does, which was quicker.
        await create_stream(nats, first_sequence=1)
        await publish_batch(nats, await next_page(log, 0), 0, "another")

    monkeypatch.setattr("adapters.nats.relay.hear", hear_slowly)
    async with relaying(database, nats_process.url) as relay:

        async def is_relaying() -> bool:
            return relay.status.state == "relaying"

        await until(is_relaying)
        await mirrored(database, nats)
        assert relay.status.refills == 0


async def test_the_stream_of_another_instance_contradicts_nothing(
    database: Database,
    servers: ServerAddresses,
    migrated_template: str,
    nats_process: NatsServer,
    nats: NatsConnection,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with copied_database(servers, migrated_template) as stranger:
        await published(stranger, nats_process, nats)
        await append(database, save(events=EVENTS))
        await begin_epoch(database, shared_offset=EVENTS)
        async with relaying(database, nats_process.url) as relay:
            await until(lambda: is_refilled(relay))
            await mirrored(database, nats)
    assert (await kept(database), await faults(database)) == (0, [])
    told = capfd.readouterr()
    assert "relay.stream_of_another_instance" in told.out + told.err
