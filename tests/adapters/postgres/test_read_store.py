"""The runner and its store: cursors, fences, poison, and databases that go away."""

import asyncio
from typing import Any, Final

import psycopg
import pytest

from projections.poison import fold_batch, wanted_rows
from projections.runner import Cursor, Move, Overtaken, Runner
from tests.adapters.postgres.read_support import (
    broken,
    catch_up,
    eventually,
    execute,
    happen,
    made,
    moved,
    read_store,
    repriced,
    table_rows,
    unstorable,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX

CURSOR: Final = "SELECT epoch, \"offset\" FROM read.projection WHERE state = 'live'"


def current_toys(database: Database) -> list[Any]:
    return [row for row in table_rows(database, "toys") if row["fork"] is None]


async def test_rows_and_cursor_are_saved_together_or_not_at_all(database: Database) -> None:
    happen(database, [made("a"), made("b")])
    async with read_store(database) as store:
        await store.prepare()
        execute(database, "ALTER TABLE toy_box_g1.toy_prices ADD CHECK (amount < 1)")
        (generation,) = await store.live()
        batch = await store.read(0, 10)
        tables = await store.load(generation, wanted_rows(TOY_BOX, batch))
        fold_batch(TOY_BOX, batch, tables, set())
        with pytest.raises(Exception, match="check constraint"):
            await store.save([Move(generation, tables, Cursor(1, 2), {"north": 2}, [])])
    assert execute(database, CURSOR) == [(1, 0)]
    assert table_rows(database, "toys") == []


async def test_of_two_runners_only_one_can_save_a_batch(database: Database) -> None:
    happen(database, [made("a")])
    async with read_store(database) as first, read_store(database) as second:
        await first.prepare()
        moves = []
        for store in (first, second):
            (generation,) = await store.live()
            batch = await store.read(0, 10)
            tables = await store.load(generation, wanted_rows(TOY_BOX, batch))
            fold_batch(TOY_BOX, batch, tables, set())
            moves.append(Move(generation, tables, Cursor(1, 1), {"north": 1}, []))
        await first.save(moves[:1])
        with pytest.raises(Overtaken):
            await second.save(moves[1:])
    assert len(table_rows(database, "toys")) == 1


async def test_two_runners_side_by_side_apply_every_event_once(database: Database) -> None:
    happenings = [made(f"t{n}", box="red") for n in range(40)]
    happenings += [moved(f"t{n % 40}", "blue") for n in range(80)]
    happen(database, happenings)

    async def run() -> None:
        async with read_store(database) as store:
            runner = Runner(store, store, batch_events=3)
            while await runner.step():
                continue

    async with read_store(database) as store:
        await store.prepare()
    await asyncio.gather(run(), run())
    assert {row["moves"] for row in current_toys(database)} == {2}
    assert len(table_rows(database, "toys")) == 40 * 3


async def test_a_poison_event_parks_its_document_alone(database: Database) -> None:
    happen(database, [made("a"), made("b"), broken("a"), moved("a", "blue"), moved("b", "blue")])
    await catch_up(database)
    boxes = {row["toy_id"]: row["box"] for row in current_toys(database)}
    assert boxes == {"a": "red", "b": "blue"}
    parked = execute(database, 'SELECT partition, "offset", type, reason FROM read.parked')
    assert parked == [("toy/a", 3, "toy.broken", "ValueError: a broken toy")]
    assert execute(database, CURSOR) == [(1, 5)]


async def test_a_parked_document_stays_parked_for_the_next_runner(database: Database) -> None:
    happen(database, [made("a"), broken("a")])
    await catch_up(database)
    happen(database, [moved("a", "blue")])
    await catch_up(database)
    assert [row["box"] for row in table_rows(database, "toys")] == ["red"]


async def test_a_value_that_cannot_be_stored_parks_the_event_that_brought_it(
    database: Database,
) -> None:
    happen(
        database, [made("a"), made("b"), unstorable("a"), repriced("a", "9"), repriced("b", "9")]
    )
    await catch_up(database)
    prices = {
        row["toy_id"]: row["price"] for row in table_rows(database, "toys") if not row["fork"]
    }
    assert prices == {"a": 1.5, "b": 9}
    assert execute(database, "SELECT partition, type FROM read.parked") == [
        ("toy/a", "toy.unstorable")
    ]


async def test_a_read_model_that_cannot_be_saved_fails_and_says_why(database: Database) -> None:
    happen(database, [made("a")])
    async with read_store(database) as store:
        await store.prepare()
        execute(database, "DROP TABLE toy_box_g1.toy_prices CASCADE")
        await Runner(store, store).step()
    ((state, reason),) = execute(database, "SELECT state, reason FROM read.projection")
    assert state == "failed"
    assert "toy_prices" in reason


async def test_the_runner_waits_for_a_database_that_drops_its_connections(
    database: Database,
) -> None:
    happen(database, [made("a")])
    stop = asyncio.Event()
    async with read_store(database) as store:
        await store.prepare()
        running = asyncio.create_task(Runner(store, store).run(stop))
        await eventually(lambda: len(table_rows(database, "toys")) == 1)
        execute(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        happen(database, [made("b")])
        await eventually(lambda: len(table_rows(database, "toys")) == 2)
        stop.set()
        await running


async def test_a_changed_declaration_pauses_the_read_model_until_it_is_rebuilt(
    database: Database,
) -> None:
    await catch_up(database)
    execute(database, "UPDATE read.projection SET version = 0")
    async with read_store(database) as store:
        assert await store.prepare() == ["toy_box"]
        assert await store.live() == []
    ((state, reason),) = execute(database, "SELECT state, reason FROM read.projection")
    assert state == "paused"
    assert "purvey rebuild toy_box" in reason


async def test_only_the_projector_may_write_read_models(database: Database) -> None:
    await catch_up(database)
    with (
        psycopg.connect(database.role_url("purvey_read")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM toy_box_g1.toys")


async def test_a_read_model_ahead_of_a_restored_log_stands_still_and_says_so(
    database: Database,
) -> None:
    happen(database, [made("a")])
    await catch_up(database)
    execute(database, 'UPDATE read.projection SET "offset" = 5')
    async with read_store(database) as store:
        assert await store.live() == []
    ((state, reason),) = execute(database, "SELECT state, reason FROM read.projection")
    assert state == "failed"
    assert "purvey rebuild toy_box" in reason
