"""Verification finds whatever was changed behind the back of the projector, and names it."""

import pytest

from adapters.postgres.read_verify import PostgresInspection
from replay.errors import VerifyRunning
from replay.verify import DOUBT
from tests.adapters.postgres.forging import past_the_walls
from tests.adapters.postgres.read_support import (
    broken,
    catch_up,
    execute,
    happen,
    lost,
    made,
    moved,
    repriced,
    verified,
)
from tests.conftest import Database

HISTORY = [
    made("a"),
    made("b", tenant="south"),
    moved("a", "blue"),
    made("c"),
    repriced("a", "3.00"),
    lost("c"),
    broken("b", tenant="south"),
]

# What is done to a table; read model's table, column and key under which it must be told.
CORRUPTIONS = [
    ("UPDATE {s}.toys SET price = 3.01 WHERE toy_id = 'a' AND fork IS NULL", "toys", "price"),
    ("UPDATE {s}.toys SET box = 'green' WHERE valid_from = 1 AND tenant_no = 1", "toys", "box"),
    ("UPDATE {s}.toys SET tags = '[]' WHERE toy_id = 'b'", "toys", "tags"),
    ("UPDATE {s}.toys SET worn = NULL WHERE toy_id = 'b'", "toys", "worn"),
    ("UPDATE {s}.toys SET made_on = '2020-01-01' WHERE toy_id = 'b'", "toys", "made_on"),
    ("UPDATE {s}.toys SET valid_to = 3 WHERE valid_to = 2", "toys", "valid_to"),
    ("UPDATE {s}.toys SET fork = 7 WHERE toy_id = 'c'", "toys", "fork"),
    ("UPDATE {s}.toys SET valid_from = 2 WHERE toy_id = 'b'", "toys", "(row)"),
    ("UPDATE {s}.toys SET tenant_no = 1 WHERE toy_id = 'b'", "toys", "(row)"),
    ("DELETE FROM {s}.toys WHERE toy_id = 'c'", "toys", "(row)"),
    ("INSERT INTO {s}.toys SELECT * FROM {s}.toys WHERE toy_id = 'c'", "toys", "(rows)"),
    ("UPDATE {s}.toy_parts SET name = 'x' WHERE part = 1 AND toy_id = 'a'", "toy_parts", "name"),
    ("UPDATE {s}.toy_prices SET amount = 0 WHERE position = 3", "toy_prices", "amount"),
    ("UPDATE {s}.toy_prices SET effective_at = now()", "toy_prices", "effective_at"),
    ("UPDATE {s}.toy_prices SET recorded_at = now()", "toy_prices", "recorded_at"),
    ("DELETE FROM {s}.toy_prices WHERE position = 1", "toy_prices", "(row)"),
]


async def test_what_was_projected_faithfully_shows_no_difference(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database, batch_events=2)
    report = await verified(database)
    assert report.differences == 0
    assert report.events == len(HISTORY)
    assert report.by_read_model == {"toy_box": 5 + 6 + 5}
    assert report.skipped == {}


