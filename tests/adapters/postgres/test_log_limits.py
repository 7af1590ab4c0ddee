"""What the log cannot take ends in a failure with a code, and nothing of it is stored."""

import asyncio
from collections.abc import Awaitable, Iterator
from datetime import UTC, datetime
from typing import Final

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.append_call import append_events
from adapters.postgres.audit_reader import AuditReader
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.log_failures import LOCK_SECONDS_MAX
from adapters.postgres.log_loads import READERS_MAX
from adapters.postgres.read_query import open_pool
from adapters.postgres.wire_arrays import register_arrays
from application.errors import (
    Conflict,
    DiskFull,
    LogLocked,
    LogReadOnly,
    UnreadableEvent,
    Unrecordable,
)
from application.ports import Outcome
from tests.adapters.postgres.log_support import Encoded, change, opened, save
from tests.adapters.postgres.read_support import happen, made
from tests.conftest import PASSES, Database

FUTURE: Final = datetime(2099, 1, 1, tzinfo=UTC)
STORED: Final = "SELECT (SELECT count(*) FROM log.event), (SELECT count(*) FROM log.command)"


@pytest.fixture
def superuser(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.url, autocommit=True) as connection:
        yield connection


def stored(superuser: psycopg.Connection) -> tuple[int, int]:
    """How many events and commands there are."""
    row = superuser.execute(STORED).fetchone()
    assert row is not None
    return row[0], row[1]


@pytest.mark.parametrize("expected", [1, 2, 7, 2**31 - 2])
async def test_a_version_that_jumps_is_a_conflict(
    database: Database, superuser: psycopg.Connection, expected: int
) -> None:
    async with opened(database) as log:
        with pytest.raises(Conflict, match="is at version 0"):
            await log.append(save(change("receipt/1", expected)))
    assert stored(superuser) == (0, 0)


@pytest.mark.parametrize(
    ("stream", "sqlstate"),
    [("receipt/\0", "22021"), ("receipt/" + "x" * 256, "23514")],
    ids=["NUL", "a name too long"],
)
async def test_the_function_itself_refuses_a_name_it_cannot_store(
    database: Database, superuser: psycopg.Connection, stream: str, sqlstate: str
) -> None:
    sent = save(change("receipt/2", 0), change(stream, 0))
    url = database.role_url("purvey_append")
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        register_arrays(connection)
        with pytest.raises(psycopg.Error) as caught:
            await append_events(connection, 1, [Encoded(sent, EventMapper().stored(sent))])
    assert caught.value.sqlstate == sqlstate
    assert stored(superuser) == (0, 0)


@pytest.mark.parametrize(
    ("stream", "cause"),
    [
        ("receipt/\u200b", "one that nobody sees in full"),
        ("receipt/" + "x" * 256, "stream_too_long"),
        ("receipt/\0", "invalid byte sequence"),
        ("receipt/\ud800", "half a surrogate"),
    ],
    ids=["unseen", "too long", "NUL", "half a surrogate"],
)
async def test_a_name_that_the_log_refuses_is_told_and_keeps_none_of_its_batch_out(
    database: Database, superuser: psycopg.Connection, stream: str, cause: str
) -> None:
    names = ("receipt/1", "receipt/2", stream, "receipt/3")
    async with opened(database) as log:
        sent = [log.append(save(change(name, 0))) for name in names]
        told = await asyncio.gather(*sent, return_exceptions=True)
    refusal = told.pop(2)
    assert isinstance(refusal, Unrecordable)
    assert cause in refusal.message
    assert "Nothing was recorded" in refusal.message
    assert "CONTEXT" not in refusal.message, "what is ours to know"
    assert [isinstance(each, Outcome) for each in told] == [True, True, True]
    assert stored(superuser) == (3, 3)


async def test_a_clock_that_ran_ahead_refuses_nothing_and_its_time_stays_put(
    database: Database, superuser: psycopg.Connection
) -> None:
    superuser.execute("UPDATE log.log_head SET recorded_at = %s", [FUTURE])
    async with opened(database) as log:
        outcomes = [await log.append(save(change("receipt/1", version))) for version in range(3)]
    assert [outcome.recorded_at for outcome in outcomes] == [FUTURE] * 3
    assert [outcome.position for outcome in outcomes] == [1, 2, 3]


