"""The processor time of each process of an instance: unlike a clock it tells no other's load."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.benchmarks.memory import family

TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # Behind the name, in the stat of a process.
_ENDED_USER, _ENDED_SYSTEM = 13, 14  # Of the children that it saw end.
_DATABASE: Final = "postgres"


def processor_seconds(name: str, parts: Mapping[str, int]) -> dict[str, float]:
    """By process: this one is called `name`, `parts` names others by id; the rest as they run."""
    names = {os.getpid(): name, **{pid: part for part, pid in parts.items()}}
    taken: dict[str, float] = {}
    for pid, program, fields in _stats():
        called = names.get(pid, program)
        ticks = int(fields[_USER]) + int(fields[_SYSTEM])
        taken[called] = taken.get(called, 0.0) + ticks / TICKS_PER_SECOND
    return taken


def database_seconds() -> float:
    """What PostgreSQL took below this process, with the connections that have ended."""
    fields = (_USER, _SYSTEM, _ENDED_USER, _ENDED_SYSTEM)
    return sum(
        int(stat[each]) / TICKS_PER_SECOND
        for _, program, stat in _stats()
        if program == _DATABASE
        for each in fields
    )


def _stats() -> Iterator[tuple[int, str, list[str]]]:
    """This process and its descendants: id, program, and what stands behind them in their stat."""
    for pid in family(os.getpid()):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # It ended meanwhile.
        program, _, rest = stat.partition("(")[2].rpartition(")")
        yield pid, program, rest.split()


def percent_of_a_core(
    before: Mapping[str, float], after: Mapping[str, float], seconds: float
) -> dict[str, float]:
    """What each process took in between; one that came or went meanwhile is left out."""
    return {
        name: round(100 * (after[name] - before[name]) / seconds, 1)
        for name in sorted(before.keys() & after.keys())
    }
