"""A new epoch is begun by the operator alone, is kept for good, and closes the former one."""

import asyncio

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.epochs import (
    EpochStart,
    epoch_starts,
    kept_offset,
    tell_epochs,
    wait_for_other_history,
)
from adapters.postgres.roles import ROLES, Role
from adapters.system import utc_now
from application.errors import EpochChanged
from projections.runner import Runner
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.adapters.postgres.log_support import change, opened, save
from tests.adapters.postgres.read_support import (
    catch_up,
    eventually,
    execute,
    happen,
    made,
    read_models,
    read_store,
    rebuilt,
    table_rows,
    verified,
)
from tests.adapters.postgres.test_read_feed import ScriptedFeed
from tests.conftest import SECRET, Database

CALLS = {
    "begin": "SELECT log.start_epoch(1, 2, 0, 'olga', 'restored', NULL)",
    "tell": "SELECT log.tell_epochs('[]', NULL)",
}
PROGRESS = "SELECT epoch, \"offset\" FROM read.projection WHERE state = 'live'"


async def test_a_new_epoch_says_who_began_it_and_why_and_behind_which_offset(
    database: Database,
) -> None:
    happen(database, [made("a"), made("b"), made("c")])
    started = await begin_epoch(database, shared_offset=2, reason="disk lost, restored")
    assert (started.epoch, started.former_epoch) == (2, 1)
    assert (started.offset, started.shared_offset) == (3, 2)
    assert (started.started_by, started.reason) == ("olga", "disk lost, restored")
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as connection:
        assert await epoch_starts(connection) == [started]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"purvey_operate"}))
