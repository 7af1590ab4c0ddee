"""Copies the keys of sealed text between a home and its backup; an erased one never comes back.

A key is `<tenant>/<subject>.key`, the mark of an erased one `<tenant>/<subject>.erased`
(`adapters/vault.py`). Without its keys the sealed text of a restored log stays unreadable; with a
key that a person had erased it would be readable again.
"""

from pathlib import Path
from typing import Final

from adapters.private_file import write_private

KEY: Final = ".key"
ERASED: Final = ".erased"


def mirror_keys(home: Path, backup: Path) -> int:
    """Makes the backup's keys those of the home, erasures included; how many changed."""
    changed = 0
    for mark in home.glob(f"*/*{ERASED}"):
        relative = mark.relative_to(home)
        changed += _erase(backup / relative, keep=(home / relative).with_suffix(KEY).exists())
    for key in home.glob(f"*/*{KEY}"):
        content, there = key.read_bytes(), backup / key.relative_to(home)
        if not there.exists() or there.read_bytes() != content:
            _write(there, content)
            changed += 1
    return changed


def bring_back_keys(backup: Path, home: Path) -> int:
    """Adds the backup's keys that the home neither has nor has erased; how many.

    A mark of the home counts for every key of the subject: which of several it erased nobody knows.
    """
    changed = 0
    erased = {mark.with_suffix(KEY) for mark in home.glob(f"*/*{ERASED}")}
    for mark in backup.glob(f"*/*{ERASED}"):
        there = home / mark.relative_to(backup)
        if not there.exists():
            _erase(there, keep=False)
    for key in backup.glob(f"*/*{KEY}"):
        there = home / key.relative_to(backup)
        if not there.exists() and there not in erased:
            _write(there, key.read_bytes())
            changed += 1
    return changed


def _erase(mark: Path, *, keep: bool) -> int:
    """Sets the mark and, unless a newer key is kept, removes the key; how many changed."""
    changed = 0
    if not mark.exists():
        _write(mark, b"")
        changed += 1
    key = mark.with_suffix(KEY)
    if not keep and key.exists():
        key.unlink()
        changed += 1
    return changed


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and for its owner alone."""
    file.parent.parent.mkdir(mode=0o700, exist_ok=True)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    write_private(file, content)
