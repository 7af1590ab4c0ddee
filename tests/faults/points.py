"""Which process of which scenario dies, or stands still, at which point of the program.

Together the tables name every point of `adapters/fault_points.py`; `test_points.py` holds them
against it. A time is how often the point is reached until something happens there.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

Times = tuple[int, int]  # at least, at most

# Under the load of appenders that never rest.
STORM: Final[Mapping[str, Times]] = {
    "append.sent": (3, 60),
    "append.answered": (3, 60),
    "relay.page_read": (2, 15),
    "relay.messages_sent": (2, 15),
    "relay.batch_stored": (2, 15),
}

# Under the load of a few clients.
PARTS: Final[Mapping[str, Mapping[str, Times]]] = {
    "api-0": {"append.sent": (1, 25), "append.answered": (1, 25)},
    "api-1": {"append.answered": (1, 25), "append.sent": (1, 25)},
    "relay-0": {
        "relay.page_read": (1, 25),
        "relay.messages_sent": (1, 10),
        "relay.batch_stored": (1, 25),
    },
    "projections": {"projections.rows_written": (1, 5), "projections.committed": (1, 5)},
}

# While the stream is made again, which happens once.
REFILL: Final[Mapping[str, Times]] = {
    "relay.stream_deleted": (1, 1),
    "relay.stream_created": (1, 1),
}

# While a backup is restored, in this order: each is reached once.
RESTORE: Final = (
    "restore.recovered",
    "restore.put_aside",
    "restore.changed_places",
    "restore.secrets_brought_back",
    "epoch.lost_kept",
    "epoch.begun",
    "restore.epoch_followed",
)


def fault(point: str, times: Times, chance: Random, signal: str = "kill") -> str:
    """One fault as a plan names it."""
    return f"{point}@{chance.randint(*times)}={signal}"


def storm_faults(chance: Random, prefix: str, count: int) -> Sequence[str]:
    """So many deaths of one kind of process; each of its points comes up in turn."""
    points = [point for point in STORM if point.startswith(prefix)]
    turns = [points[number % len(points)] for number in range(count)]
    chance.shuffle(turns)
    return [fault(point, STORM[point], chance) for point in turns]


def part_faults(chance: Random, rounds: int) -> Mapping[str, Sequence[str]]:
    """Every part dies at each of its points, so many times."""
    return {
        name: [
            fault(point, times, chance) for _ in range(rounds) for point, times in points.items()
        ]
        for name, points in PARTS.items()
    }


def refill_faults(chance: Random) -> Sequence[str]:
    """A relay dies each time that it comes one step further."""
    return [fault(point, times, chance) for point, times in REFILL.items()]
