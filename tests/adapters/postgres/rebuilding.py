"""A rebuild in a process of its own, which kills itself or stands still when it comes to a step.

`python -m tests.adapters.postgres.rebuilding STEP SIGNAL [WORKERS]`, with the database's address on
stdin. It says each step on stdout. The step `loaded` is behind the load, with nothing indexed.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.system import monotonic_seconds
from replay.rebuild import Progress, rebuild
from tests.adapters.postgres.read_support import TOY_INDEX
from tests.projections.toys import TOY_BOX, TOY_SHOP


async def run(url: str, told: Callable[[Progress], None], workers: int) -> None:
    async with PostgresWorkshop(
        url, [TOY_BOX, TOY_SHOP], workers=workers, index=TOY_INDEX
    ) as workshop:
        await rebuild(workshop, monotonic_seconds, told)


def main(step: str, name: str, workers: str = "2") -> None:
    def told(progress: Progress) -> None:
        sys.stdout.write(f"{progress.step}\n")
        sys.stdout.flush()
        if progress.step == step:
            os.kill(os.getpid(), signal.Signals[name])

    asyncio.run(run(sys.stdin.readline().strip(), told, int(workers)))


if __name__ == "__main__":
    main(*sys.argv[1:])
