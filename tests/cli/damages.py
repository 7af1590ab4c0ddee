"""What may have happened to a backup since it was taken, each with the code that refuses it."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from adapters.backups.manifest import CHECKSUM, checksum_of


def _replace(file: Path, content: bytes) -> None:
    file.unlink()  # It is one and the same file in the backup that was linked.
    file.write_bytes(content)


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    _replace(file, bytes(content))


def _rewrite(key: str, value: object) -> Callable[[Path], None]:
    def damage(backup: Path) -> None:
        told = {**json.loads((backup / "backup.json").read_text()), key: value}
        told |= {CHECKSUM: checksum_of(told)}
        _replace(backup / "backup.json", json.dumps(told).encode())

    return damage


def _say_otherwise(backup: Path) -> None:
    told = json.loads((backup / "backup.json").read_text())
    _replace(backup / "backup.json", json.dumps({**told, "digests": {}}).encode())


def _a_key(backup: Path) -> Path:
    return min(backup.glob("secrets/keys/*/*/*.key"))


def copied_by_files(backup: Path, copy: Path) -> Path:
    """The copy, as many a tool makes it: without the folders in which there is no file."""
    shutil.copytree(backup, copy, copy_function=os.link)
    for place, folders, files in os.walk(copy, topdown=False):
        if not files and not any((Path(place) / each).exists() for each in folders):
            Path(place).rmdir()
    return copy


def _say_nothing(backup: Path) -> None:
    _replace(backup / "base/backup_manifest", b"[]")


def _make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte of a table": (lambda b: _flip(b / "base/global/1260"), "backup.damaged"),
    "a byte of the manifest": (lambda b: _flip(b / "base/backup_manifest"), "backup.damaged"),
    "a key of sealed text": (lambda b: _flip(_a_key(b)), "backup.keys_damaged"),
    "a key of sealed text is empty": (lambda b: _replace(_a_key(b), b""), "backup.keys_damaged"),
    "a key of sealed text is missing": (lambda b: _a_key(b).unlink(), "backup.keys_damaged"),
    "a file is missing": (lambda b: (b / "base/PG_VERSION").unlink(), "backup.damaged"),
    "a file too many": (lambda b: (b / "base/extra").touch(), "backup.damaged"),
    "no log of the base": (lambda b: shutil.rmtree(b / "base/pg_wal"), "backup.damaged"),
    "another secret": (lambda b: _flip(b / "secrets/database-secret"), "backup.damaged"),
    "never finished": (lambda b: (b / "backup.json").unlink(), "backup.unreadable"),
    "no words": (lambda b: _replace(b / "backup.json", b"?"), "backup.unreadable"),
    "words lack": (lambda b: _replace(b / "backup.json", b'{"format": 1}'), "backup.unreadable"),
    "other words": (_say_otherwise, "backup.unreadable"),
    "away": (shutil.rmtree, "backup.absent"),
    "an older server": (_rewrite("postgres", "17"), "backup.other_version"),
    "a newer program": (_rewrite("migrations", ["9999_later.sql"]), "backup.other_version"),
    "a newer form": (_rewrite("format", 2), "backup.other_version"),
    "a base of no words": (_say_nothing, "backup.damaged"),
    "another timeline": (_rewrite("timeline", 2), "backup.damaged"),
    "no folder of received log": (lambda b: shutil.rmtree(b / "wal"), "backup.damaged"),
    "a secret is a folder": (
        lambda b: _make_folder(b / "secrets/database-secret"),
        "backup.not_readable",
    ),
    "a word of the base is a folder": (
        lambda b: _make_folder(b / "base/backup_manifest"),
        "backup.not_readable",
    ),
}
