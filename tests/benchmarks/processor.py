"""The processor time of each process of an instance: unlike a clock it tells no other's load."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.benchmarks.memory import family

TICKS_PER_SECOND: Final = os.sysconf("SC_CLK_TCK")
_USER, _SYSTEM = 11, 12  # Behind the name, in the stat of a process.


def processor_seconds(name: str, parts: Mapping[str, int]) -> dict[str, float]:
    """By process: this one is called `name`, `parts` names others by id; the rest as they run."""
    names = {os.getpid(): name, **{pid: part for part, pid in parts.items()}}
    taken: dict[str, float] = {}
    for pid in family(os.getpid()):
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue  # It ended meanwhile.
        program, _, rest = stat.partition("(")[2].rpartition(")")
        fields = rest.split()
        called = names.get(pid, program)
        ticks = int(fields[_USER]) + int(fields[_SYSTEM])
        taken[called] = taken.get(called, 0.0) + ticks / TICKS_PER_SECOND
    return taken


def percent_of_a_core(
    before: Mapping[str, float], after: Mapping[str, float], seconds: float
) -> dict[str, float]:
    """What each process took in between; one that came or went meanwhile is left out."""
    return {
        name: round(100 * (after[name] - before[name]) / seconds, 1)
        for name in sorted(before.keys() & after.keys())
    }
