"""Copies the keys of sealed text between a home and its backup; an erased one never comes back.

Both sides hold the files of `adapters/key_files.py`, so joining them is copying what the other has
not. Without its keys the sealed text of a restored log stays unreadable; with a key that a person
had erased it would be readable again. Where home and backup have other keys of a subject, one of
them was lost and another made: both are kept, and texts open with either. In a backup `keys.json`
beside the folder lists all keys that came there and live, so that one that is gone is missed.
"""

import json
import re
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from pydantic import Field, StringConstraints, TypeAdapter

from adapters.backups.shape import Misshapen, told_in
from adapters.key_files import (
    KEY,
    KEY_BYTES,
    OLD_KEY,
    OLD_KEY_SINCE,
    Key,
    Keyring,
    Name,
    add_key,
    content_of,
    erase_up_to,
    fault_of,
    held,
    is_code,
    keyring_of,
    locked,
    name_in,
    name_of,
    places,
    put_in_place,
)
from adapters.private_file import write_private

LIST: Final = "keys.json"
SPOILT: Final = ".spoilt"
_Place = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}/[A-Za-z0-9_-]{1,64}$")]
_Told = Annotated[str, StringConstraints(pattern=r"^[0-9]{20}-[0-9a-f]{64}$")]
Listed = dict[str, list[str]]  # the names of keys by `<tenant>/<subject>`
_LIST: Final[TypeAdapter[Listed]] = TypeAdapter(
    dict[_Place, Annotated[list[_Told], Field(min_length=1)]]
)
_FORMER: Final = re.compile(r"(.+)\.former-([0-9a-f]{12})").fullmatch


class Mirrored(NamedTuple):
    """How much of the backup's keys was changed, and which keys of the home are none."""

    changed: int
    damaged: list[Path]


def mirror_keys(home: Path, backup: Path) -> Mirrored:
    """Gives the backup all that the home knows, and both all erasures that either knows.

    What is damaged in the home replaces nothing: the backup may have the only sound copy. What
    stands in the way of one subject keeps no other's back: raises OSError at the end, with all.
    """
    changed, damaged, failed = 0, [], []
    for place, formers in _formers(backup).items():
        for former in formers:
            if _adopt(former, backup / place):
                former.unlink()
    for place in places(home):
        try:
            with locked(home / place):
                here, there = keyring_of(home / place), keyring_of(backup / place)
                erased = max(here.erased, there.erased)
                erase_up_to(home / place, here, erased)
                changed += _join(here, backup / place, there, erased)
                damaged += [key.file for key in here.keys if _is_damaged(key, erased)]
        except OSError as error:
            failed.append(error)
    _list(backup)
    if failed:
        told = "; ".join(map(str, failed[:3]))
        raise OSError(f"keys of {len(failed)} people could not be copied to {backup}: {told}")
    return Mirrored(changed, damaged)


def damaged_keys(home: Path) -> list[Path]:
    """The keys of the home that are none, which a backup is therefore made without."""
    found = []
    for place in places(home):
        try:
            found += [each.key.file for each in held(home / place) if each.fault is not None]
        except OSError:
            found.append(home / place)
    return found


def bring_back_keys(backup: Path, home: Path) -> int:
    """Gives the home the backup's sound keys, but those that either knows as erased; how many.

    The backup's comes in place, as the log that is restored was sealed with it; the home's own is
    kept for what was put aside. Raises OSError.
    """
    brought, formers = 0, _formers(backup)
    for place in sorted({*places(backup), *formers}):
        with locked(home / place):
            before = {key.name for key in keyring_of(home / place).keys if fault_of(key) is None}
            for former in formers.get(place, []):
                _adopt(former, home / place)
            here, there = keyring_of(home / place), keyring_of(backup / place)
            allowed = there._replace(keys=tuple(k for k in there.keys if _is_let_in(k, here)))
            _join(allowed, home / place, here, max(here.erased, there.erased))
            after = {key.name for key in keyring_of(home / place).keys if fault_of(key) is None}
            brought += len(after - before)
    return brought


def faults_of_keys(backup: Path, home: Path, *, has_list: bool = False) -> dict[Path, str]:
    """What is wrong with keys of the backup, of those that the home would be given.

    Backups of older versions have no list of them.
    """
    file = backup.with_name(LIST)
    try:
        listed = _listed(file)
    except FileNotFoundError:
        if has_list:
            return {file: "it is missing"}
        listed = {}
    except (Misshapen, OSError) as error:
        return {file: f"it cannot be read ({error})"}
    found: dict[Path, str] = {}
    formers = _formers(backup)
    for place in sorted({*places(backup), *map(Path, listed), *formers}):
        told = listed.get(str(place), [])
        faults = _faults(backup / place, home / place, told, formers.get(place, []))
        if faults:  # Or erased in this very moment, by an instance that mirrors there.
            faults = _faults(backup / place, home / place, told, formers.get(place, []))
        found |= faults
    return found


