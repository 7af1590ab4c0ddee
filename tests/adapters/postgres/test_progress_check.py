"""Verification misses nothing because somebody set back how far a read model has come."""

import pytest

from tests.adapters.postgres.forging import past_the_walls
from tests.adapters.postgres.read_support import catch_up, execute, happen, made, moved, verified
from tests.conftest import Database

HISTORY = [made("a"), made("b", tenant="south"), moved("a", "blue"), made("c"), moved("c", "red")]
OFFSET_BACK = 'UPDATE read.projection SET "offset" = 2'
PROGRESS_BACK = "UPDATE read.progress SET position = 1 WHERE tenant_no = 1"
BY_HAND = "UPDATE toy_box_g1.toys SET box = 'mine' WHERE toy_id = 'c' AND fork IS NULL"


@pytest.fixture
async def read(database: Database) -> Database:
    """A read model that has come to the end of a log of two tenants."""
    happen(database, HISTORY)
    await catch_up(database)
    assert (await verified(database)).differences == 0
    return database


async def test_an_offset_that_was_set_back_hides_no_changed_row(read: Database) -> None:
    execute(read, BY_HAND)
    execute(read, OFFSET_BACK)
    (fault,) = (await verified(read)).named_faults
    assert (fault.table, fault.column, fault.read_model) == (
        "read.projection",
        "offset",
        "toy_box",
    )
    assert fault.what.startswith("it is said to be at offset 2, and in the histories of its")


@pytest.mark.parametrize("what", ["the version", "the end of the former one"])
async def test_progress_that_was_set_back_with_it_hides_none(read: Database, what: str) -> None:
    execute(read, BY_HAND)
    if what == "the end of the former one":  # The later versions are gone.
        execute(read, "DELETE FROM toy_box_g1.toys WHERE tenant_no = 1 AND valid_from > 1")
        execute(read, "DELETE FROM toy_box_g1.toy_prices WHERE tenant_no = 1 AND position > 1")
        execute(read, "DELETE FROM toy_box_g1.toy_parts WHERE tenant_no = 1 AND valid_from > 1")
    execute(read, OFFSET_BACK)
    execute(read, PROGRESS_BACK)
    report = await verified(read)
    assert report.differences > 0
    for each in report.named_faults:
        assert (each.table, each.column, each.read_model) == (
            "read.progress",
            "position",
            "toy_box",
        )
        assert "behind position 1 of tenant north" in each.what
    assert any("rows of toys" in each.what for each in report.named_faults)


async def test_nor_does_a_log_that_lost_its_end_as_well(read: Database) -> None:
    execute(read, OFFSET_BACK)
    execute(read, PROGRESS_BACK)
    with past_the_walls(read) as superuser:
        for table in ("command", "log_head", "tenant_head", "stream_head"):
            superuser.execute(f"ALTER TABLE log.{table} DISABLE TRIGGER ALL".encode())
        superuser.execute('DELETE FROM log.event WHERE "offset" > 2')
        superuser.execute("DELETE FROM log.command WHERE position > 1")
        superuser.execute("DELETE FROM log.stream_head WHERE stream = 'toy/c'")
        superuser.execute("UPDATE log.stream_head SET version = 1")
        superuser.execute("UPDATE log.tenant_head SET position = 1")
        superuser.execute(
            'UPDATE log.log_head SET "offset" = 2, recorded_at ='
            ' (SELECT recorded_at FROM log.event WHERE "offset" = 2)'
        )
    report = await verified(read)
    told = {(each.table, each.tenant) for each in report.named_faults}
    assert told == {("read.progress", "north")}
    assert report.differences == sum(
        int(each.what.partition(" ")[0]) for each in report.named_faults
    )


async def test_rows_of_a_tenant_that_it_never_came_to_are_named_by_number(read: Database) -> None:
    execute(
        read,
        "INSERT INTO toy_box_g1.toy_prices SELECT 9, position, fact, recorded_at, effective_at,"
        " toy_id, amount FROM toy_box_g1.toy_prices WHERE position = 1 AND tenant_no = 1",
    )
    (fault,) = (await verified(read)).named_faults
    assert "behind position 0 of tenant 9, where it is said to be: up to position 1" in fault.what
