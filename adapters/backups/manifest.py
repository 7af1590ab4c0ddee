"""What a backup is: a folder of its own with everything that an instance cannot make again.

    backup.json   what it is and what it reaches from; written last, so it stands for the whole
    base/         PostgreSQL's base backup, with its own manifest of checksums
    wal/          the write-ahead log since, as long as an instance runs with this backup
    secrets/      the secrets of the database's users, and keys/, the vault's keys of sealed text

The database holds the log, the read models, the import's ledger and the consumers. The stream is
not in it, being a mirror; nor is the development token, which is made anew.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from adapters.backups.errors import BackupDamaged, BackupOtherVersion, BackupUnreadable
from adapters.embedded.postgres import VERSION
from adapters.postgres.migrate import schema_of
from adapters.private_file import write_private

FORMAT: Final = 1
FILE: Final = "backup.json"
BASE: Final = "base"
WAL: Final = "wal"
SECRETS: Final = "secrets"
KEYS: Final = "keys"
DATA: Final = "postgres"  # In a home: the data folder of its server.
POINTER: Final = "backup"  # In a home: which backup the write-ahead log goes to.
KEPT_SECRETS: Final = ("database-secret", "postgres.password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What `backup.json` says. Every moment from `finished_at` on can be restored."""

    taken_at: datetime
    finished_at: datetime
    epoch: int
    offset: int
    postgres: str
    timeline: int
    slot: str
    migrations: tuple[str, ...]
    digests: dict[str, str]  # SHA-256 of each secret, by name


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Declares the backup finished."""
    told = {"format": FORMAT, **asdict(manifest)}
    write_private(folder / FILE, json.dumps(told, indent=2, default=str) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """What the backup says of itself; BackupUnreadable, BackupOtherVersion."""
    try:
        told: dict[str, Any] = json.loads((folder / FILE).read_text())
    except FileNotFoundError:
        raise BackupUnreadable(folder, f"it has no {FILE}") from None
    except (OSError, ValueError) as error:
        raise BackupUnreadable(folder, f"{FILE} cannot be read ({error})") from error
    if told.pop("format", None) != FORMAT:
        raise BackupOtherVersion(folder, "a form of backup that is unknown", f"form {FORMAT}")
    try:
        told["migrations"] = tuple(told["migrations"])
        for name in ("taken_at", "finished_at"):
            told[name] = datetime.fromisoformat(told[name])
        manifest = Manifest(**told)
    except (KeyError, TypeError, ValueError) as error:
        raise BackupUnreadable(folder, f"{FILE} lacks something ({error})") from error
    if manifest.postgres != VERSION:
        raise BackupOtherVersion(folder, f"PostgreSQL {manifest.postgres}", VERSION)
    unknown = schema_of().unknown(manifest.migrations)
    if unknown:
        raise BackupOtherVersion(folder, f"migration {unknown[0]}", "older ones only")
    return manifest


def digest_of(file: Path) -> str:
    """SHA-256 of a small file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def check_secrets(folder: Path, manifest: Manifest) -> None:
    """Raises BackupDamaged when a secret is missing or another one."""
    for name, digest in manifest.digests.items():
        file = folder / SECRETS / name
        if not file.exists() or digest_of(file) != digest:
            raise BackupDamaged(folder, f"{SECRETS}/{name} is missing or was changed")


def bytes_in(folder: Path) -> int:
    """How much the files below the folder hold."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
