"""Two projectors of one version on one database: one works, the other stands by."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Final

from adapters.postgres.read_store import PostgresReadStore
from projections.projection import Projection
from projections.runner import Move, Runner
from tests.adapters.postgres.read_support import (
    eventually,
    execute,
    happen,
    made,
    moved,
    table_rows,
    verified,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX

EVENTS: Final = 120
WRITTEN_AT_ONCE: Final = 10


class CountingStore(PostgresReadStore):
    """Counts how often it was asked to save."""

    saves = 0

    async def save(self, moves: Sequence[Move]) -> None:
        self.saves += 1
        await super().save(moves)


def counting(database: Database, projections: Sequence[Projection] = (TOY_BOX,)) -> CountingStore:
    return CountingStore(database.role_url("purvey_project"), projections)


def has_come_to(database: Database, offset: int) -> bool:
    return bool(execute(database, 'SELECT "offset" FROM read.projection') == [(offset,)])


async def write(database: Database, first: int, count: int) -> None:
    for number in range(first, first + count, WRITTEN_AT_ONCE):
        moves = [moved("a", f"b{number + each}") for each in range(WRITTEN_AT_ONCE)]
        await asyncio.to_thread(happen, database, moves)
        await eventually(partial(has_come_to, database, 1 + number + WRITTEN_AT_ONCE))


async def test_who_was_passed_stands_by_and_goes_on_where_the_other_one_ends(
    database: Database,
) -> None:
    happen(database, [made("a")])
    stores = [counting(database), counting(database)]
    await stores[0].prepare()
    running = [asyncio.create_task(Runner(each, each).run(asyncio.Event())) for each in stores]
    try:
        await eventually(lambda: has_come_to(database, 1))
        await write(database, 0, EVENTS)
        settled = [each.saves for each in stores]
        await write(database, EVENTS, EVENTS)
        shares = [each.saves - before for each, before in zip(stores, settled, strict=True)]
        idle, busy = sorted((0, 1), key=lambda which: shares[which])
        assert shares[idle] <= shares[busy] / 4, "work of both is thrown away"
        await ended(running[busy], stores[busy])
        await write(database, 2 * EVENTS, WRITTEN_AT_ONCE)
    finally:
        for task, store in zip(running, stores, strict=True):
            await ended(task, store)
    (toy,) = (row for row in table_rows(database, "toys") if row["moves"] == 2 * EVENTS + 10)
    assert toy["toy_id"] == "a"
    assert (await verified(database)).differences == 0


async def test_who_stands_by_says_that_the_read_models_live(database: Database) -> None:
    happen(database, [made("a")])
    store = counting(database)
    await store.prepare()
    runner = Runner(store, store)
    assert await runner.step() == 1
    runner._stand_by.is_on = True
    execute(database, "UPDATE read.projection SET heartbeat_at = 'epoch'")
    running = asyncio.create_task(runner.run(asyncio.Event()))
    fresh = "SELECT heartbeat_at > clock_timestamp() - interval '1 minute' FROM read.projection"
    try:
        await eventually(lambda: execute(database, fresh) == [(True,)])
    finally:
        await ended(running, store)


async def ended(running: "asyncio.Task[None]", store: PostgresReadStore) -> None:
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await store.close()
