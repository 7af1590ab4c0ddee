"""How many events a second a rebuild folds: all read models together, and each alone.

The rate counts everything from the order to rebuild to the switch, the comparison included, each
event once however many read models it changes. Told beside it: what dropping takes that follows the
switch, and the rate of the nine read models that there were when the goal was set. Baseline: COPY
of the rows that result and the same indexes built, by as many connections as there are workers.
"""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.system import monotonic_seconds
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import servers_of
from projections.index import PROJECTIONS
from projections.projection import Projection
from replay.rebuild import Rebuilt
from replay.rebuild import rebuild as rebuild_all
from tests.benchmarks.long_log import LongLog, make_long_log
from tests.benchmarks.report import Figure, Goal, Report, at_least, machine, median, rounded
from tests.benchmarks.size import Size
from tests.benchmarks.table_copy import copy_seconds, take_rows

WORKERS: Final = 2
EVENTS_PER_SECOND_GOAL: Final = 40_000  # Of all read models that there are.
ALONE_TO_COPY_GOAL: Final = 0.5
ONE_TABLE_GOAL: Final = 100_000
TWO_WORKERS_GOAL: Final = 1.3
ROWS_PER_EVENT_MIN: Final = 0.01  # Of a read model whose rows are worth comparing.
FIRST_RELEASE: Final = frozenset(
    {
        "requisitions",
        "approvals",
        "purchase_orders",
        "receipts",
        "stock",
        "invoices",
        "journal",
        "cycle_times",
        "audit_trail",
    }
)


@dataclass(slots=True)
class Rounds:
    """What each round took: the rebuild, the processor for its Python, and the copy, in seconds."""

    rebuilt: list[Rebuilt] = field(default_factory=list)
    of_first_release: list[Rebuilt] = field(default_factory=list)
    python: list[float] = field(default_factory=list)
    copied: list[float] = field(default_factory=list)


class Alone(NamedTuple):
    """One read model rebuilt by itself, and its rows copied; events a second, medians of rounds."""

    tables: int
    rows: int
    rebuilt: float
    copied: float


@dataclass(slots=True)
class Apart:
    """What the long run tells beside: each read model alone, and what a second worker gains."""

    alone: dict[str, Alone] = field(default_factory=dict)
    two_workers_to_one: list[float] = field(default_factory=list)


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            url = user_url(addresses.database_url, "purvey_project", addresses.secret)
            made = asyncio.run(make_long_log(addresses, size, home))
            rounds = asyncio.run(_rounds(url, size, home))
            apart = asyncio.run(_apart(url, size, home)) if size.each_alone else Apart()
            ran_on = machine(addresses.database_url)
    return _report(made, rounds, apart, ran_on)


async def _rounds(url: str, size: Size, folder: Path) -> Rounds:
    """Rebuilds and copies in turn; one rebuild before makes the rows that are copied."""
    await rebuild_everything(url, PROJECTIONS)
    taken = await take_rows(url, PROJECTIONS, folder)
    first_release = [each for each in PROJECTIONS if each.name in FIRST_RELEASE]
    rounds = Rounds()
    for _ in range(size.rounds):
        before = python_seconds()
        rounds.rebuilt.append(await rebuild_everything(url, PROJECTIONS))
        rounds.python.append(python_seconds() - before)
        rounds.copied.append(await copy_seconds(url, taken, WORKERS))
        rounds.of_first_release.append(await rebuild_everything(url, first_release))
    return rounds


async def _apart(url: str, size: Size, folder: Path) -> Apart:
    apart = Apart()
    for _ in range(size.rounds):
        two = await rebuild_everything(url)
        one = await rebuild_everything(url, workers=1)
        apart.two_workers_to_one.append(two.events_per_second / one.events_per_second)
    for taken in await take_rows(url, PROJECTIONS, folder):
        rebuilt, copied = [], []
        for _ in range(size.rounds):
            alone = await rebuild_everything(url, [taken.projection])
            rebuilt.append(alone.events_per_second)
            copied.append(alone.events / await copy_seconds(url, [taken], WORKERS))
        apart.alone[taken.projection.name] = Alone(
            len(taken.projection.tables), taken.rows, median(rebuilt), median(copied)
        )
    return apart


async def rebuild_everything(
    url: str, projections: Sequence[Projection] = PROJECTIONS, workers: int = WORKERS
) -> Rebuilt:
    """One rebuild of the read models, with its switch."""
    async with PostgresWorkshop(url, projections, workers=workers) as workshop:
        return await rebuild_all(workshop, monotonic_seconds, lambda _: None)


def python_seconds() -> float:
    """What this process and the workers that it saw end took of the processor, in seconds.

    PostgreSQL is not among them: its server outlives the rounds.
    """
    took = os.times()
    return took.user + took.system + took.children_user + took.children_system


def _report(made: LongLog, rounds: Rounds, apart: Apart, ran_on: dict[str, Figure]) -> Report:
    rebuilt, copied = rounds.rebuilt, rounds.copied
    rate = median([each.events_per_second for each in rebuilt])
    copy_rate = median([made.events / seconds for seconds in copied])
    return Report(
        benchmark="rebuild",
        figures={
            "rounds": len(rebuilt),
            "log_events": rebuilt[-1].events,
            "tenants": made.tenants,
            "workers": WORKERS,
            "read_models": len(PROJECTIONS),
            "events_per_second": rate,
            "load_seconds": median([each.load_seconds for each in rebuilt]),
            "index_seconds": median([each.index_seconds for each in rebuilt]),
            "compare_seconds": median([each.compare_seconds for each in rebuilt]),
            "seconds": median([each.seconds for each in rebuilt]),
            "drop_seconds_after_the_switch": median([each.drop_seconds for each in rebuilt]),
            "read_models_of_the_first_release": len(FIRST_RELEASE),
            "events_per_second_of_the_first_release": median(
                [each.events_per_second for each in rounds.of_first_release]
            ),
            "python_microseconds_per_event": median([s / made.events * 1e6 for s in rounds.python]),
            "alone": {name: _figures(each) for name, each in apart.alone.items()},
        },
        baseline={
            "copy_and_index_events_per_second": copy_rate,
            "copy_and_index_seconds": median(copied),
        },
        ratios={
            "rebuild_to_copy_and_index": rounded(rate / copy_rate),
            **{
                f"{name}_alone_to_copy_and_index": rounded(each.rebuilt / each.copied)
                for name, each in apart.alone.items()
            },
        },
        goals={
            "events_per_second": at_least(rate, EVENTS_PER_SECOND_GOAL),
            **(_goals_apart(apart, made.events) if apart.alone else {}),
        },
        machine=ran_on,
    )


def _figures(alone: Alone) -> dict[str, Figure]:
    return {
        "tables": alone.tables,
        "rows": alone.rows,
        "events_per_second": alone.rebuilt,
        "copy_and_index_events_per_second": alone.copied,
    }


def _goals_apart(apart: Apart, events: int) -> dict[str, Goal]:
    """Those that keep hardly a row are told, but copying nothing is no measure for them."""
    kept = [each for each in apart.alone.values() if each.rows >= ROWS_PER_EVENT_MIN * events]
    of_one_table = [each.rebuilt for each in apart.alone.values() if each.tables == 1]
    to_copy = min(each.rebuilt / each.copied for each in kept)
    return {
        "alone_to_copy_and_index_min": at_least(rounded(to_copy), ALONE_TO_COPY_GOAL),
        "one_table_events_per_second_min": at_least(min(of_one_table), ONE_TABLE_GOAL),
        "two_workers_to_one": at_least(median(apart.two_workers_to_one), TWO_WORKERS_GOAL),
    }
