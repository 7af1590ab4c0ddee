"""Whether whole segments of a backup lead from where a recovery ended to their own ends."""

from pathlib import Path

from adapters.backups.log_end import PAGE_BYTES, not_read_to_its_end
from adapters.backups.log_files import SEGMENT_BYTES
from tests.adapters.backups.made_log import FIRST, START, MadeLog, segment, written_to

SECOND, THIRD = segment(FIRST + 1), segment(FIRST + 2)


def broken_in(folder: Path, end: int, segments: dict[str, bytes]) -> str | None:
    """The name of the segment in which it shows, all of them being whole."""
    whole = written_to(folder, segments)
    file = not_read_to_its_end(end, whole, whole)
    return file.name if file else None


def crossing(length: int) -> tuple[int, dict[str, bytes]]:
    """Where a record begins that goes on over the end of a segment, and all segments."""
    log = MadeLog()
    log.add(1000)
    log.fill_segment()
    log.add(1000)
    end = log.add(length)
    return end, log.segments()


def test_a_record_that_goes_on_in_what_was_never_received_ends_the_log(tmp_path: Path) -> None:
    end, segments = crossing(SEGMENT_BYTES)
    del segments[THIRD]
    assert broken_in(tmp_path, end, segments) is None


def test_so_does_one_of_several_segments(tmp_path: Path) -> None:
    end, segments = crossing(3 * SEGMENT_BYTES)
    segments.pop(max(segments))
    assert broken_in(tmp_path, end, segments) is None
    assert broken_in(tmp_path, end, {**segments, THIRD: bytes(SEGMENT_BYTES)}) == THIRD
    damaged = bytearray(segments[THIRD])
    damaged[5 * PAGE_BYTES : 6 * PAGE_BYTES] = bytes(PAGE_BYTES)
    assert broken_in(tmp_path, end, {**segments, THIRD: bytes(damaged)}) == THIRD


def test_a_record_of_several_segments_that_misses_one_is_broken(tmp_path: Path) -> None:
    end, segments = crossing(3 * SEGMENT_BYTES)
    segments.pop(max(segments))
    del segments[SECOND]
    assert broken_in(tmp_path, end, segments) == THIRD


def test_what_ends_in_a_whole_segment_had_to_be_read(tmp_path: Path) -> None:
    log = MadeLog()
    small, last = log.add(1000), log.fill_segment()
    assert broken_in(tmp_path, small, log.segments()) == segment(FIRST)
    assert broken_in(tmp_path, last, log.segments()) == segment(FIRST)
    assert broken_in(tmp_path, log.ends[-1], log.segments()) is None


def test_behind_a_switch_nothing_of_the_segment_is_read(tmp_path: Path) -> None:
    log = MadeLog()
    log.add(1000)
    log.switch()
    assert broken_in(tmp_path, log.ends[-1], log.segments()) is None
    assert broken_in(tmp_path, log.ends[1], log.segments()) == segment(FIRST), "no switch was read"
    assert broken_in(tmp_path, START, {segment(FIRST): bytes(SEGMENT_BYTES)}) == segment(FIRST)
