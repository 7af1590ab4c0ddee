"""A log that is restored again goes on in the epoch that it was in, whatever the stream follows."""

from pathlib import Path

import pytest
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.embedded.servers import ServerAddresses
from adapters.home_epochs import STARTS_FILE, highest_epoch, keep_highest_epoch, keep_starts
from adapters.nats.connection import NatsConnection
from adapters.nats.topology import create_stream, stream_state
from adapters.new_epoch import AHEAD_MAX, EpochUrls, start_new_epoch
from adapters.postgres.epochs import EpochStart, kept_offset, tell_epochs
from tests.adapters.nats.mirrors import MOMENT, append, mirrored, relaying, restored, save, until
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.conftest import SECRET, Database

FIRST, WRONG, END = (
    2,
    3,
    6,
)  # Restored to the second event, gone on with by one; the end is the sixth.


async def begin(
    database: Database, home: Path, nats_url: str, *, restored: bool = True
) -> EpochStart:
    urls = EpochUrls(
        relay=database.role_url("purvey_relay"),
        operate=database.role_url("purvey_operate"),
        project=database.role_url("purvey_project"),
        nats=nats_url,
        secret=SECRET,
    )
    begun = await start_new_epoch(
        urls, home, started_by="olga", reason="test", force=True, restored=restored
    )
    return begun.start


async def kept(database: Database) -> list[int]:
    """How much the log kept of the first epoch, the second and the third."""
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        return [await kept_offset(log, epoch) for epoch in (1, 2, 3)]


async def followed(
    database: Database, nats_process: NatsServer, nats: NatsConnection, start: EpochStart
) -> None:
    """Returns when the stream is that of the epoch, and the log's mirror."""

    async def is_of_epoch() -> bool:
        stream = await stream_state(nats)
        return stream is not None and stream.epoch == start.epoch

    async with relaying(database, nats_process.url):
        await until(is_of_epoch)
        await mirrored(database, nats)


@pytest.fixture
async def later(
    servers: ServerAddresses,
    database: Database,
    nats_process: NatsServer,
    nats: NatsConnection,
    tmp_path: Path,
) -> Database:
    """The log as it was at its end, behind a restore to a wrong moment; its stream follows that."""
    await append(database, save(events=FIRST))
    wrong = restored(servers, database)
    await append(database, save(events=END - FIRST))
    later = restored(servers, database)
    async with relaying(database, nats_process.url):
        await mirrored(database, nats)
    start = await begin(wrong, tmp_path, nats_process.url)
    assert (start.epoch, start.former_epoch, start.shared_offset) == (2, 1, FIRST)
    await append(wrong, save(events=WRONG - FIRST))
    await followed(wrong, nats_process, nats, start)
    return later


async def test_what_a_second_restore_brings_back_is_kept(
    later: Database, nats_process: NatsServer, tmp_path: Path
) -> None:
    start = await begin(later, tmp_path, nats_process.url)
    assert (start.epoch, start.former_epoch, start.shared_offset) == (3, 1, END)
    assert await kept(later) == [END, FIRST, END]


async def test_what_was_recorded_before_anybody_noticed_is_kept_for_neither(
    later: Database, nats_process: NatsServer, tmp_path: Path
) -> None:
    """Put back by other means, so what is behind the parting may belong to either history."""
    await append(later, save(events=1))
    start = await begin(later, tmp_path, nats_process.url, restored=False)
    assert (start.shared_offset, start.offset) == (FIRST, END + 1)
    assert await kept(later) == [FIRST, FIRST, END + 1]


async def test_of_an_epoch_whose_beginning_is_forgotten_nothing_is_said_to_be_kept(
    later: Database, nats_process: NatsServer, tmp_path: Path
) -> None:
    (tmp_path / STARTS_FILE).unlink()
    await begin(later, tmp_path, nats_process.url)
    assert await kept(later) == [FIRST, 0, END]


async def test_a_log_that_parts_from_the_stream_before_their_epochs_did_comes_from_elsewhere(
    servers: ServerAddresses,
    other_database: Database,
    later: Database,
    nats_process: NatsServer,
    tmp_path: Path,
) -> None:
    await append(other_database, save(events=END))
    start = await begin(other_database, tmp_path, nats_process.url)
    assert (start.shared_offset, start.offset) == (0, END)
    assert await kept(other_database) == [0, 0, END]


async def test_a_log_whose_epochs_began_otherwise_comes_from_elsewhere(
    servers: ServerAddresses,
    later: Database,
    nats_process: NatsServer,
    nats: NatsConnection,
    tmp_path: Path,
) -> None:
    """A home that was copied gave the same number to an epoch of its own."""
    elsewhere = restored(servers, later)
    await begin_epoch(elsewhere, 2, shared_offset=4)
    await append(elsewhere, save(events=1))
    third = await begin(later, tmp_path, nats_process.url)
    await append(later, save(events=1))
    await followed(later, nats_process, nats, third)
    start = await begin(elsewhere, tmp_path, nats_process.url)
    assert (start.epoch, start.former_epoch) == (4, 2)
    assert (start.shared_offset, start.offset) == (END, END + 1)


async def test_a_number_that_the_log_was_told_of_is_not_given_again_by_a_home_that_forgot_it(
    database: Database, nats_process: NatsServer, nats: NatsConnection, tmp_path: Path
) -> None:
    """As where a restore ended between the two, and its database came to a machine of its own."""
    told = EpochStart(2, 1, 1, 1, MOMENT, "olga", "restored")
    url = database.role_url("purvey_operate")
    async with await AsyncConnection.connect(url, autocommit=True) as operator:
        await tell_epochs(operator, SECRET, [told])
    start = await begin(database, tmp_path, nats_process.url)
    assert start.epoch == 3


@pytest.mark.parametrize("number", [AHEAD_MAX + 2, 2**31])
async def test_a_home_that_tells_of_an_epoch_that_the_log_cannot_have_come_to_is_not_believed(
    database: Database,
    nats_process: NatsServer,
    nats: NatsConnection,
    tmp_path: Path,
    number: int,
) -> None:
    keep_starts(tmp_path, [EpochStart(number, 1, 1, 1, MOMENT, "olga", "restored")])
    await append(database, save(events=1))
    start = await begin(database, tmp_path, nats_process.url)
    assert (start.epoch, start.shared_offset) == (2, 1)


@pytest.mark.parametrize("epoch", [AHEAD_MAX + 2, 2**31 - 1, 2**31, 10**10 - 1])
@pytest.mark.parametrize("home", [None, 2**31])
async def test_a_number_that_the_log_cannot_have_come_to_is_not_believed(
    database: Database,
    nats_process: NatsServer,
    nats: NatsConnection,
    tmp_path: Path,
    epoch: int,
    home: int | None,
) -> None:
    if home is not None:
        keep_highest_epoch(tmp_path, home)
    await append(database, save(events=1))
    await create_stream(nats, first_sequence=1, epoch=epoch)
    start = await begin(database, tmp_path, nats_process.url)
    assert start.epoch == highest_epoch(tmp_path) == 2
    await followed(database, nats_process, nats, start)


async def test_a_number_far_above_the_log_that_it_can_have_come_to_is_passed(
    database: Database, nats_process: NatsServer, nats: NatsConnection, tmp_path: Path
) -> None:
    await create_stream(nats, first_sequence=1, epoch=AHEAD_MAX + 1)
    start = await begin(database, tmp_path, nats_process.url)
    assert start.epoch == highest_epoch(tmp_path) == AHEAD_MAX + 2
