"""A home with a key, a backup of it, and what may befall keys."""

import shutil
from pathlib import Path
from typing import NamedTuple

from adapters.key_files import Key, content_of, keyring_of, places
from adapters.vault import FileVault


class Places(NamedTuple):
    home: Path
    backup: Path


def keys(folder: Path) -> dict[str, list[bytes | None]]:
    """The living keys of a folder, by person, the one in place first; none for what is none."""
    return {
        place.name: [content_of(key) for key in ring]
        for place in places(folder)
        if (ring := keyring_of(folder / place).keys)
    }


def key_of(folder: Path, subject: str = "ann") -> Path:
    """The file of the key in place."""
    return _key_of(folder, subject).file


def names(folder: Path, subject: str = "ann") -> set[str]:
    """What lies in a person's folder, by the endings."""
    return {each.suffix for each in (folder / "demo" / subject).iterdir()}


def flip(key: Path) -> None:
    """Another key, of the same length."""
    content = bytearray(key.read_bytes())
    content[7] ^= 1
    key.write_bytes(content)


def lose(folder: Path, subject: str = "ann") -> None:
    """The key, and all by which it could be missed there."""
    key = key_of(folder, subject)
    for each in (key, key.with_suffix(".made")):
        each.unlink()


def made_anew(home: Path) -> None:
    """The key was lost with its name, and somebody sealed again."""
    lose(home)
    FileVault(home).seal("demo", "ann", "another text")


def as_older(folder: Path, *, digest: bool = False) -> None:
    """All keys and marks as an older version had them."""
    for place in places(folder):
        ring, old = keyring_of(folder / place), folder / place
        for key in ring.keys:
            old.with_name(f"{old.name}.key").write_bytes(key.file.read_bytes())
            if digest:
                old.with_name(f"{old.name}.sha256").write_text(key.name.digest)
        if ring.erased >= 0:
            old.with_name(f"{old.name}.erased").touch()
        shutil.rmtree(old)


def _key_of(folder: Path, subject: str) -> Key:
    return keyring_of(folder / "demo" / subject).keys[0]
