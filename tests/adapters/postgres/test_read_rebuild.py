"""Rebuilding beside what serves: nothing is lost, nobody waits, the switch is one moment."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE

import pytest
from psycopg import conninfo

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_share import WHOLE
from adapters.postgres.read_store import PostgresReadStore
from adapters.postgres.read_worker import UNAVAILABLE, Portion, Task
from adapters.postgres.read_workers import WorkerFailed
from api.cli.failures import NOT_AVAILABLE, exit_code_of
from projections.projection import Projection
from projections.runner import Runner
from replay.errors import RebuildInterrupted, RebuildRunning, UnknownReadModel
from replay.rebuild import Progress, chosen, rebuild
from tests.adapters.embedded.processes import signal_all
from tests.adapters.postgres.busy_year import busy_year, everything
from tests.adapters.postgres.read_support import (
    TOY_INDEX,
    catch_up,
    eventually,
    execute,
    happen,
    made,
    moved,
    read_models,
    read_store,
    rebuilt,
    serving_schema,
    table_rows,
    verified,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX, TOY_SHOP

STATES = 'SELECT generation, state, "offset" FROM read.projection ORDER BY 1'


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


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_worker_that_is_killed_takes_the_rebuild_down_and_is_told_as_what_it_is(
    database: Database, number: signal.Signals
) -> None:
    happen(database, busy_year())
    await catch_up(database)
    url = database.role_url("purvey_project")

    def kill(progress: Progress) -> None:
        if progress.step == "loading":
            signal_all(_workers(), number)

    async with PostgresWorkshop(url, [TOY_BOX], workers=2, index=TOY_INDEX) as workshop:
        with pytest.raises(RebuildInterrupted, match=number.name) as told:
            await rebuild(workshop, clock, kill)
    assert exit_code_of(told.value) == NOT_AVAILABLE
    assert [(number, state) for number, state, _ in execute(database, STATES)] == [(1, "live")]
    assert (await rebuilt(database)).switched


def _workers() -> list[int]:
    """The processes that this one has started for a share of a load."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [pid for pid in map(int, children) if b"read_worker" in _command_line(pid)]


def _command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_a_worker_that_does_not_reach_the_database_says_so_and_nothing_else(
    database: Database,
) -> None:
    gone = conninfo.make_conninfo(database.role_url("purvey_project"), port="1")
    portion = Portion(name="toy_box", schema_name="toy_box_g2", share=WHOLE)
    task = Task(database_url=gone, portions=[portion], up_to=1)
    worker = [sys.executable, "-m", "adapters.postgres.read_worker", TOY_INDEX]
    with subprocess.Popen(worker, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(task.model_dump_json() + "\n")
        process.stdin.flush()  # Open until it ends: a worker whose parent is gone says nothing.
        code, said = process.wait(), process.stderr.read()
    assert code == UNAVAILABLE
    assert said.startswith("connection is bad")
    assert "Traceback" not in said


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
