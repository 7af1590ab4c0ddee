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

from adapters.backups.errors import BackupDamaged, LogBroken, OutOfRange, RestoreFailed
from adapters.backups.log_end import goes_on_behind, not_read_to_its_end, recovered_end
from adapters.backups.log_files import LOG, timeline_of, whole_segments
from adapters.backups.manifest import BASE, DATA, WAL, Manifest
from adapters.backups.reached import FILE as NOTE
from adapters.backups.reached import reached
from adapters.backups.received import Fault, Received, received_log
from adapters.backups.segments import better_parts, gather_segments
from adapters.backups.shape import Misshapen
from adapters.embedded.errors import ServerNotStarted
from adapters.embedded.postgres import postgres_server

OWN_SETTINGS: Final = "postgresql.auto.conf"
RECOVERY_SECONDS_MAX: Final = 24 * 3600.0
BEYOND_THE_END: Final = "recovery ended before configured recovery target was reached"
# PostgreSQL makes none of these by itself. They may hold nothing, and many a copy leaves them out.
EMPTY_FOLDERS: Final = (
    *("pg_commit_ts", "pg_dynshmem", "pg_logical/mappings", "pg_logical/snapshots", "pg_notify"),
    *("pg_replslot", "pg_serial", "pg_snapshots", "pg_stat", "pg_stat_tmp", "pg_subtrans"),
    *("pg_tblspc", "pg_twophase"),
)

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
    log = _laid_out(workshop, folder, manifest, formers)
    try:
        head, is_reached = _head_at(workshop, to)
    except ServerNotStarted as failure:
        for file, cause in log.received.faults:
            raise BackupDamaged(folder, f"{file} {cause}") from failure
        raise RestoreFailed(f"{failure.cause}:\n{failure.log_tail}") from failure
    if not may_break and (to is None or not is_reached):
        for file, cause in _behind(recovered_end(workshop / DATA / LOG), folder, log):
            raise LogBroken(file, cause, head.offset, head.recorded_at)
    if to is not None and not is_reached:
        last = f"event {head.offset}, of {head.recorded_at.isoformat()}"
        raise OutOfRange(to, manifest.finished_at, last)
    return head


class _Log(NamedTuple):
    """What a recovery read, by name of the segment."""

    noted: str | Fault | None  # the last segment that was received, as far as that is known
    received: Received
    own: dict[str, Path]  # the best that the backup has
    missed: dict[str, Path]  # what it has not, or less of, and former data folders have


def _laid_out(workshop: Path, folder: Path, manifest: Manifest, formers: Iterable[Path]) -> _Log:
    """The data and their log in the workshop."""
    noted = _noted(folder)  # Before what it tells of: more may be received meanwhile.
    received = received_log(folder, manifest.timeline, workshop)
    data = workshop / DATA
    shutil.copytree(folder / BASE, data)
    data.chmod(0o700)
    for name in EMPTY_FOLDERS:
        (data / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    based = {
        name: file
        for name, file in whole_segments(folder / BASE / LOG).items()
        if timeline_of(name) == manifest.timeline
    }
    own = based | better_parts(received, based) | received.whole
    missed = gather_segments(data, received, formers, manifest.timeline)
    return _Log(noted, received, {name: own[name] for name in own.keys() - missed.keys()}, missed)


def _noted(folder: Path) -> str | Fault | None:
    try:
        return reached(folder)
    except Misshapen as error:
        return Fault(folder / NOTE, f"does not tell which segment was received last ({error})")


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


def _behind(end: int, folder: Path, log: _Log) -> Iterator[Fault]:
    """Each file that holds more of the log than was recovered, or may, and how it shows."""
    yield from log.received.faults
    file = not_read_to_its_end(end, log.own, log.received.whole)
    if file is not None:
        yield Fault(file, "was received to its end, and cannot be read so far")
    file = goes_on_behind(end, log.own, log.missed)
    if file is not None:
        is_still = file in log.received.parts.values()
        told = folder / WAL / file.name if is_still else file
        yield Fault(told, "goes on behind where the log could be read")
    if isinstance(log.noted, Fault):
        yield log.noted
    elif log.noted is not None and log.noted not in {**log.own, **log.missed}:
        yield Fault(folder / WAL / log.noted, "was received, and is missing")
