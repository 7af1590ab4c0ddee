"""How many events a second a verification hashes again, and how many it recomputes and compares.

Baseline: the same bytes read and measured, but not hashed. The second opinion on a sample of keys
is told beside it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg

from adapters.postgres.read_verify import PostgresInspection
from adapters.system import monotonic_seconds
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses, servers_of
from projections.index import PROJECTIONS
from replay.naive.sample import OWNERS_DEFAULT
from tests.benchmarks.long_log import LongLog, make_long_log
from tests.benchmarks.rebuild import rebuild_everything
from tests.benchmarks.report import Figure, Report, at_least, machine, median, rounded
from tests.benchmarks.size import Size

WORKERS: Final = 2
HASHED_PER_SECOND_GOAL: Final = 100_000  # On one core.
_READ: Final = "SELECT sum(octet_length(metadata) + octet_length(payload)) FROM log.event"


@dataclass(slots=True)
class Rounds:
    """The seconds of each part, by round."""

    hashed: list[float] = field(default_factory=list)
    recomputed: list[float] = field(default_factory=list)
    compared: list[float] = field(default_factory=list)
    sampled: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    differences: int = 0


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            made = asyncio.run(make_long_log(addresses, size, home))
            rounds = asyncio.run(_rounds(addresses, size))
            ran_on = machine(addresses.database_url)
    return _report(made, rounds, size, ran_on)


async def _rounds(addresses: Addresses, size: Size) -> Rounds:
    url, log_url = (
        user_url(addresses.database_url, role, addresses.secret)
        for role in ("purvey_project", "purvey_relay")
    )
    await rebuild_everything(url, PROJECTIONS)
    rounds = Rounds()
    for _ in range(size.rounds):
        rounds.read.append(_read_seconds(addresses.database_url))
        async with PostgresInspection(
            url, PROJECTIONS, log_url=log_url, workers=WORKERS, owners=OWNERS_DEFAULT
        ) as inspection:
            await _one_round(inspection, rounds)
    return rounds


async def _one_round(inspection: PostgresInspection, rounds: Rounds) -> None:
    up_to, lap = await inspection.begin(), _laps()
    lap()
    found = [await inspection.check_log(up_to, _unheard)]
    rounds.hashed.append(lap())
    await inspection.recompute(up_to, _unheard)
    rounds.recomputed.append(lap())
    found += (await inspection.compare()).values()
    rounds.compared.append(lap())
    found += (await inspection.sample()).values()
    rounds.sampled.append(lap())
    await inspection.clear_away()
    rounds.differences += sum(each.count for each in found)


def _laps() -> Callable[[], float]:
    """Tells the seconds since it was asked last."""
    started = monotonic_seconds()

    def lap() -> float:
        nonlocal started
        before, started = started, monotonic_seconds()
        return started - before

    return lap


def _unheard(offset: int) -> None:
    del offset


def _read_seconds(database_url: str) -> float:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("SET max_parallel_workers_per_gather = 0")
        lap = _laps()
        connection.execute(_READ).fetchone()
        return lap()


def _report(made: LongLog, rounds: Rounds, size: Size, ran_on: dict[str, Figure]) -> Report:
    hashed = median([made.events / each for each in rounds.hashed])
    read = median([made.events / each for each in rounds.read])
    whole = zip(rounds.recomputed, rounds.compared, strict=True)
    return Report(
        benchmark="verify",
        figures={
            "rounds": size.rounds,
            "log_events": made.events,
            "tenants": made.tenants,
            "workers": WORKERS,
            "differences": rounds.differences,
            "hashed_events_per_second": hashed,
            "recomputed_events_per_second": median([made.events / sum(each) for each in whole]),
            "recompute_seconds": median(rounds.recomputed),
            "compare_seconds": median(rounds.compared),
            "sample_keys_of_each_table": OWNERS_DEFAULT,
            "sampled_events_per_second": median([made.events / each for each in rounds.sampled]),
        },
        baseline={"read_events_per_second": read},
        ratios={"hash_to_read": rounded(hashed / read)},
        goals={"hashed_events_per_second": at_least(hashed, HASHED_PER_SECOND_GOAL)},
        machine=ran_on,
    )
