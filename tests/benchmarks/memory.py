"""The memory of each process of an instance while something runs: the peak of its share (PSS).

PSS counts a page that n processes share as 1/n in each, so the sums are true.
"""

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

PAUSE_SECONDS: Final = 1.0
KIB_PER_MB: Final = 1_000_000 / 1024


class MemoryWatch:
    """Samples this process and all that descend from it, as long as the context lasts."""

    def __init__(self, name: str, parts: Mapping[str, int]) -> None:
        """`name` is what this process is called; `parts` gives names to processes by their id."""
        self.peaks_mb: dict[str, float] = {}
        self._names = {os.getpid(): name, **{pid: part for part, pid in parts.items()}}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            for pid in family(os.getpid()):
                self._sample(pid)
            if self._ended.wait(PAUSE_SECONDS):
                return

    def _sample(self, pid: int) -> None:
        try:
            kib = _pss_kib(pid)
            name = self._names.get(pid) or Path(f"/proc/{pid}/comm").read_text().strip()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            return  # It ended meanwhile, or belongs to the user that the database runs as.
        self.peaks_mb[name] = max(self.peaks_mb.get(name, 0.0), round(kib / KIB_PER_MB, 1))


def family(root: int) -> list[int]:
    """The process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parent = int(stat.rpartition(")")[2].split()[1])  # A program's name may hold blanks.
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, ())
    return found


def _pss_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0  # A process that has just ended holds nothing.
