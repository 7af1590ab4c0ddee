"""A backup notes which segment it has come to, so that lost files at its end are missed."""

from pathlib import Path

import pytest

from adapters.backups.log_files import PART
from adapters.backups.reached import FILE, note_reached, reached
from adapters.backups.shape import Misshapen
from tests.adapters.backups.made_log import FIRST, TIMELINE, segment

A, B, C = (segment(FIRST + n) for n in range(3))


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    (tmp_path / "wal").mkdir()
    return tmp_path


def test_the_newest_segment_is_noted_whole_or_begun_and_never_taken_back(backup: Path) -> None:
    note_reached(backup, TIMELINE)
    assert reached(backup) is None, "nothing was received yet"
    for name in (A, B + PART, f"{TIMELINE + 1:08X}{C[8:]}", "x.history"):
        (backup / "wal" / name).touch()
    note_reached(backup, TIMELINE)
    assert reached(backup) == B
    (backup / "wal" / (B + PART)).unlink()
    note_reached(backup, TIMELINE)
    assert reached(backup) == B


@pytest.mark.parametrize("content", ["", "{", '{"segment": 1}', f'{{"segment": "{A.lower()}x"}}'])
def test_a_note_that_does_not_tell_is_no_note(backup: Path, content: str) -> None:
    (backup / FILE).write_text(content)
    with pytest.raises(Misshapen):
        reached(backup)
