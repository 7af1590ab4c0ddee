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
from typing import Final

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
from tests.benchmarks.report import Figure, Report, at_least, machine, median, rounded
from tests.benchmarks.size import Size
from tests.benchmarks.table_copy import copy_seconds, take_rows

WORKERS: Final = 2
EVENTS_PER_SECOND_GOAL: Final = 40_000  # Of all read models that there are.
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


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            url = user_url(addresses.database_url, "purvey_project", addresses.secret)
            made = asyncio.run(make_long_log(addresses, size, home))
            rounds = asyncio.run(_rounds(url, size, home))
            alone = asyncio.run(_each_alone(url, size)) if size.each_alone else {}
            ran_on = machine(addresses.database_url)
    return _report(made, rounds, alone, ran_on)


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


async def _each_alone(url: str, size: Size) -> dict[str, Figure]:
    rates: dict[str, Figure] = {}
    for projection in PROJECTIONS:
        rounds = [await rebuild_everything(url, [projection]) for _ in range(size.rounds)]
        rates[projection.name] = median([each.events_per_second for each in rounds])
    return rates


async def rebuild_everything(url: str, projections: Sequence[Projection] = PROJECTIONS) -> Rebuilt:
    """One rebuild of the read models, with its switch."""
    async with PostgresWorkshop(url, projections, workers=WORKERS) as workshop:
        return await rebuild_all(workshop, monotonic_seconds, lambda _: None)


def python_seconds() -> float:
    """What this process and the workers that it saw end took of the processor, in seconds.

    PostgreSQL is not among them: its server outlives the rounds.
    """
    took = os.times()
    return took.user + took.system + took.children_user + took.children_system


def _report(
    made: LongLog, rounds: Rounds, alone: dict[str, Figure], ran_on: dict[str, Figure]
) -> Report:
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
            "events_per_second_alone": alone,
        },
        baseline={
            "copy_and_index_events_per_second": copy_rate,
            "copy_and_index_seconds": median(copied),
        },
        ratios={"rebuild_to_copy_and_index": rounded(rate / copy_rate)},
        goals={"events_per_second": at_least(rate, EVENTS_PER_SECOND_GOAL)},
        machine=ran_on,
    )
