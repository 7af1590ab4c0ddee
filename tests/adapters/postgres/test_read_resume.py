"""A rebuild is killed at every step: what serves is untouched, and the next one ends its work."""

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from typing import Any, Final

import psycopg
import pytest

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_states import read_states
from projections.projection import Projection
from replay.errors import RebuildRunning
from replay.rebuild import Progress, rebuild
from tests.adapters.postgres.read_support import (
    TOY_INDEX,
    catch_up,
    eventually,
    execute,
    happen,
    made,
    moved,
    rebuilt,
    repriced,
    table_rows,
    verified,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX, TOY_SHOP

BOTH: Final = (TOY_BOX, TOY_SHOP)
HISTORY: Final = [
    *(made(f"t{n}", tenant=tenant) for n in range(9) for tenant in ("north", "south")),
    *(moved(f"t{n}", "blue") for n in range(9)),
]
LEFT: Final = "SELECT count(*) FROM read.projection WHERE state = 'rebuilding'"
SERVING: Final = "SELECT name, generation FROM read.projection WHERE state = 'live' ORDER BY 1"
FREE: Final = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 1919246965"


async def started(database: Database, step: str, name: str, workers: int = 2) -> Process:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.adapters.postgres.rebuilding", step, name, str(workers)),
        stdin=PIPE,
        stdout=PIPE,
    )
    assert process.stdin is not None, "it was asked for"
    process.stdin.write(database.role_url("purvey_project").encode() + b"\n")
    await process.stdin.drain()
    return process


async def killed(database: Database, step: str) -> None:
    """A rebuild with workers dies by SIGKILL as it comes to the step."""
    process = await started(database, step, "SIGKILL")
    assert await process.wait() == -signal.SIGKILL
    await eventually(lambda: execute(database, FREE) == [(0,)])


async def states(database: Database) -> dict[str, Any]:
    async with await psycopg.AsyncConnection.connect(database.url, autocommit=True) as connection:
        return await read_states(connection, connection, len(HISTORY))


@pytest.mark.parametrize(
    ("step", "continued"),
    [
        ("loading", ()),
        ("indexing", ("toy_box", "toy_shop")),
        ("comparing", ("toy_box", "toy_shop")),
        ("taking over", ("toy_box", "toy_shop")),
    ],
)
async def test_what_serves_goes_on_and_the_next_rebuild_ends_what_a_killed_one_began(
    database: Database, step: str, continued: tuple[str, ...]
) -> None:
    happen(database, HISTORY)
    await catch_up(database, BOTH)
    await killed(database, step)
    assert execute(database, LEFT) == [(2,)]
    assert execute(database, SERVING) == [("toy_box", 1), ("toy_shop", 1)]
    told = (await states(database))["toy_box"]
    (beside,) = told["beside"]
    assert (told["state"], beside["state"]) == ("live", "interrupted")
    assert ("goes on where it was" in beside["reason"]) == bool(continued)
    happen(database, [moved("t1", "red"), made("later"), repriced("t2", "9.00", tenant="south")])
    await catch_up(database, BOTH)
    live = {each: table_rows(database, each) for each in ("toys", "toy_parts", "toy_prices")}
    report = await rebuilt(database, BOTH)
    assert (report.switched, report.continued) == (True, continued)
    assert execute(database, LEFT) == [(0,)]
    assert {each: table_rows(database, each) for each in live} == live
    assert (await verified(database, BOTH)).differences == 0
    plans = execute(database, "SELECT count(*) FROM pg_indexes WHERE schemaname = 'toy_box_g1'")
    number = execute(database, SERVING)[0][1]
    made_again = "SELECT count(*) FROM pg_indexes WHERE schemaname = %s"
    assert execute(database, made_again, f"toy_box_g{number}") == plans


async def test_of_two_rebuilders_the_second_is_told_and_the_first_one_ends_its_work(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database, BOTH)
    first = await started(database, "comparing", "SIGSTOP")
    assert first.stdout is not None, "it was asked for"
    while (await first.stdout.readline()).strip() != b"comparing":
        continue
    with pytest.raises(RebuildRunning, match="toy_box"):
        await rebuilt(database, [TOY_BOX])
    first.send_signal(signal.SIGCONT)
    assert await first.wait() == 0
    assert execute(database, SERVING) == [("toy_box", 2), ("toy_shop", 2)]


async def test_one_that_is_stopped_while_it_makes_its_tables_leaves_no_trace(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database, BOTH)
    url = database.role_url("purvey_project")
    with psycopg.connect(database.url) as in_the_way:
        in_the_way.execute("CREATE SCHEMA toy_shop_g2")  # Whoever makes one of that name waits.
        async with PostgresWorkshop(url, BOTH, index=TOY_INDEX) as workshop:
            begun = asyncio.create_task(rebuild(workshop, float, lambda progress: None))
            await eventually(lambda: execute(database, LEFT) == [(2,)])
            begun.cancel()
            with pytest.raises(asyncio.CancelledError):
                await begun
        in_the_way.rollback()
    assert execute(database, LEFT) == [(0,)]
    assert (await rebuilt(database, BOTH)).switched


async def test_one_that_lost_its_lock_cannot_switch_beside_the_one_that_has_it(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    url = database.role_url("purvey_project")
    reports: list[int] = []

    def overtake(progress: Progress) -> None:
        if progress.step == "taking over":
            # Its session ends, as in a restart of the database, and somebody else begins.
            execute(
                database,
                "SELECT pg_terminate_backend(pid) FROM pg_locks"
                " WHERE locktype = 'advisory' AND classid = 1919246965",
            )

    async with PostgresWorkshop(url, [TOY_BOX], index=TOY_INDEX) as first:
        with pytest.raises(psycopg.OperationalError):
            await rebuild(first, float, overtake)
    assert execute(database, SERVING) == [("toy_box", 1)]
    await eventually(lambda: execute(database, FREE) == [(0,)])
    report = await rebuilt(database)
    reports.append(report.generations["toy_box"])
    assert (report.switched, report.continued) == (True, ("toy_box",))
    assert execute(database, SERVING) == [("toy_box", 2)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE read.projection SET version = 7 WHERE state = 'rebuilding'",
        "UPDATE read.projection SET shape = 'other' WHERE state = 'rebuilding'",
        "UPDATE read.projection SET \"offset\" = 99 WHERE state = 'rebuilding'",
        "ALTER TABLE toy_box_g2.toys DROP COLUMN box CASCADE",
    ],
    ids=["version", "shape", "history", "columns"],
)
async def test_what_this_program_would_make_otherwise_is_begun_again(
    database: Database, change: str
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    projections: list[Projection] = [TOY_BOX]
    async with PostgresWorkshop(database.role_url("purvey_project"), projections) as left:
        await left.begin()
        await left.load(await left.log_end(), lambda offset: None)
    execute(database, change)
    report = await rebuilt(database)
    assert (report.switched, report.continued) == (True, ())
    assert execute(database, SERVING) == [("toy_box", 3)]
