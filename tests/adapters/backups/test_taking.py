"""What stands in the way of a backup before anything is copied."""

from pathlib import Path

import psycopg
import pytest

from adapters.backups.errors import BackupRunning, FolderUnusable, PathTooLong
from adapters.backups.restoring import check_backup
from adapters.backups.taking import only_backup_of, take_backup


def test_a_second_backup_at_once_is_refused_and_leaves_no_folder(tmp_path: Path) -> None:
    folder = tmp_path / "second"
    with only_backup_of(tmp_path), pytest.raises(BackupRunning, match="wait for its end"):
        take_backup("postgresql://nobody/asked", tmp_path, folder)
    assert not folder.exists()


@pytest.mark.parametrize("folder", ["/proc/backup", "/dev/null/backup", f"/tmp/{'x' * 300}"])
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, folder: str) -> None:
    with pytest.raises(FolderUnusable, match="Name a folder that this user may write"):
        take_backup("postgresql://nobody/asked", tmp_path, Path(folder))


def test_a_path_that_the_servers_tools_would_cut_is_refused(tmp_path: Path) -> None:
    long = tmp_path.joinpath(*["x" * 100] * 9, "\u00e4")
    with pytest.raises(PathTooLong, match=r"has \d+ bytes, .* take 900"):
        take_backup("postgresql://nobody/asked", tmp_path, long)
    with pytest.raises(PathTooLong, match="move the backup to"):
        check_backup(long, None)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("stood", [True, False])
def test_a_backup_that_fails_leaves_the_folder_as_it_was(tmp_path: Path, stood: bool) -> None:
    folder = tmp_path / "backup"
    if stood:
        folder.mkdir()
    with pytest.raises(psycopg.OperationalError):
        take_backup("postgresql://nobody@127.0.0.1:1/asked", tmp_path, folder)
    assert folder.exists() is stood


def test_one_backup_follows_another(tmp_path: Path) -> None:
    with only_backup_of(tmp_path):
        pass
    with only_backup_of(tmp_path):
        pass
