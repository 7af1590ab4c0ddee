"""Takes a backup of a running embedded instance, without stopping or slowing its commands.

From the backup's first moment a replication slot holds the write-ahead log back for it, so nothing
is missing between the base and what `wal_receiver.py` adds, whenever an instance runs again.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
from psycopg.rows import args_row

from adapters.backups.errors import (
    BackupError,
    BackupRunning,
    DiskTooSmall,
    FolderNotEmpty,
    FolderUnusable,
    SlotsTaken,
)
from adapters.backups.keys import mirror_keys
from adapters.backups.manifest import (
    BASE,
    KEPT_SECRETS,
    KEYS,
    SECRETS,
    WAL,
    Manifest,
    digest_of,
    write_manifest,
)
from adapters.backups.pointer import point_to
from adapters.backups.tools import require_short, run
from adapters.embedded.locks import locked_within, open_lock
from adapters.embedded.postgres import VERSION
from adapters.private_file import write_private
from adapters.system import new_uuid, utc_now

SPARE_BYTES: Final = 128 * 1024 * 1024  # Segments of the log that come while the copy is made.
LOCK: Final = "backup.lock"
LOCK_SECONDS_MAX: Final = 1.0  # The tidying of slots holds it no longer.
SLOT_PREFIX: Final = "purvey_backup_"
SLOT_DIGITS: Final = 12

_SIZE: Final = "SELECT sum(pg_database_size(oid))::bigint FROM pg_database"
_STANDING: Final = (
    'SELECT h.epoch, h."offset", clock_timestamp(), c.timeline_id'
    " FROM log.log_head h, pg_control_checkpoint() c"
)


class _Standing(NamedTuple):
    epoch: int
    offset: int
    moment: datetime
    timeline: int


@contextmanager
def only_backup_of(home: Path, wait_seconds: float = LOCK_SECONDS_MAX) -> Iterator[None]:
    """One at a time: a second one would end the first one's slot. Raises BackupRunning."""
    lock = open_lock(home / LOCK)
    try:
        if not locked_within(lock, wait_seconds):
            raise BackupRunning(home)
        yield
    finally:
        os.close(lock)


def take_backup(database_url: str, home: Path, folder: Path) -> Manifest:
    """Makes the backup in `folder`, which must be new or empty; later log goes there as well.

    `database_url` is the superuser's. Raises BackupRunning, FolderNotEmpty, FolderUnusable,
    PathTooLong, DiskTooSmall, SlotsTaken, BackupError. Whatever ends it early, the folder is left
    as it was.
    """
    try:
        str(folder.absolute()).encode()
    except UnicodeEncodeError as error:
        raise FolderUnusable(Path(ascii(str(folder))), "its name is no UTF-8") from error
    require_short(folder)
    with only_backup_of(home):
        try:
            with _tidied(folder):
                manifest = _take_backup(database_url, home, folder)
        except OSError as error:
            raise FolderUnusable(folder, str(error)) from error
        point_to(home, folder, manifest.slot)
    return manifest


@contextmanager
def _tidied(folder: Path) -> Iterator[None]:
    """The folder, made where there is none; what was put into it goes again on failure."""
    made = not folder.exists()
    if not made and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for each in folder.iterdir():
            if each.is_dir():
                shutil.rmtree(each)
            else:
                each.unlink()
        if made:
            folder.rmdir()
        raise


def _take_backup(database_url: str, home: Path, folder: Path) -> Manifest:
    taken_at = utc_now()
    with psycopg.connect(database_url, autocommit=True) as connection:
        _check_space(connection, folder)
        slot = SLOT_PREFIX + new_uuid().hex[-SLOT_DIGITS:]
        try:
            connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])
        except psycopg.errors.ConfigurationLimitExceeded as error:
            raise SlotsTaken from error
        try:
            _copy_base(database_url, home, folder)
            digests = _copy_secrets(home, folder)
            standing = _standing(connection)
            migrations = connection.execute("SELECT name FROM purvey_migration ORDER BY 1")
            manifest = Manifest(
                taken_at=taken_at,
                finished_at=standing.moment,
                epoch=standing.epoch,
                offset=standing.offset,
                postgres=VERSION,
                timeline=standing.timeline,
                slot=slot,
                migrations=tuple(name for (name,) in migrations.fetchall()),
                digests=digests,
                keys_listed=True,
            )
            (folder / WAL).mkdir(mode=0o700)
            write_manifest(folder, manifest)
        except BaseException:
            connection.execute("SELECT pg_drop_replication_slot(%s)", [slot])
            raise
    return manifest


def _check_space(connection: psycopg.Connection, folder: Path) -> None:
    row = connection.execute(_SIZE).fetchone()
    assert row is not None, "a sum is one row"
    wanted, free = row[0] + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < wanted:
        raise DiskTooSmall(folder, wanted, free)


def _copy_base(database_url: str, home: Path, folder: Path) -> None:
    options = ["--checkpoint=fast", "--wal-method=stream", "--manifest-checksums=SHA256"]
    where = [f"--dbname={database_url}", f"--pgdata={folder.absolute() / BASE}", "--no-password"]
    code, said = run("pg_basebackup", home, [*where, *options])
    if code != 0:
        raise BackupError(f"pg_basebackup ended with code {code}, so {folder} is no backup: {said}")


def _copy_secrets(home: Path, folder: Path) -> dict[str, str]:
    """Copies the secrets that the home has; their digests by name."""
    place = folder / SECRETS
    place.mkdir(mode=0o700)
    digests = {}
    for name in KEPT_SECRETS:
        if (home / name).exists():
            write_private(place / name, (home / name).read_text())
            digests[name] = digest_of(place / name)
    mirror_keys(home / KEYS, place / KEYS)
    return digests


def _standing(connection: psycopg.Connection) -> _Standing:
    with connection.cursor(row_factory=args_row(_Standing)) as cursor:
        standing = cursor.execute(_STANDING).fetchone()
    assert standing is not None, "the log has a head"
    return standing
