"""Whose fault it is that a file cannot be read or written while a backup is restored."""

import errno
import shutil
from pathlib import Path

import pytest

from adapters.backups.errors import BackupDamaged, BackupNotReadable
from adapters.backups.manifest import write_manifest
from adapters.backups.reading import reading
from adapters.backups.restoring import WORKSHOP, restore
from tests.adapters.backups.test_manifest import MANIFEST

BACKUP = Path("/disk/backup")
DENIED = "Permission denied"


@pytest.mark.parametrize(
    ("failure", "file"),
    [
        (PermissionError(errno.EACCES, DENIED, "/disk/backup/wal"), "/disk/backup/wal"),
        (OSError(errno.EIO, "Input/output error"), "/disk/backup"),
        (
            shutil.Error([("/disk/backup/base/1", "/own/postgres/1", DENIED)]),
            "/disk/backup/base/1",
        ),
    ],
)
def test_what_the_backups_disk_does_not_give_is_told_of_the_backup(
    failure: OSError, file: str
) -> None:
    with pytest.raises(BackupNotReadable, match=f"{file}, of the backup"), reading(BACKUP):
        raise failure


@pytest.mark.parametrize(
    "failure",
    [
        PermissionError(errno.EACCES, DENIED, "/own/restoring"),
        OSError(errno.ENOSPC, "No space left on device", "/disk/backup/base/1"),
        shutil.Error([("/disk/backup/base/1", "/own/1", "[Errno 28] No space left on device")]),
    ],
)
def test_what_the_homes_disk_does_not_take_stays_the_homes(failure: OSError) -> None:
    with pytest.raises(type(failure)), reading(BACKUP):
        raise failure


def test_a_file_where_a_restore_works_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    write_manifest(tmp_path / "backup", MANIFEST)
    (secrets := tmp_path / "backup/secrets").mkdir()
    (secrets / "database-secret").write_bytes(b"")
    (home := tmp_path / "home").mkdir()
    (home / WORKSHOP).touch()
    with pytest.raises(BackupDamaged, match="backup_manifest"):
        restore(home, tmp_path / "backup", None)
