"""Parked documents: put back in line while the runner lives, by retry or without the event."""

import asyncio
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from adapters.postgres.read_parked import parked_decisions, parked_keys
from adapters.postgres.read_return import Asked, put_back
from adapters.postgres.read_session import connect
from projections.poison import fold_batch, wanted_rows
from projections.projection import Projection
from projections.runner import Cursor, Move, Overtaken, Runner
from replay.errors import NotParked, ReadModelOutdated, RebuildRunning
from replay.parked import Decision, DecisionKind, ParkedKey, PutBack
from tests.adapters.postgres.read_support import (
    broken,
    catch_up,
    eventually,
    happen,
    made,
    moved,
    read_models,
    read_store,
    rebuilt,
    repriced,
    table_rows,
    unstorable,
    verified,
)
from tests.adapters.postgres.test_read_states import states
from tests.conftest import Database
from tests.projections.toys import TOY_BOX, TOY_SHOP

HISTORY = [
    made("a"),
    made("b"),
    moved("a", "blue"),
    broken("a"),
    moved("a", "green"),
    repriced("b", "3.00"),
    repriced("a", "4.00"),
]
MENDED = replace(TOY_BOX, handles={**TOY_BOX.handles, "toy.broken": lambda event, tables: None})


async def put_back_toy(
    database: Database,
    projection: Projection = TOY_BOX,
    decision: DecisionKind = "retried",
    key: str = "toy/a",
) -> PutBack:
    asked = Asked(
        projection=projection,
        tenant="north",
        key=key,
        decision=decision,
        by="olga",
        reason="ticket 7",
    )
    return await put_back(database.role_url("purvey_project"), asked)


async def known(database: Database) -> tuple[list[ParkedKey], list[Decision]]:
    connection = await connect(database.role_url("purvey_project"))
    try:
        return await parked_keys(connection), await parked_decisions(connection)
    finally:
        await connection.close()


async def told_skipped(database: Database, tenant: str = "north") -> int:
    """What an answer says."""
    async with read_models(database) as models, models.entered(tenant) as view:
        return (await view.rows("toy_box")).skipped


def current(database: Database, toy: str = "a") -> Any:  # noqa: ANN401 - a row as it is stored
    (row,) = [r for r in table_rows(database, "toys") if r["toy_id"] == toy and r["fork"] is None]
    return row


