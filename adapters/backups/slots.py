"""Lets go of the log that the server holds back for backups that nobody follows any more.

Each backup has a replication slot of its own, and the home follows one. A backup that was killed
while it was taken, and those of before, leave theirs behind.
"""

from pathlib import Path
from typing import Final

import psycopg

from adapters.backups.errors import BackupError
from adapters.backups.manifest import read_manifest
from adapters.backups.pointer import pointed_backup, pointed_slot, require_own
from adapters.backups.taking import SLOT_PREFIX, only_backup_of

NO_SLOT: Final = ""
_DROP: Final = """
SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
 WHERE starts_with(slot_name, %s) AND slot_name <> %s AND NOT temporary AND NOT active
"""


def drop_other_slots(database_url: str, home: Path) -> None:
    """Drops the slots of all backups but the one that the home follows.

    `database_url` is the superuser's. Raises BackupRunning while one is being taken, whose slot is
    not followed yet, BackupError where the home does not say which it follows, and psycopg.Error.
    """
    with only_backup_of(home, wait_seconds=0):
        kept = _followed_slot(home)
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(_DROP, [SLOT_PREFIX, kept])


def _followed_slot(home: Path) -> str:
    """As the backup says; where it cannot be reached, as the home wrote down."""
    folder = pointed_backup(home)
    if folder is None:
        return NO_SLOT
    require_own(home)
    try:
        return read_manifest(folder).slot
    except BackupError:
        slot = pointed_slot(home)
        if slot is None:
            raise
        return slot