@pytest.mark.parametrize(("corruption", "table", "column"), CORRUPTIONS)
async def test_a_changed_value_is_named_by_table_key_and_column(
    database: Database, corruption: str, table: str, column: str
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    execute(database, corruption.format(s="toy_box_g1"))
    report = await verified(database)
    assert report.differences > 0
    told = [(each.table, each.column) for each in report.named_differences]
    assert (table, column) in told
    for each in report.named_differences:
        assert each.read_model == "toy_box"
        assert each.live != each.recomputed
        assert each.key or column == "(rows)"


async def test_rows_that_were_written_after_the_fixed_offset_are_left_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = PostgresInspection.begin

    async def overtaken(inspection: PostgresInspection) -> int:
        offset = await begin(inspection)
        happen(database, [moved("a", "red"), made("d"), made("e", tenant="west")])
        await catch_up(database)
        return offset

    monkeypatch.setattr(PostgresInspection, "begin", overtaken)
    happen(database, HISTORY)
    await catch_up(database)
    report = await verified(database)
    assert (report.offset, report.events, report.differences) == (7, 10, 0)
    assert report.rows == 16


# What is done to the log; words and column under which it must be told.
DOUBTED = [
    ("UPDATE log.event SET payload = payload || ' ' WHERE position = 2", "stored hash", "hash"),
    ("UPDATE log.event SET hash = sha256('') WHERE \"offset\" = 3", "stored hash", "hash"),
    ("UPDATE log.event SET type = 'toy.lost' WHERE \"offset\" = 3", "stored hash", "hash"),
    (
        "UPDATE log.event SET recorded_at = 'infinity' WHERE \"offset\" = 7",
        "recorded time is none",
        "recorded_at",
    ),
    ('DELETE FROM log.event WHERE "offset" = 3', "gap", "offset"),
    ('UPDATE log.event SET "offset" = 900000000000000 WHERE "offset" = 7', "missing", "offset"),
]
CONTAINED = [
    ('UPDATE log.event SET epoch = 0 WHERE "offset" = 3', "epoch", "epoch"),
    ('UPDATE log.event SET effective_at = now() WHERE "offset" = 3', "effective", "effective_at"),
    (
        "UPDATE log.event SET effective_at = 'infinity' WHERE \"offset\" = 3",
        "years 1 to 9999",
        "effective_at",
    ),
    (
        "UPDATE log.event SET effective_at = '0044-03-15 00:00Z BC' WHERE \"offset\" = 3",
        "years 1 to 9999",
        "effective_at",
    ),
    ('UPDATE log.log_head SET "offset" = 9', "head of the log is not", "offset"),
    ("UPDATE log.log_head SET recorded_at = '2020-01-01'", "another time", "recorded_at"),
    (
        "ALTER TABLE log.log_head DISABLE TRIGGER ALL; DELETE FROM log.log_head",
        "the log has no head",
        "(row)",
    ),
    ("UPDATE log.log_head SET epoch = 3", "nothing tells how epoch 3 began", "(row)"),
    (
        "UPDATE log.tenant_head SET position = 9 WHERE tenant = 'south'",
        "head of the tenant",
        "position",
    ),
    ("UPDATE log.stream_head SET version = 9 WHERE stream = 'toy/c'", "of the stream", "version"),
    (
        (
            "ALTER TABLE log.stream_head DISABLE TRIGGER ALL;"
            " DELETE FROM log.stream_head WHERE stream = 'toy/c'"
        ),
        "head of the stream",
        "version",
    ),
]


@pytest.mark.parametrize(("fault", "words", "column"), DOUBTED + CONTAINED)
async def test_a_fault_of_the_log_is_named_and_hides_nothing_else(
    database: Database, fault: str, words: str, column: str
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    execute(database, "ALTER EVENT TRIGGER log_guard DISABLE")
    execute(database, "ALTER TABLE log.event DISABLE TRIGGER refuse_change")
    execute(database, fault)
    execute(database, "UPDATE toy_box_g1.toy_parts SET name = 'x' WHERE part = 1 AND toy_id = 'a'")
    report = await verified(database)
    assert any(words in each.what and each.column == column for each in report.named_faults)
    assert report.skipped == {}
    assert report.events == (6 if "DELETE FROM log.event" in fault else 7)
    assert ("toy_parts", "name") in {(each.table, each.column) for each in report.named_differences}
    assert report.doubt == (DOUBT if (fault, words, column) in DOUBTED else None)


async def test_a_tenant_without_a_head_is_named_and_all_others_are_compared(
    database: Database,
) -> None:
    """Rows of a tenant without a number cannot be stored; all else is looked at."""
    happen(database, HISTORY)
    await catch_up(database)
    execute(
        database,
        "SET event_triggers = off; ALTER TABLE log.tenant_head DISABLE TRIGGER ALL;"
        " DELETE FROM log.tenant_head WHERE tenant_no = 2",
    )
    report = await verified(database)
    assert [each.what for each in report.named_faults] == ["the tenant has no head"]
    assert report.skipped == {}
    assert report.rows > 0


async def test_the_log_is_checked_to_its_end_wherever_read_models_say_that_they_are(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    execute(
        database,
        "SET event_triggers = off; ALTER TABLE log.event DISABLE TRIGGER ALL;"
        " UPDATE log.event SET payload = payload || ' ' WHERE \"offset\" = 7",
    )
    execute(database, 'UPDATE read.projection SET "offset" = 4')
    execute(database, "UPDATE read.progress SET position = 3 WHERE tenant_no = 1")
    execute(database, "UPDATE read.progress SET position = 1 WHERE tenant_no = 2")
    report = await verified(database)
    assert [each.offset for each in report.named_faults if each.offset] == [7]


async def test_a_last_event_that_is_gone_with_its_command_is_missed(database: Database) -> None:
    """Heads were lowered as well; what was made of it still tells."""
    happen(database, HISTORY)
    await catch_up(database)
    with past_the_walls(database) as superuser:
        for table in ("command", "log_head", "tenant_head", "stream_head"):
            superuser.execute(f"ALTER TABLE log.{table} DISABLE TRIGGER ALL".encode())
        superuser.execute('DELETE FROM log.event WHERE "offset" = 7')
        superuser.execute("DELETE FROM log.command WHERE command_id = 'c7'")
        superuser.execute(
            'UPDATE log.log_head SET "offset" = 6, recorded_at ='
            ' (SELECT recorded_at FROM log.event WHERE "offset" = 6)'
        )
        superuser.execute("UPDATE log.tenant_head SET position = 1 WHERE tenant = 'south'")
        superuser.execute(
            "UPDATE log.stream_head SET version = 1 WHERE (tenant, stream) = ('south', 'toy/b')"
        )
    report = await verified(database)
    assert [each.what for each in report.named_faults] == ["1 of 7 events are missing"]
    assert (report.offset, report.events) == (6, 6)


async def test_what_a_dead_verification_left_is_cleared_away(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    execute(database, "SET ROLE purvey_project; CREATE SCHEMA verify_toy_box")
    assert (await verified(database)).differences == 0
    left = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'verify%'"
    assert execute(database, left) == []


async def test_two_verifications_do_not_meet(database: Database) -> None:
    await catch_up(database)
    url = database.role_url("purvey_project")
    async with PostgresInspection(url, [], log_url=url) as first:
        await first.begin()
        with pytest.raises(VerifyRunning):
            await verified(database)


async def test_a_read_model_that_stands_still_is_told_as_not_compared(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    execute(database, "UPDATE read.projection SET version = 7")
    report = await verified(database)
    assert "version 7" in report.skipped["toy_box"]


async def test_worker_processes_verify_the_same(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    report = await verified(database, workers=2)
    assert (report.differences, report.by_read_model) == (0, {"toy_box": 16})
