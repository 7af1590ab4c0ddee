"""The log is split by offset under appends, and no event of it is touched."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import psycopg
import pytest

from adapters.postgres.log_reader import read
from adapters.postgres.log_split import LogSplitRefused, Split, split_log, undo_split
from adapters.postgres.roles import ROLES
from api.wiring.database import prepare_database
from application.errors import LogReadOnly
from tests.adapters.postgres.log_support import change, checked, opened, save
from tests.adapters.postgres.read_support import catch_up, happen, made, read_models
from tests.conftest import PASSES, SECRET, Database

EVENTS: Final = 40
ROWS: Final = (
    'SELECT "offset", ctid, hash, metadata, payload, pg_relation_filenode(tableoid) FROM log.event'
    ' WHERE "offset" <= %s ORDER BY "offset"'
)
FILES: Final = (
    "SELECT c.relname, pg_relation_filenode(c.oid) FROM pg_class c"
    " WHERE c.relnamespace = 'log'::regnamespace AND c.relname ~ '^event_' AND c.relkind <> 'v'"
)
PLACES: Final = 'SELECT "offset", tableoid::regclass::text FROM log.event ORDER BY "offset"'
BOUNDS: Final = "SELECT conname FROM pg_constraint WHERE conname = 'event_split'"
STATE: Final = "SELECT count(*) FROM pg_event_trigger WHERE evtenabled = 'A'"


def fetch(database: Database, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url) as superuser:
        return superuser.execute(statement.encode(), values).fetchall()


def told(database: Database, count: int, first: int = 0) -> None:
    """Events of two tenants, half of them on a document that has some already."""
    happen(
        database,
        [made(f"t{n}", tenant=("north", "south")[n % 2]) for n in range(first, first + count)],
    )


@pytest.fixture
def history(database: Database) -> Database:
    """A log with some events."""
    told(database, EVENTS)
    return database


def test_a_split_touches_no_event(history: Database) -> None:
    before = fetch(history, ROWS, EVENTS)
    indexes = dict(fetch(history, FILES))
    assert split_log(history.url, EVENTS + 11, ahead_offsets_min=10) == Split(
        "event_1", "event_2", EVENTS + 11
    )
    assert fetch(history, ROWS, EVENTS) == before
    after = dict(fetch(history, FILES))
    assert {f"{name}_1" for name in indexes} <= after.keys()
    assert all(after[f"{name}_1"] == node for name, node in indexes.items()), "indexes are kept"
    assert fetch(history, STATE) == [(2,)], "the guards stand again"


def test_appends_fill_the_open_partition_and_go_on_in_the_next(history: Database) -> None:
    split_log(history.url, EVENTS + 3, ahead_offsets_min=1)
    told(history, 4, first=EVENTS)
    places = fetch(history, PLACES)
    assert [place for place, _ in places] == list(range(1, EVENTS + 5))
    assert [table for _, table in places] == ["log.event_1"] * (EVENTS + 2) + ["log.event_2"] * 2


async def test_all_that_reads_or_checks_the_log_goes_on(history: Database) -> None:
    async with opened(history) as log:
        await log.append(save(change("receipt/1", 0), tenant="north"))
        split_log(history.url, EVENTS + 3, ahead_offsets_min=1)
        await log.append(save(change("receipt/1", 1), tenant="north"))
        await log.append(save(change("receipt/1", 2), tenant="north"))
        loaded = await log.load("north", "receipt/1")
        assert [each.version for each in loaded] == [1, 2, 3]
    found = await checked(history.role_url("purvey_project"), EVENTS + 3)
    assert (found.checked, found.count) == (EVENTS + 3, 0)
    with psycopg.connect(history.role_url("purvey_relay")) as relay:
        assert [row.offset for row in read(relay, 0, 100)] == list(range(1, EVENTS + 4))
        json = relay.execute("SELECT count(*) FROM log.event_json").fetchone()
        assert json == (EVENTS + 3,)
    await catch_up(history)
    async with read_models(history) as models, models.entered("north") as view:
        assert len((await view.rows("toy_box")).rows) == EVENTS // 2


def test_readers_see_one_tenant_through_the_parent_and_nothing_beside_it(
    history: Database,
) -> None:
    split_log(history.url, EVENTS + 2, ahead_offsets_min=1)
    told(history, 4, first=EVENTS)
    with psycopg.connect(history.role_url("purvey_audit"), autocommit=True) as audit:
        tenants = "SELECT array_agg(DISTINCT tenant), count(*) FROM log.event"
        assert audit.execute(tenants).fetchone() == (None, 0)
        with audit.transaction():
            audit.execute("SELECT log.enter('south', %s)", [PASSES.of("south")])
            assert audit.execute(tenants).fetchone() == (["south"], EVENTS // 2 + 2)
    with psycopg.connect(history.role_url("purvey_read")) as read:  # Sees some columns only.
        read.execute("SELECT log.enter('south', %s)", [PASSES.of("south")])
        counted = read.execute("SELECT tenant, count(type) FROM log.event GROUP BY 1").fetchall()
        assert counted == [("south", EVENTS // 2 + 2)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            read.execute("SELECT payload FROM log.event")
    for role in ROLES:
        for partition in ("event_1", "event_2"):
            with (
                psycopg.connect(history.role_url(role)) as connection,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                connection.execute(f"SELECT FROM log.{partition}".encode())


def test_views_of_read_models_show_what_every_partition_holds(database: Database) -> None:
    prepare_database(database.url, SECRET.decode())  # With the audit trail, which is not the log's.
    told(database, EVENTS)
    split_log(database.url, EVENTS + 2, ahead_offsets_min=1)
    told(database, 4, first=EVENTS)
    with psycopg.connect(database.role_url("purvey_read")) as read:
        read.execute("SELECT log.enter('south', %s)", [PASSES.of("south")])
        shown = read.execute("SELECT count(*) FROM read.audit_trail").fetchone()
    assert shown == (EVENTS // 2 + 2,)


@pytest.mark.parametrize("table", ["event", "event_1", "event_2"])
def test_the_walls_stand_around_every_partition(history: Database, table: str) -> None:
    split_log(history.url, EVENTS + 2, ahead_offsets_min=1)
    told(history, 4, first=EVENTS)
    with psycopg.connect(history.url) as superuser:
        for statement in (
            f"UPDATE log.{table} SET payload = ''",
            f"DELETE FROM log.{table}",
            f"TRUNCATE log.{table}",
            f"ALTER TABLE log.{table} DISABLE TRIGGER ALL",
            f"DROP TABLE log.{table} CASCADE",
            f"ALTER TABLE log.{table} SET SCHEMA public",
            f"ALTER TABLE log.{table} OWNER TO purvey_append",
            f"GRANT ALL ON log.{table} TO public",
            f"GRANT UPDATE (payload) ON log.{table} TO purvey_relay",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), superuser.transaction():
                superuser.execute(statement.encode())
        if table != "event":
            detach = f"ALTER TABLE log.event DETACH PARTITION log.{table}"
            with pytest.raises(psycopg.errors.InsufficientPrivilege), superuser.transaction():
                superuser.execute(detach.encode())


def test_a_split_log_is_split_again(history: Database) -> None:
    split_log(history.url, EVENTS + 3, ahead_offsets_min=1)
    told(history, 4, first=EVENTS)
    before = fetch(history, ROWS, EVENTS + 4)
    assert split_log(history.url, EVENTS + 7, ahead_offsets_min=1) == Split(
        "event_2", "event_3", EVENTS + 7
    )
    assert fetch(history, ROWS, EVENTS + 4) == before
    told(history, 4, first=EVENTS + 4)
    tables = [table for _, table in fetch(history, PLACES)]
    counts = {table: tables.count(table) for table in tables}
    assert counts == {"log.event_1": EVENTS + 2, "log.event_2": 4, "log.event_3": 2}


def test_a_split_that_is_done_answers_the_same_again_and_sets_no_bound(history: Database) -> None:
    for closed, opened_, at in (("event_1", "event_2", 3), ("event_2", "event_3", 5)):
        done = Split(closed, opened_, EVENTS + at)
        assert split_log(history.url, EVENTS + at, ahead_offsets_min=1) == done
        assert split_log(history.url, EVENTS + at, ahead_offsets_min=1) == done
    assert fetch(history, BOUNDS) == []
    told(history, 8, first=EVENTS)


def test_a_split_below_the_open_partition_is_refused_though_the_log_is_far(
    history: Database,
) -> None:
    split_log(history.url, EVENTS + 50, ahead_offsets_min=1)
    with pytest.raises(LogSplitRefused, match=f"split at {EVENTS + 51} or above"):
        split_log(history.url, EVENTS + 20, ahead_offsets_min=1)
    assert fetch(history, BOUNDS) == []


def test_an_empty_bound_that_stands_is_told_with_the_way_out(history: Database) -> None:
    split_log(history.url, EVENTS + 3, ahead_offsets_min=1)
    with psycopg.connect(history.url) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute(
            f'ALTER TABLE log.event_2 ADD CONSTRAINT event_split CHECK ("offset" >= {EVENTS + 3}'
            f' AND "offset" < {EVENTS + 3}) NOT VALID'.encode()
        )
    with pytest.raises(LogSplitRefused, match="split --undo"):
        split_log(history.url, EVENTS + 3, ahead_offsets_min=1)
    undo_split(history.url)
    told(history, 8, first=EVENTS)


async def test_a_log_that_comes_to_the_bound_of_a_split_says_so_and_recovers(
    history: Database,
) -> None:
    with psycopg.connect(history.url) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute(
            'ALTER TABLE log.event ADD CONSTRAINT event_split CHECK ("offset" >= 0 AND'
            f' "offset" < {EVENTS + 1}) NOT VALID'.encode()
        )
    async with opened(history) as log:
        for _ in range(2):
            with pytest.raises(LogReadOnly, match="split --undo"):
                await log.append(save(change("receipt/1", 0), tenant="north"))
        undo_split(history.url)
        outcome = await log.append(save(change("receipt/1", 0), tenant="north"))
        assert outcome.position == EVENTS // 2 + 1


async def test_a_log_is_split_while_it_is_appended_to(history: Database) -> None:
    async with opened(history) as log:

        async def write(writer: int) -> Sequence[object]:
            return [
                await log.append(save(change(f"receipt/{writer}-{n}", 0), tenant="north"))
                for n in range(60)
            ]

        writing = asyncio.gather(*(write(writer) for writer in range(8)))
        await asyncio.sleep(0)
        await asyncio.to_thread(split_log, history.url, 10_000, ahead_offsets_min=1_000)
        await writing
    found = await checked(history.role_url("purvey_project"), EVENTS + 480)
    assert (found.checked, found.count) == (EVENTS + 480, 0)


def test_a_split_too_near_is_refused_before_anything_is_changed(history: Database) -> None:
    with pytest.raises(LogSplitRefused, match=f"at offset {EVENTS} .* split at 100040 or above"):
        split_log(history.url, EVENTS + 1)
    kind = "SELECT relkind::text FROM pg_class WHERE oid = 'log.event'::regclass"
    assert fetch(history, kind) == [("r",)]


def test_a_split_that_was_stopped_goes_on_with_the_same_offset_only(history: Database) -> None:
    with psycopg.connect(history.url, autocommit=True) as reader:
        with reader.transaction():
            reader.execute("SELECT count(*) FROM log.event")
            with pytest.raises(LogSplitRefused, match="long transaction holds the log"):
                split_log(history.url, EVENTS + 5, ahead_offsets_min=1)
        with psycopg.connect(history.url) as superuser:
            superuser.execute("SET event_triggers = off")
            superuser.execute(
                'ALTER TABLE log.event ADD CONSTRAINT event_split CHECK ("offset" >= 0 AND'
                f' "offset" < {EVENTS + 5}) NOT VALID'.encode()
            )
    with pytest.raises(LogSplitRefused, match=f"begun and not finished: .* {EVENTS + 5}"):
        split_log(history.url, EVENTS + 9, ahead_offsets_min=1)
    assert split_log(history.url, EVENTS + 5, ahead_offsets_min=1).opened == "event_2"


def test_a_split_that_was_stopped_is_taken_back_and_another_one_follows(history: Database) -> None:
    with pytest.raises(LogSplitRefused, match="No split is unfinished"):
        undo_split(history.url)
    with psycopg.connect(history.url) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute(
            'ALTER TABLE log.event ADD CONSTRAINT event_split CHECK ("offset" >= 0 AND'
            f' "offset" < {EVENTS + 2}) NOT VALID'.encode()
        )
    assert f"< {EVENTS + 2}" in undo_split(history.url)
    told(history, 4, first=EVENTS)  # The bound would have stopped these.
    assert fetch(history, STATE) == [(2,)], "the guards stand again"
    assert split_log(history.url, EVENTS + 9, ahead_offsets_min=1).opened == "event_2"
