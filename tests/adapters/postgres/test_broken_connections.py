"""Connections that break while saves are on their way: nothing is lost, nothing is stored twice."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from psycopg import AsyncConnection

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.roles import role_url
from application.errors import Conflict, LogReadOnly, LogUnavailable
from tests.adapters.postgres.log_support import change, opened, save
from tests.conftest import SECRET, Database

WRITERS = (
    "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE usename = 'purvey_append_login' AND datname = current_database()"
)


@pytest.fixture
async def admin(database: Database) -> AsyncIterator[AsyncConnection]:
    async with await AsyncConnection.connect(database.url, autocommit=True) as connection:
        yield connection


async def stored_commands(admin: AsyncConnection) -> tuple[int, int, int]:
    """How many commands, events and offsets the log holds."""
    cursor = await admin.execute(
        'SELECT (SELECT count(*) FROM log.command), (SELECT count(*) FROM log.event), "offset"'
        " FROM log.log_head"
    )
    row = await cursor.fetchone()
    assert row is not None
    return row


class LossyProxy:
    """Stands between log and server, and can swallow the server's next answer."""

    def __init__(self, port: int) -> None:
        self._server_port = port
        self.swallow_next_answer = False
        self.swallowed = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """The port to connect to."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        async with server:
            yield server.sockets[0].getsockname()[1]

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        upstream = await asyncio.open_connection("127.0.0.1", self._server_port)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._pass(reader, upstream[1]))
            tasks.create_task(self._answer(upstream[0], writer))

    async def _pass(self, reader: StreamReader, writer: StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
        writer.close()

    async def _answer(self, reader: StreamReader, writer: StreamWriter) -> None:
        while data := await reader.read(65536):
            if self.swallow_next_answer:
                self.swallow_next_answer = False
                self.swallowed += 1
                break
            writer.write(data)
        writer.close()


async def test_an_idle_connection_that_broke_is_made_anew(
    database: Database, admin: AsyncConnection
) -> None:
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0)))
        cursor = await admin.execute(WRITERS)
        assert await cursor.fetchone() == (1,)
        outcome = await log.append(save(change("receipt/1", 1)))
    assert (outcome.version, outcome.duplicate) == (2, False)


async def test_a_connection_killed_within_an_append_loses_and_doubles_nothing(
    database: Database, admin: AsyncConnection
) -> None:
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0)))
        async with await AsyncConnection.connect(database.url) as blocker:
            await blocker.execute("SELECT 1 FROM log.log_head FOR UPDATE")
            calls = [log.append(save(change("receipt/1", version))) for version in range(1, 50)]
            await a_lock_is_waited_for(admin)
            await admin.execute(WRITERS)
        outcomes = await asyncio.gather(*calls)
    assert [outcome.version for outcome in outcomes] == list(range(2, 51))
    assert await stored_commands(admin) == (50, 50, 50)


async def a_lock_is_waited_for(admin: AsyncConnection) -> None:
    while True:
        cursor = await admin.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        if await cursor.fetchone() != (0,):
            return
        await asyncio.sleep(0.01)


async def test_an_answer_that_was_lost_after_the_commit_is_found_again(
    database: Database, admin: AsyncConnection
) -> None:
    """The commands were stored, and only the log knows: they are not stored a second time."""
    proxy = LossyProxy(admin.info.port)
    async with proxy.listening() as port, lossy_log(admin, port) as log:
        await log.append(save(change("receipt/1", 0)))
        proxy.swallow_next_answer = True
        calls = [log.append(save(change("receipt/1", version))) for version in range(1, 4)]
        outcomes = await asyncio.gather(*calls)
        assert proxy.swallowed == 1
        after = await log.append(save(change("receipt/1", 4)))
    assert [(each.version, each.position) for each in outcomes] == [(2, 2), (3, 3), (4, 4)]
    assert all(each.as_decided for each in outcomes)
    assert (after.version, after.duplicate) == (5, False)
    assert await stored_commands(admin) == (5, 5, 5)


async def test_what_was_decided_on_a_save_whose_answer_was_lost_is_stored_in_its_turn(
    database: Database, admin: AsyncConnection
) -> None:
    proxy = LossyProxy(admin.info.port)
    async with proxy.listening() as port, lossy_log(admin, port) as log:
        await log.append(save(change("receipt/1", 0)))
        proxy.swallow_next_answer = True
        first = log.append(save(change("receipt/1", 1)))
        second = log.append(replace(save(change("receipt/1", 2)), after=(first,)))
        assert (await second).version == 3
        assert proxy.swallowed == 1
    assert await stored_commands(admin) == (3, 3, 3)


async def test_what_a_killed_process_had_sent_is_the_next_one_s_as_it_decides_the_same(
    database: Database, admin: AsyncConnection
) -> None:
    """It does not know yet that the batch of its predecessor was stored after all."""
    sent = save(change("receipt/1", 0))
    async with opened(database) as killed:
        await killed.append(sent)
    async with opened(database) as log:
        again = log.append(sent)
        resting = log.append(replace(save(change("receipt/1", 1)), after=(again,)))
        assert (await again).duplicate
        assert (await resting).version == 2
    assert await stored_commands(admin) == (2, 2, 2)


async def test_the_same_command_of_another_process_is_not_taken_for_the_save_that_was_sent(
    database: Database, admin: AsyncConnection
) -> None:
    """Its answer is lost, and what stands in the log under its id tells something else."""
    proxy = LossyProxy(admin.info.port)
    other = save(change("receipt/1", 0), command_id="twice")
    async with (
        opened(database) as elsewhere,
        proxy.listening() as port,
        lossy_log(admin, port) as log,
    ):
        await log.append(save(change("receipt/2", 0)))
        await elsewhere.append(other)
        proxy.swallow_next_answer = True
        later = replace(other, effective_at=other.effective_at + timedelta(seconds=1))
        sent = log.append(later)
        resting = log.append(replace(save(change("receipt/1", 1)), after=(sent,)))
        assert (await sent).duplicate
        with pytest.raises(Conflict, match="decide again"):
            await resting
        assert proxy.swallowed == 1
    assert await stored_commands(admin) == (2, 2, 2)


READ_ONLY = "ALTER DATABASE {} SET default_transaction_read_only = on"


async def test_what_was_stored_is_told_though_the_log_takes_no_more_by_then(
    database: Database, admin: AsyncConnection
) -> None:
    """The answer is lost, and whoever asks for it again finds a log that is read-only."""
    proxy = LossyProxy(admin.info.port)
    async with proxy.listening() as port, lossy_log(admin, port) as log:
        await log.append(save(change("receipt/1", 0)))
        await admin.execute(READ_ONLY.format(admin.info.dbname).encode())
        proxy.swallow_next_answer = True
        stored = log.append(save(change("receipt/1", 1)))
        assert (await stored).as_decided
        with pytest.raises(LogReadOnly, match="Nothing was recorded"):
            await log.append(save(change("receipt/1", 2)))
    assert await stored_commands(admin) == (2, 2, 2)


async def test_nobody_is_told_that_nothing_was_recorded_while_that_is_not_known(
    database: Database, admin: AsyncConnection
) -> None:
    """The command may have reached the log before it was cut off, and the log does not say."""
    proxy = LossyProxy(admin.info.port)
    async with proxy.listening() as port, lossy_log(admin, port) as log:
        await log.append(save(change("receipt/1", 0)))
        async with await AsyncConnection.connect(database.url) as blocker:
            await blocker.execute("SELECT 1 FROM log.log_head FOR UPDATE")
            sent = log.append(save(change("receipt/1", 1)))
            await a_lock_is_waited_for(admin)
            behind = log.append(save(change("receipt/1", 2)))
            await admin.execute(READ_ONLY.format(admin.info.dbname).encode())
            await admin.execute(WRITERS)
            with pytest.raises(LogReadOnly, match="recorded is not known"):
                await sent
            with pytest.raises(LogReadOnly, match="Nothing was recorded"):
                await behind
    assert await stored_commands(admin) == (1, 1, 1)


@asynccontextmanager
async def lossy_log(admin: AsyncConnection, port: int) -> AsyncIterator[PostgresEventLog]:
    """The log, reached through the proxy at this port."""
    address = f"postgresql://x@127.0.0.1:{port}/{quote(admin.info.dbname)}"
    urls = [role_url(address, role, SECRET) for role in ("purvey_append", "purvey_relay")]
    async with PostgresEventLog(*urls) as log:
        yield log


@pytest.mark.faults  # The storms do the same for longer, and more of it.
async def test_under_load_repeated_kills_lose_and_double_nothing(
    database: Database, admin: AsyncConnection
) -> None:
    async def work(log: PostgresEventLog, stream: int) -> list[int]:
        versions = []
        for version in range(20):
            outcome = await log.append(save(change(f"receipt/{stream}", version)))
            versions.append(outcome.version)
        return versions

    async def kill() -> None:
        while True:
            await asyncio.sleep(0.02)
            await admin.execute(WRITERS)

    async with opened(database) as log:
        killer = asyncio.create_task(kill())
        versions = await asyncio.gather(*(work(log, stream) for stream in range(30)))
        killer.cancel()
        await asyncio.wait([killer])
    assert versions == [list(range(1, 21))] * 30
    async with await AsyncConnection.connect(database.url) as reader:
        assert await stored_commands(reader) == (600, 600, 600)


async def test_a_log_that_cannot_be_reached_says_so_and_works_again_later(
    database: Database, admin: AsyncConnection
) -> None:
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls, reconnect_seconds_max=0.3) as log:
        await log.append(save(change("receipt/1", 0)))
        await admin.execute("ALTER ROLE purvey_append_login NOLOGIN")
        await admin.execute(WRITERS)
        try:
            calls = [log.append(save(change("receipt/1", version))) for version in range(1, 300)]
            results = await asyncio.gather(*calls, return_exceptions=True)
        finally:
            await admin.execute("ALTER ROLE purvey_append_login LOGIN")
        assert {type(result) for result in results} == {LogUnavailable}
        assert (await log.append(save(change("receipt/1", 1)))).version == 2
    assert await stored_commands(admin) == (2, 2, 2)


async def test_loads_outlive_a_broken_connection(
    database: Database, admin: AsyncConnection
) -> None:
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0)))
        await asyncio.gather(*(log.load("demo", "receipt/1") for _ in range(20)))
        await admin.execute(WRITERS.replace("append", "relay").encode())
        loaded = await log.load("demo", "receipt/1")
    assert [each.version for each in loaded] == [1]
