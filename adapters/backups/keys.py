"""Copies the keys of sealed text between a home and its backup; an erased one never comes back.

The files are those of `adapters/key_files.py` on both sides. Without its keys the sealed text of a
restored log stays unreadable; with a key that a person had erased it would be readable again. Where
home and backup have other keys of a subject, without an erasure, one of them was lost or spoilt or
made anew, and nobody can tell which: both are kept, and texts open with either. In a backup
`keys.json` beside the folder lists all keys, so that one that is gone with its digest is missed.
"""

import json
import re
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import TypeAdapter

from adapters.backups.shape import Misshapen, told_in
from adapters.key_files import (
    DIGEST,
    KEY,
    Mark,
    digest_of,
    fault_of,
    former_keys,
    former_of,
    mark_of,
    told_digest,
    told_mark,
    write_mark,
)
from adapters.private_file import write_private
from domain.ids import CODE_PATTERN

LIST: Final = "keys.json"
_LIST: Final = TypeAdapter(dict[str, str])
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
    for place in _places(home):
        key, there = home / place, backup / place
        changed += _erase(there, _mark_to_mirror(key, there))
        for former in former_keys(key):
            changed += _copy(former, there)
        if fault_of(key) is None:
            changed += _replace(there, key.read_bytes())
        elif key.exists():
            damaged.append(key)
    if changed or not backup.with_name(LIST).exists():
        _list(backup)
    return Mirrored(changed, damaged)


def damaged_keys(home: Path) -> list[Path]:
    """The keys of the home that are none, which a backup is therefore made without."""
    keys = [home / place for place in _places(home)]
    return [key for key in keys if fault_of(key) is not None and _has_had(key)]


def bring_back_keys(backup: Path, home: Path) -> int:
    """Puts the backup's sound keys in the home, but those that either knows as erased; how many.

    A key of the home in whose place another comes is kept beside it: the log that is restored was
    sealed with the backup's, what was put aside with the home's.
    """
    brought = 0
    for place in _places(backup):
        key, there = home / place, backup / place
        mark = _mark_of_both(there, key)
        # The mark comes last: one that stood alone as this was killed would keep the key away.
        if fault_of(there) is None and _is_allowed(there, mark):
            brought += _replace(key, there.read_bytes(), mark)
        for former in former_keys(there):
            if _is_allowed(former, mark):
                _copy(former, key)
        _erase(key, mark)
    return brought


def faults_of_keys(backup: Path, home: Path, *, has_list: bool = False) -> dict[Path, str]:
    """What is wrong with keys of the backup, of those that the home would be given.

    Backups of older versions have no list of them.
    """
    try:
        listed = told_in(backup.with_name(LIST).read_bytes(), _LIST)
    except FileNotFoundError:
        if has_list:
            return {backup.with_name(LIST): "it is missing"}
        listed = {}
    except Misshapen as error:
        return {backup.with_name(LIST): f"it cannot be read ({error})"}
    found = {}
    for place in sorted({*_places(backup), *map(Path, listed)}):
        key, there = home / place, backup / place
        told = told_digest(there) or listed.get(str(place))
        fault = fault_of(there, told)
        if fault is None or (told is None and not there.exists()):
            continue  # Sound, or nothing but a mark.
        mark = _mark_of_both(there, key)
        if mark is not None and (told is None or not mark.allows(told)):
            continue
        if fault_of(key) is None and told in (None, digest_of(key.read_bytes())):
            continue  # The home has it.
        found[there] = f"it {fault}"
    return found


def _places(folder: Path) -> list[Path]:
    """The keys of all subjects of tenants, also of those that have nothing but a mark or a digest.

    What systems put beside them is no subject's.
    """
    found = {each.with_suffix(KEY) for each in folder.glob("*/*.*") if _CODE(each.stem)}
    return sorted(each.relative_to(folder) for each in found)


def _mark_of_both(there: Path, key: Path) -> Mark | None:
    marks = [mark for mark in (mark_of(there), mark_of(key)) if mark is not None]
    return marks[0].joined(marks[-1]) if marks else None


def _mark_to_mirror(key: Path, there: Path) -> Mark | None:
    """The home's, which knows its own keys; what else the backup knows as erased stays so."""
    mark = mark_of(key)
    if mark is None:
        return None
    former = told_mark(there) or Mark()
    return Mark((mark.erased | former.erased) - mark.since, mark.since)


def _is_allowed(key: Path, mark: Mark | None) -> bool:
    return mark is None or mark.allows(digest_of(key.read_bytes()))


def _has_had(key: Path) -> bool:
    """Whether there is or was a key that nobody erased."""
    told, mark = told_digest(key), mark_of(key)
    return key.exists() or (told is not None and (mark is None or told not in mark.erased))


def _erase(key: Path, mark: Mark | None) -> int:
    """Sets the mark and removes what it does not allow; how many changed."""
    if mark is None:
        return 0
    _folder_of(key)
    changed = 0
    for each in (key, *former_keys(key)):
        if each.is_file() and not _is_allowed(each, mark):
            each.unlink()
            changed += 1
    if not key.exists():
        key.with_suffix(DIGEST).unlink(missing_ok=True)
    return changed + write_mark(key, mark)


def _replace(key: Path, content: bytes, mark: Mark | None = None) -> int:
    """Makes it the key, with its digest; what a sound one was before is kept, unless erased."""
    if fault_of(key) is None:
        former = key.read_bytes()
        if former != content and (mark is None or mark.allows(digest_of(former))):
            _write(former_of(key, former), former)
        if former == content and told_digest(key) is not None:
            return 0
    key.with_suffix(DIGEST).unlink(missing_ok=True)  # Or a kill would leave a wrong one.
    _write(key, content)
    _write(key.with_suffix(DIGEST), digest_of(content))
    former_of(key, content).unlink(missing_ok=True)
    return 1


def _copy(former: Path, key: Path) -> int:
    """Puts a former key beside the other side's; whether it was not there."""
    there = key.with_name(former.name)
    if there.exists():
        return 0
    _write(there, former.read_bytes())
    return 1


def _list(backup: Path) -> None:
    keys = {place: backup / place for place in _places(backup)}
    found = {
        str(place): digest_of(key.read_bytes())
        for place, key in keys.items()
        if fault_of(key) is None
    }
    write_private(backup.with_name(LIST), json.dumps(found, indent=1) + "\n")


def _folder_of(key: Path) -> None:
    key.parent.parent.mkdir(mode=0o700, exist_ok=True)
    key.parent.mkdir(mode=0o700, exist_ok=True)


def _write(file: Path, content: bytes | str) -> None:
    """Whole or not at all, and for its owner alone."""
    _folder_of(file)
    write_private(file, content)
