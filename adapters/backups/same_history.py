"""Whether a server still writes the history that its backup received, asked before more goes there.

Somebody may put an older data folder back by hand. The server then goes on in another history under
the same timeline, and pg_receivewal, which looks at names alone, would write it over the last
segments of the former one, or behind them. So the newest that the backup received is compared with
the server's own log, byte for byte: what was received had been on the server's disk, and PostgreSQL
changes nothing of that any more, not even when it recovers from a crash.
"""

from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from adapters.backups.errors import BackupOfOtherHistory
from adapters.backups.log_files import (
    LOG,
    SEGMENT_BYTES,
    backed_up_segments,
    first_byte,
    timeline_of,
    written,
)
from adapters.backups.manifest import Manifest

COMPARED: Final = 2  # segments: the newest may hold little more than its header
_STANDING: Final = """
SELECT pg_walfile_name(pg_current_wal_flush_lsn()),
       (pg_current_wal_flush_lsn() - '0/0')::bigint,
       (SELECT (restart_lsn - '0/0')::bigint FROM pg_replication_slots WHERE slot_name = %s)
"""


class _Standing(NamedTuple):
    segment: str  # that the server writes
    end: int  # of what is on its disk
    confirmed: int | None  # Up to there the server knows that the backup has its log.


def refuse_other_history(database_url: str, data: Path, folder: Path, manifest: Manifest) -> None:
    """Raises BackupOfOtherHistory where the backup holds what the server of `data` never wrote.

    `database_url` is the superuser's.
    """
    received = _newest_received(folder, manifest.timeline)
    standing = _standing(database_url, manifest.slot)  # After the files, which it must include.
    if timeline_of(standing.segment) != manifest.timeline:
        raise BackupOfOtherHistory(
            folder,
            f"the server is in timeline {timeline_of(standing.segment)},"
            f" the backup in {manifest.timeline}",
        )
    for name, content in received:
        end = first_byte(name) + len(content)
        if standing.end < end:
            raise BackupOfOtherHistory(
                folder,
                f"the server's log ends at {written(standing.end)}, the backup's at {written(end)}",
            )
        own = data / LOG / name
        if not own.exists() and _is_confirmed(standing, name):
            return
        if own.exists() and not own.read_bytes().startswith(content):
            raise BackupOfOtherHistory(folder, f"segment {name} is not what the server wrote there")


def _newest_received(folder: Path, timeline: int) -> list[tuple[str, bytes]]:
    """Name and content of the newest segments that hold anything, the newest first."""
    found = []
    for name, file in sorted(backed_up_segments(folder, timeline).items(), reverse=True):
        content = file.read_bytes().rstrip(b"\0")  # Zeros fill the room behind the last record.
        if content:
            found.append((name, content))
        if len(found) == COMPARED:
            break
    return found


def _standing(database_url: str, slot: str) -> _Standing:
    with psycopg.connect(database_url) as connection:
        row = connection.execute(_STANDING, [slot]).fetchone()
    assert row is not None, "it is one row"
    return _Standing(*row)


def _is_confirmed(standing: _Standing, name: str) -> bool:
    """Whether this server let go of the segment because the backup had it all."""
    end = first_byte(name) + SEGMENT_BYTES
    return standing.confirmed is not None and standing.confirmed >= end
