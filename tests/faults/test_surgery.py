"""The stream's files are lost, old or damaged while an appender works: the log makes it whole.

The relay dies while it makes the stream again, and another one works beside it. A durable consumer
is given every event, a reader of the log misses none, and the stream is the log in the end.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.system import monotonic_seconds
from tests.cli.program import until
from tests.faults.checks import check_log_and_stream, log_head, until_mirrored
from tests.faults.durable_reader import DurableReader
from tests.faults.points import refill_faults
from tests.faults.seed import Share
from tests.faults.site import Program, Site, kill, site
from tests.faults.surgery import SURGERIES, keep_copy
from tests.faults.tail import TailReader

Record = Callable[[str, Any], None]
EVENTS_BETWEEN = 10_000


@pytest.mark.faults
@pytest.mark.parametrize("surgery", SURGERIES)
async def test_a_stream_that_was_tampered_with_is_the_log_again(
    tmp_path: Path, fault_seed: int, fault_share: Share, surgery: str, record_property: Record
) -> None:
    between = fault_share.of(EVENTS_BETWEEN)
    chance = Random(f"{fault_seed} {surgery}")
    relays = chance.choice((1, 2))
    started = monotonic_seconds()
    with site(tmp_path) as ground:
        url = ground.database.role_url("purvey_relay")
        appender = ground.appender("north", (), 10, chance.randrange(2**32))
        parts = [
            ground.part("relay", refill_faults(chance), f"relay-{number}")
            for number in range(relays)
        ]
        try:
            with TailReader(url, 100) as tail, DurableReader(url, ground.nats.url) as durable:
                grown(durable, 1, parts)
                ground.nats.stop()
                keep_copy(ground.folder / "servers" / "nats")
                ground.nats.revive()
                grown(durable, between, parts)
                operate(ground, surgery, chance)
                grown(durable, between, parts)
                appender.stop()
                head = log_head(ground.postgres.url)
                urls = (ground.postgres.url, ground.nats.url)
                await until_mirrored(*urls, lambda: tended(parts))
                until(lambda: tended(parts) and tail.seen >= head and len(durable.seen) >= head)
                checked = await check_log_and_stream(*urls, [ground.journal("north")])
                assert durable.seen == set(range(1, checked.events + 1))
                assert (tail.seen, tail.digest) == (checked.events, checked.digest)
        finally:
            for each in (appender, *parts):
                each.end()
    died = sum((each.died for each in parts), Counter[str]())
    record_property(
        "faults",
        {
            "kills": {surgery: 1, **died},
            "acknowledged_events": checked.acknowledged_events,
            "seconds": monotonic_seconds() - started,
        },
    )


def grown(durable: DurableReader, events: int, parts: list[Program]) -> None:
    """Returns when so many more events have come by way of the stream."""
    goal = len(durable.seen) + events
    until(lambda: tended(parts) and len(durable.seen) >= goal)


def tended(parts: list[Program]) -> bool:
    for each in parts:
        each.tend()
    return True


def operate(ground: Site, surgery: str, chance: Random) -> None:
    """Stops NATS, in order or not, and changes its files."""
    if chance.random() < 0.5:
        kill(ground.nats)
    ground.nats.stop()
    SURGERIES[surgery](ground.folder / "servers" / "nats", chance)
    ground.nats.revive()
