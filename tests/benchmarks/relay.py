"""How many events a second go from the log to the acknowledgement of JetStream.

One relay fills an empty stream, from its start on, connecting included. Baseline: the same messages
in the same batches, as bytes made beforehand (`native_publish.py`).
"""

import asyncio
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from sys import stderr
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import uvloop

from adapters.nats.relay import Relay
from adapters.system import monotonic_seconds
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses, servers_of
from tests.benchmarks.long_log import LongLog, make_long_log
from tests.benchmarks.native_publish import empty_stream, prebuilt, publish_seconds
from tests.benchmarks.report import Figure, Report, at_least, machine, median
from tests.benchmarks.size import Size

EVENTS_PER_SECOND_GOAL: Final = 20_000
NATIVE_RATIO_GOAL: Final = 0.6
MESSAGES_MAX: Final = 100_000  # Of the baseline, whose bytes are all in memory.
LOOK_SECONDS: Final = 0.002


class Rates(NamedTuple):
    """Messages a second, one of each kind for every round."""

    relay: list[float]
    native: list[float]


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    shorter = replace(size, events=size.events // 2)  # Three rounds of both fit into the minute.
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, nats_url=None)
        # The relay says what it does, and standard output is the report's.
        with servers_of(settings, may_create=True) as addresses, redirect_stdout(stderr):
            made = asyncio.run(make_long_log(addresses, shorter, home))
            rates = uvloop.run(_rounds(addresses, made.events, size.rounds))
            ran_on = machine(addresses.database_url)
    return _report(made, rates, ran_on)


async def _rounds(addresses: Addresses, events: int, rounds: int) -> Rates:
    url = user_url(addresses.database_url, "purvey_relay", addresses.secret)
    messages = await prebuilt(url, MESSAGES_MAX)
    rates = Rates([], [])
    for _ in range(rounds):
        rates.relay.append(events / await _relay_seconds(url, addresses.nats_url, events))
        seconds = await publish_seconds(addresses.nats_url, messages)
        rates.native.append(messages.messages / seconds)
    return rates


async def _relay_seconds(database_url: str, nats_url: str, events: int) -> float:
    await empty_stream(nats_url)
    relay = Relay(database_url, nats_url)
    started = monotonic_seconds()
    running = asyncio.create_task(relay.run())
    while not (running.done() or relay.status.last_offset == events):  # noqa: ASYNC110  # No Event.
        await asyncio.sleep(LOOK_SECONDS)
    seconds = monotonic_seconds() - started
    relay.stop()
    await running
    return seconds


def _report(made: LongLog, rates: Rates, ran_on: dict[str, Figure]) -> Report:
    relay, native = median(rates.relay), median(rates.native)
    # Round by round, because what else runs on the machine weighs on both of a round alike.
    ratio = median([each / other for each, other in zip(*rates, strict=True)])
    return Report(
        benchmark="relay",
        figures={
            "rounds": len(rates.relay),
            "log_events": made.events,
            "events_per_second": relay,
        },
        baseline={"prebuilt_batches_events_per_second": native},
        ratios={"relay_to_prebuilt_batches": ratio},
        goals={
            "events_per_second": at_least(relay, EVENTS_PER_SECOND_GOAL),
            "relay_to_prebuilt_batches": at_least(ratio, NATIVE_RATIO_GOAL),
        },
        machine=ran_on,
    )
