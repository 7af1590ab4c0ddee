"""What is read first after the database was away finds connections that are there."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Final

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.audit_reader import AuditReader
from adapters.postgres.connection_pool import ConnectionPool
from tests.adapters.postgres.read_support import catch_up, happen, made, read_models
from tests.conftest import PASSES, Database


@pytest.fixture
def superuser(servers: ServerAddresses) -> Iterator[psycopg.Connection]:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        yield connection


def end_connections(superuser: psycopg.Connection, database: Database, role: str) -> int:
    """Ends those of the role in this database, as a restart does; how many there were."""
    row = superuser.execute(
        "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
        " WHERE usename = %s AND datname = %s",
        [f"{role}_login", name_of(database)],
    ).fetchone()
    assert row is not None
    return int(row[0])


def name_of(database: Database) -> str:
    return str(conninfo_to_dict(database.url)["dbname"])


async def test_read_models_are_read_though_every_idle_connection_broke(
    database: Database, superuser: psycopg.Connection
) -> None:
    happen(database, [made("a", box="red")])
    await catch_up(database)
    async with read_models(database) as models:
        async with models.entered("north"), models.entered("north"):
            pass
        assert end_connections(superuser, database, "purvey_read") == 2
        for _ in range(2):
            async with models.entered("north") as view:
                assert [row["toy_id"] for row in (await view.rows("toy_box")).rows] == ["a"]


async def test_an_audit_trail_is_read_though_every_idle_connection_broke(
    database: Database, superuser: psycopg.Connection
) -> None:
    happen(database, [made("a", box="red")])
    async with AuditReader(database.role_url("purvey_audit"), PASSES) as reader:
        assert await reader.document("north", "toy/none") == []
        assert end_connections(superuser, database, "purvey_audit") == 1
        assert await reader.document("north", "toy/none") == []


CONNECTIONS: Final = 4


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[ConnectionPool]:
    async with ConnectionPool(
        database.role_url("purvey_relay"), min_size=1, max_size=CONNECTIONS, timeout=20.0
    ) as opened:
        yield opened


async def ask(pool: ConnectionPool) -> bool:
    async with pool.connection() as connection:
        return (await connection.execute("SELECT 1")).rowcount == 1


async def test_any_number_of_idle_connections_that_broke_delays_nobody(
    database: Database, superuser: psycopg.Connection, pool: ConnectionPool
) -> None:
    async with AsyncExitStack() as all_at_once:
        for _ in range(CONNECTIONS):
            await all_at_once.enter_async_context(pool.connection())
    assert end_connections(superuser, database, "purvey_relay") == CONNECTIONS
    async with asyncio.timeout(2.0):
        assert await ask(pool)


async def test_whoever_waits_for_a_database_that_was_away_for_long_is_soon_served(
    database: Database, superuser: psycopg.Connection, pool: ConnectionPool
) -> None:
    """After attempts in vain that take seconds more if each waits twice as long as the last."""
    assert await ask(pool)
    allow = f"ALTER DATABASE {name_of(database)} ALLOW_CONNECTIONS "
    superuser.execute(f"{allow} false".encode())
    end_connections(superuser, database, "purvey_relay")
    waiting = [asyncio.create_task(ask(pool)) for _ in range(2)]
    async with asyncio.timeout(5.0):
        await attempts_failed(pool, 12)
    superuser.execute(f"{allow} true".encode())
    async with asyncio.timeout(2.0):
        assert await asyncio.gather(*waiting, ask(pool)) == [True] * 3


async def attempts_failed(pool: ConnectionPool, count: int) -> None:
    while True:
        if pool.get_stats().get("connections_errors", 0) >= count:
            return
        await asyncio.sleep(0.02)
