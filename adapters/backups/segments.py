"""Lays out every segment of the write-ahead log that can be had for a recovery in its pg_wal.

The best of each segment counts: a whole one from the backup, else the one that the former data
folder still has (the backup may have missed the last moments before a crash), else the part that
the backup received. Segments of another server or timeline are left alone.
"""

import re
import shutil
from pathlib import Path
from typing import Final

PART: Final = ".partial"
SYSTEM_BYTES: Final = 8  # pg_control begins with the number that a server gets once.
_SEGMENT: Final = re.compile(r"[0-9A-F]{24}")


def gather_segments(data: Path, received: Path, former: Path, timeline: int) -> None:
    """Copies into `data`/pg_wal what the backup received, and what the former data folder knows."""
    whole = {file.name: file for file in _segments(received, timeline)}
    parts = {file.name.removesuffix(PART): file for file in received.glob(f"*{PART}")}
    latest = max(whole, default="")
    chosen = {name: part for name, part in parts.items() if name > latest}
    if _is_of_same_server(data, former):
        known = _segments(former / "pg_wal", timeline)
        chosen |= {file.name: file for file in known if file.name > latest}
    for name, file in sorted((chosen | whole).items()):
        shutil.copyfile(file, data / "pg_wal" / name)


def _segments(folder: Path, timeline: int) -> list[Path]:
    prefix = f"{timeline:08X}"
    found = folder.iterdir() if folder.exists() else ()
    return [
        file for file in found if _SEGMENT.fullmatch(file.name) and file.name.startswith(prefix)
    ]


def _is_of_same_server(data: Path, former: Path) -> bool:
    return (former / "global/pg_control").exists() and _system(data) == _system(former)


def _system(data: Path) -> bytes:
    with (data / "global/pg_control").open("rb") as file:
        return file.read(SYSTEM_BYTES)
