"""Checks a base backup against the manifest that PostgreSQL wrote with it, file by file.

It does what pg_verifybackup does; the one in the wheel was broken when it was packed and ends with
a segmentation fault, even when it is asked for its version. The log that makes the base consistent
is read by pg_waldump.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from adapters.backups.errors import BackupDamaged
from adapters.backups.shape import Misshapen, told_in
from adapters.backups.tools import run

MANIFEST: Final = "backup_manifest"
LAST_LINE: Final = b'"Manifest-Checksum"'
ALGORITHM: Final = "SHA256"
NAMED_MAX: Final = 10
# What is no part of the manifest: itself, and the log, whose records carry checksums of their own.
APART: Final = (MANIFEST, "pg_wal")
PLACE: Final = r"^[0-9A-F]{1,8}/[0-9A-F]{1,8}$"


class _File(BaseModel):
    """One of the base; its path is in hexadecimal digits where it is no UTF-8."""

    model_config = ConfigDict(strict=True)

    path: Annotated[str | None, Field(alias="Path")] = None
    encoded_path: Annotated[str, Field(alias="Encoded-Path", pattern="^([0-9a-f]{2})*$")] = ""
    size: Annotated[int, Field(alias="Size")]
    algorithm: Annotated[str, Field(alias="Checksum-Algorithm")]
    checksum: Annotated[str, Field(alias="Checksum")]

    def name(self) -> str:
        if self.path is not None:
            return self.path
        return bytes.fromhex(self.encoded_path).decode(errors="surrogateescape")


class _LogRange(BaseModel):
    """The log between the base's first and last moment."""

    model_config = ConfigDict(strict=True)

    timeline: Annotated[int, Field(alias="Timeline")]
    start: Annotated[str, Field(alias="Start-LSN", pattern=PLACE)]
    end: Annotated[str, Field(alias="End-LSN", pattern=PLACE)]


class _BaseManifest(BaseModel):
    """What PostgreSQL wrote of a base."""

    model_config = ConfigDict(strict=True)

    files: Annotated[list[_File], Field(alias="Files")]
    ranges: Annotated[list[_LogRange], Field(alias="WAL-Ranges", min_length=1)]
    checksum: Annotated[str, Field(alias="Manifest-Checksum")]


_MANIFEST: Final = TypeAdapter(_BaseManifest)


def check_base(base: Path, workshop: Path, timeline: int) -> None:
    """Raises BackupDamaged, naming the first files that are missing, foreign or not as they were.

    `workshop` is a folder in which pg_waldump may write what it says, `timeline` the one that the
    backup says it was taken in.
    """
    manifest = _manifest(base)
    faults: list[str] = []
    for fault in _faults(base, manifest.files):
        faults.append(fault)
        if len(faults) == NAMED_MAX:
            break
    if manifest.ranges[-1].timeline != timeline:
        faults.append(f"{MANIFEST}: it is of timeline {manifest.ranges[-1].timeline}")
    faults += [] if faults else _log_faults(base, workshop, manifest.ranges)
    if faults:
        raise BackupDamaged(base, "\n".join(faults))


def _manifest(base: Path) -> _BaseManifest:
    """The manifest, once its own checksum fits."""
    try:
        content = (base / MANIFEST).read_bytes()
        manifest = told_in(content, _MANIFEST)
    except FileNotFoundError as error:
        raise BackupDamaged(base, f"{MANIFEST}: it is missing") from error
    except Misshapen as error:
        raise BackupDamaged(base, f"{MANIFEST}: {error}") from error
    signed = content.rpartition(LAST_LINE)[0]
    if manifest.checksum != hashlib.sha256(signed).hexdigest():
        raise BackupDamaged(base, f"{MANIFEST}: its own checksum does not fit")
    return manifest


def _faults(base: Path, files: list[_File]) -> Iterator[str]:
    declared = set()
    for each in files:
        path = each.name()
        declared.add(path)
        file = base / path
        if not file.is_file():
            yield f"{path}: it is missing"
        elif file.stat().st_size != each.size:
            yield f"{path}: it has {file.stat().st_size} bytes instead of {each.size}"
        elif each.algorithm != ALGORITHM or _digest(file) != each.checksum:
            yield f"{path}: its content was changed"
    for file in sorted(base.rglob("*")):
        path = str(file.relative_to(base))
        if file.is_file() and path not in declared and path.partition("/")[0] not in APART:
            yield f"{path}: it does not belong there"


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _log_faults(base: Path, workshop: Path, ranges: list[_LogRange]) -> list[str]:
    """What is wrong with the log between the base's first and last moment."""
    for each in ranges:
        where = [f"--path={base.absolute() / 'pg_wal'}", f"--timeline={each.timeline}"]
        bounds = [f"--start={each.start}", f"--end={each.end}"]
        code, said = run("pg_waldump", workshop, ["--quiet", *where, *bounds])
        if code != 0:
            return [f"pg_wal: {said.strip()}"]
    return []
