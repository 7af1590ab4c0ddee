"""Stops commands before the disk of the data folder is full, so that nothing breaks half way.

A database that runs out of space may have to end, and comes back only when there is room again.
Where it runs on another machine its disk cannot be seen from here: then only its own answer counts
(`adapters/postgres/log_failures.py`).
"""

import shutil
from pathlib import Path
from typing import Final

from adapters.system import monotonic_seconds
from application.errors import DiskFull

LOOK_SECONDS: Final = 1.0  # Between two looks; the fastest log grows by some ten megabytes in it.
# Nobody needs a share of a large disk: the write-ahead log takes 2 GiB at most, a rebuild less than
# the read models that stand.
ENOUGH_BYTES: Final = 16 * 1024**3


class DiskSpace:
    """The disk that a folder is on."""

    def __init__(self, folder: Path, free_percent_min: int) -> None:
        """`free_percent_min` of it stay free, or `ENOUGH_BYTES` where that is less; 0: no limit."""
        self._folder = folder
        self._free_percent_min = free_percent_min
        self._too_little: float | None = None
        self._look_at = 0.0

    def check(self) -> None:
        """Raises `DiskFull` while there is too little room; recovers by itself."""
        now = monotonic_seconds()
        if now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            self._too_little = self._look()
        if self._too_little is not None:
            raise DiskFull(
                f"The disk of the data folder has {self._too_little} % free, and commands are taken"
                f" from {self._free_percent_min} % on; this request recorded nothing. Make room and"
                " send again; PURVEY_DISK_FREE_PERCENT_MIN is the limit.",
                free_percent=self._too_little,
                free_percent_min=self._free_percent_min,
            )

    def _look(self) -> float | None:
        """The percentage that is free, where it is too little."""
        if self._free_percent_min == 0:
            return None
        disk = shutil.disk_usage(self._folder)
        free_percent = 100 * disk.free / disk.total
        if free_percent >= self._free_percent_min or disk.free >= ENOUGH_BYTES:
            return None
        return round(free_percent, 1)
