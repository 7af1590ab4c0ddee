"""Backup and restore of the embedded instance for the command line (`adapters/backups/`)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from adapters.backups.errors import (
    BackupOfOtherHome,
    NotEmbedded,
    PointerUnreadable,
    RestoreUnfinished,
)
from adapters.backups.keys import damaged_keys
from adapters.backups.manifest import KEYS, Manifest
from adapters.backups.pointer import pointed_backup, require_own
from adapters.backups.restoring import (
    Restored,
    check_backup,
    finish_restore,
    refuse_unfinished,
    restore,
)
from adapters.backups.taking import take_backup
from adapters.backups.wal_receiver import receiving_state, troubled
from adapters.embedded.errors import HomeUnusable
from adapters.embedded.locks import sole_use_of
from api.settings import Settings
from api.wiring.addresses import Addresses
from api.wiring.instance import Servers

__all__ = [
    "Manifest",
    "RestoreUnfinished",
    "Restored",
    "backed_up",
    "backup_state",
    "check_backup",
    "left_out",
    "refuse_named",
    "refuse_unfinished",
    "restored",
]

BY_SOCKET: Final = "@/"  # How the address of an embedded server, and of no other, reads.


def refuse_named(settings: Settings) -> None:
    """Raises NotEmbedded where the servers are not ours to copy."""
    if settings.external:
        raise NotEmbedded


def backed_up(addresses: Addresses, settings: Settings, folder: Path) -> Manifest:
    """Takes a backup of these servers; from then on their log goes there as well."""
    if BY_SOCKET not in addresses.database_url:
        raise NotEmbedded
    return take_backup(addresses.database_url, settings.home, folder)


def left_out(settings: Settings) -> list[Path]:
    """The keys of sealed text that the home has damaged, and a backup of it not at all."""
    return damaged_keys(settings.home / KEYS)


def backup_state(addresses: Addresses, settings: Settings) -> dict[str, Any] | None:
    """Where the log of a running instance goes as well, and how far; none where it does not."""
    if settings.external:
        return None
    try:
        folder = pointed_backup(settings.home)
    except PointerUnreadable as error:
        return {"folder": None, **troubled("not_receiving", error)}
    if folder is None:
        return None
    try:
        require_own(settings.home)
    except BackupOfOtherHome as error:
        return {"folder": str(folder), **troubled("not_receiving", error)}
    state = receiving_state(addresses.database_url, settings.home, folder)
    return {"folder": str(folder), **state}


@contextmanager
def restored(
    settings: Settings, folder: Path, to: datetime | None, *, incomplete: bool
) -> Iterator[tuple[Restored, Addresses]]:
    """Restores the backup, and serves it alone as long as the context lasts."""
    home = settings.home
    with ExitStack() as stack:
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(sole_use_of(home))
            came = restore(home, folder, to, incomplete=incomplete)
        except OSError as error:
            raise HomeUnusable(home, str(error)) from error
        yield came, stack.enter_context(Servers(settings, home_is_held=True, restoring=True))
        finish_restore(home)
