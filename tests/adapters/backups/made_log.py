"""Log as PostgreSQL writes it, made by hand: pages with headers, and records that cross them."""

import struct
from pathlib import Path

from adapters.backups.log_end import (
    BEGINS_WITHIN_RECORD,
    LONG_HEADER,
    LONG_HEADER_BYTES,
    PAGE_BYTES,
    SHORT_HEADER_BYTES,
)
from adapters.backups.log_files import SEGMENT_BYTES

MAGIC = 0xD118
ALIGNED = 8
TIMELINE = 1
FIRST = 2  # The number of the first segment.
START = FIRST * SEGMENT_BYTES


def segment(number: int, timeline: int = TIMELINE) -> str:
    return f"{timeline:08X}{0:08X}{number:08X}"


class MadeLog:
    """One record behind the other, from the beginning of segment FIRST on."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.ends = [START]  # of each record, as a recovery would name it

    def add(self, length: int) -> int:
        """Writes a record of so many bytes; where it begins."""
        begins = self.ends[-1]
        content = memoryview(struct.pack("<I", length) + b"\x01" * (length - 4))
        while content:
            if len(self._bytes) % PAGE_BYTES == 0:
                self._begin_page(len(content) if len(content) < length else 0)
            room = PAGE_BYTES - len(self._bytes) % PAGE_BYTES
            self._bytes += content[:room]
            content = content[room:]
        self._bytes += bytes(-len(self._bytes) % ALIGNED)
        self.ends.append(START + len(self._bytes))
        return begins

    def fill_segment(self) -> int:
        """Writes a record to the end of the segment; where it begins."""
        at = len(self._bytes) % SEGMENT_BYTES
        pages = -(-(SEGMENT_BYTES - at) // PAGE_BYTES)
        begun = bool(at % PAGE_BYTES)
        return self.add(SEGMENT_BYTES - at - SHORT_HEADER_BYTES * (pages - begun))

    def switch(self) -> None:
        """Leaves the rest of the segment empty."""
        self._bytes += bytes(-len(self._bytes) % SEGMENT_BYTES)
        self.ends.append(START + len(self._bytes))

    def segments(self) -> dict[str, bytes]:
        """By name; the last one filled up with zeros."""
        cut = range(0, len(self._bytes), SEGMENT_BYTES)
        return {
            segment(FIRST + at // SEGMENT_BYTES): bytes(
                self._bytes[at : at + SEGMENT_BYTES].ljust(SEGMENT_BYTES, b"\0")
            )
            for at in cut
        }

    def _begin_page(self, left_bytes: int) -> None:
        place = START + len(self._bytes)
        is_long = place % SEGMENT_BYTES == 0
        flags = LONG_HEADER * is_long | BEGINS_WITHIN_RECORD * bool(left_bytes)
        header = struct.pack("<HHIQI", MAGIC, flags, TIMELINE, place, left_bytes)
        self._bytes += header.ljust(LONG_HEADER_BYTES if is_long else SHORT_HEADER_BYTES, b"\0")


def written_to(folder: Path, segments: dict[str, bytes]) -> dict[str, Path]:
    """The segments as files, by name."""
    folder.mkdir(exist_ok=True)
    for name, content in segments.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in segments}
