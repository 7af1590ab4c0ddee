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

from adapters.backups.log_files import (
    HISTORY,
    SEGMENT_BYTES,
    first_byte,
    place_of,
    segment_at,
    timeline_of,
)

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


def segment_told(header: bytes, timeline: int) -> str | None:
    """The segment that begins with such a header of its first page; none where none does."""
    if len(header) < LONG_HEADER_BYTES:
        return None
    _, flags, told_timeline, place, _ = _HEADER.unpack_from(header)
    is_first = bool(flags & LONG_HEADER) and place > 0 and place % SEGMENT_BYTES == 0
    return segment_at(place, timeline) if is_first and told_timeline == timeline else None


def first_misplaced(name: str, file: Path) -> int | None:
    """Where in the segment a page begins that holds something, and not of its place in the log.

    pg_receivewal makes every file anew, so nothing of an earlier segment stands in what it wrote.
    """
    content, first = file.read_bytes(), first_byte(name)
    for at in range(0, len(content.rstrip(b"\0")), PAGE_BYTES):
        if len(content) - at < SHORT_HEADER_BYTES:
            return at
        is_placed = _HEADER.unpack_from(content, at)[3] == first + at
        if not is_placed and content[at : at + PAGE_BYTES].strip(b"\0"):
            return at
    return None


def not_read_to_its_end(
    end: int, own: Mapping[str, Path], whole: Mapping[str, Path]
) -> Path | None:
    """The first whole segment that does not lead from `end`, where recovery ended, to its own end.

    It was received to its end, so recovery came there, or ended within a record that goes on in the
    segment behind it. `own` are all segments of the timeline that the backup has, the best of each.
    """
    behind = sorted(name for name in whole if first_byte(name) + SEGMENT_BYTES > end)
    if not behind:
        return None
    begun = _begun_record(end, own.get(segment_at(end, timeline_of(behind[0]))))
    if begun is None:
        return whole[behind[0]]
    place, left_bytes = begun
    for name in behind:
        content, first = whole[name].read_bytes(), first_byte(name)
        if not first <= place < first + len(content):
            return whole[name]  # What stood before is missing.
        while place < first + SEGMENT_BYTES:
            page_end = place // PAGE_BYTES * PAGE_BYTES + PAGE_BYTES
            if place != begun[0]:
                if not _continues_record(content, place, left_bytes):
                    return whole[name]
                place += _header_bytes(place)
            left_bytes -= page_end - place
            if left_bytes <= 0:
                return whole[name]  # The record ends here, and could not be read.
            place = page_end
    return None


def _begun_record(end: int, file: Path | None) -> tuple[int, int] | None:
    """Place and length of the record that begins at `end`; none where none does."""
    if file is None:
        return None
    page = end // PAGE_BYTES * PAGE_BYTES
    place = max(end, page + _header_bytes(page))
    with file.open("rb") as segment:
        segment.seek(place % SEGMENT_BYTES)
        told = segment.read(_LENGTH.size)
    length = _LENGTH.unpack(told)[0] if len(told) == _LENGTH.size else 0
    return (place, length) if length else None


def _continues_record(content: bytes, place: int, left_bytes: int) -> bool:
    _, flags, _, written_at, left_here = _HEADER.unpack_from(content, place % SEGMENT_BYTES)
    return bool(flags & BEGINS_WITHIN_RECORD) and (written_at, left_here) == (place, left_bytes)


def _header_bytes(page: int) -> int:
    """How long the header of the page is: the first one of a segment tells more."""
    return SHORT_HEADER_BYTES if page % SEGMENT_BYTES else LONG_HEADER_BYTES
