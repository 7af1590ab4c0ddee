"""A log that is put back in its epoch: a process that knows the replaced history leaves."""

import asyncio
from functools import reduce

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.servers import ServerAddresses
from adapters.postgres import event_log
from adapters.postgres.epochs import wait_for_other_history
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import LogHead
from application.errors import EpochChanged
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.adapters.nats.mirrors import restored
from tests.adapters.postgres.log_support import change, opened, save
from tests.adapters.postgres.read_support import eventually, execute
from tests.conftest import Database
from tests.domain.orders import in_force

STREAM = "receipt/1"
WATCHING = (
    "SELECT count(*) FROM pg_stat_activity WHERE usename = 'purvey_relay_login'"
    " AND datname = current_database() AND state = 'idle' AND query LIKE '%log_head%'"
)


async def append(database: Database, *versions: int) -> None:
    """As another process does it; each version is the one behind that of an event of the stream."""
    async with opened(database) as log:
        for version in versions:
            await log.append(save(change(STREAM, version)))


def put_back(servers: ServerAddresses, database: Database, earlier: Database) -> None:
    """Whoever is connected is thrown out, and finds the earlier state in the place of the log."""
    name, former = (
        sql.Identifier(str(conninfo_to_dict(each.url)["dbname"])) for each in (database, earlier)
    )
    aside = sql.Identifier(f"{conninfo_to_dict(database.url)['dbname']}_aside")
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s",
            [conninfo_to_dict(database.url)["dbname"]],
        )
        connection.execute(rename.format(name, aside))
        connection.execute(rename.format(former, name))


async def test_a_process_whose_last_command_the_log_lost_appends_no_more(
    servers: ServerAddresses, database: Database
) -> None:
    await append(database, 0)
    earlier = restored(servers, database)
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    told = asyncio.Event()
    async with PostgresEventLog(*urls, put_back=told.set) as log:
        await log.append(save(change(STREAM, 1)))
        put_back(servers, database, earlier)
        await append(database, 1, 2)
        for _ in range(2):
            with pytest.raises(EpochChanged):
                await log.append(save(change(STREAM, 3)))
        assert told.is_set()
        assert len(await log.load("demo", STREAM)) == 3


@pytest.mark.parametrize("kept", [False, True], ids=["by its events", "by a snapshot"])
async def test_a_process_that_read_what_the_log_lost_appends_no_more(
    servers: ServerAddresses, database: Database, kept: bool
) -> None:
    """What it would decide on the lost state fits the versions of the new history."""
    await append(database, 0)
    earlier = restored(servers, database)
    await append(database, 1)
    if kept:
        async with opened(database) as log:
            state = reduce(PURCHASE_ORDER.evolve, in_force(), None)
            assert state is not None
            log.keep("demo", PURCHASE_ORDER, STREAM, state, 2)
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    told = asyncio.Event()
    async with PostgresEventLog(*urls, put_back=told.set) as log:
        loaded = await log.load_state("demo", PURCHASE_ORDER, STREAM)
        assert (loaded.version, len(loaded.events)) == ((2, 0) if kept else (0, 2))
        put_back(servers, database, earlier)
        await append(database, 1)
        with pytest.raises(EpochChanged, match="event that this process read"):
            await log.append(save(change(STREAM, 2)))
        assert told.is_set()
        assert len(await log.load("demo", STREAM)) == 2


async def test_a_log_that_still_holds_what_was_read_goes_on_after_a_restart(
    servers: ServerAddresses, database: Database
) -> None:
    await append(database, 0, 1)
    async with opened(database) as log:
        assert len(await log.load("demo", STREAM)) == 2
        await log.append(save(change(STREAM, 2)))
        with psycopg.connect(servers.database_url, autocommit=True) as superuser:
            superuser.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s",
                [conninfo_to_dict(database.url)["dbname"]],
            )
        await append(database, 3)
        assert len(await log.load("demo", STREAM)) == 4
        assert (await log.append(save(change(STREAM, 4)))).version == 5


async def test_what_is_read_while_the_log_is_asked_what_it_holds_counts_for_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await append(database, 0)
    slowly = f"{event_log._METADATA} AND pg_sleep(1) IS NOT NULL"
    monkeypatch.setattr(event_log, "_METADATA", slowly)
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    async with opened(database) as log:
        await log.load("demo", STREAM)
        appended = log.append(save(change("receipt/2", 0)))
        await eventually(lambda: execute(database, asked) == [(1,)])
        await append(database, 1)
        assert len(await log.load("demo", STREAM)) == 2
        assert not appended.done()
        assert (await appended).version == 1


@pytest.mark.parametrize("since", [[], [1], [1, 2]])
async def test_that_the_log_was_put_back_is_heard_of_whatever_it_holds_since(
    servers: ServerAddresses, database: Database, since: list[int]
) -> None:
    await append(database, 0)
    earlier = restored(servers, database)
    await append(database, 1)
    heard = asyncio.create_task(
        wait_for_other_history(database.role_url("purvey_relay"), look_seconds=60)
    )
    await eventually(lambda: execute(database, WATCHING) == [(1,)])
    await asyncio.to_thread(put_back, servers, database, earlier)
    await append(database, *since)
    former, now = await asyncio.wait_for(heard, 30)
    assert former == LogHead(1, 2)
    assert now.epoch == 1


async def test_a_log_that_only_goes_on_is_the_one_that_it_was(database: Database) -> None:
    await append(database, 0)
    url = database.role_url("purvey_relay")
    heard = asyncio.create_task(wait_for_other_history(url, look_seconds=0.05))
    await append(database, 1, 2)
    await asyncio.sleep(0.3)
    assert not heard.done()
    heard.cancel()
