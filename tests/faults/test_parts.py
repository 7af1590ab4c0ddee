"""API, relay and projections die, or stand still, at every named point while clients work.

Two API processes serve one log. Every answer that a client got is in the log, the stream is the
log, and every read model follows from it.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.embedded.ports import free_port
from adapters.system import monotonic_seconds, sleep_seconds
from tests.cli.program import LOOK_SECONDS, until
from tests.faults.checks import check_log_and_stream, check_read_models
from tests.faults.clients import Client
from tests.faults.points import PARTS, fault, part_faults
from tests.faults.seed import Share
from tests.faults.site import TOKEN, Program, Server, Site, site

Record = Callable[[str, Any], None]
CLIENTS = 4
ROUNDS = 3
ANSWERS_AFTER = 100  # What must work when everything has happened.
LEASES_SECONDS = 65  # The longest: NATS forgets the consumer of a feed after 60 s.


@dataclass(frozen=True, slots=True)
class Works:
    """All processes of an instance, and the clients that keep it busy."""

    ground: Site
    programs: dict[str, Program]
    clients: list[Client]

    @property
    def answered(self) -> int:
        """Requests that were answered so far."""
        return sum(client.answered for client in self.clients)

    def tended(self) -> bool:
        """Starts again what has died of its fault."""
        for program in self.programs.values():
            program.tend()
        for client in self.clients:
            client.look()
        return True

    def goes_on(self) -> None:
        """Returns when clients have been answered for a while from now on."""
        goal = self.answered + ANSWERS_AFTER
        until(lambda: self.tended() and self.answered >= goal)

    async def check(self) -> dict[str, Any]:
        """Compares everything, once the clients have ended; the figures."""
        ground = self.ground
        journals = [client.journal for client in self.clients]
        checked = await check_log_and_stream(ground.postgres.url, ground.nats.url, journals)
        await check_read_models(ground.home, checked.events)
        kills = sum((each.died for each in self.programs.values()), Counter[str]())
        return {
            "kills": dict(kills),
            "acknowledged_events": checked.events,  # Clients do not end before their answer.
            "acknowledged_commands": checked.acknowledged_commands,
        }


@contextmanager
def working(
    folder: Path, faults: Mapping[str, Sequence[str]], seed: int, clients: ExitStack
) -> Iterator[Works]:
    """Everything started; `clients` is closed before anything is compared."""
    with site(folder) as ground, ExitStack() as stack:
        made = ground.home.purvey("run", "migrate")  # The tables of the read models, too.
        assert made.code == 0, made.said
        ports = (free_port(), free_port())
        programs = {}
        for name, part, port in (
            ("api-0", "api", ports[0]),
            ("api-1", "api", ports[1]),
            ("relay-0", "relay", 0),
            ("projections", "projections", 0),
        ):
            programs[name] = ground.part(part, faults.get(name, ()), name, port)
            stack.callback(programs[name].end)
        with clients:
            working = [
                clients.enter_context(Client(f"client-{n}", ports, TOKEN, folder, seed))
                for n in range(CLIENTS)
            ]
            yield Works(ground, programs, working)


async def all_die(folder: Path, seed: int, rounds: int) -> dict[str, Any]:
    """The parts die at their points, NATS from outside; the figures."""
    started = monotonic_seconds()
    chance, clients = Random(seed), ExitStack()
    with working(folder, part_faults(chance, rounds), seed, clients) as works:
        nats = Server(works.ground.nats, [chance.uniform(1, 4) for _ in range(rounds)])
        while not (nats.is_done and all(each.is_done for each in works.programs.values())):
            works.tended()
            nats.tend()
            sleep_seconds(LOOK_SECONDS)
        works.goes_on()
        clients.close()
        figures = await works.check()
    figures["kills"]["nats"] = nats.kills
    return {**figures, "seconds": monotonic_seconds() - started}


@pytest.mark.faults
@pytest.mark.parametrize("part", [1, 2])
async def test_each_part_dies_many_times_at_each_of_its_points(
    tmp_path: Path, fault_seed: int, fault_share: Share, part: int, record_property: Record
) -> None:
    figures = await all_die(tmp_path, fault_seed * 1_000 + part, fault_share.of(ROUNDS))
    record_property("faults", figures)


@pytest.mark.faults
@pytest.mark.parametrize("number", [0, 1, 2])
async def test_parts_that_stood_still_past_every_lease_double_nothing(
    tmp_path: Path, fault_seed: int, number: int, record_property: Record
) -> None:
    started = monotonic_seconds()
    chance, clients = Random(f"{fault_seed} {number}"), ExitStack()
    faults = {}
    for name in ("api-0", "relay-0", "projections"):
        point, times = list(PARTS[name].items())[number % len(PARTS[name])]
        faults[name] = [fault(point, times, chance, "stop")]
    with working(tmp_path, faults, fault_seed, clients) as works:
        stopped = [works.programs[name] for name in faults]
        until(lambda: all(each.stands_still for each in stopped))
        other = works.ground.part("relay", (), "relay-1")  # It takes over, and stays.
        try:
            sleep_seconds(LEASES_SECONDS)
            for each in stopped:
                os.kill(each.pid, signal.SIGCONT)
            works.goes_on()
            clients.close()
            figures = await works.check()
        finally:
            other.end()
    figures["kills"] = {f"{each[0].partition('@')[0]} (stop)": 1 for each in faults.values()}
    record_property("faults", {**figures, "seconds": monotonic_seconds() - started})
