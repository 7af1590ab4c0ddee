"""Whether the log of a backup goes on behind the place where PostgreSQL could read no further.

Recovery ends in silence at the first record that does not fit: that is how every log ends. If more
records stand behind it, the log did not end there: a piece is missing, was damaged, or is of
another history, because somebody put a database back beneath its backup, and commands that were
acknowledged would be missing. Pages are read as PostgreSQL has them (`access/xlog_internal.h`).
"""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from adapters.backups.log_files import SEGMENT_BYTES, first_byte, place_of

HISTORY: Final = ".history"
PAGE_BYTES: Final = 8192
BLOCK_BYTES: Final = 4096  # What the machine writes whole or not at all.
SHORT_HEADER_BYTES: Final = 24
LONG_HEADER_BYTES: Final = 40
BEGINS_WITHIN_RECORD: Final = 1
LONG_HEADER: Final = 2
_HEADER: Final = struct.Struct("<HHIQI")  # magic, flags, timeline, place, bytes of a begun record
_LENGTH: Final = struct.Struct("<I")  # A record begins with its length.


def recovered_end(log: Path) -> int:
    """Where a server that was promoted left its former timeline, as the newest file of it says."""
    newest = max(log.glob(f"*{HISTORY}"), key=lambda file: file.name)
    lines = [line.split() for line in newest.read_text().splitlines()]
    return place_of([words for words in lines if words and words[0].isdigit()][-1][1])


def goes_on_behind(
    end: int, backed_up: Mapping[str, Path], former: Mapping[str, Path]
) -> Path | None:
    """The first file in which the log goes on behind `end`, where recovery ended; none where none.

    Both are segments of one timeline by name: of the backup, and what a former data folder has
    behind them. The latter tells only of later segments, and where recovery came into it: in the
    last one that it wrote, a machine that lost its power may leave pages out of order.
    """
    of_end = {name for name in {**backed_up, **former} if first_byte(name) < end}
    is_in_former = max(of_end, default="") in former
    behind = {name: file for name, file in former.items() if name not in of_end}
    asked = {**backed_up, **(behind if is_in_former else {})}
    for name, file in sorted(asked.items()):
        if first_byte(name) + SEGMENT_BYTES > end and any(_records_behind(end, name, file)):
            return file
    return None


def _records_behind(end: int, name: str, file: Path) -> Iterator[bool]:
    """Whether a page holds a record that was written behind `end`, page by page."""
    place = max(end // PAGE_BYTES * PAGE_BYTES, first_byte(name))
    with file.open("rb") as segment:
        segment.seek(place - first_byte(name))
        while len(page := segment.read(PAGE_BYTES)) == PAGE_BYTES:
            yield _holds_record(page, place, end)
            place += PAGE_BYTES


def _holds_record(page: bytes, place: int, end: int) -> bool:
    """Whether the end of a record that ends behind `end` is here, or what follows it.

    A record of many pages of which only the first were received is how a log may end; so is one
    that a process which was killed wrote in part, up to a block.
    """
    _, flags, _, written_at, left_bytes = _HEADER.unpack_from(page)
    if written_at != place:
        return False  # Nothing was written here, or the file served for an earlier segment.
    header = LONG_HEADER_BYTES if flags & LONG_HEADER else SHORT_HEADER_BYTES
    is_begun = bool(flags & BEGINS_WITHIN_RECORD)
    if place < end or (place == end and not is_begun):
        first = max(end - place, header)
        (length,) = _LENGTH.unpack_from(page, first)
    else:
        first, length = header, left_bytes if is_begun else 1
    last = first + max(length, 1) - 1
    return any(page[max(first, last // BLOCK_BYTES * BLOCK_BYTES) :])
