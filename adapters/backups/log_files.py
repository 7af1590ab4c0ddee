"""Where a file of the write-ahead log stands in it, and which files of a backup hold it best.

A segment's name is its timeline and its number, in three times eight hexadecimal digits; a place in
the log is one number of bytes, which PostgreSQL writes in two halves.
"""

import re
from pathlib import Path
from typing import Final

from adapters.backups.manifest import BASE, WAL

SEGMENT_BYTES: Final = 16 * 1024 * 1024  # As initdb makes them.
PART: Final = ".partial"
HISTORY: Final = ".history"
LOG: Final = "pg_wal"
_SEGMENT: Final = re.compile(r"[0-9A-F]{24}")
_PER_HIGH_HALF: Final = 2**32 // SEGMENT_BYTES


def is_segment(name: str) -> bool:
    """Whether it is the name of a segment, whole."""
    return _SEGMENT.fullmatch(name) is not None


def first_byte(name: str) -> int:
    """Where the segment begins."""
    return (int(name[8:16], 16) * _PER_HIGH_HALF + int(name[16:24], 16)) * SEGMENT_BYTES


def segment_at(place: int, timeline: int) -> str:
    """The name of the segment that holds this place of the timeline."""
    high, low = divmod(place // SEGMENT_BYTES, _PER_HIGH_HALF)
    return f"{timeline:08X}{high:08X}{low:08X}"


def timeline_of(name: str) -> int:
    """The timeline of a segment."""
    return int(name[:8], 16)


def written(place: int) -> str:
    """A place as PostgreSQL writes it."""
    return f"{place >> 32:X}/{place & 0xFFFFFFFF:X}"


def place_of(words: str) -> int:
    """The place that PostgreSQL wrote."""
    high, low = words.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def whole_segments(folder: Path) -> dict[str, Path]:
    """The segments of every timeline, by name; none where there is no such folder."""
    found = folder.iterdir() if folder.exists() else ()
    return {file.name: file for file in found if is_segment(file.name)}


def part_segments(folder: Path) -> dict[str, Path]:
    """The segments that pg_receivewal has not finished, by the name that they will have."""
    found = {file.name.removesuffix(PART): file for file in folder.glob(f"*{PART}")}
    return {name: file for name, file in found.items() if is_segment(name)}


def backed_up_segments(backup: Path, timeline: int) -> dict[str, Path]:
    """The best that a backup has of each segment of the timeline, by name."""
    received = backup / WAL
    best = {
        **whole_segments(backup / BASE / LOG),
        **part_segments(received),
        **whole_segments(received),
    }
    return {name: file for name, file in best.items() if timeline_of(name) == timeline}
