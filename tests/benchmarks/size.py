"""How much a benchmark does: enough to rise above noise, all there is, or next to nothing."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """`cases` are real histories, evenly chosen; 0 is all of them, each round on fresh servers.

    `events` is how long a log grows that read models are made from; `questions` how many each round
    asks of each list; `seconds` how long each load runs that is measured by time.
    """

    rounds: int
    cases: int
    events: int
    questions: int
    seconds: float
    each_alone: bool  # whether every read model is rebuilt by itself as well


# The default run takes at most 50 s where nothing else runs; the long one reads 1,000,000 events.
DEFAULT: Final = Size(
    rounds=3, cases=180, events=70_000, questions=150, seconds=1.0, each_alone=False
)
LONG: Final = Size(rounds=5, cases=0, events=1_000_000, questions=500, seconds=5.0, each_alone=True)
TINY: Final = Size(rounds=1, cases=3, events=300, questions=2, seconds=0.05, each_alone=False)
