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

from adapters.postgres.epochs import BY_BYTES_MAX, WORDS_BYTES_MAX, EpochStart
from adapters.private_file import write_private
from application.errors import Failed

OFFSET_MAX: Final = 2**63 - 1  # as the log counts
HIGHEST_FILE: Final = "epoch"
STARTS_FILE: Final = "epochs.jsonl"  # one start a line


class EpochsSpoilt(Failed):
    """What the home keeps of epochs cannot be read."""

    code = "log.epochs_spoilt"

    def __init__(self, file: Path, cause: str) -> None:
        super().__init__(
            f"{file} is not as it was written: {cause}. Bring it back from a copy, or move it"
            " aside: then nothing is kept of epochs that only it knew."
        )


def refuse_spoilt(home: Path) -> None:
    """Raises EpochsSpoilt where what the home keeps of epochs cannot be read."""
    highest_epoch(home)
    known_starts(home)


def highest_epoch(home: Path) -> int:
    """The highest number that this home has had; 0 where none is known. Raises EpochsSpoilt."""
    file = home / HIGHEST_FILE
    told = file.read_bytes().strip() if file.exists() else b"0"
    if not told.isdigit():
        raise EpochsSpoilt(file, "it holds no number")
    return int(told)


def keep_highest_epoch(home: Path, epoch: int) -> None:
    """Before the epoch begins."""
    write_private(home / HIGHEST_FILE, str(epoch))


def known_starts(home: Path) -> list[EpochStart]:
    """How the epochs began that this home has had, as far as it was kept, in order.

    Raises EpochsSpoilt where a line is not what the log would take.
    """
    file = home / STARTS_FILE
    lines = file.read_bytes().splitlines() if file.exists() else []
    return [_start(file, number, line) for number, line in enumerate(lines, start=1)]


def keep_starts(home: Path, starts: Iterable[EpochStart]) -> None:
    """Replaces what is kept; whoever calls knows of those that were known before."""
    lines = [orjson.dumps(each._asdict(), option=orjson.OPT_APPEND_NEWLINE) for each in starts]
    write_private(home / STARTS_FILE, b"".join(lines))


def _start(file: Path, number: int, line: bytes) -> EpochStart:
    try:
        told = orjson.loads(line)
        start = EpochStart(**{**told, "started_at": datetime.fromisoformat(told["started_at"])})
        is_sound = (
            0 < start.former_epoch < start.epoch
            and 0 <= start.shared_offset <= start.offset <= OFFSET_MAX
            and 0 < len(start.started_by.encode()) <= BY_BYTES_MAX
            and 0 < len(start.reason.encode()) <= WORDS_BYTES_MAX
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EpochsSpoilt(file, f"line {number}: {error}") from error
    if not is_sound:
        raise EpochsSpoilt(file, f"line {number} tells of no epoch that could have begun")
    return start
