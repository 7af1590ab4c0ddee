"""How many raw events a second a reader takes from the log when it catches up, page by page.

The production reader, on the event loop that relay and projections run on: rows as stored, with
every field, as `LogRow`. Baseline: the same pages of the same columns that nobody makes rows of,
and one COPY of all of them.
"""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, LiteralString

import psycopg
import uvloop
from psycopg import AsyncConnection

from adapters.postgres.log_reader import read_async
from adapters.system import monotonic_seconds
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import servers_of
from tests.benchmarks.long_log import LongLog, make_long_log
from tests.benchmarks.report import Figure, Report, at_least, machine, median, rounded
from tests.benchmarks.size import Size

PAGE_EVENTS: Final = 1_000  # As the relay reads.
EVENTS_PER_SECOND_GOAL: Final = 250_000
TURNS: Final = 3  # In each round: one reading of the default log takes a third of a second.

_COLUMNS: Final[LiteralString] = (
    'SELECT epoch, "offset", tenant, position, stream, version, type, recorded_at, metadata,'
    " payload, hash FROM log.event"
)
_PAGE: Final[LiteralString] = f'{_COLUMNS} WHERE "offset" > %s ORDER BY "offset" LIMIT %s'
_COPY: Final[LiteralString] = f'COPY ({_COLUMNS} ORDER BY "offset") TO STDOUT (FORMAT binary)'


@dataclass(frozen=True, slots=True)
class Rates:
    """Events a second, one of each kind for every turn."""

    read: list[float] = field(default_factory=list)
    select: list[float] = field(default_factory=list)
    copy: list[float] = field(default_factory=list)


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            url = user_url(addresses.database_url, "purvey_relay", addresses.secret)
            made = asyncio.run(make_long_log(addresses, size, home))
            _select_seconds(url, made.events)  # The first reader of a row notes that it stands.
            rates = Rates()
            for _ in range(size.rounds * TURNS):
                rates.read.append(made.events / uvloop.run(_read_seconds(url, made.events)))
                rates.select.append(made.events / _select_seconds(url, made.events))
                rates.copy.append(made.events / _copy_seconds(url, made.events))
            ran_on = machine(addresses.database_url)
    return _report(made, rates, ran_on)


async def _read_seconds(url: str, events: int) -> float:
    async with await AsyncConnection.connect(url, autocommit=True) as log:
        started, after = monotonic_seconds(), 0
        while rows := await read_async(log, after, PAGE_EVENTS):
            after = rows[-1].offset
        seconds = monotonic_seconds() - started
    assert after == events, "offsets are dense, and all were read"
    return seconds


def _select_seconds(url: str, events: int) -> float:
    with psycopg.connect(url, autocommit=True) as connection:
        started, after, count = monotonic_seconds(), 0, PAGE_EVENTS
        while count == PAGE_EVENTS:
            with connection.cursor(binary=True) as cursor:
                cursor.execute(_PAGE, (after, PAGE_EVENTS), prepare=True)
                count = cursor.rowcount
            after += count
        seconds = monotonic_seconds() - started
    assert after == events, "all were selected"
    return seconds


def _copy_seconds(url: str, events: int) -> float:
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        started = monotonic_seconds()
        with cursor.copy(_COPY) as copy:
            pieces = sum(1 for _ in copy)
        seconds = monotonic_seconds() - started
    assert pieces >= events, "each row is a piece"
    return seconds


def _report(made: LongLog, rates: Rates, ran_on: dict[str, Figure]) -> Report:
    read, select, copy = median(rates.read), median(rates.select), median(rates.copy)
    return Report(
        benchmark="catch_up",
        figures={
            "turns": len(rates.read),
            "log_events": made.events,
            "page_events": PAGE_EVENTS,
            "events_per_second": read,
            "events_per_second_best": rounded(max(rates.read)),
        },
        baseline={
            "select_pages_events_per_second": select,
            "copy_events_per_second": copy,
        },
        ratios={
            "read_to_select_pages": rounded(read / select),
            "read_to_copy": rounded(read / copy),
        },
        goals={"events_per_second": at_least(read, EVENTS_PER_SECOND_GOAL)},
        machine=ran_on,
    )
