"""Two versions of the program on one database, as while a newer one is rolled out."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

import pytest

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_store import PostgresReadStore
from adapters.postgres.read_way_back import PostgresWayBack
from adapters.system import monotonic_seconds
from domain.event import Recorded
from projections.projection import Projection, Table, Tables
from projections.runner import Runner
from replay.errors import ReadModelOutdated
from replay.rebuild import rebuild, roll_back
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
from tests.adapters.postgres.test_read_side_by_side import BEFORE, Written, read, write
from tests.adapters.postgres.test_read_states import states
from tests.conftest import Database
from tests.projections.toys import TOY_BOX

JOURNEYS: Final = Table(
    name="toy_journeys",
    kind="fact",
    columns={"toy_id": "text", "box": "text"},
    selectors=("toy_id",),
)


def _moved(event: Recorded, tables: Tables) -> None:
    TOY_BOX.handles["toy.moved"](event, tables)
    row = {"toy_id": event.document_id, "box": event.data["box"]}
    tables.fact(JOURNEYS.name).add(event, row)


NEWER: Final[Projection] = replace(
    TOY_BOX,
    version=2,
    tables=(*TOY_BOX.tables, JOURNEYS),
    handles={**TOY_BOX.handles, "toy.moved": _moved},
)
NEWEST: Final = replace(NEWER, version=3)
CURSORS: Final = 'SELECT generation, state, "offset" FROM read.projection ORDER BY generation'
FORGET: Final = "UPDATE read.projection SET followed_at = followed_at - interval '1 minute'"


@asynccontextmanager
async def projector(
    database: Database, program: Projection = TOY_BOX
) -> AsyncIterator[PostgresReadStore]:
    """A running projector of that program, prepared as one that starts; its store."""
    stop = asyncio.Event()
    async with read_store(database, [program]) as starting:
        await starting.prepare()
    async with read_store(database, [program]) as store:
        running = asyncio.create_task(Runner(store, store).run(stop))
        try:
            yield store
        finally:
            stop.set()
            await running


async def blue(database: Database, program: Projection = TOY_BOX) -> set[Any]:
    async with read_models(database, [program]) as models, models.entered("north") as view:
        return {row["toy_id"] for row in (await view.rows("toy_box", {"box": "blue"})).rows}


def stands_at(database: Database, generation: int, offset: int) -> bool:
    found = {number: at for number, _, at in execute(database, CURSORS)}
    return found.get(generation) == offset


async def test_each_program_answers_from_its_own_until_the_older_one_is_stopped(
    database: Database,
) -> None:
    happen(database, [*BEFORE, moved("t1", "blue")])
    async with projector(database):
        await eventually(lambda: stands_at(database, 1, 13))
        async with projector(database, NEWER):
            with pytest.raises(ReadModelOutdated):
                await blue(database, NEWER)
            happen(database, [moved("t2", "blue")])
            await eventually(lambda: stands_at(database, 1, 14))
            assert await blue(database) == {"t1", "t2"}, "who starts beside it stops nothing"
            assert (await rebuilt(database, [NEWER])).switched
            assert await blue(database) == {"t1", "t2"}, "nor who takes its place"
            happen(database, [moved("t3", "blue")])
            await eventually(lambda: stands_at(database, 1, 15) and stands_at(database, 2, 15))
            assert await blue(database) == await blue(database, NEWER) == {"t1", "t2", "t3"}
            assert len(table_rows(database, "toy_journeys")) == 3
            told = (await states(database))["toy_box"]
            (beside,) = told["beside"]
            assert (told["state"], beside["state"]) == ("live", "replaced")
            assert "version 1" in beside["reason"]
    assert (await states(database))["toy_box"]["beside"][0]["state"] == "retired"
    execute(database, FORGET)
    with pytest.raises(ReadModelOutdated):
        await blue(database)
    assert (await verified(database, [NEWER])).differences == 0
    async with PostgresWayBack(database.role_url("purvey_project"), [TOY_BOX]) as way_back:
        await roll_back(way_back, monotonic_seconds)
    assert await blue(database) == {"t1", "t2", "t3"}
    assert (await verified(database)).differences == 0


async def test_every_request_of_both_programs_is_answered_rightly_through_the_switch(
    database: Database,
) -> None:
    """Values, and never back behind an answer before, while the place is taken and given back."""
    happen(database, BEFORE)
    await catch_up(database)
    done, ready, written = asyncio.Event(), asyncio.Event(), Written(BEFORE)

    async def newer_reads() -> int:
        await ready.wait()
        return await read(database, written, done, random.Random(3), NEWER)

    async with projector(database):
        writing = asyncio.create_task(write(database, written, done, random.Random(1)))
        reading = [
            asyncio.create_task(read(database, written, done, random.Random(2))),
            asyncio.create_task(newer_reads()),
        ]
        async with projector(database, NEWER):
            await asyncio.to_thread(asyncio.run, taken_over(database))
            ready.set()
            await asyncio.sleep(1)
            await asyncio.to_thread(asyncio.run, given_back(database))
            await asyncio.sleep(1)
            done.set()
            requests = await asyncio.gather(*reading)
            await writing
    assert min(requests) > 0
    assert serving_schema(database) == "toy_box_g1"
    assert (await verified(database)).differences == 0


async def taken_over(database: Database) -> None:
    url = database.role_url("purvey_project")
    async with PostgresWorkshop(url, [NEWER], index=TOY_INDEX) as workshop:
        assert (await rebuild(workshop, monotonic_seconds, lambda progress: None)).switched


async def given_back(database: Database) -> None:
    url = database.role_url("purvey_project")
    async with PostgresWayBack(url, [TOY_BOX], index=TOY_INDEX) as way_back:
        await roll_back(way_back, monotonic_seconds)


async def test_an_older_program_that_starts_again_takes_nothing_from_the_newer_one(
    database: Database,
) -> None:
    happen(database, [made("a")])
    await catch_up(database)
    async with projector(database, NEWER):
        await rebuilt(database, [NEWER])
        await eventually(lambda: movers(database, 2) == 1)
        async with read_store(database) as again:
            assert await again.prepare() == [], "it needs no rebuild: its own is kept"
        async with projector(database):
            happen(database, [made("b", box="blue")])
            await eventually(lambda: stands_at(database, 1, 2) and stands_at(database, 2, 2))
            assert await blue(database) == await blue(database, NEWER) == {"b"}
        assert serving_schema(database) == "toy_box_g2"


def movers(database: Database, generation: int) -> int:
    """How many running projectors have said that they move that generation."""
    held = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'"
        " AND objid::bigint = hashtext(%s)::bigint & 4294967295"
    )
    return int(execute(database, held, f"toy_box_g{generation}")[0][0])


async def test_an_older_program_alone_brings_its_own_back_by_a_rebuild(database: Database) -> None:
    happen(database, [made("a", box="blue")])
    await catch_up(database)
    await rebuilt(database, [NEWER])
    async with read_store(database) as older:
        assert await older.prepare() == ["toy_box"], "nobody moves what serves"
    await rebuilt(database)
    assert await blue(database) == {"a"}
    assert serving_schema(database) == "toy_box_g3"


async def test_what_an_older_program_answers_from_outlives_further_rebuilds_and_then_goes(
    database: Database,
) -> None:
    happen(database, [made("a", box="blue")])
    async with projector(database):
        await eventually(lambda: stands_at(database, 1, 1))
        await rebuilt(database, [NEWER])
        await eventually(lambda: movers(database, 1) == 1)
        await rebuilt(database, [NEWEST])
        assert [row[:2] for row in execute(database, CURSORS)] == [
            (1, "retired"),
            (2, "retired"),
            (3, "live"),
        ]
        happen(database, [moved("a", "red"), made("b", box="blue")])
        await eventually(lambda: stands_at(database, 1, 3))
        assert await blue(database) == {"b"}
    await rebuilt(database, [NEWEST])
    assert [row[:2] for row in execute(database, CURSORS)] == [(3, "retired"), (4, "live")]


async def test_a_read_model_that_the_newer_program_dropped_serves_the_older_one(
    database: Database,
) -> None:
    happen(database, [made("a", box="blue")])
    async with projector(database):
        await eventually(lambda: stands_at(database, 1, 1))
        async with read_store(database, []) as newer:
            assert await newer.retire_undeclared() == []
        happen(database, [made("b", box="blue")])
        await eventually(lambda: stands_at(database, 1, 2))
        assert await blue(database) == {"a", "b"}
    async with read_store(database, []) as newer:
        assert await newer.retire_undeclared() == ["toy_box"]


async def test_one_that_was_replaced_and_cannot_go_on_ends_to_answer_and_harms_nothing(
    database: Database,
) -> None:
    happen(database, [made("a", box="blue")])
    async with projector(database) as older, projector(database, NEWER):
        await eventually(lambda: stands_at(database, 1, 1))
        await rebuilt(database, [NEWER])
        await eventually(lambda: movers(database, 1) == 1)
        execute(database, "DROP TABLE toy_box_g1.toys CASCADE")
        happen(database, [moved("a", "red")])
        await eventually(lambda: stands_at(database, 2, 2))
        await eventually(lambda: movers(database, 1) == 0)
        assert await older.live() == []
        with pytest.raises(ReadModelOutdated):
            await blue(database)
        assert await blue(database, NEWER) == set()
    assert stands_at(database, 1, 1), "it stands where it stood"
