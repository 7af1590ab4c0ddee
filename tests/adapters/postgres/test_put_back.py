"""A log that is put back in its epoch: a process that knows the replaced history leaves."""

import asyncio

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.epochs import wait_for_other_history
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import LogHead
from application.errors import EpochChanged
from tests.adapters.nats.mirrors import restored
from tests.adapters.postgres.log_support import change, opened, save
from tests.adapters.postgres.read_support import eventually, execute
from tests.conftest import Database

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
