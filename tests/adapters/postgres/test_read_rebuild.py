"""Rebuilding beside what serves: nothing is lost, nobody waits, the switch is one moment."""

import asyncio
from collections.abc import Sequence
from itertools import chain, pairwise

import pytest

from adapters.postgres import read_load
from adapters.postgres.read_deal import deal
from adapters.postgres.read_load import load
from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_session import connect, log_connection
from adapters.postgres.read_share import Target
from adapters.postgres.read_store import PostgresReadStore
from adapters.postgres.read_tables import create_tables
from adapters.postgres.read_workers import WorkerFailed
from projections.projection import Projection
from projections.rows import MemoryTables
from projections.runner import Runner
from replay.errors import RebuildRunning, UnknownReadModel
from replay.rebuild import Progress, chosen, rebuild
from tests.adapters.postgres.read_support import (
    Happening,
    broken,
    catch_up,
    eventually,
    execute,
    happen,
    in_order,
    lost,
    made,
    moved,
    read_models,
    read_store,
    rebuilt,
    repriced,
    serving_schema,
    table_rows,
    unstorable,
    verified,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX, TOY_SHOP

STATES = 'SELECT generation, state, "offset" FROM read.projection ORDER BY 1'


def busy_year(toys: int = 30) -> list[Happening]:
    names = [f"t{n}" for n in range(toys)]
    happenings = [made(name, tenant=tenant) for name in names for tenant in ("north", "south")]
    happenings += [moved(name, "blue") for name in names for _ in range(3)]
    happenings += [repriced(name, "7.25", tenant="south") for name in names]
    happenings += [broken("t1"), unstorable("t2", tenant="south"), moved("t1", "red")]
    happenings += [repriced("t2", "1.00", tenant="south"), lost("t3"), made("t3", box="green")]
    return happenings


def everything(
    database: Database, projections: Sequence[Projection] = (TOY_BOX,)
) -> dict[tuple[str, str], list[object]]:
    return {
        (each.name, table.name): table_rows(database, table.name, each.name)
        for each in projections
        for table in each.tables
    }


@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize(
    "projections", [(TOY_BOX,), (TOY_SHOP,), (TOY_BOX, TOY_SHOP)], ids=["cut", "whole", "both"]
)
async def test_a_rebuilt_read_model_equals_the_live_one_row_for_row(
    database: Database, projections: Sequence[Projection], workers: int
) -> None:
    happenings = busy_year()
    happen(database, happenings)
    await catch_up(database, projections, batch_events=7)
    live = everything(database, projections)
    parked = execute(database, "SELECT name, tenant_no, partition, position, type FROM read.parked")
    report = await rebuilt(database, projections, workers)
    assert report.generations == {each.name: 2 for each in projections}
    assert report.parked == len(parked) >= len(projections)
    assert everything(database, projections) == live
    assert sorted(parked) == sorted(
        execute(
            database,
            "SELECT name, tenant_no, partition, position, type FROM read.parked"
            " WHERE generation = 2",
        )
    )


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_history_that_outgrows_memory_is_rebuilt_all_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    happenings = busy_year()
    happen(database, happenings)
    await catch_up(database)
    live = everything(database)
    monkeypatch.setattr(read_load, "ROWS_IN_MEMORY_MAX", 10)
    monkeypatch.setattr(read_load, "SENT_BYTES", 0)
    monkeypatch.setattr(read_load, "PIECE_EVENTS", 4)
    monkeypatch.setattr(read_load, "CHUNK_EVENTS", 9)
    await rebuilt(database, workers=workers)
    assert everything(database) == live


async def test_read_models_that_are_loaded_together_share_the_room_in_memory(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_load, "ROWS_IN_MEMORY_MAX", 150)
    monkeypatch.setattr(read_load, "PIECE_EVENTS", 4)
    held: list[int] = []
    fold = MemoryTables.rows_in_memory

    def watched(tables: MemoryTables) -> int:
        held.append(fold(tables))
        return held[-1]

    monkeypatch.setattr(MemoryTables, "rows_in_memory", watched)
    happen(database, [each for each in busy_year() if each.type != "toy.unstorable"])
    await catch_up(database)
    live = everything(database)
    schemas = ("one", "other")
    connection = await connect(database.role_url("purvey_project"))
    for statement in chain.from_iterable(create_tables(TOY_BOX, each) for each in schemas):
        await connection.execute(statement)
    with log_connection(database.role_url("purvey_project")) as log:
        targets = [Target(TOY_BOX, each) for each in schemas]
        await load(
            connection, log, targets, execute(database, 'SELECT "offset" FROM log.log_head')[0][0]
        )
    await connection.close()
    for schema in schemas:
        for name, table in live:
            assert in_order(database, f"{schema}.{table}") == live[name, table], name
    assert max(held) > 75, "each of them would have had room for itself"
    assert (
        max(one + other for one, other in pairwise(held)) <= 150 + 2 * 4 * 4
    )  # a piece adds its rows to both first


async def test_workers_that_outgrow_memory_at_once_do_not_meet(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(database, [each for each in busy_year() if each.type != "toy.unstorable"])
    await catch_up(database)
    live = everything(database)
    monkeypatch.setattr(read_load, "ROWS_IN_MEMORY_MAX", 10)
    monkeypatch.setattr(read_load, "CHUNK_EVENTS", 9)
    url = database.role_url("purvey_project")
    async with PostgresWorkshop(url, [TOY_BOX]) as workshop:
        await workshop.begin()
        connections = [await connect(url) for _ in range(2)]
        hands = deal([Target(TOY_BOX, "toy_box_g2")], {}, workers=2)
        up_to = await workshop.log_end()
        logs = [log_connection(url) for _ in range(2)]
        await asyncio.gather(*map(load, connections, logs, hands, [up_to, up_to]))
        for connection, log in zip(connections, logs, strict=True):
            await connection.close()
            log.close()
        for name, table in live:
            assert in_order(database, f"{name}_g2.{table}") == live[name, table]
        await workshop.abandon()


async def test_the_new_generation_catches_up_and_the_live_runner_goes_on_with_it(
    database: Database,
) -> None:
    happen(database, busy_year())
    await catch_up(database)
    stop = asyncio.Event()
    url = database.role_url("purvey_project")
    async with read_store(database) as store, PostgresWorkshop(url, [TOY_BOX]) as workshop:
        running = asyncio.create_task(Runner(store, store).run(stop))
        later = iter(range(100))

        def more(progress: Progress) -> None:
            number = next(later)
            happen(database, [made(f"new{number}"), moved(f"new{number}", "blue")])

        await rebuild(workshop, clock, more)
        happen(database, [made("last")])
        await eventually(
            lambda: any(row["toy_id"] == "last" for row in table_rows(database, "toys"))
        )
        stop.set()
        await running
    assert serving_schema(database) == "toy_box_g2"
    assert (await verified(database)).differences == 0


async def test_a_rebuild_brings_back_a_read_model_that_failed_and_the_runner_takes_it_up(
    database: Database,
) -> None:
    happen(database, busy_year(3))
    await catch_up(database)
    execute(database, "UPDATE read.projection SET state = 'failed', reason = 'a bad day'")
    stop = asyncio.Event()
    async with read_store(database) as store:
        running = asyncio.create_task(Runner(store, store).run(stop))
        await rebuilt(database)
        happen(database, [made("last")])
        await eventually(
            lambda: any(row["toy_id"] == "last" for row in table_rows(database, "toys"))
        )
        stop.set()
        await running


async def test_answers_never_go_back_behind_what_was_answered(database: Database) -> None:
    happen(database, busy_year())
    await catch_up(database)
    done = asyncio.Event()
    positions: list[int] = []

    async def ask() -> None:
        async with read_models(database) as models:
            while not done.is_set():
                async with models.entered("north") as view:
                    positions.append(view.serving["toy_box"].position)
                    assert (await view.rows("toy_box", limit=1)).rows
                await asyncio.sleep(0)

    asking = asyncio.create_task(ask())
    await rebuilt(database)
    done.set()
    await asking
    assert positions == sorted(positions)


async def test_the_former_generation_is_kept_and_the_one_before_it_dropped(
    database: Database,
) -> None:
    happen(database, busy_year(3))
    await catch_up(database)
    await rebuilt(database)
    await rebuilt(database)
    states = [(number, state) for number, state, _ in execute(database, STATES)]
    assert states == [(2, "retired"), (3, "live")]
    schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'toy_box%' ORDER BY 1"
    assert execute(database, schemas) == [("toy_box_g2",), ("toy_box_g3",)]


async def test_of_two_rebuilds_of_a_read_model_the_second_is_refused(database: Database) -> None:
    await catch_up(database)
    async with PostgresWorkshop(database.role_url("purvey_project"), [TOY_BOX]) as first:
        await first.begin()
        with pytest.raises(RebuildRunning):
            await rebuilt(database)
        await first.abandon()
    assert execute(database, STATES) == [(1, "live", 0)]


async def test_what_a_dead_rebuild_left_is_cleared_away(database: Database) -> None:
    happen(database, busy_year(3))
    await catch_up(database)
    async with PostgresWorkshop(database.role_url("purvey_project"), [TOY_BOX]) as dead:
        await dead.begin()
    await rebuilt(database)
    states = [(number, state) for number, state, _ in execute(database, STATES)]
    assert states == [(1, "retired"), (3, "live")]


async def test_a_rebuild_that_fails_leaves_the_live_generation_alone(database: Database) -> None:
    happen(database, busy_year(3))
    await catch_up(database)

    def fail(progress: Progress) -> None:
        if progress.step == "taking over":
            raise RuntimeError("the power is gone")

    async with PostgresWorkshop(database.role_url("purvey_project"), [TOY_BOX]) as workshop:
        with pytest.raises(RuntimeError, match="power"):
            await rebuild(workshop, clock, fail)
    assert [(number, state) for number, state, _ in execute(database, STATES)] == [(1, "live")]


async def test_a_worker_that_fails_takes_the_rebuild_down_and_nothing_else(
    database: Database,
) -> None:
    happen(database, busy_year(3))
    await catch_up(database)
    url = database.role_url("purvey_project")
    async with PostgresWorkshop(url, [TOY_BOX], workers=2, index="no.such.index") as workshop:
        with pytest.raises(WorkerFailed, match="No module named 'no'"):
            await rebuild(workshop, clock, lambda progress: None)
    assert [(number, state) for number, state, _ in execute(database, STATES)] == [(1, "live")]


async def test_a_rebuild_brings_the_declared_version(database: Database) -> None:
    happen(database, busy_year(3))
    await catch_up(database)
    execute(database, "UPDATE read.projection SET version = 0")
    store = PostgresReadStore(database.role_url("purvey_project"), [TOY_BOX])
    assert await store.prepare() == ["toy_box"]
    await rebuilt(database)
    assert await store.prepare() == []
    assert [each.number for each in await store.live()] == [2]
    await store.close()


async def test_progress_is_told_from_the_first_to_the_last_event(database: Database) -> None:
    happen(database, busy_year(3))
    await catch_up(database)
    told: list[Progress] = []
    async with PostgresWorkshop(database.role_url("purvey_project"), [TOY_BOX]) as workshop:
        report = await rebuild(workshop, clock, told.append)
    assert [each.step for each in told] == [
        "loading",
        "loading",
        "indexing",
        "catching up",
        "comparing",
        "taking over",
    ]
    assert (told[0].done, told[1].done, told[1].total) == (0, report.events, report.events)


def test_an_unknown_read_model_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(UnknownReadModel, match="toy_box"):
        chosen(["cars"], [TOY_BOX])
    assert names(chosen([], [TOY_BOX])) == names(chosen(["toy_box"], [TOY_BOX])) == ["toy_box"]


def names(projections: Sequence[object]) -> list[str]:
    return [getattr(each, "name", "") for each in projections]


def clock() -> float:
    return 0.0