def _faults(there: Path, here: Path, told: list[str], formers: list[Path]) -> dict[Path, str]:
    """The same for one subject."""
    try:
        ring, own = keyring_of(there), keyring_of(here)
    except OSError as error:
        return {there: f"it cannot be read ({error.strerror})"}
    erased = max(ring.erased, own.erased)
    sound = [key.name.digest for key in own.keys if fault_of(key) is None]
    keys = _named(there, told) | {key.name: key for key in ring.keys}
    wanted = [key for key in keys.values() if key.name.made > erased and _is_let_in(key, own)]
    found = {
        key.file: f"it {fault}"
        for key in wanted
        if key.name.digest not in sound and (fault := fault_of(key)) is not None
    }
    for former in formers if erased < OLD_KEY else []:
        digits = former.name[-12:]
        if _former(former) is None and not any(each.startswith(digits) for each in sound):
            found[former] = "it does not fit the digits in its name"
    return found


def _is_let_in(key: Key, home: Keyring) -> bool:
    """An older version's mark is the same after one erasure and after two.

    So what it does not find in the home it keeps away, as that version did.
    """
    is_of_then = home.is_old and key.name.made == OLD_KEY_SINCE
    return not is_of_then or key.name in [each.name for each in home.keys]


def _is_damaged(key: Key, erased: int) -> bool:
    return key.name.made > erased and fault_of(key) is not None


def _join(source: Keyring, target: Path, ring: Keyring, erased: int) -> int:
    """Gives the target, which holds `ring`, the source's living keys, and takes from it the erased.

    Returns how many changed. The erasures come first: they make room.
    """
    changed = erase_up_to(target, ring, erased)
    have = {key.name: key for key in ring.keys}
    keys = [key for key in source.keys if key.name.made > erased]
    added = False
    for key in keys:
        there = have.get(key.name)
        is_there = there is not None and there.file.parent == target and fault_of(there) is None
        if not is_there and (content := content_of(key)) is not None:
            add_key(target, key.name, content)
            changed, added = changed + 1, True
    if added:
        changed += erase_up_to(target, keyring_of(target), erased)  # Older files, taken over.
    if keys and (added or len(ring.keys) > 1):
        changed += put_in_place(target, keys[0].name)
    return changed


def _formers(backup: Path) -> dict[Path, list[Path]]:
    """What an older version kept beside a key as the one that it replaced, by subject."""
    found: dict[Path, list[Path]] = {}
    for file in sorted(backup.glob("*/*.former-*")):
        told = _FORMER(file.name)
        if told and is_code(told[1]) and is_code(file.parent.name) and file.is_file():
            found.setdefault(Path(file.parent.name, told[1]), []).append(file)
    return found


def _former(file: Path) -> bytes | None:
    """Its bytes, where they fit the digits in its name."""
    content = file.read_bytes()
    is_sound = (
        len(content) == KEY_BYTES and name_of(OLD_KEY, content).digest[:12] == file.name[-12:]
    )
    return content if is_sound else None


def _adopt(former: Path, folder: Path) -> bool:
    """Takes it over as a key from before all others, unless any was erased; whether that is done.

    One that is spoilt stays where it is, and is named before a restore.
    """
    content = _former(former)
    is_erased = keyring_of(folder).erased >= OLD_KEY
    if content is not None and not is_erased:
        add_key(folder, name_of(OLD_KEY, content), content)
    return content is not None or is_erased


def _listed(file: Path) -> Listed:
    """Raises FileNotFoundError, OSError and Misshapen."""
    return told_in(file.read_bytes(), _LIST)


def _list(backup: Path) -> None:
    """Writes the list where it is not right: all that it named or that is there, and lives."""
    file = backup.with_name(LIST)
    try:
        listed = _listed(file)
    except FileNotFoundError:
        listed = {}
    except (Misshapen, IsADirectoryError):
        file.rename(file.with_name(f"{LIST}{SPOILT}"))
        listed = {}
    found = {}
    for place in sorted({*places(backup), *map(Path, listed)}):
        ring = keyring_of(backup / place)
        names = set(_named(backup / place, listed.get(str(place), [])))
        new = {key.name for key in ring.keys if key.name not in names and fault_of(key) is None}
        if living := {name for name in names | new if name.made > ring.erased}:
            found[str(place)] = [str(name) for name in sorted(living)]
    if found != listed or not file.exists():
        write_private(file, json.dumps(found, indent=1) + "\n")


def _named(folder: Path, listed: list[str]) -> dict[Name, Key]:
    names = [name for each in listed if (name := name_in(each)) is not None]
    return {name: Key(name, folder / f"{name}{KEY}") for name in names}