def test_no_role_but_the_operator_may_begin_an_epoch_or_tell_of_one(
    database: Database, role: Role, call: str
) -> None:
    with (
        psycopg.connect(database.role_url(role)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(CALLS[call].encode())


ATTACKS = {
    "change": "UPDATE log.epoch_start SET started_by = 'nobody'",
    "delete": "DELETE FROM log.epoch_start",
    "truncate": "TRUNCATE log.epoch_start",
    "drop": "DROP TABLE log.epoch_start CASCADE",
    "replace": "CREATE OR REPLACE FUNCTION log.kept_offset(in_epoch integer) RETURNS bigint"
    " LANGUAGE sql RETURN 0",
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("user", ["operator", "superuser"])
async def test_how_an_epoch_began_cannot_be_changed(
    database: Database, attack: str, user: str
) -> None:
    await begin_epoch(database)
    url = database.url if user == "superuser" else database.role_url("purvey_operate")
    with psycopg.connect(url) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(ATTACKS[attack].encode())
    assert refused.value.sqlstate == "42501"


async def test_an_epoch_that_is_not_above_the_former_one_is_refused(database: Database) -> None:
    await begin_epoch(database, 3)
    with pytest.raises(psycopg.errors.CheckViolation):
        await begin_epoch(database, 3, former=3)


async def test_an_epoch_without_a_reason_or_beyond_the_log_is_refused(database: Database) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        await begin_epoch(database, reason="")
    with pytest.raises(psycopg.errors.CheckViolation):
        await begin_epoch(database, shared_offset=1)


async def test_of_two_who_begin_an_epoch_at_once_one_is_refused(database: Database) -> None:
    both = await asyncio.gather(
        begin_epoch(database), begin_epoch(database), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in both) == ["EpochChanged", "EpochStart"]


async def test_a_process_of_the_former_epoch_appends_no_more(database: Database) -> None:
    async with opened(database) as former:
        await former.append(save(change("receipt/1", 0)))
        await begin_epoch(database, shared_offset=1)
        with pytest.raises(EpochChanged):
            await former.append(save(change("receipt/2", 0)))
        async with opened(database) as fresh:
            outcome = await fresh.append(save(change("receipt/2", 0)))
    assert outcome.token == "2.2"


async def test_what_each_epoch_shares_with_the_log_is_known_over_several_restores(
    database: Database,
) -> None:
    happen(database, [made(f"t{n}") for n in range(10)])
    await begin_epoch(database, 2, shared_offset=8)
    happen(database, [made(f"u{n}") for n in range(10)])
    await begin_epoch(database, 4, former=2, shared_offset=5)
    async with await AsyncConnection.connect(database.role_url("purvey_project")) as connection:
        kept = [await kept_offset(connection, epoch) for epoch in (1, 2, 3, 4, 5)]
    assert kept == [5, 5, 0, 20, 0]  # There was no third.


WAYS = """
  epoch  former  offset  shared
  2      1       20      20      # restored to 20
  3      1       60      60      # restored to the end: goes on from the first, not from the second
  4      3       70      65      # put back to 65, and gone on with before anybody noticed
  5      3       68      68      # restored to 68 of the third, which names two histories behind 65
  6      2       25      25      # restored to 25 of the second
"""
KEPT = {  # by the epoch that the log is in: what it kept of 1, 2, 3, ...
    2: [20, 80, 0, 0, 0, 0, 0],
    3: [60, 20, 80, 0, 0, 0, 0],
    4: [60, 20, 65, 80, 0, 0, 0],
    5: [60, 20, 65, 65, 80, 0, 0],
    6: [20, 25, 20, 20, 20, 80, 0],
}


def started(line: str) -> EpochStart:
    epoch, former, offset, shared = map(int, line.partition("#")[0].split())
    return EpochStart(epoch, former, offset, shared, utc_now(), "olga", "restored")


@pytest.mark.parametrize("epoch", KEPT)
async def test_what_epochs_share_with_the_log_follows_the_way_from_each_to_the_other(
    database: Database, epoch: int
) -> None:
    happen(database, [made(f"t{n}") for n in range(80)])
    ways = [started(line) for line in WAYS.strip().splitlines()[1:]]
    (own,) = [each for each in ways if each.epoch == epoch]
    former, shared = own.former_epoch, own.shared_offset
    url = database.role_url("purvey_operate")
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        for _ in range(2):  # Telling twice tells nothing new.
            await tell_epochs(connection, SECRET, [each for each in ways if each.epoch < epoch])
        execute(database, f"UPDATE log.log_head SET epoch = {former}")
        await begin_epoch(database, epoch, former=former, shared_offset=shared)
        kept = [await kept_offset(connection, each) for each in range(1, 8)]
    assert kept == KEPT[epoch]


async def test_what_the_log_knows_of_epochs_is_not_told_away(database: Database) -> None:
    happen(database, [made(f"t{n}") for n in range(9)])
    begun = await begin_epoch(database, 3, shared_offset=4)
    url = database.role_url("purvey_operate")
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        await tell_epochs(
            connection, SECRET, [begun._replace(epoch=2), begun._replace(epoch=3, shared_offset=9)]
        )
        assert await epoch_starts(connection) == [begun]
        assert await kept_offset(connection, 1) == 4


async def test_a_new_epoch_is_heard_of_at_once_and_over_a_lost_connection(
    database: Database,
) -> None:
    url = database.role_url("purvey_relay")
    heard = asyncio.create_task(wait_for_other_history(url, look_seconds=60))
    listening = (
        "SELECT count(*) FROM pg_stat_activity WHERE usename = 'purvey_relay_login'"
        " AND datname = current_database() AND state = 'idle' AND query LIKE '%log_head%'"
    )
    await eventually(lambda: execute(database, listening) == [(1,)])
    execute(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE usename = 'purvey_relay_login' AND datname = current_database()",
    )
    await begin_epoch(database)
    former, now = await asyncio.wait_for(heard, 30)
    assert (former.epoch, now.epoch) == (1, 2)


TOKENS = {
    (1, 0): "kept",
    (1, 2): "kept",
    (1, 3): "lost",
    (1, 9): "lost",
    (2, 3): "kept",
    (2, 4): "kept",
    (2, 5): "awaited",
    (3, 1): "lost",
}


@pytest.mark.parametrize("token", TOKENS)
async def test_a_token_is_kept_lost_or_awaited(database: Database, token: tuple[int, int]) -> None:
    happen(database, [made("x", tenant="south"), made("a"), made("b"), made("c")])
    await begin_epoch(database, shared_offset=3)
    happen(database, [made("d")])
    async with read_models(database) as models, models.entered("north") as view:
        assert await view.history.token_state(*token) == TOKENS[token]


async def test_a_read_model_that_saw_a_lost_history_stands_still_until_it_is_rebuilt(
    database: Database,
) -> None:
    happen(database, [made("a"), made("b"), made("c")])
    await catch_up(database)
    await begin_epoch(database, shared_offset=2)
    happen(database, [made("d"), made("e")])
    async with read_store(database) as store:
        assert await store.live() == []
    ((state, reason),) = execute(database, "SELECT state, reason FROM read.projection")
    assert state == "failed"
    assert "offset 3 of epoch 1, of which the log has kept 2 only" in reason
    await rebuilt(database)
    await catch_up(database)
    assert execute(database, PROGRESS) == [(2, 5)]
    assert (await verified(database)).differences == 0


async def test_a_read_model_that_saw_only_what_is_shared_goes_on(database: Database) -> None:
    happen(database, [made("a"), made("b")])
    await catch_up(database)
    await begin_epoch(database, shared_offset=2)
    happen(database, [made("d")])
    await catch_up(database)
    assert execute(database, PROGRESS) == [(2, 3)]
    assert (await verified(database)).differences == 0


async def test_an_event_that_only_a_stream_knows_never_reaches_a_read_model(
    database: Database,
) -> None:
    happen(database, [made("a"), made("b")])
    async with read_store(database) as store:
        await store.prepare()
        (event,) = await store.read(1, 1)
        lost = event._replace(offset=3, position=3, stream="toy/lost", version=1)
        other = event._replace(stream="toy/other")
        stop = asyncio.Event()
        feed = ScriptedFeed([[other], [lost], [other, lost]])
        running = asyncio.create_task(Runner(store, store, feed).run(stop))
        await eventually(lambda: not feed.batches)
        await eventually(lambda: execute(database, PROGRESS) == [(1, 2)])
        stop.set()
        await running
    assert {row["toy_id"] for row in table_rows(database, "toys")} == {"a", "b"}


async def test_verification_names_an_epoch_that_began_at_no_time_and_goes_on(
    database: Database,
) -> None:
    happen(database, [made("a")])
    await begin_epoch(database, shared_offset=1)
    await catch_up(database)
    with psycopg.connect(database.url) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute("ALTER TABLE log.epoch_start DISABLE TRIGGER ALL")
        superuser.execute("UPDATE log.epoch_start SET started_at = 'infinity'")
        superuser.execute("ALTER TABLE log.epoch_start ENABLE ALWAYS TRIGGER refuse_change")
    report = await verified(database)
    assert [each.what for each in report.named_faults] == [
        "epoch 2 is said to have begun outside of the years 1 to 9999"
    ]
    assert report.skipped == {}
    assert report.by_read_model["toy_box"] > 0
