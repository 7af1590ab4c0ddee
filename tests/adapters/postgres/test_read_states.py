"""Where read models stand in their lives, as `purvey status` tells it."""

from typing import Any

import psycopg

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_states import read_states
from tests.adapters.postgres.read_support import (
    broken,
    catch_up,
    execute,
    happen,
    made,
    read_store,
    rebuilt,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX


async def states(database: Database) -> dict[str, dict[str, Any]]:
    (head,) = execute(database, 'SELECT "offset" FROM log.log_head')[0]
    async with (
        await psycopg.AsyncConnection.connect(
            database.role_url("purvey_relay"), autocommit=True
        ) as log,
        await psycopg.AsyncConnection.connect(
            database.role_url("purvey_project"), autocommit=True
        ) as reads,
    ):
        return await read_states(log, reads, head)


async def state(database: Database) -> str:
    return str((await states(database))["toy_box"]["state"])


async def test_a_read_model_boots_lives_lags_and_parks(database: Database) -> None:
    happen(database, [made("a")])
    async with read_store(database) as store:
        await store.prepare()
    assert await state(database) == "booting"
    await catch_up(database)
    assert (await states(database))["toy_box"] == {
        "offset": 1,
        "lag_events": 0,
        "lag_seconds": 0.0,
        "state": "live",
    }
    happen(database, [broken("a")])
    behind = (await states(database))["toy_box"]
    assert (behind["state"], behind["lag_events"]) == ("live", 1)
    assert behind["lag_seconds"] > 0
    await catch_up(database)
    parked = (await states(database))["toy_box"]
    assert (parked["state"], parked["parked"], parked["lag_events"]) == ("parked", 1, 0)


async def test_what_is_made_and_what_is_kept_stand_beside_what_serves(database: Database) -> None:
    happen(database, [made("a")])
    await catch_up(database)
    url = database.role_url("purvey_project")
    async with PostgresWorkshop(url, [TOY_BOX]) as workshop:
        await workshop.begin()
        told = (await states(database))["toy_box"]
        assert (told["state"], told["offset"]) == ("live", 1)
        (beside,) = told["beside"]
        assert (beside["generation"], beside["state"]) == (2, "rebuilding")
        assert (beside["offset"], beside["lag_events"]) == (0, 1)
        await workshop.abandon()
    await rebuilt(database)
    (kept,) = (await states(database))["toy_box"]["beside"]
    assert (kept["generation"], kept["state"]) == (1, "retired")


async def test_what_stands_still_says_why(database: Database) -> None:
    await catch_up(database)
    for name in ("paused", "failed", "retired"):
        execute(database, "UPDATE read.projection SET state = %s, reason = 'so it is'", name)
        told = (await states(database))["toy_box"]
        assert (told["state"], told["reason"]) == (name, "so it is")