async def test_a_retry_folds_the_document_anew_by_what_the_program_is_today(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    (parked,), _ = await known(database)
    assert (parked.key, parked.position, parked.type) == ("toy/a", 4, "toy.broken")
    done = await put_back_toy(database, MENDED)
    assert (done.outcome, done.events, done.parked) == ("in line", 5, None)
    assert (current(database)["box"], current(database)["price"]) == ("green", 4)
    keys, (decision,) = await known(database)
    assert keys == []
    assert (decision.decided_by, decision.reason) == ("olga", "ticket 7")
    assert (decision.decision, decision.outcome, decision.position) == ("retried", "in line", 4)
    assert (await verified(database, [MENDED])).differences == 0


async def test_a_document_that_fails_again_is_parked_again_and_says_so(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    done = await put_back_toy(database)
    assert done.outcome == "parked again"
    assert done.parked is not None
    assert (done.parked.position, done.parked.reason) == (4, "ValueError: a broken toy")
    assert current(database)["box"] == "blue"
    _, (decision,) = await known(database)
    assert decision.outcome == "parked again"
    assert (await verified(database)).differences == 0


async def test_a_skipped_event_stays_out_of_rebuilds_and_verification_of_that_version(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    done = await put_back_toy(database, decision="skipped")
    assert (done.outcome, done.events) == ("in line", 4)
    assert current(database)["box"] == "green"
    assert (await verified(database)).differences == 0
    report = await rebuilt(database)
    assert (report.parked, report.certificates[0].verdict) == (0, "equal")
    newer = await rebuilt(database, [replace(TOY_BOX, version=2)])
    assert newer.parked == 1


async def test_a_skipped_event_is_tried_again_by_a_retry_once_the_program_is_mended(
    database: Database,
) -> None:
    happen(database, [*HISTORY, made("z", tenant="south")])
    await catch_up(database)
    assert [(each.how, each.position) for each in (await verified(database)).left_out] == [
        ("parked", 4)
    ]
    await put_back_toy(database, decision="skipped")
    (left,) = (await verified(database)).left_out
    assert (left.how, left.read_model, left.key) == ("skipped", "toy_box", "toy/a")
    assert (left.position, left.reason) == (4, "ticket 7 (olga)")
    assert await told_skipped(database) == 1
    assert (await states(database))["toy_box"]["skipped"] == 1
    assert await told_skipped(database, tenant="south") == 0
    with pytest.raises(NotParked):
        await put_back_toy(database, decision="skipped")
    again = await put_back_toy(database)
    assert (again.outcome, again.events) == ("parked again", 5)
    assert await told_skipped(database) == 0
    await put_back_toy(database, decision="skipped")
    assert (await rebuilt(database)).switched
    assert await told_skipped(database) == 1
    done = await put_back_toy(database, MENDED)
    assert (done.outcome, done.events) == ("in line", 5)
    report = await verified(database, [MENDED])
    assert (report.left_out, report.differences) == ((), 0)
    assert await told_skipped(database) == 0
    with pytest.raises(NotParked):
        await put_back_toy(database, MENDED)


async def test_an_event_that_cannot_be_stored_parks_it_again_at_that_event(
    database: Database,
) -> None:
    happen(database, [made("a"), moved("a", "blue"), unstorable("a"), moved("a", "green")])
    await catch_up(database)
    again = await put_back_toy(database)
    assert again.parked is not None
    assert (again.outcome, again.parked.position) == ("parked again", 3)
    assert current(database)["box"] == "blue"
    assert (await put_back_toy(database, decision="skipped")).outcome == "in line"
    assert current(database)["box"] == "green"


async def test_the_live_runner_takes_the_document_up_without_losing_an_event(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    stop = asyncio.Event()
    async with read_store(database, [MENDED]) as store:
        running = asyncio.create_task(Runner(store, store).run(stop))
        for number in range(6):
            happen(database, [moved("a", f"box {number}")])
            if number == 3:
                await put_back_toy(database, MENDED)
        await eventually(lambda: current(database)["box"] == "box 5")
        stop.set()
        await running
    assert (await verified(database, [MENDED])).differences == 0


async def test_a_batch_that_still_passes_the_document_over_is_refused(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    happen(database, [moved("a", "red")])
    async with read_store(database) as store:
        (generation,) = await store.live()
        batch = await store.read(7, 10)
        tables = await store.load(generation, wanted_rows(TOY_BOX, batch))
        fold_batch(TOY_BOX, batch, tables, generation.parked)
        await put_back_toy(database, MENDED)
        with pytest.raises(Overtaken):
            await store.save([Move(generation, tables, Cursor(1, 8), {"north": 8}, [])])


async def test_of_two_operators_only_one_puts_it_back(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    outcomes = await asyncio.gather(
        put_back_toy(database, MENDED), put_back_toy(database, MENDED), return_exceptions=True
    )
    (done,) = [each for each in outcomes if isinstance(each, PutBack)]
    (refused,) = [each for each in outcomes if not isinstance(each, PutBack)]
    assert done.outcome == "in line"
    assert isinstance(refused, NotParked | RebuildRunning)
    with pytest.raises(NotParked, match="toy/a"):
        await put_back_toy(database, MENDED)
    assert len((await known(database))[1]) == 1


async def test_rows_of_another_version_are_not_mixed_with_new_ones(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    with pytest.raises(ReadModelOutdated):
        await put_back_toy(database, replace(MENDED, version=2))


async def test_a_tenant_reads_his_own_decisions_alone(database: Database) -> None:
    happen(database, [*HISTORY, made("z", tenant="south")])
    await catch_up(database)
    await put_back_toy(database, decision="skipped")
    async with read_models(database) as models:
        async with models.entered("north") as view:
            (told,) = await view.parked_decisions()
            assert await view.parked() == []
        async with models.entered("south") as view:
            assert await view.parked_decisions() == []
    assert (told["key"], told["decision"], told["decided_by"]) == ("toy/a", "skipped", "olga")


async def test_nobody_rewrites_what_was_decided(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database)
    await put_back_toy(database, MENDED)
    with psycopg.connect(database.role_url("purvey_project")) as connection:
        connection.execute("SET ROLE purvey_project")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE read.parked_decision SET decided_by = 'nobody'")


async def test_a_key_that_is_no_document_is_put_back_too(database: Database) -> None:
    happen(database, [made("a"), unstorable("a"), moved("a", "blue")])
    await catch_up(database, [TOY_SHOP])
    key = "toy.unstorable"
    assert (await put_back_toy(database, TOY_SHOP, key=key)).outcome == "parked again"
    assert (await put_back_toy(database, TOY_SHOP, "skipped", key)).outcome == "in line"
    assert (await verified(database, [TOY_SHOP])).differences == 0
