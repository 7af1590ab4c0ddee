"""How much a benchmark does: enough to rise above noise, all there is, or next to nothing."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """`cases` are real histories, evenly chosen; 0 is all of them, each round on fresh servers.

    `events` is how long a log grows that read models are made from; `questions` how many each round
    asks of each list; `seconds` how long each load runs that is measured by time; `lengths` what
    the log grows to, one after the other, where its growth is measured.
    """

    rounds: int
    cases: int
    events: int
    questions: int
    seconds: float
    each_alone: bool  # whether every read model is rebuilt by itself as well
    lengths: tuple[int, ...]


# The default run takes at most 50 s where nothing else runs; the long one reads 1,000,000 events.
DEFAULT: Final = Size(
    rounds=3,
    cases=180,
    events=70_000,
    questions=150,
    seconds=1.0,
    each_alone=False,
    lengths=(20_000, 40_000, 80_000),
)
LONG: Final = Size(
    rounds=5,
    cases=0,
    events=1_000_000,
    questions=500,
    seconds=5.0,
    each_alone=True,
    lengths=(100_000, 1_000_000, 10_000_000),
)
TINY: Final = Size(
    rounds=1,
    cases=3,
    events=300,
    questions=2,
    seconds=0.05,
    each_alone=False,
    lengths=(500, 1_000),
)
