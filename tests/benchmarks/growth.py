"""What an event, a question and a page cost while the log grows: up to 10,000,000 events when long.

The log grows by whole tenants. At each length everything is rebuilt and hashed again, and the first
tenant is asked for lists, now and as of past positions, and for pages. Events are paid in processor
time, which other work on the machine changes little; questions in time by the clock. Ratios are
those of each length to the one before: 1 is flat, and whatever grows with the log is above it.
Baseline: the shortest log. The goal for memory is that of 10,000,000 events, for any length.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from adapters.postgres.read_verify import PostgresInspection
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses, servers_of
from projections.index import PROJECTIONS
from replay.naive.sample import OWNERS_DEFAULT
from tests.benchmarks import as_of, query
from tests.benchmarks.long_log import LongLog, make_one_tenant
from tests.benchmarks.memory import MemoryWatch
from tests.benchmarks.processor import database_seconds
from tests.benchmarks.rebuild import WORKERS, python_seconds, rebuild_everything
from tests.benchmarks.report import Figure, Report, at_most, machine, percentile, rounded
from tests.benchmarks.size import Size
from tests.benchmarks.tenant_copy import grow

MICROSECONDS: Final = 1_000_000
PSS_MB_GOAL: Final = 1_073.7  # 1 GiB.


class Length(NamedTuple):
    """What was measured of a log of one length, in the units that the names end in."""

    made: LongLog
    events_per_second: float
    rebuild_python_microseconds: float
    rebuild_postgres_microseconds: float
    hash_microseconds: float
    pss_mb_max: float
    now_p95_microseconds: float
    as_of_p95_microseconds: float
    page_p95_milliseconds: float


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            made = asyncio.run(make_one_tenant(addresses, size, home))
            lengths = []
            for events in size.lengths:
                made = grow(addresses.database_url, made, events)
                lengths.append(asyncio.run(_measure(addresses, made, size)))
            ran_on = machine(addresses.database_url)
    return _report(lengths, ran_on)


async def _measure(addresses: Addresses, made: LongLog, size: Size) -> Length:
    url, log_url, read_url = (
        user_url(addresses.database_url, role, addresses.secret)
        for role in ("purvey_project", "purvey_relay", "purvey_read")
    )
    python, database = python_seconds(), database_seconds()
    with MemoryWatch("python", {}) as memory:
        rebuilt = await rebuild_everything(url)
    python, database = python_seconds() - python, database_seconds() - database
    hashed = await _hash(url, log_url)
    once = replace(size, rounds=1)
    asked = await as_of.ask(read_url, addresses.secret, made, once)
    pages, _ = await query.ask(read_url, addresses.secret, once, clients=1)
    rounds = [each for rounds in asked.lists.values() for each in rounds]
    return Length(
        made=made,
        events_per_second=rebuilt.events_per_second,
        rebuild_python_microseconds=python / made.events * MICROSECONDS,
        rebuild_postgres_microseconds=database / made.events * MICROSECONDS,
        hash_microseconds=hashed / made.events * MICROSECONDS,
        pss_mb_max=max(memory.peaks_mb.values()),
        now_p95_microseconds=_p95(spent for each in rounds for spent, _ in each.now),
        as_of_p95_microseconds=_p95(spent for each in rounds for spent, _ in each.then),
        page_p95_milliseconds=max(_p95(each.first + each.deep) for each in pages.values()),
    )


async def _hash(url: str, log_url: str) -> float:
    """Seconds of processor, of both sides, to hash the whole log again; nothing may be found."""
    before = python_seconds() + database_seconds()
    async with PostgresInspection(
        url, PROJECTIONS, log_url=log_url, workers=WORKERS, owners=OWNERS_DEFAULT
    ) as inspection:
        found = await inspection.check_log(await inspection.begin(), lambda _: None)
        await inspection.clear_away()
    assert found.count == 0, "a log that was copied is as sound as one that was appended"
    return python_seconds() + database_seconds() - before


def _p95(times: Iterable[float]) -> float:
    return percentile(list(times), 0.95)


def _report(lengths: list[Length], ran_on: dict[str, Figure]) -> Report:
    return Report(
        benchmark="growth",
        figures={str(each.made.events): _figures(each) for each in lengths},
        baseline=_figures(lengths[0]),
        ratios={
            f"{name}_{before.made.events}_to_{after.made.events}": rounded(
                getattr(after, name) / getattr(before, name)
            )
            for before, after in pairwise(lengths)
            for name in _MEASURED
        },
        goals={
            "pss_mb_max": at_most(max(each.pss_mb_max for each in lengths), PSS_MB_GOAL),
        },
        machine=ran_on,
    )


_MEASURED: Final = [each for each in Length._fields if each != "made"]


def _figures(length: Length) -> dict[str, Figure]:
    return {
        "tenants": length.made.tenants,
        **{name: rounded(getattr(length, name)) for name in _MEASURED},
    }
