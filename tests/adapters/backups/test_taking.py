"""What stands in the way of a backup before anything is copied."""

from pathlib import Path

import pytest

from adapters.backups.errors import BackupRunning
from adapters.backups.taking import only_backup_of, take_backup


def test_a_second_backup_at_once_is_refused_and_leaves_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "second"
    with only_backup_of(tmp_path), pytest.raises(BackupRunning, match="wait for its end"):
        take_backup("postgresql://nobody/asked", tmp_path, folder)
    assert not folder.exists()


def test_one_backup_follows_another(tmp_path: Path) -> None:
    with only_backup_of(tmp_path):
        pass
    with only_backup_of(tmp_path):
        pass
