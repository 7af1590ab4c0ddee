"""What a benchmark tells: figures, the baseline of the same run, ratios, goals, and the machine."""

import math
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

DIGITS: Final = 4  # Significant ones; what comes behind them is noise.
GIB: Final = 1024**3

Figure = float | int | str | Mapping[str, "Figure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A figure and what it should be: `value` at least, or at most, `goal`."""

    value: float
    goal: float
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One run of one benchmark. Whatever is not a median of rounds says so in its name."""

    benchmark: str
    figures: Mapping[str, Figure]
    baseline: Mapping[str, Figure]
    ratios: Mapping[str, float]
    goals: Mapping[str, Goal]
    machine: Mapping[str, Figure]

    def plain(self) -> dict[str, Any]:
        """The report as JSON objects, in the order in which it is read."""
        return asdict(self)


def at_least(value: float, goal: float) -> Goal:
    """A goal that is met from `goal` upwards."""
    return Goal(value=value, goal=goal, met=value >= goal)


def at_most(value: float, goal: float) -> Goal:
    """A goal that is met up to `goal`."""
    return Goal(value=value, goal=goal, met=value <= goal)


def rounded(value: float) -> float:
    """The value with the digits that mean something; whole numbers from a thousand up."""
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if abs(short) >= 10 ** (DIGITS - 1) else short


def median(values: Sequence[float]) -> float:
    """The median of the rounds, rounded."""
    return rounded(statistics.median(values))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least that share of all values does not exceed."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def machine(database_url: str | None) -> dict[str, Figure]:
    """What it ran on: cores, memory, load, versions, and how durable a commit is, if it commits."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": rounded(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB),
        "processor": _processor(),
        "load_average": rounded(os.getloadavg()[0]),
        "python": platform.python_version(),
        **(_database(database_url) if database_url else {}),
    }


def _database(url: str) -> dict[str, Figure]:
    with psycopg.connect(url, autocommit=True) as connection:
        settings = {name: _setting(connection, name) for name in ("fsync", "synchronous_commit")}
        return {"postgresql": _setting(connection, "server_version"), **settings}


def _setting(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None, "a setting has a value"
    return str(row[0])


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
