"""A disk is almost full by its share of free room, unless that share is plenty."""

from pathlib import Path
from shutil import disk_usage

import pytest

from adapters import disk_space
from adapters.disk_space import DiskSpace
from application.errors import DiskFull


@pytest.fixture
def free_percent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Of the disk that this test runs on, where no amount is plenty."""
    monkeypatch.setattr(disk_space, "ENOUGH_BYTES", 2**62)
    disk = disk_usage(tmp_path)
    return int(100 * disk.free / disk.total)


def test_above_the_limit_commands_are_taken(tmp_path: Path, free_percent: int) -> None:
    DiskSpace(tmp_path, max(free_percent - 2, 0)).check()


def test_below_the_limit_they_are_refused_with_both_figures(
    tmp_path: Path, free_percent: int
) -> None:
    limit = free_percent + 3
    with pytest.raises(DiskFull, match=rf"commands are taken from {limit} % on") as caught:
        DiskSpace(tmp_path, limit).check()
    assert caught.value.values["free_percent_min"] == limit
    seen = caught.value.values["free_percent"]
    assert isinstance(seen, float)
    assert abs(seen - free_percent) < 3


def test_without_a_limit_nothing_is_looked_at() -> None:
    DiskSpace(Path("/nowhere"), 0).check()


def test_a_disk_with_plenty_of_room_is_not_almost_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_space, "ENOUGH_BYTES", 0)
    DiskSpace(tmp_path, 99).check()


def test_what_was_seen_is_seen_again_after_a_while(
    tmp_path: Path, free_percent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_space, "LOOK_SECONDS", 0.0)
    space = DiskSpace(tmp_path, free_percent + 3)
    with pytest.raises(DiskFull):
        space.check()
    monkeypatch.setattr(disk_space, "ENOUGH_BYTES", 0)
    space.check()
