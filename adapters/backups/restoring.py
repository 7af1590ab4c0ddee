"""Brings a backup back, to its end or to a moment, beside the data that stand; then they swap.

The state is recovered in a folder of its own first. Only when PostgreSQL has come to the moment and
serves it is the former data folder put aside, under a name that tells when; nothing is deleted.
"""

import asyncio
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg
from psycopg import AsyncConnection

from adapters.backups.base_check import check_base
from adapters.backups.errors import DiskTooSmall, OutOfRange, RestoreFailed, RestoreUnfinished
from adapters.backups.keys import bring_back_keys
from adapters.backups.manifest import (
    BASE,
    KEPT_SECRETS,
    KEYS,
    POINTER,
    SECRETS,
    WAL,
    Manifest,
    bytes_in,
    check_secrets,
    read_manifest,
)
from adapters.backups.segments import gather_segments
from adapters.embedded.child import Child
from adapters.embedded.errors import ServerNotStarted
from adapters.embedded.postgres import POSTGRES, postgres_server
from adapters.home_epochs import refuse_spoilt
from adapters.private_file import sync_folder, write_private
from adapters.system import utc_now

WORKSHOP: Final = "restoring"
DATA: Final = "postgres"
PUT_ASIDE: Final = f"{DATA}.before-"  # and when, so that names sort by time
OWN_SETTINGS: Final = "postgresql.auto.conf"
RECOVERY_SECONDS_MAX: Final = 24 * 3600.0
SPARE_BYTES: Final = 128 * 1024 * 1024
BEYOND_THE_END: Final = "recovery ended before configured recovery target was reached"

_RECOVERY: Final = """
restore_command = 'false'  # All segments that there are stand in pg_wal already.
recovery_target_timeline = 'current'
recovery_target_action = 'promote'
hot_standby = 'off'  # Nobody is served before the moment is reached.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """The state that stands now, and where the former one was put."""

    epoch: int
    offset: int
    recorded_at: datetime  # of the last event
    former_data: Path | None
    keys: int  # that the home lacked


def refuse_unfinished(home: Path) -> None:
    """Raises RestoreUnfinished where a restore was interrupted."""
    if (home / WORKSHOP).exists():
        raise RestoreUnfinished(home / WORKSHOP)


def check_backup(folder: Path, to: datetime | None) -> Manifest:
    """Raises what speaks against restoring this backup to that moment, before anything is done."""
    manifest = read_manifest(folder)
    if to is not None and not manifest.finished_at <= to <= utc_now():
        raise OutOfRange(to, manifest.finished_at, "its last second")
    check_secrets(folder, manifest)
    return manifest


def restore(home: Path, folder: Path, to: datetime | None) -> Restored:
    """Replaces the database of a home that the caller holds; `to` none is the backup's end.

    Raises OutOfRange, BackupDamaged, DiskTooSmall, RestoreFailed, EpochsSpoilt, and UnreadableLog
    where this program cannot read all of it: then the home is as it was. Until `finish_restore` it
    is closed to everything else (`refuse_unfinished`).
    """
    refuse_spoilt(home)  # The new epoch, which opens the home again, is begun by them.
    manifest = check_backup(folder, to)
    workshop = home / WORKSHOP
    shutil.rmtree(workshop, ignore_errors=True)  # Of a restore that was interrupted.
    _check_space(home, folder)
    Child(POSTGRES, home).end_leftovers()
    workshop.mkdir(mode=0o700)
    try:
        check_base(folder / BASE, workshop)
        epoch, offset, recorded_at = _recovered(home, folder, manifest, to)
    except BaseException:
        shutil.rmtree(workshop)
        raise
    former = _change_places(home, workshop)
    keys = _bring_back_secrets(folder, home, former)
    return Restored(
        epoch=epoch, offset=offset, recorded_at=recorded_at, former_data=former, keys=keys
    )


def finish_restore(home: Path) -> None:
    """Opens the home again, once the restored log has begun its new epoch."""
    shutil.rmtree(home / WORKSHOP)


def _check_space(home: Path, folder: Path) -> None:
    wanted = bytes_in(folder / BASE) + bytes_in(folder / WAL) + SPARE_BYTES
    free = shutil.disk_usage(home).free
    if free < wanted:
        raise DiskTooSmall(home, wanted, free)


def _recovered(
    home: Path, folder: Path, manifest: Manifest, to: datetime | None
) -> tuple[int, int, datetime]:
    """Lets PostgreSQL recover in the workshop; where the log stands then."""
    data = home / WORKSHOP / DATA
    shutil.copytree(folder / BASE, data)
    data.chmod(0o700)
    gather_segments(data, folder / WAL, _formers(home), manifest.timeline)
    settings = data / OWN_SETTINGS
    own = settings.read_text() if settings.exists() else ""
    target = "" if to is None else f"recovery_target_time = '{to.isoformat()}'\n"
    settings.write_text(own + _RECOVERY + target)
    (data / "recovery.signal").touch()
    try:
        with postgres_server(home / WORKSHOP, ready_seconds_max=RECOVERY_SECONDS_MAX) as server:
            server.launch()
            server.finish_start()
            with psycopg.connect(server.url) as connection:
                row = connection.execute(
                    'SELECT epoch, "offset", recorded_at FROM log.log_head'
                ).fetchone()
            asyncio.run(_refuse_unreadable(server.url))
    except ServerNotStarted as failure:
        if to is not None and BEYOND_THE_END in failure.log_tail:
            last = "its last command, which is earlier"
            raise OutOfRange(to, manifest.finished_at, last) from failure
        raise RestoreFailed(str(failure)) from failure
    settings.write_text(own)
    assert row is not None, "the log has a head"
    epoch, offset, recorded_at = row
    return epoch, offset, recorded_at


async def _refuse_unreadable(database_url: str) -> None:
    """What an older program kept without a census is counted when it is migrated."""
    # Here, because all events come with it, and whoever asks for addresses imports this module.
    from adapters.postgres.census import census, refuse_unreadable

    async with await AsyncConnection.connect(database_url, autocommit=True) as connection:
        found = await connection.execute("SELECT to_regclass('read.census_end') IS NOT NULL")
        if await found.fetchone() == (True,):
            refuse_unreadable(await census(connection))


def _formers(home: Path) -> list[Path]:
    """Every data folder of the home, the newest first: what stands, and what restores put aside."""
    return [home / DATA, *sorted(home.glob(f"{PUT_ASIDE}*"), reverse=True)]


def _change_places(home: Path, workshop: Path) -> Path | None:
    """The recovered data become the home's; where the former ones are now."""
    former: Path | None = None
    if (home / DATA).exists():
        former = home / f"{PUT_ASIDE}{utc_now():%Y%m%dT%H%M%S%fZ}"
        (home / DATA).rename(former)
    (workshop / DATA).rename(home / DATA)
    with suppress(FileNotFoundError):
        # Its log is of another timeline than what is written from now on: a new backup is due.
        (home / POINTER).unlink()
    sync_folder(home)
    return former


def _bring_back_secrets(folder: Path, home: Path, former: Path | None) -> int:
    """The secrets that fit the restored database; those of a home that has some are kept aside."""
    for name in KEPT_SECRETS:
        kept, own = folder / SECRETS / name, home / name
        if not kept.exists() or (own.exists() and own.read_text() == kept.read_text()):
            continue
        if own.exists() and former is not None:
            write_private(home / f"{name}.{former.name}", own.read_text())
        write_private(own, kept.read_text())
    return bring_back_keys(folder / SECRETS / KEYS, home / KEYS)
