"""A rebuild while everybody writes and reads."""

import asyncio
import random
from collections.abc import Sequence
from typing import Final

from adapters.postgres.read_query import View
from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_registry import registered
from adapters.postgres.read_sources import AsOf
from adapters.system import monotonic_seconds
from projections.projection import Projection
from projections.runner import Runner
from replay.rebuild import rebuild
from tests.adapters.postgres.read_support import (
    TOY_INDEX,
    WAIT_SECONDS,
    WAITS_MAX,
    Happening,
    catch_up,
    happen,
    lost,
    made,
    moved,
    read_models,
    read_store,
    repriced,
    serving_schema,
    verified,
)
from tests.adapters.postgres.test_read_histories import Toys, told_by_the_events
from tests.conftest import Database
from tests.projections.toys import TOY_BOX

REBUILDS: Final = 3
READERS: Final = 3
REQUESTS_MIN: Final = 40
TOYS: Final = tuple(f"t{n}" for n in range(12))
BEFORE: Final = [made(toy) for toy in TOYS]


class Written:
    """What was appended, and what the events tell after each position."""

    def __init__(self, happenings: Sequence[Happening]) -> None:
        self.happenings = list(happenings)
        self._told: list[Toys] = []

    def at(self, position: int) -> Toys:
        if position >= len(self._told):
            self._told = list(told_by_the_events(self.happenings, "north"))
        return self._told[position]


async def write(
    database: Database, written: Written, done: asyncio.Event, chance: random.Random
) -> None:
    """One small command after the other, until all rebuilds are done."""
    while not done.is_set():
        toy = chance.choice(TOYS)
        more = chance.choice(
            [[moved(toy, "blue")], [repriced(toy, "7.25")], [lost(toy), made(toy, box="green")]]
        )
        written.happenings += more  # First, so that no reader knows what the test does not.
        await asyncio.to_thread(happen, database, more)


async def read(
    database: Database,
    written: Written,
    done: asyncio.Event,
    chance: random.Random,
    program: Projection = TOY_BOX,
) -> int:
    """Asks now and as of any moment; each answer is what the events tell of its position.

    None is of an earlier one than somebody was answered before.
    """
    requests = seen = 0
    async with read_models(database, [program]) as models:
        while not done.is_set():
            async with models.entered("north") as view:
                head = view.serving["toy_box"].position
                assert head >= seen, "answers go back behind what was answered"
                seen = head
                for position in (head, chance.randint(0, head)):
                    past = AsOf() if position == head else AsOf(position=position)
                    expected = written.at(position)
                    assert await toys(view, past) == expected, f"at {position}"
                    boxes = (await view.answer("toy_box", "value_by_box", as_of=past)).rows
                    assert sum(row["toys"] for row in boxes) == len(expected)
                    requests += 1
            await asyncio.sleep(0)
    return requests


async def toys(view: View, as_of: AsOf) -> Toys:
    rows = (await view.rows("toy_box", as_of=as_of)).rows
    return {row["toy_id"]: (row["box"], row["price"], row["moves"]) for row in rows}


async def test_every_request_is_answered_rightly_while_what_it_asks_is_rebuilt(
    database: Database,
) -> None:
    happen(database, BEFORE)
    await catch_up(database)
    done, stop, written = asyncio.Event(), asyncio.Event(), Written(BEFORE)
    async with read_store(database) as store:
        running = asyncio.create_task(Runner(store, store).run(stop))
        writing = asyncio.create_task(write(database, written, done, random.Random(1)))
        reading = [
            asyncio.create_task(read(database, written, done, random.Random(number)))
            for number in range(READERS)
        ]
        for number in range(REBUILDS):
            await asyncio.to_thread(asyncio.run, rebuilt_late(database, 1 + number % 2))
        done.set()
        requests = await asyncio.gather(*reading)
        await writing
        stop.set()
        await running
    assert min(requests) > 0
    assert sum(requests) >= REQUESTS_MIN
    assert len(written.happenings) > len(BEFORE)
    assert serving_schema(database) == f"toy_box_g{REBUILDS + 1}"
    assert (await verified(database)).differences == 0


class LateWorkshop(PostgresWorkshop):
    """Switches only when what serves has gone on since the new generation caught up."""

    async def take_over(self, consent: str | None = None) -> dict[str, int]:
        since = await self._reached()
        for _ in range(WAITS_MAX):
            if await self._reached() > since:
                replaced = await super().take_over(consent)
                former = await self._reached(replaced["toy_box"])
                assert await self._reached() >= former, "answers would go back"
                return replaced
            await asyncio.sleep(WAIT_SECONDS)
        raise AssertionError("what serves stands still")

    async def _reached(self, generation: int | None = None) -> int:
        """How far in the log that generation has come, or the one that serves."""
        (found,) = [
            each
            for each in await registered(self._session)
            if (each.state == "live" if generation is None else each.generation == generation)
        ]
        return found.offset


async def rebuilt_late(database: Database, workers: int) -> None:
    """A rebuild with its own loop in a thread of its own, as it is a process of its own."""
    url = database.role_url("purvey_project")
    async with LateWorkshop(url, [TOY_BOX], workers=workers, index=TOY_INDEX) as workshop:
        assert (await rebuild(workshop, monotonic_seconds, lambda progress: None)).switched
