"""What a backup is: a folder of its own with everything that an instance cannot make again.

    backup.json   what it is and what it reaches from; written last, so it stands for the whole
    base/         PostgreSQL's base backup, with its own manifest of checksums
    wal/          the write-ahead log since, as long as an instance runs with this backup
    received.json which segment of it was the last that was received (`reached.py`)
    secrets/      the secrets of the database's users, and keys/, the vault's keys of sealed text

The database holds the log, the read models, the import's ledger and the consumers. The stream is
not in it, being a mirror; nor is the development token, which is made anew.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from adapters.backups.errors import (
    BackupAbsent,
    BackupDamaged,
    BackupNotReadable,
    BackupOtherVersion,
    BackupUnreadable,
)
from adapters.backups.shape import Misshapen, told_in
from adapters.embedded.postgres import VERSION
from adapters.postgres.migrate import schema_of
from adapters.private_file import write_private

FORMAT: Final = 1
FILE: Final = "backup.json"
CHECKSUM: Final = "checksum"
BASE: Final = "base"
WAL: Final = "wal"
SECRETS: Final = "secrets"
KEYS: Final = "keys"
DATA: Final = "postgres"  # In a home: the data folder of its server.
POINTER: Final = "backup"  # In a home: which backup the write-ahead log goes to.
KEPT_SECRETS: Final = ("database-secret", "postgres.password")
TIMELINE_MAX: Final = 2**32 - 1
SLOT: Final = r"^purvey_backup_[0-9a-f]{12}$"
SECRET: Final = rf"^({'|'.join(map(re.escape, KEPT_SECRETS))})$"
SHA256: Final = r"^[0-9a-f]{64}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What `backup.json` says. Every moment from `finished_at` on can be restored."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(strict=True)

    taken_at: AwareDatetime
    finished_at: AwareDatetime
    epoch: Annotated[int, Field(ge=1)]
    offset: Annotated[int, Field(ge=0)]
    postgres: str
    timeline: Annotated[int, Field(ge=1, le=TIMELINE_MAX)]
    slot: Annotated[str, Field(pattern=SLOT)]
    migrations: tuple[str, ...]
    digests: dict[  # SHA-256 of each secret, by name
        Annotated[str, Field(pattern=SECRET)], Annotated[str, Field(pattern=SHA256)]
    ]
    keys_listed: bool = False  # in `keys.json`; older versions listed none


_OBJECT: Final = TypeAdapter(dict[str, Any])
_MANIFEST: Final = TypeAdapter(Manifest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Declares the backup finished."""
    told = {"format": FORMAT, **asdict(manifest)}
    told[CHECKSUM] = checksum_of(told)
    write_private(folder / FILE, json.dumps(told, indent=2, default=str) + "\n")


def checksum_of(told: Mapping[str, object]) -> str:
    """SHA-256 of all that backup.json says beside it; older versions wrote none."""
    rest = {name: value for name, value in told.items() if name != CHECKSUM}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, default=str).encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """What the backup says of itself.

    Raises BackupAbsent, BackupUnreadable, BackupNotReadable, BackupOtherVersion.
    """
    try:
        content = (folder / FILE).read_bytes()
        told = told_in(content, _OBJECT)
        if told.get("format") != FORMAT:
            raise BackupOtherVersion(folder, "a form of backup that is unknown", f"form {FORMAT}")
        manifest = told_in(content, _MANIFEST)
        if told.get(CHECKSUM, checksum_of(told)) != checksum_of(told):
            raise Misshapen("its own checksum does not fit")
    except (FileNotFoundError, NotADirectoryError):
        if not folder.is_dir():
            raise BackupAbsent(folder) from None
        raise BackupUnreadable(folder, f"it has no {FILE}") from None
    except OSError as error:
        raise BackupNotReadable(folder / FILE, error.strerror or str(error)) from error
    except Misshapen as error:
        raise BackupUnreadable(folder, f"{FILE} was damaged or never written ({error})") from error
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
