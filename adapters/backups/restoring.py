"""Brings a backup back, to its end or to a moment, beside the data that stand; then they swap.

The state is recovered in a folder of its own first (`recovering.py`). Only when PostgreSQL has come
to the moment and serves it is the former data folder put aside, under a name that tells when;
nothing is deleted.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from adapters.backups.base_check import check_base
from adapters.backups.errors import (
    BackupKeysDamaged,
    DiskTooSmall,
    OutOfRange,
    RestoreUnfinished,
)
from adapters.backups.keys import bring_back_keys, faults_of_keys
from adapters.backups.manifest import (
    BASE,
    DATA,
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
from adapters.backups.reading import reading
from adapters.backups.recovering import recovered
from adapters.backups.tools import require_short
from adapters.embedded.child import Child
from adapters.embedded.postgres import POSTGRES
from adapters.fault_points import reach
from adapters.home_epochs import refuse_spoilt
from adapters.private_file import sync_folder, write_private
from adapters.system import utc_now

WORKSHOP: Final = "restoring"
PUT_ASIDE: Final = f"{DATA}.before-"  # and when, so that names sort by time
SPARE_BYTES: Final = 128 * 1024 * 1024


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
    require_short(folder)
    with reading(folder):
        manifest = read_manifest(folder)
        check_secrets(folder, manifest)
    if to is not None and not manifest.finished_at <= to <= utc_now():
        raise OutOfRange(to, manifest.finished_at, "its last second")
    return manifest


def restore(home: Path, folder: Path, to: datetime | None, *, incomplete: bool = False) -> Restored:
    """Replaces the database of a home that the caller holds; `to` none is the backup's end.

    Raises OutOfRange, BackupDamaged, BackupKeysDamaged, BackupNotReadable, DiskTooSmall,
    RestoreFailed, EpochsSpoilt, LogBroken unless an `incomplete` end is wanted, and UnreadableLog
    where this program cannot read all of it: then the home is as it was. Until `finish_restore` it
    is closed to everything else (`refuse_unfinished`).
    """
    refuse_spoilt(home)  # The new epoch, which opens the home again, is begun by them.
    manifest = check_backup(folder, to)
    workshop = home / WORKSHOP
    with reading(folder):
        _check_space(home, folder)
        faults = faults_of_keys(folder / SECRETS / KEYS, home / KEYS, has_list=manifest.keys_listed)
    if faults:
        raise BackupKeysDamaged(folder, faults)
    Child(POSTGRES, home).end_leftovers()
    was_unfinished = workshop.exists()
    _make_empty(workshop)
    try:
        with reading(folder):
            check_base(folder / BASE, workshop, manifest.timeline)
            head = recovered(workshop, folder, manifest, _formers(home), to, may_break=incomplete)
    except BaseException:
        if was_unfinished:
            _make_empty(workshop)  # Whether the data of before stand, nobody knows as before.
        else:
            shutil.rmtree(workshop)
        raise
    reach("restore.recovered")
    former = _change_places(home, workshop, folder)
    keys = _bring_back_secrets(folder, home)
    reach("restore.secrets_brought_back")
    return Restored(
        epoch=head.epoch,
        offset=head.offset,
        recorded_at=head.recorded_at,
        former_data=former,
        keys=keys,
    )


def finish_restore(home: Path) -> None:
    """Opens the home again, once the restored log has begun its new epoch."""
    reach("restore.epoch_followed")
    shutil.rmtree(home / WORKSHOP)


def _make_empty(workshop: Path) -> None:
    """It stands all the time, or a second interruption would open a home without its data."""
    if workshop.exists() and not workshop.is_dir():
        workshop.unlink()
    workshop.mkdir(mode=0o700, exist_ok=True)
    for each in workshop.iterdir():
        if each.is_dir():
            shutil.rmtree(each)
        else:
            each.unlink()


def _check_space(home: Path, folder: Path) -> None:
    wanted = bytes_in(folder / BASE) + bytes_in(folder / WAL) + SPARE_BYTES
    free = shutil.disk_usage(home).free
    if free < wanted:
        raise DiskTooSmall(home, wanted, free)


def _formers(home: Path) -> list[Path]:
    """Every data folder of the home, the newest first: what stands, and what restores put aside."""
    return [home / DATA, *_put_aside(home)]


def _put_aside(home: Path) -> list[Path]:
    """The data folders that restores put aside, the newest first."""
    return sorted(home.glob(f"{PUT_ASIDE}*"), reverse=True)


def _change_places(home: Path, workshop: Path, folder: Path) -> Path | None:
    """The recovered data become the home's; where the former ones are now."""
    aside = home / f"{PUT_ASIDE}{utc_now():%Y%m%dT%H%M%S%fZ}"
    has_former = (home / DATA).exists()
    # Where none stand, an interrupted restore has put them aside, and their secrets are still here.
    _keep_secrets(folder, home, aside if has_former else [*_put_aside(home), aside][0])
    if has_former:
        (home / DATA).rename(aside)
        reach("restore.put_aside")
    (workshop / DATA).rename(home / DATA)
    reach("restore.changed_places")
    with suppress(FileNotFoundError):
        # Its log is of another timeline than what is written from now on: a new backup is due.
        (home / POINTER).unlink()
    sync_folder(home)
    return aside if has_former else None


def _keep_secrets(folder: Path, home: Path, former: Path) -> None:
    """Copies the home's secrets that will be replaced, under the name of the data they fit."""
    for name in _replaced(folder, home):
        kept = home / f"{name}.{former.name}"
        if not kept.exists():
            write_private(kept, (home / name).read_text())


def _bring_back_secrets(folder: Path, home: Path) -> int:
    """The secrets that fit the restored database, and the keys that the home lacks; how many."""
    for name in _replaced(folder, home):
        write_private(home / name, (folder / SECRETS / name).read_text())
    for name in KEPT_SECRETS:
        kept = folder / SECRETS / name
        if kept.exists() and not (home / name).exists():
            write_private(home / name, kept.read_text())
    return bring_back_keys(folder / SECRETS / KEYS, home / KEYS)


def _replaced(folder: Path, home: Path) -> list[str]:
    """Which secrets of the home are others than the backup's."""
    both = [name for name in KEPT_SECRETS if (folder / SECRETS / name).exists()]
    return [
        name
        for name in both
        if (home / name).exists()
        and (home / name).read_text() != (folder / SECRETS / name).read_text()
    ]
