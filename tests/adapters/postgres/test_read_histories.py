"""Whatever happens, live rows, rebuilt rows and answers of the past say the same as the events."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.embedded.servers import ServerAddresses
from adapters.postgres import read_store
from adapters.postgres.read_sources import AsOf
from tests.adapters.postgres.read_support import (
    Happening,
    broken,
    catch_up,
    eventually,
    execute,
    happen,
    lost,
    made,
    moved,
    read_models,
    rebuilt,
    repriced,
    table_rows,
    unstorable,
    verified,
)
from tests.adapters.postgres.test_read_resume import BOTH, FREE, started
from tests.conftest import Database, copied_database

EXAMPLES: Final = 12  # Each makes a database.
POINTS: Final = ("projections.rows_written", "projections.committed")
STEPS: Final = ("loading", "indexing", "comparing", "taking over")
TENANTS = st.sampled_from(["north", "south"])
TOYS = st.sampled_from(["a", "b", "c"])
BOXES = st.sampled_from(["red", "blue"])
PRICES = st.sampled_from(["0.50", "1.00", "12.125"])
HAPPENINGS = st.lists(
    st.one_of(
        st.builds(
            lambda t, n, b, p: made(t, tenant=n, box=b, price=p), TOYS, TENANTS, BOXES, PRICES
        ),
        st.builds(lambda t, n, b: moved(t, b, tenant=n), TOYS, TENANTS, BOXES),
        st.builds(lambda t, n, p: repriced(t, p, tenant=n), TOYS, TENANTS, PRICES),
        st.builds(lambda t, n: lost(t, tenant=n), TOYS, TENANTS),
        st.builds(lambda t, n: broken(t, tenant=n), TOYS, TENANTS),
        st.builds(lambda t, n: unstorable(t, tenant=n), TOYS, TENANTS),
    ),
    min_size=1,
    max_size=24,
)

Toys = dict[str, tuple[str, str, int]]  # box, price and moves by toy


def told_by_the_events(happenings: list[Happening], tenant: str) -> Iterator[Toys]:
    """What the events say after each of the tenant's positions, in the plainest words."""
    toys: Toys = {}
    stuck: set[str] = set()
    yield {}
    for each in happenings:
        if each.tenant != tenant:
            continue
        toy, data = each.toy, each.data
        if toy not in stuck:
            match each.type.removeprefix("toy."), toy in toys:
                case "made", _:
                    toys[toy] = (data["box"], data["price"], 0)
                case "moved", True:
                    toys[toy] = (data["box"], toys[toy][1], toys[toy][2] + 1)
                case "repriced", True:
                    toys[toy] = (toys[toy][0], data["price"], toys[toy][2])
                case "lost", _:
                    toys.pop(toy, None)
                case _:
                    stuck.add(toy)
        yield dict(toys)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    happenings=HAPPENINGS,
    batch_events=st.integers(1, 9),
    workers=st.integers(1, 3),
    dies=st.none() | st.tuples(st.sampled_from(POINTS), st.integers(1, 3)),
    killed_at=st.none() | st.sampled_from(STEPS),
)
def test_live_rebuilt_and_past_rows_tell_what_the_events_tell(
    servers: ServerAddresses,
    migrated_template: str,
    happenings: list[Happening],
    batch_events: int,
    workers: int,
    dies: tuple[str, int] | None,
    killed_at: str | None,
) -> None:
    """Whatever the batches, the number of workers, and where projector and rebuild die."""
    with (
        copied_database(servers, migrated_template) as database,
        pytest.MonkeyPatch.context() as at,
    ):
        happen(database, happenings)
        if dies is not None:
            at.setattr(read_store, "reach", Dying(*dies).reach)
            with contextlib.suppress(Died):
                asyncio.run(catch_up(database, BOTH, batch_events))
            at.undo()
        asyncio.run(check(database, happenings, batch_events, workers, killed_at))


class Died(BaseException):
    """Nothing below catches it, and the connection closes without a word, as of a dead process."""


@dataclass
class Dying:
    """Dies when it comes to a point for so many times."""

    point: str
    times: int

    def reach(self, point: str) -> None:
        self.times -= point == self.point
        if not self.times:
            raise Died


async def check(
    database: Database,
    happenings: list[Happening],
    batch_events: int,
    workers: int,
    killed_at: str | None,
) -> None:
    await catch_up(database, BOTH, batch_events)
    live = everything(database)
    await as_the_events_tell(database, happenings)
    assert (await verified(database, BOTH)).differences == 0
    if killed_at is not None:
        await killed(database, killed_at, workers)
        assert everything(database) == live
        await as_the_events_tell(database, happenings)
    await rebuilt(database, BOTH, workers)
    assert everything(database) == live
    await as_the_events_tell(database, happenings)


def everything(database: Database) -> dict[str, list[Any]]:
    return {
        table.name: table_rows(database, table.name, each.name)
        for each in BOTH
        for table in each.tables
    }


async def killed(database: Database, step: str, workers: int) -> None:
    """A rebuild with workers dies by SIGKILL at the step; without one, it is done."""
    process = await started(database, step, "SIGKILL", workers)
    assert await process.wait() in {-signal.SIGKILL, 0}
    await eventually(lambda: execute(database, FREE) == [(0,)])


async def as_the_events_tell(database: Database, happenings: list[Happening]) -> None:
    async with read_models(database) as models:
        for tenant in ("north", "south"):
            async with models.entered(tenant) as view:
                for position, expected in enumerate(told_by_the_events(happenings, tenant)):
                    past = AsOf(position=position)
                    answer = await view.rows("toy_box", as_of=past)
                    found = {r["toy_id"]: (r["box"], r["price"], r["moves"]) for r in answer.rows}
                    assert found == expected, f"{tenant} as of {position}"
                    red = await view.rows("toy_box", {"box": "red"}, as_of=past)
                    assert {r["toy_id"] for r in red.rows} == {
                        toy for toy, (box, _, _) in expected.items() if box == "red"
                    }
