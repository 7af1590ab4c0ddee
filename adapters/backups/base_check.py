"""Checks a base backup against the manifest that PostgreSQL wrote with it, file by file.

It does what pg_verifybackup does; the one in the wheel was broken when it was packed and ends with
a segmentation fault, even when it is asked for its version. The log that makes the base consistent
is read by pg_waldump.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from adapters.backups.errors import BackupDamaged
from adapters.backups.tools import run

MANIFEST: Final = "backup_manifest"
LAST_LINE: Final = b'"Manifest-Checksum"'
ALGORITHM: Final = "SHA256"
NAMED_MAX: Final = 10
# What is no part of the manifest: itself, and the log, whose records carry checksums of their own.
APART: Final = (MANIFEST, "pg_wal")


def check_base(base: Path, workshop: Path) -> None:
    """Raises BackupDamaged, naming the first files that are missing, foreign or not as they were.

    `workshop` is a folder in which pg_waldump may write what it says.
    """
    manifest = _manifest(base)
    faults: list[str] = []
    for fault in _faults(base, manifest["Files"]):
        faults.append(fault)
        if len(faults) == NAMED_MAX:
            break
    faults += [] if faults else _log_faults(base, workshop, manifest["WAL-Ranges"])
    if faults:
        raise BackupDamaged(base, "\n".join(faults))


def _manifest(base: Path) -> dict[str, Any]:
    """The manifest, once its own checksum fits."""
    try:
        content = (base / MANIFEST).read_bytes()
    except OSError as error:
        raise BackupDamaged(base, f"{MANIFEST}: {error.strerror}") from error
    signed = content.rpartition(LAST_LINE)[0]
    try:
        manifest: dict[str, Any] = json.loads(content)
    except ValueError as error:
        raise BackupDamaged(base, f"{MANIFEST}: {error}") from error
    if manifest.get("Manifest-Checksum") != hashlib.sha256(signed).hexdigest():
        raise BackupDamaged(base, f"{MANIFEST}: its own checksum does not fit")
    return manifest


def _faults(base: Path, files: list[dict[str, Any]]) -> Iterator[str]:
    declared = set()
    for each in files:
        path = _path(each)
        declared.add(path)
        file = base / path
        if not file.is_file():
            yield f"{path}: it is missing"
        elif file.stat().st_size != each["Size"]:
            yield f"{path}: it has {file.stat().st_size} bytes instead of {each['Size']}"
        elif each["Checksum-Algorithm"] != ALGORITHM or _digest(file) != each["Checksum"]:
            yield f"{path}: its content was changed"
    for file in sorted(base.rglob("*")):
        path = str(file.relative_to(base))
        if file.is_file() and path not in declared and path.partition("/")[0] not in APART:
            yield f"{path}: it does not belong there"


def _path(each: dict[str, Any]) -> str:
    if "Path" in each:
        return str(each["Path"])
    return bytes.fromhex(each["Encoded-Path"]).decode(errors="surrogateescape")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _log_faults(base: Path, workshop: Path, ranges: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the log between the base's first and last moment."""
    for each in ranges:
        where = [f"--path={base.absolute() / 'pg_wal'}", f"--timeline={each['Timeline']}"]
        bounds = [f"--start={each['Start-LSN']}", f"--end={each['End-LSN']}"]
        code, said = run("pg_waldump", workshop, ["--quiet", *where, *bounds])
        if code != 0:
            return [f"pg_wal: {said.strip()}"]
    return []
