"""Appenders, relays, PostgreSQL and NATS are killed under load, at points and moments of a seed.

Two appenders write conflicting commands to one log, a tenth of their saves is rolled back, readers
tail the log by offset. What was acknowledged is stored, once; what was not is there wholly or not
at all; numbers have no gaps; the stream is the log, byte for byte; no reader missed an event.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.seed import Share
from tests.faults.storm import Weather, weathered

Record = Callable[[str, Any], None]


async def test_a_short_storm_loses_doubles_and_skips_nothing(
    tmp_path: Path, fault_seed: int, record_property: Record
) -> None:
    weather = Weather(seed=fault_seed, events=4_000, deaths=3, kills=1, pauses=(1.0, 2.0), relays=1)
    record_property("faults", await weathered(tmp_path, weather))


@pytest.mark.faults
@pytest.mark.parametrize("part", range(1, 6))
async def test_a_long_storm_loses_doubles_and_skips_nothing(
    tmp_path: Path, fault_seed: int, fault_share: Share, part: int, record_property: Record
) -> None:
    weather = Weather(
        seed=fault_seed * 1_000 + part,
        events=fault_share.of(210_000),
        deaths=fault_share.of(10),
        kills=fault_share.of(9),
        pauses=(1.0, 5.0),
        relays=2 if part == 3 else 1,
        events_per_save=20,
    )
    record_property("faults", await weathered(tmp_path, weather))
