"""How many events a second the log takes, one event per save, by how many write at a time.

Everything counts that the port does: the bytes, numbering, conflict detection, leaf hash, command
row, notification, fsync, acknowledgement. Baselines of the same run, in turn with it: the
eventsourcing library's own PostgreSQL recorder (`stock_recorder.py`), and rows inserted a thousand
at a time (`row_insert.py`), which is what the database takes at most.
"""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import uvloop

from adapters.postgres.event_log import PostgresEventLog
from api.settings import Settings
from api.wiring.instance import Addresses, servers_of
from tests.benchmarks import stock_recorder
from tests.benchmarks.append_load import Load, append_for, append_from_processes, log_urls
from tests.benchmarks.report import Figure, Report, at_least, machine, median, rounded
from tests.benchmarks.row_insert import RowInsert
from tests.benchmarks.size import Size

WRITERS: Final = (1, 32, 256)
PROCESSES: Final = (2, 4)
WRITERS_OF_PROCESSES: Final = 256
STOCK_RATIO_GOALS: Final = {32: 20, 256: 40}
INSERT_RATIO_GOAL: Final = 0.4

Rates = Mapping[str, list[float]]


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        settings = Settings(home=Path(folder) / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            rates = _rounds(addresses, size)
            together = uvloop.run(_processes(addresses, size))
            ran_on = machine(addresses.database_url)
    return _report(rates, together, size, ran_on)


def _rounds(addresses: Addresses, size: Size) -> Rates:
    rates: defaultdict[str, list[float]] = defaultdict(list)
    with (
        stock_recorder.stock_recorder(addresses.database_url) as stock,
        closing(RowInsert(addresses.database_url)) as rows,
    ):
        for _ in range(size.rounds):
            for writers in WRITERS:
                ours = uvloop.run(_append(addresses, writers, size.seconds))
                theirs = stock_recorder.append_for(stock, writers, size.seconds)
                rates[f"ours_{writers}"].append(ours)
                rates[f"stock_{writers}"].append(theirs.events_per_second)
            rates["rows"].append(rows.insert_for(size.seconds).events_per_second)
    return rates


async def _append(addresses: Addresses, writers: int, seconds: float) -> float:
    load = _load(addresses, writers, seconds)
    async with PostgresEventLog(load.append_url, load.read_url) as log:
        return (await append_for(log, writers, seconds)).events_per_second


async def _processes(addresses: Addresses, size: Size) -> dict[int, float]:
    rates = {}
    for processes in PROCESSES:
        load = _load(addresses, WRITERS_OF_PROCESSES // processes, size.seconds)
        rates[processes] = (await append_from_processes(load, processes)).events_per_second
    return rates


def _load(addresses: Addresses, writers: int, seconds: float) -> Load:
    append_url, read_url = log_urls(addresses)
    return Load(append_url=append_url, read_url=read_url, writers=writers, seconds=seconds)


def _report(
    rates: Rates, together: Mapping[int, float], size: Size, ran_on: dict[str, Figure]
) -> Report:
    ratios = {
        f"to_stock_at_{writers}": _ratio(rates[f"ours_{writers}"], rates[f"stock_{writers}"])
        for writers in WRITERS
    }
    ratios["to_row_insert_at_256"] = _ratio(rates["ours_256"], rates["rows"])
    goals = {
        f"to_stock_at_{writers}": at_least(ratios[f"to_stock_at_{writers}"], goal)
        for writers, goal in STOCK_RATIO_GOALS.items()
    }
    goals["to_row_insert_at_256"] = at_least(ratios["to_row_insert_at_256"], INSERT_RATIO_GOAL)
    return Report(
        benchmark="append",
        figures={
            "rounds": size.rounds,
            "events_per_second": {str(w): median(rates[f"ours_{w}"]) for w in WRITERS},
            "events_per_second_by_processes_once": {
                str(processes): rounded(rate) for processes, rate in together.items()
            },
        },
        baseline={
            "stock_events_per_second": {str(w): median(rates[f"stock_{w}"]) for w in WRITERS},
            "row_insert_events_per_second": median(rates["rows"]),
        },
        ratios=ratios,
        goals=goals,
        machine=ran_on,
    )


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the rounds' ratios."""
    return median([our / their for our, their in zip(ours, theirs, strict=True)])
