"""How long after its commit an event is visible in every read model, at 200 events a second.

An instance runs as in production: relay and projections are processes of their own, fsync is on.
The log is as long as the report says before anything is timed. Then saves that commands made of
real histories are appended for other tenants, each when its turn has come, while a watcher asks how
far the log and the hindmost read model have come. What is told is the time from the acknowledgement
of a save until it was seen there. Baseline: until the same watcher saw it in the log.

Each round ends with as many saves as fast as the log takes them: the rate at which these become
visible is what the live way bears.
"""

import asyncio
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import uvloop
from psycopg import AsyncConnection

from adapters.postgres.event_log import PostgresEventLog
from adapters.system import monotonic_seconds
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.health import settled_health
from api.wiring.instance import Addresses, Instance
from application.ports import Outcome, Save
from tests.benchmarks.long_log import LongLog, make_and_keep
from tests.benchmarks.processor import percent_of_a_core, processor_seconds
from tests.benchmarks.report import Figure, Report, at_most, machine, median, percentile, rounded
from tests.benchmarks.saves import append_again, event_count
from tests.benchmarks.size import Size

EVENTS_PER_SECOND: Final = 200
P50_GOAL: Final = 20.0
P99_GOAL: Final = 150.0
SECONDS_FACTOR: Final = 6  # Of the size's seconds: each round is that long.
BURST_EVENTS_MAX: Final = 4_000
LOOK_SECONDS: Final = 0.001
OWN: Final = "append and watch"
VISIBLE_SECONDS_MAX: Final = 120
MILLISECONDS: Final = 1_000
_SEEN: Final = (
    'SELECT h."offset", (SELECT min(p."offset") FROM read.projection p WHERE p.state = \'live\')'
    " FROM log.log_head h"
)


class Sent(NamedTuple):
    """A save that was acknowledged: up to which offset it reaches, and when."""

    offset: int
    at: float


@dataclass(slots=True)
class Watched:
    """When the log and the hindmost read model were first seen at which offset."""

    logged: list[tuple[int, float]] = field(default_factory=lambda: [(0, 0.0)])
    visible: list[tuple[int, float]] = field(default_factory=lambda: [(0, 0.0)])
    looked: asyncio.Event = field(default_factory=asyncio.Event)

    def look(self, logged: int, visible: int) -> None:
        """Both as they are now."""
        for offset, seen in ((logged, self.logged), (visible, self.visible)):
            if offset > seen[-1][0]:
                seen.append((offset, monotonic_seconds()))
        self.looked.set()

    async def until_looked(self) -> None:
        """Returns behind the next look."""
        self.looked.clear()
        await self.looked.wait()

    async def until_visible(self, offset: int) -> float:
        """When every read model was first seen there."""
        async with asyncio.timeout(VISIBLE_SECONDS_MAX):
            while self.visible[-1][0] < offset:
                await self.until_looked()
        return _first(self.visible, offset)


@dataclass(slots=True)
class Rounds:
    """What each round measured, in milliseconds and events a second."""

    visible: list[list[float]] = field(default_factory=list)
    logged: list[list[float]] = field(default_factory=list)
    burst: list[float] = field(default_factory=list)
    percent: list[dict[str, float]] = field(default_factory=list)
    paced_events: int = 0


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", api_port=0, database_url=None, nats_url=None)
        instance = Instance(settings)
        with instance as addresses:
            # Short of the long run, the tenant that all saves come from is all that stands before.
            wanted = size if size.cases == 0 else replace(size, events=1)
            made, saves = uvloop.run(make_and_keep(addresses, wanted, home))
            parts = {
                part: child.pid
                for part, child in instance.children.items()
                if child.pid is not None
            }
            rounds = uvloop.run(_rounds(addresses, saves, size, parts))
            ran_on = machine(addresses.database_url)
    return _report(made, rounds, size, ran_on)


async def _rounds(
    addresses: Addresses, saves: Sequence[Save], size: Size, parts: Mapping[str, int]
) -> Rounds:
    url, secret = addresses.database_url, addresses.secret
    append_url, read_url, watch_url = (
        user_url(url, role, secret) for role in ("purvey_append", "purvey_relay", "purvey_project")
    )
    rounds = Rounds()
    paced = _beginning(saves, max(int(EVENTS_PER_SECOND * SECONDS_FACTOR * size.seconds), 1))
    burst = _beginning(saves, BURST_EVENTS_MAX)
    async with PostgresEventLog(append_url, read_url) as log, _watching(watch_url) as watched:
        for number in range(size.rounds):
            await settled_health(addresses)  # The stream as well, which may trail a burst.
            await watched.until_looked()
            before, started = processor_seconds(OWN, parts), monotonic_seconds()
            sent = await _paced(log, paced, f"paced-{number}", watched.logged[-1][0])
            await watched.until_visible(sent[-1].offset)
            after, seconds = processor_seconds(OWN, parts), monotonic_seconds() - started
            rounds.percent.append(percent_of_a_core(before, after, seconds))
            rounds.visible.append(_waits(sent, watched.visible))
            rounds.logged.append(_waits(sent, watched.logged))
            rounds.paced_events += event_count(paced)
            rounds.burst.append(await _burst(log, burst, f"burst-{number}", watched))
    return rounds


