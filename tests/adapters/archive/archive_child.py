"""A process of its own that archives, so that a test can kill it: `-m` this, address and folder."""

import asyncio
import sys
from pathlib import Path

from adapters.archive.exporting import archive

FILE_EVENTS = 250


def _unheard(done: int, total: int) -> None:
    del done, total


if __name__ == "__main__":
    asyncio.run(archive(sys.argv[1], Path(sys.argv[2]), reached=_unheard, file_events=FILE_EVENTS))
