"""A home with a key, a backup of it, and what may befall keys."""

from pathlib import Path
from typing import NamedTuple

from adapters.vault import FileVault


class Places(NamedTuple):
    home: Path
    backup: Path


def keys(folder: Path) -> dict[str, bytes]:
    """The keys of a folder, by person."""
    return {file.stem: file.read_bytes() for file in folder.glob("*/*.key")}


def flip(key: Path) -> None:
    """Another key, of the same length."""
    content = bytearray(key.read_bytes())
    content[7] ^= 1
    key.write_bytes(content)


def made_anew(home: Path) -> None:
    """The key was lost with its digest, and somebody sealed again."""
    for ending in ("key", "sha256"):
        (home / f"demo/ann.{ending}").unlink()
    FileVault(home).seal("demo", "ann", "another text")
