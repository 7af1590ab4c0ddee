"""`python -m tests.simulation --seeds 1000`: lives through seeds, tells progress and what broke.

Seeds are dealt out in batches, each over servers of its own, to as many processes as are asked for.
The exit status is 1 where anything broke. `--seed 4711` lives that one again.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Final

from tests.simulation.batch import Batch, live_batch
from tests.simulation.coverage import merged, table
from tests.simulation.life import DAYS

SEEDS: Final = 100
BATCH_SEEDS: Final = 25  # Few enough that a comparison of their read models stays short.


def main(arguments: Sequence[str]) -> int:
    """Lives through them all."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="the first seed; alone: only this one")
    parser.add_argument("--seeds", type=int, help=f"how many (default {SEEDS})")
    parser.add_argument("--days", type=int, default=DAYS, help="how long each of them lives")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    chosen = parser.parse_args(arguments)
    first = chosen.seed or 1
    number = chosen.seeds or (1 if chosen.seed is not None else SEEDS)
    batches, broken = [], 0
    lived = commands = events = 0
    for batch in _lived(range(first, first + number), chosen.days, chosen.workers):
        batches.append(batch)
        broken += len(batch.broken)
        lived += batch.seeds
        commands += batch.commands
        events += batch.events
        for story in batch.broken:
            _tell(story)
        _tell(
            f"{lived} of {number} seeds, {commands:,} commands, {events:,} events, {broken} broke"
        )
    for line in table(merged([told for each in batches for told in each.told])):
        _tell(line)
    return 1 if broken else 0


def _lived(seeds: range, days: int, workers: int) -> Iterator[Batch]:
    """Batch by batch, as they end."""
    dealt = [seeds[start : start + BATCH_SEEDS] for start in range(0, len(seeds), BATCH_SEEDS)]
    if len(dealt) == 1:
        yield live_batch(dealt[0], days)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for done in as_completed([pool.submit(live_batch, each, days) for each in dealt]):
            yield done.result()


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
