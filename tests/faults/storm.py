"""Everything is killed, again and again and all at once, while two appenders and a relay work.

A seed chooses the points, the moments and how many relays there are; `Storm.run` lets it happen,
and the log, the stream, the journals and the readers are compared when all is quiet.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import psycopg

from adapters.system import monotonic_seconds, sleep_seconds
from tests.cli.program import until
from tests.faults.checks import check_log_and_stream, log_head
from tests.faults.points import storm_faults
from tests.faults.site import Program, Server, Site, site
from tests.faults.tail import TailReader

LOOK_SECONDS: Final = 0.02
APPENDERS: Final = ("north", "south")
TAIL_PAGES: Final = (500, 37)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How hard a storm is."""

    seed: int
    events: int  # that must be in the log at its end
    deaths: int  # of each appender and each relay, at points
    kills: int  # of each server, from outside
    pauses: tuple[float, float]  # seconds between kills of a server
    relays: int
    events_per_save: int = 10


async def weathered(folder: Path, weather: Weather) -> dict[str, Any]:
    """Lets it happen, compares, and tells the figures."""
    started = monotonic_seconds()
    chance = Random(weather.seed)
    with site(folder) as ground, ExitStack() as stack:
        url = ground.database.role_url("purvey_relay")
        tails = [stack.enter_context(TailReader(url, pages)) for pages in TAIL_PAGES]
        programs = list(_programs(ground, weather, chance, stack))
        servers = _servers(ground, weather, chance)
        appenders, relays = programs[: len(APPENDERS)], programs[len(APPENDERS) :]
        while not _has_blown(appenders, servers, tails, weather):
            _tend(programs, servers)
        for program in appenders:
            program.stop()
        # What is still to be relayed is what the last deaths of the relays have to do with.
        while not all(each.is_done for each in relays) and _lags(ground):
            _tend(relays, {})
        calm = monotonic_seconds()
        checked = await check_log_and_stream(
            ground.postgres.url, ground.nats.url, [ground.journal(name) for name in APPENDERS]
        )
        until(lambda: all(tail.offset >= checked.events for tail in tails))
        for tail in tails:
            assert (tail.seen, tail.digest) == (checked.events, checked.digest), "a reader missed"
    died = sum((program.died for program in programs), Counter[str]())
    died.update({name: server.kills for name, server in servers.items()})
    return {
        "kills": dict(died),
        "events": checked.events,
        "acknowledged_events": checked.acknowledged_events,
        "acknowledged_commands": checked.acknowledged_commands,
        "seconds": round(calm - started, 1),
        "seconds_of_comparison": round(monotonic_seconds() - calm, 1),
    }


def _programs(
    ground: Site, weather: Weather, chance: Random, stack: ExitStack
) -> Iterator[Program]:
    """The appenders first, then the relays."""
    for name in APPENDERS:
        plan = storm_faults(chance, "append.", weather.deaths)
        yield _stopped_by(
            stack, ground.appender(name, plan, weather.events_per_save, chance.randrange(2**32))
        )
    for number in range(weather.relays):
        plan = storm_faults(chance, "relay.", weather.deaths)
        yield _stopped_by(stack, ground.part("relay", plan, f"relay-{number}"))


def _stopped_by(stack: ExitStack, program: Program) -> Program:
    stack.callback(program.end)
    return program


def _servers(ground: Site, weather: Weather, chance: Random) -> dict[str, Server]:
    return {
        name: Server(server, [chance.uniform(*weather.pauses) for _ in range(weather.kills)])
        for name, server in (("postgres", ground.postgres), ("nats", ground.nats))
    }


def _tend(programs: Sequence[Program], servers: dict[str, Server]) -> None:
    """A look at everything: what died is started again, what is due is killed."""
    for program in programs:
        program.tend()
    for server in servers.values():
        server.tend()
    sleep_seconds(LOOK_SECONDS)


def _has_blown(
    appenders: Sequence[Program],
    servers: dict[str, Server],
    tails: Sequence[TailReader],
    weather: Weather,
) -> bool:
    """Whether all that was to happen to appenders and servers has happened."""
    done = [each.is_done for each in appenders] + [each.is_done for each in servers.values()]
    return all(done) and tails[0].offset >= weather.events


def _lags(ground: Site) -> bool:
    """Whether the stream is behind the log, as far as a relay has told."""
    with psycopg.connect(ground.postgres.url) as connection:
        told = connection.execute("SELECT last_offset FROM relay.status").fetchone()
    return told is None or told[0] < log_head(ground.postgres.url)
