"""The feed is the fast way in, and never trusted: what does not follow the cursor is read anew."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from domain.event import Recorded
from projections.runner import Runner
from tests.adapters.postgres.read_support import (
    eventually,
    execute,
    happen,
    made,
    read_store,
    table_rows,
    verified,
)
from tests.conftest import Database

Batches = Callable[[Sequence[Recorded]], list[Sequence[Recorded]]]


class ScriptedFeed:
    """Gives the batches it was made with, and then nothing."""

    def __init__(self, batches: list[Sequence[Recorded]]) -> None:
        self.batches = batches

    async def next(self, wait_seconds: float) -> Sequence[Recorded]:
        if self.batches:
            return self.batches.pop(0)
        await asyncio.sleep(0.01)
        return ()


FEEDS: dict[str, Batches] = {
    "whole": lambda events: [events],
    "in pieces": lambda events: [events[:2], events[2:]],
    "repeated": lambda events: [events[:3], events[:3], events[1:]],
    "late": lambda events: [events[4:], events],
    "with a gap": lambda events: [[*events[:2], *events[3:]], events],
    "of another epoch": lambda events: [[each._replace(epoch=9) for each in events]],
    "silent": lambda events: [],
}


@pytest.mark.parametrize("name", FEEDS)
async def test_every_event_is_applied_once_whatever_the_feed_brings(
    database: Database, name: str
) -> None:
    async with read_store(database) as store:
        await store.prepare()
        happen(database, [made(f"t{n}") for n in range(6)])
        events = await store.read(0, 10)
        stop = asyncio.Event()
        running = asyncio.create_task(
            Runner(store, store, ScriptedFeed(FEEDS[name](events))).run(stop)
        )
        await eventually(lambda: len(table_rows(database, "toys")) == 6)
        stop.set()
        await running
    assert execute(database, 'SELECT epoch, "offset" FROM read.projection') == [(1, 6)]
    assert (await verified(database)).differences == 0
