"""What a home keeps of the epochs that its log has had, because a restored database forgets.

A database that is restored knows the epochs that led to it, and none that began since its backup
was taken. The home outlives it: it keeps the highest number, so that none is given twice, and how
each began.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson

from adapters.postgres.epochs import EpochStart
from adapters.private_file import write_private

HIGHEST_FILE: Final = "epoch"
STARTS_FILE: Final = "epochs.jsonl"  # one start a line


def highest_epoch(home: Path) -> int:
    """The highest number that this home has had; 0 where none is known."""
    file = home / HIGHEST_FILE
    return int(file.read_text()) if file.exists() else 0


def keep_highest_epoch(home: Path, epoch: int) -> None:
    """Before the epoch begins."""
    write_private(home / HIGHEST_FILE, str(epoch))


def known_starts(home: Path) -> list[EpochStart]:
    """How the epochs began that this home has had, as far as it was kept, in order."""
    file = home / STARTS_FILE
    lines = file.read_bytes().splitlines() if file.exists() else []
    told = [orjson.loads(line) for line in lines]
    return [
        EpochStart(**{**each, "started_at": datetime.fromisoformat(each["started_at"])})
        for each in told
    ]


def keep_starts(home: Path, starts: Iterable[EpochStart]) -> None:
    """Replaces what is kept; whoever calls knows of those that were known before."""
    lines = [orjson.dumps(each._asdict(), option=orjson.OPT_APPEND_NEWLINE) for each in starts]
    write_private(home / STARTS_FILE, b"".join(lines))
