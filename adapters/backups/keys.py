"""Copies the keys of sealed text between a home and its backup; an erased one never comes back.

A key is `<tenant>/<subject>.key`, the mark of an erased one `<tenant>/<subject>.erased`
(`adapters/vault.py`). Without its keys the sealed text of a restored log stays unreadable; with a
key that a person had erased it would be readable again. In a backup the digest of a key stands
beside it, `<tenant>/<subject>.sha256`; older backups have none. What a key of the home replaced
there without an erasure stands as `<tenant>/<subject>.former-DIGEST`: the home may have lost or
spoilt its own, and what was sealed before opens with that one alone.
"""

import hashlib
import re
from pathlib import Path
from typing import Final, NamedTuple

from adapters.private_file import write_private
from adapters.vault import KEY_BYTES
from domain.ids import CODE_PATTERN

KEY: Final = ".key"
ERASED: Final = ".erased"
FORMER: Final = ".former-"
FORMER_DIGITS: Final = 12
DIGEST: Final = ".sha256"
_CODE: Final = re.compile(CODE_PATTERN).fullmatch


class Mirrored(NamedTuple):
    """How much of the backup's keys was changed, and which keys of the home are none."""

    changed: int
    damaged: list[Path]


def mirror_keys(home: Path, backup: Path) -> Mirrored:
    """Makes the backup's keys those of the home, erasures included.

    What is damaged in the home replaces nothing: the backup may have the only sound copy.
    """
    changed, damaged = 0, []
    for mark in _of_subjects(home, ERASED):
        relative = mark.relative_to(home)
        changed += _erase(backup / relative, keep=(home / relative).with_suffix(KEY).exists())
    for key in _of_subjects(home, KEY):
        content, there = _content(key), backup / key.relative_to(home)
        if content is None:
            continue  # Erased meanwhile.
        if len(content) != KEY_BYTES:
            damaged.append(key)
        elif _fault_of(there) or not _has_digest(there) or there.read_bytes() != content:
            if _fault_of(there) is None and not key.with_suffix(ERASED).exists():
                _keep_former(there, content)
            there.with_suffix(DIGEST).unlink(missing_ok=True)  # Or a kill would leave a wrong one.
            _write(there, content)
            _write(there.with_suffix(DIGEST), _digest(content))
            changed += 1
    return Mirrored(changed, damaged)


def damaged_keys(home: Path) -> list[Path]:
    """The keys of the home that are none, which a backup is therefore made without."""
    found = {key: _content(key) for key in _of_subjects(home, KEY)}
    return [key for key, told in found.items() if told is not None and len(told) != KEY_BYTES]


def bring_back_keys(backup: Path, home: Path) -> int:
    """Adds the backup's sound keys that the home neither has sound nor has erased; how many.

    A mark of the home counts for every key of the subject: which of several it erased nobody knows.
    A mark that only the backup has erases the home's key, in whose place comes the backup's, made
    since. Keys come first: a mark that stood alone as this was killed would keep them away.
    """
    sound = [key for key in _wanted(backup, home) if _fault_of(key) is None]
    for key in sound:
        _write(home / key.relative_to(backup), key.read_bytes())
    for mark in _of_subjects(backup, ERASED):
        there = home / mark.relative_to(backup)
        if not there.exists():
            _erase(there, keep=mark.with_suffix(KEY) in sound)
    return len(sound)


def faults_of_keys(backup: Path, home: Path) -> dict[Path, str]:
    """What is wrong with keys of the backup, of those that the home would be given."""
    found = {key: _fault_of(key) for key in _wanted(backup, home)}
    return {key: fault for key, fault in found.items() if fault is not None}


def _fault_of(key: Path) -> str | None:
    """What is wrong with a key of a backup, which may be missing; none where nothing is."""
    if not key.exists():
        return "it is missing"
    if key.is_dir():
        return "it is a folder"
    content = key.read_bytes()
    if len(content) != KEY_BYTES:
        return f"it has {len(content)} bytes instead of {KEY_BYTES}"
    digest = key.with_suffix(DIGEST)
    if digest.exists() and digest.read_bytes() != _digest(content):
        return f"it and its digest, {digest.name}, do not fit each other"
    return None


def _wanted(backup: Path, home: Path) -> list[Path]:
    """The backup's keys that the home has not, or damaged, or erased as the backup alone knows.

    With those that left a digest alone.
    """
    erased, gone = (
        {mark.with_suffix(KEY).relative_to(each) for mark in _of_subjects(each, ERASED)}
        for each in (home, backup)
    )
    told = {*_of_subjects(backup, KEY)}
    told |= {digest.with_suffix(KEY) for digest in _of_subjects(backup, DIGEST)}
    places = {key: key.relative_to(backup) for key in sorted(told)}
    return [
        key
        for key, place in places.items()
        if place not in erased and (place in gone or not _is_key(home / place))
    ]


def _of_subjects(folder: Path, ending: str) -> list[Path]:
    """Files so named of subjects of tenants; what systems put beside them is no subject's."""
    return sorted(each for each in folder.glob(f"*/*{ending}") if _CODE(each.stem))


def _content(key: Path) -> bytes | None:
    """Of a key of the home; nothing of what cannot be read, and none where it is gone."""
    try:
        return key.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return b""  # No key: whoever asks counts its bytes.


def _is_key(file: Path) -> bool:
    return file.is_file() and file.stat().st_size == KEY_BYTES


def _has_digest(key: Path) -> bool:
    return key.with_suffix(DIGEST).exists()


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()


def _keep_former(key: Path, other: bytes) -> None:
    """Keeps what the key was where another one takes its place."""
    former = key.read_bytes()
    if former != other:
        digits = _digest(former).decode()[:FORMER_DIGITS]
        _write(key.with_suffix(f"{FORMER}{digits}"), former)


def _erase(mark: Path, *, keep: bool) -> int:
    """Sets the mark and, unless a newer key is kept, removes the key; how many changed."""
    changed = 0
    if not mark.exists():
        _write(mark, b"")
        changed += 1
    key = mark.with_suffix(KEY)
    for former in key.parent.glob(f"{key.stem}{FORMER}*"):
        former.unlink()
        changed += 1
    if not keep:
        key.with_suffix(DIGEST).unlink(missing_ok=True)
    if not keep and key.exists():
        key.unlink()
        changed += 1
    return changed


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and for its owner alone."""
    file.parent.parent.mkdir(mode=0o700, exist_ok=True)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    write_private(file, content)
