"""Sends the write-ahead log to the home's backup while an instance runs, second by second.

PostgreSQL's own pg_receivewal does it, as a child that is started again when it ends. Keys of
sealed text that were made or erased since go to the backup as well. A backup that cannot be reached
stops neither: the replication slot holds the log back, within `max_slot_wal_keep_size`. One that
received another history than the server writes gets no more of it (`same_history.py`).
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import psycopg
import structlog

from adapters.backups.errors import BackupDamaged, BackupError, BackupOfOtherHistory, FolderUnusable
from adapters.backups.keys import mirror_keys
from adapters.backups.log_files import SEGMENT_BYTES, part_segments
from adapters.backups.manifest import DATA, KEYS, SECRETS, WAL, Manifest, read_manifest
from adapters.backups.pointer import pointed_backup, require_own
from adapters.backups.reached import note_reached
from adapters.backups.received import refuse_removed
from adapters.backups.same_history import refuse_other_history
from adapters.backups.shape import Misshapen
from adapters.backups.slots import drop_other_slots
from adapters.backups.tools import start, tool
from adapters.system import monotonic_seconds

RETRY_SECONDS: Final = 5.0
KEYS_SECONDS: Final = 5.0
TIDY_SECONDS: Final = 10.0
NAME: Final = "pg_receivewal"

_log: Final = structlog.get_logger(__name__)


class WalReceiver:
    """At most one receiver of a home; `tend` is called again and again, `stop` at the end."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._child = tool(NAME, home)
        self._database_url = ""
        self._folder: Path | None = None
        self._try_at = 0.0
        self._tidy_at = 0.0
        self._keys_at = 0.0
        self._trouble = ""
        self._damaged_keys: list[Path] = []

    def tend(self, database_url: str) -> None:
        """Starts what should run and does not; `database_url` is the superuser's."""
        self._database_url = database_url
        folder = self._own_backup()
        if folder != self._folder:
            self._child.stop()
            self._folder, self._try_at = folder, 0.0
        now = monotonic_seconds()
        if now >= self._tidy_at:
            self._tidy_at = now + TIDY_SECONDS
            self._tidy()
        if folder is None or now < self._try_at:
            return
        try:
            manifest = read_manifest(folder)
            if self._child.pid is None:
                self._try_at = now + RETRY_SECONDS
                self._start(folder, manifest)
            if now >= self._keys_at:
                self._keys_at = now + KEYS_SECONDS
                self._mirror_keys(folder)
                note_reached(folder, manifest.timeline)
            self._tell("")
        except (BackupError, Misshapen, OSError, psycopg.Error) as error:
            self._try_at = now + RETRY_SECONDS
            self._tell(str(error))

    def stop(self) -> None:
        """Ends the receiver. After the server: that one waits until all it wrote was received."""
        self._child.stop()
        if self._folder is not None:
            try:
                if self._folder.exists():
                    self._mirror_keys(self._folder)
                    note_reached(self._folder, read_manifest(self._folder).timeline)
            except (BackupError, Misshapen, OSError) as error:
                self._tell(str(error))  # The next start tries again; nothing else waits for it.

    def _own_backup(self) -> Path | None:
        try:
            folder = pointed_backup(self._home)
            require_own(self._home)
        except (BackupError, OSError) as error:
            self._tell(str(error))
            return None
        return folder

    def _mirror_keys(self, folder: Path) -> None:
        damaged = mirror_keys(self._home / KEYS, folder / SECRETS / KEYS).damaged
        if damaged and damaged != self._damaged_keys:
            _log.warning("backup.key_damaged", keys=list(map(str, damaged)), backup=str(folder))
        self._damaged_keys = damaged

    def _tidy(self) -> None:
        # What stands in the way is told where it is received, and the next time tries again.
        with suppress(BackupError, OSError, psycopg.Error):
            drop_other_slots(self._database_url, self._home)

    def _start(self, folder: Path, manifest: Manifest) -> None:
        data = self._home / DATA
        refuse_other_history(self._database_url, data, folder, manifest)
        give_room(folder / WAL)
        where = [f"--dbname={self._database_url}", f"--slot={manifest.slot}", "--no-password"]
        # It ends with each connection, so that none goes on before the history was compared again.
        options = ["--no-loop", "--status-interval=1"]
        target = f"--directory={(folder / WAL).absolute()}"
        start(self._child, NAME, [*where, *options, target], self._home)

    def _tell(self, trouble: str) -> None:
        """Writes to the program's log what is wrong, once."""
        if trouble and trouble != self._trouble:
            _log.warning("backup.not_receiving", detail=trouble)
        self._trouble = trouble


def give_room(received: Path) -> None:
    """Ends what pg_receivewal left undone when it was killed, or the disk full: it begins by making
    room for a whole segment, and refuses for good to go on in one that has less than that.
    """
    for part in part_segments(received).values():
        if 0 < part.stat().st_size < SEGMENT_BYTES:
            os.truncate(part, SEGMENT_BYTES)  # It receives the segment from its beginning again.


def receiving_state(database_url: str, home: Path, folder: Path) -> dict[str, Any]:
    """`state` and `behind_bytes`; `code` and `reason` where there is trouble.

    States are receiving, not_receiving, damaged (received log was removed), other_history (the
    database was put back beneath it) and lost; in the last two nothing but a new backup follows
    what is recorded.
    """
    try:
        manifest = read_manifest(folder)
    except BackupError as error:
        return troubled("not_receiving", error)
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "SELECT CASE WHEN s.wal_status = 'lost' THEN 'lost'"
            "            WHEN s.active THEN 'receiving' ELSE 'not_receiving' END,"
            " pg_wal_lsn_diff(pg_current_wal_lsn(), coalesce(r.write_lsn, s.restart_lsn))::bigint,"
            " (r.write_lsn - '0/0')::bigint"
            " FROM pg_replication_slots s LEFT JOIN pg_stat_replication r ON r.pid = s.active_pid"
            " WHERE s.slot_name = %s",
            [manifest.slot],
        ).fetchone()
    state, behind, end = row or ("lost", None, None)
    if state == "receiving" and end is not None:
        try:
            refuse_removed(folder, manifest.timeline, end)
        except BackupDamaged as error:
            return troubled("damaged", error)
        except OSError as error:
            return troubled("not_receiving", FolderUnusable(folder, str(error)))
    if state != "receiving":
        try:
            refuse_other_history(database_url, home / DATA, folder, manifest)
        except BackupOfOtherHistory as error:
            return troubled("other_history", error)
        except OSError as error:
            return troubled("not_receiving", FolderUnusable(folder, str(error)))
    return {"state": state, "behind_bytes": behind}


def troubled(state: str, error: BackupError) -> dict[str, Any]:
    """What stands where nothing is received, and why."""
    return {"state": state, "behind_bytes": None, "code": error.code, "reason": str(error)}