def _beginning(saves: Sequence[Save], events: int) -> Sequence[Save]:
    """The first saves, of that many events together, or all."""
    count = 0
    for number, save in enumerate(saves, start=1):
        count += event_count([save])
        if count >= events:
            return saves[:number]
    return saves


@asynccontextmanager
async def _watching(url: str) -> AsyncIterator[Watched]:
    watched = Watched()
    stopped = asyncio.Event()

    async def watch() -> None:
        async with await AsyncConnection.connect(url, autocommit=True) as connection:
            while not stopped.is_set():
                row = await (await connection.execute(_SEEN, prepare=True)).fetchone()
                assert row is not None, "the log has a head"
                watched.look(row[0], row[1] or 0)
                await asyncio.sleep(LOOK_SECONDS)

    async with asyncio.TaskGroup() as group:
        group.create_task(watch())
        await watched.until_looked()
        yield watched
        stopped.set()


async def _paced(
    log: PostgresEventLog, saves: Sequence[Save], tenant: str, offset: int
) -> list[Sent]:
    """Each save when the events before it are due; the log holds `offset` events before."""
    sent: list[Sent] = []
    waiting: list[asyncio.Future[Outcome]] = []
    started, events = monotonic_seconds(), 0
    for save in saves:
        due = started + events / EVENTS_PER_SECOND
        await asyncio.sleep(max(due - monotonic_seconds(), 0))
        events += event_count([save])
        appended = log.append(replace(save, tenant=tenant))
        appended.add_done_callback(_noting(sent, offset + events))
        waiting.append(appended)
    await asyncio.gather(*waiting)
    await asyncio.sleep(0)  # The callbacks of the last ones.
    return sent


def _noting(sent: list[Sent], offset: int) -> Callable[[asyncio.Future[Outcome]], None]:
    def note(done: asyncio.Future[Outcome]) -> None:
        del done
        sent.append(Sent(offset, monotonic_seconds()))

    return note


async def _burst(
    log: PostgresEventLog, saves: Sequence[Save], tenant: str, watched: Watched
) -> float:
    """Events a second from the first append until all are visible."""
    events = event_count(saves)
    until = watched.visible[-1][0] + events
    started = monotonic_seconds()
    await append_again(log, saves, tenant)
    return events / (await watched.until_visible(until) - started)


def _waits(sent: Sequence[Sent], seen: Sequence[tuple[int, float]]) -> list[float]:
    """Milliseconds from each acknowledgement until that was seen; none where it was seen before."""
    return [max(_first(seen, each.offset) - each.at, 0.0) * MILLISECONDS for each in sent]


def _first(seen: Sequence[tuple[int, float]], offset: int) -> float:
    return seen[bisect_left(seen, (offset, 0.0))][1]


def _report(made: LongLog, rounds: Rounds, size: Size, ran_on: dict[str, Figure]) -> Report:
    visible, logged = _figures(rounds.visible), _figures(rounds.logged)
    return Report(
        benchmark="project",
        figures={
            "rounds": size.rounds,
            "log_events": made.events,
            "paced_events": rounds.paced_events,
            "paced_events_per_second": EVENTS_PER_SECOND,
            "milliseconds": visible,
            "percent_of_a_core_last_round": rounds.percent[-1],
            "burst_events_per_second": median(rounds.burst),
        },
        baseline={"seen_in_the_log_milliseconds": logged},
        ratios={
            name: rounded(max(visible[name], LOOK_SECONDS) / max(logged[name], LOOK_SECONDS))
            for name in ("p50", "p99")
        },
        goals={
            "p50_milliseconds": at_most(visible["p50"], P50_GOAL),
            "p99_milliseconds": at_most(visible["p99"], P99_GOAL),
        },
        machine=ran_on,
    )


def _figures(rounds: Sequence[Sequence[float]]) -> dict[str, float]:
    """The median of the rounds' percentiles."""
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    return {
        name: median([percentile(each, share) for each in rounds]) for name, share in shares.items()
    }