async def test_an_event_of_another_version_stops_the_load_by_name(database: Database) -> None:
    happen(database, [made("a")])
    async with opened(database) as log:
        with pytest.raises(UnreadableEvent, match=r"type toy\.made, which this version"):
            await log.load("north", "toy/a")


async def test_a_read_only_database_says_so_and_is_taken_as_it_recovers(
    database: Database, superuser: psycopg.Connection
) -> None:
    name = superuser.info.dbname
    superuser.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    async with opened(database) as log:
        for _ in range(2):
            with pytest.raises(LogReadOnly, match="Nothing was recorded"):
                await log.append(save(change("receipt/1", 0)))
        superuser.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
        assert stored(superuser) == (0, 0)
        assert (await log.append(save(change("receipt/1", 0)))).position == 1


def fill_the_disk(superuser: psycopg.Connection, of_command: str = "%") -> None:
    """For commands of this name; raised where the disk would raise it: as a row is written."""
    superuser.execute("SET event_triggers = off")
    superuser.execute(
        "CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$"
    )
    superuser.execute(
        "CREATE TRIGGER full_disk BEFORE INSERT ON log.command FOR EACH ROW"
        f" WHEN (new.command_id LIKE '{of_command}') EXECUTE FUNCTION public.full_disk()".encode()
    )


async def test_what_the_server_says_of_a_full_disk_reaches_every_caller(
    database: Database, superuser: psycopg.Connection
) -> None:
    fill_the_disk(superuser)
    async with opened(database) as log:
        sent = [log.append(save(change(f"receipt/{n}", 0))) for n in range(3)]
        for each in sent:
            with pytest.raises(DiskFull, match="database is full"):
                await each
        assert stored(superuser) == (0, 0)
        superuser.execute("DROP TRIGGER full_disk ON log.command")
        assert (await log.append(save(change("receipt/0", 0)))).position == 1


async def test_what_of_a_batch_was_stored_before_the_disk_was_full_is_told(
    database: Database, superuser: psycopg.Connection
) -> None:
    """A command that comes a second time in one batch is asked for when its first time is over."""
    fill_the_disk(superuser, of_command="last")
    twice = save(change("receipt/1", 0), command_id="twice")
    async with opened(database) as log:
        with superuser.transaction():
            superuser.execute("SELECT FROM log.log_head FOR UPDATE")
            first = log.append(save(change("receipt/0", 0)))
            await asyncio.sleep(0)  # It is on its way, and the others are the next batch.
            calls = [log.append(twice), log.append(twice)]
            last = log.append(save(change("receipt/2", 0), command_id="last"))
            await asyncio.sleep(0)
        assert (await first).position == 1
        assert [(await each).position for each in calls] == [2, 2]
        with pytest.raises(DiskFull):
            await last
    assert stored(superuser) == (2, 2)


async def test_the_disk_is_looked_at_before_a_save_is_taken(
    database: Database, superuser: psycopg.Connection
) -> None:
    class Full:
        def check(self) -> None:
            raise DiskFull("full", free_percent=1.0)

    async with PostgresEventLog(
        database.role_url("purvey_append"), database.role_url("purvey_relay"), disk=Full()
    ) as log:
        with pytest.raises(DiskFull):
            await log.append(save(change("receipt/1", 0)))
    assert stored(superuser) == (0, 0)


