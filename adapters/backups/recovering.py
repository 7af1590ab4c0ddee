"""Lets PostgreSQL recover a backup in a folder of its own, to its end or to a moment."""

import asyncio
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.backups.errors import LogBroken, OutOfRange, RestoreFailed
from adapters.backups.log_end import goes_on_behind, recovered_end
from adapters.backups.log_files import (
    LOG,
    SEGMENT_BYTES,
    backed_up_segments,
    first_byte,
    part_segments,
    timeline_of,
    whole_segments,
)
from adapters.backups.manifest import BASE, DATA, WAL, Manifest
from adapters.backups.segments import gather_segments
from adapters.embedded.errors import ServerNotStarted
from adapters.embedded.postgres import postgres_server

OWN_SETTINGS: Final = "postgresql.auto.conf"
RECOVERY_SECONDS_MAX: Final = 24 * 3600.0
BEYOND_THE_END: Final = "recovery ended before configured recovery target was reached"

_RECOVERY: Final = """
restore_command = 'false'  # All segments that there are stand in pg_wal already.
recovery_target_timeline = 'current'
recovery_target_action = 'promote'
hot_standby = 'off'  # Nobody is served before the moment is reached.
"""


class Recovered(NamedTuple):
    """The head of the log that was recovered."""

    epoch: int
    offset: int
    recorded_at: datetime  # of the last event


def recovered(
    workshop: Path,
    folder: Path,
    manifest: Manifest,
    formers: Iterable[Path],
    to: datetime | None,
    *,
    may_break: bool,
) -> Recovered:
    """Where the log stands that PostgreSQL recovered in the workshop; `to` none is the end.

    Raises OutOfRange, RestoreFailed, UnreadableLog, and LogBroken where the log goes on behind what
    could be read, unless it `may_break` off.
    """
    backed_up, missed = _laid_out(workshop, folder, manifest, formers)
    try:
        head, is_reached = _head_at(workshop, to)
    except ServerNotStarted as failure:
        raise RestoreFailed(str(failure)) from failure
    if not may_break and (to is None or not is_reached):
        end = recovered_end(workshop / DATA / LOG)
        for file, cause in _behind(end, folder, manifest.timeline, backed_up, missed):
            raise LogBroken(file, cause, head.offset, head.recorded_at)
    if to is not None and not is_reached:
        last = f"event {head.offset}, of {head.recorded_at.isoformat()}"
        raise OutOfRange(to, manifest.finished_at, last)
    return head


def _laid_out(
    workshop: Path, folder: Path, manifest: Manifest, formers: Iterable[Path]
) -> tuple[dict[str, Path], dict[str, Path]]:
    """The data and their log in the workshop; by name, which segments came from the backup, and
    which it missed, from former data folders.
    """
    data = workshop / DATA
    shutil.copytree(folder / BASE, data)
    data.chmod(0o700)
    backed_up = backed_up_segments(folder, manifest.timeline)
    missed = gather_segments(data, folder / WAL, formers, manifest.timeline)
    newest = max(backed_up)
    as_read = workshop / newest  # A backup that is in use goes on growing.
    shutil.copyfile(data / LOG / newest, as_read)
    backed_up[newest] = as_read
    return {name: file for name, file in backed_up.items() if name not in missed}, missed


def _head_at(workshop: Path, to: datetime | None) -> tuple[Recovered, bool]:
    """The head at that moment; or at the log's end, and False, where that comes before.

    Raises ServerNotStarted, UnreadableLog.
    """
    data = workshop / DATA
    settings = data / OWN_SETTINGS
    own = settings.read_text() if settings.exists() else ""
    target = "" if to is None else f"recovery_target_time = '{to.isoformat()}'\n"
    settings.write_text(own + _RECOVERY + target)
    (data / "recovery.signal").touch()
    is_reached = True
    try:
        head = _served(workshop)
    except ServerNotStarted as failure:
        if to is None or BEYOND_THE_END not in failure.log_tail:
            raise
        settings.write_text(own + _RECOVERY)  # On to the end, which tells why.
        head, is_reached = _served(workshop), False
    settings.write_text(own)
    return head, is_reached


def _served(workshop: Path) -> Recovered:
    """Has a server recover and serve it, once. Raises ServerNotStarted, UnreadableLog."""
    with postgres_server(workshop, ready_seconds_max=RECOVERY_SECONDS_MAX) as server:
        server.launch()
        server.finish_start()
        with psycopg.connect(server.url) as connection:
            cursor = connection.cursor(row_factory=args_row(Recovered))
            head = cursor.execute('SELECT epoch, "offset", recorded_at FROM log.log_head')
            found = head.fetchone()
        asyncio.run(_refuse_unreadable(server.url))
    assert found is not None, "the log has a head"
    return found


async def _refuse_unreadable(database_url: str) -> None:
    """What an older program kept without a census is counted when it is migrated."""
    # Here, because all events come with it, and whoever asks for addresses imports this module.
    from adapters.postgres.census import census, refuse_unreadable

    async with await AsyncConnection.connect(database_url, autocommit=True) as connection:
        found = await connection.execute("SELECT to_regclass('read.census_end') IS NOT NULL")
        if await found.fetchone() == (True,):
            refuse_unreadable(await census(connection))


def _behind(
    end: int,
    folder: Path,
    timeline: int,
    backed_up: dict[str, Path],
    missed: dict[str, Path],
) -> Iterator[tuple[Path, str]]:
    """Each file that holds more of the log than was recovered, and how it shows."""
    whole = whole_segments(folder / WAL)
    for name, file in sorted({**part_segments(folder / WAL), **whole}.items()):
        if timeline_of(name) != timeline:
            yield file, f"is of timeline {timeline_of(name)}, in which a server went on"
    for name, file in sorted(whole.items()):
        if first_byte(name) + SEGMENT_BYTES > end and file.stat().st_size != SEGMENT_BYTES:
            yield file, f"has {file.stat().st_size} bytes instead of {SEGMENT_BYTES}"
    found = goes_on_behind(end, backed_up, missed)
    if found is not None:
        yield folder / WAL / found.name, "goes on behind where the log could be read"