@pytest.mark.parametrize("table", ["log_head", "event", "command", "stream_head"])
async def test_a_lock_that_somebody_forgot_is_told_and_holds_up_no_command_for_ever(
    database: Database, superuser: psycopg.Connection, table: str
) -> None:
    urls = (database.role_url(role) for role in ("purvey_append", "purvey_relay"))
    async with PostgresEventLog(*urls, lock_seconds_max=0.3) as log:
        await log.append(save(change("receipt/1", 0)))
        sent = save(change("receipt/1", 1))
        async with await AsyncConnection.connect(database.url) as forgetful:
            await forgetful.execute(f"LOCK TABLE log.{table} IN ACCESS EXCLUSIVE MODE".encode())
            waiting = [log.append(sent), log.append(save(change("receipt/2", 0)))]
            for result in await asyncio.gather(*waiting, return_exceptions=True):
                assert isinstance(result, LogLocked)
                assert "Nothing was recorded" in result.message
            if table == "event":
                with pytest.raises(LogLocked):
                    await log.load("demo", "receipt/1")
            await forgetful.rollback()
        assert not (await log.append(sent)).duplicate
        assert (await log.append(sent)).duplicate
    assert stored(superuser) == (2, 2)


async def is_told_before(later: AsyncConnection, wait: str, waiting: Awaitable[object]) -> bool:
    """Whether it is told of a lock on events before somebody who begins to wait so long now."""
    await later.execute("SELECT set_config('lock_timeout', %s, false)", [wait])
    others = asyncio.ensure_future(later.execute("SELECT FROM log.event"))
    asked = asyncio.ensure_future(waiting)
    told_first, _ = await asyncio.wait({asked, others}, return_when="FIRST_COMPLETED")
    told = await asyncio.gather(asked, others, return_exceptions=True)
    assert list(map(type, told)) == [LogLocked, psycopg.errors.LockNotAvailable]
    return told_first == {asked}


async def test_an_append_waits_for_the_head_and_what_its_holder_waits_for_as_long_as_for_one_lock(
    database: Database,
) -> None:
    urls = [database.role_url(role) for role in ("purvey_append", "purvey_relay")]
    async with (
        PostgresEventLog(*urls, lock_seconds_max=4.0) as first,
        PostgresEventLog(*urls, lock_seconds_max=4.0) as second,
        await AsyncConnection.connect(database.url) as forgetful,
        await AsyncConnection.connect(urls[1], autocommit=True) as later,
    ):
        await second.append(save(change("receipt/2", 0)))
        await forgetful.execute("LOCK TABLE log.event IN ACCESS EXCLUSIVE MODE")
        holds_head = first.append(save(change("receipt/1", 0)))
        await asyncio.sleep(3.0)
        behind = second.append(save(change("receipt/2", 1)))
        with pytest.raises(LogLocked):
            await holds_head
        assert not behind.done(), "it has the head now, and waits for what the other one waited for"
        assert await is_told_before(later, "3000ms", behind)


async def test_the_wait_behind_others_for_a_lock_counts_in_the_wait_for_it(
    database: Database,
) -> None:
    urls = [database.role_url(role) for role in ("purvey_append", "purvey_relay")]
    async with (
        PostgresEventLog(*urls, lock_seconds_max=2.0) as log,
        await AsyncConnection.connect(database.url) as forgetful,
        await AsyncConnection.connect(urls[1], autocommit=True) as later,
    ):
        await forgetful.execute("LOCK TABLE log.event IN ACCESS EXCLUSIVE MODE")
        loads = [asyncio.create_task(log.load("demo", "receipt/1")) for _ in range(READERS_MAX + 1)]
        first, last = loads[:-1], loads[-1]
        for told in await asyncio.gather(*first, return_exceptions=True):
            assert isinstance(told, LogLocked)
        assert await is_told_before(later, "1500ms", last)


async def test_whoever_asks_waits_no_longer_for_a_lock_than_whoever_appends(
    database: Database,
) -> None:
    reading, auditing = (database.role_url(role) for role in ("purvey_read", "purvey_audit"))
    happen(database, [made("a")])
    pool = await open_pool(reading)
    async with (
        pool.connection() as asks,
        AuditReader(auditing, PASSES) as reader,
        reader.entered("north") as audits,
    ):
        for connection in (asks, audits):
            shown = await connection.execute("SHOW lock_timeout")
            assert await shown.fetchone() == (f"{round(LOCK_SECONDS_MAX)}s",)
    await pool.close()
