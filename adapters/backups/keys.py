"""Copies the keys of sealed text between a home and its backup; an erased one never comes back.

Both sides hold the files of `adapters/key_files.py`, so joining them is copying what the other has
not. Without its keys the sealed text of a restored log stays unreadable; with a key that a person
had erased it would be readable again. Where home and backup have other keys of a subject, one of
them was lost and another made: both are kept, and texts open with either. In a backup `keys.json`
beside the folder lists all keys that came there and live, so that one that is gone is missed.
"""

import json
from pathlib import Path
from typing import Final, NamedTuple

from pydantic import TypeAdapter

from adapters.backups.shape import Misshapen, told_in
from adapters.key_files import (
    KEY,
    KEY_BYTES,
    NEVER,
    OLD_KEY,
    Key,
    Name,
    add_key,
    content_of,
    erase_up_to,
    fault_of,
    held,
    keyring_of,
    locked,
    name_in,
    name_of,
    places,
    put_in_place,
)
from adapters.private_file import write_private

LIST: Final = "keys.json"
Listed = dict[str, list[str]]  # the names of keys by `<tenant>/<subject>`
_LIST: Final = TypeAdapter(Listed)


class Mirrored(NamedTuple):
    """How much of the backup's keys was changed, and which keys of the home are none."""

    changed: int
    damaged: list[Path]


def mirror_keys(home: Path, backup: Path) -> Mirrored:
    """Gives the backup all that the home knows, erasures included.

    What is damaged in the home replaces nothing: the backup may have the only sound copy.
    """
    changed = 0
    for place, formers in _formers(backup).items():
        for former in formers:
            _adopt(former, backup / place)
            former.unlink()
    for place in places(home):
        with locked(home / place):
            erased = max(keyring_of(home / place).erased, keyring_of(backup / place).erased)
            changed += _join(home / place, backup / place, erased)
            erase_up_to(home / place, NEVER)  # What a killed erasure has left there.
    _list(backup)
    return Mirrored(changed, damaged_keys(home))


def damaged_keys(home: Path) -> list[Path]:
    """The keys of the home that are none, which a backup is therefore made without."""
    keys = [each for place in places(home) for each in held(home / place)]
    return [each.key.file for each in keys if each.fault is not None]


def bring_back_keys(backup: Path, home: Path) -> int:
    """Gives the home the backup's sound keys, but those that either knows as erased; how many.

    The backup's comes in place, as the log that is restored was sealed with it; the home's own is
    kept for what was put aside.
    """
    brought, formers = 0, _formers(backup)
    for place in places(backup):
        with locked(home / place):
            ring = keyring_of(home / place)
            before = {key.name for key in ring.keys if fault_of(key) is None}
            for former in formers.get(place, []):
                _adopt(former, home / place)
            _join(backup / place, home / place, max(ring.erased, keyring_of(backup / place).erased))
            after = {key.name for key in keyring_of(home / place).keys if fault_of(key) is None}
            brought += len(after - before)
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
    for place in sorted({*places(backup), *map(Path, listed)}):
        here, there = keyring_of(home / place), keyring_of(backup / place)
        keys = _named(backup / place, listed.get(str(place), []))
        keys |= {key.name: key for key in there.keys}
        sound = {key.name.digest for key in here.keys if fault_of(key) is None}
        for key in keys.values():
            lives = key.name.made > max(here.erased, there.erased)
            if lives and key.name.digest not in sound and (fault := fault_of(key)) is not None:
                found[key.file] = f"it {fault}"
    return found


def _join(source: Path, target: Path, erased: int) -> int:
    """Gives the target the source's living keys, and takes from it the erased ones; how many."""
    have = {key.name: key for key in keyring_of(target).keys}
    keys = [key for key in keyring_of(source).keys if key.name.made > erased]
    changed = 0
    for key in keys:
        content, there = content_of(key), have.get(key.name)
        is_there = there is not None and there.file.parent == target and fault_of(there) is None
        if content is not None and not is_there:
            add_key(target, key.name, content)
            changed += 1
    changed += erase_up_to(target, erased)
    return changed + (put_in_place(target, keys[0].name) if keys else 0)


def _formers(backup: Path) -> dict[Path, list[Path]]:
    """What an older version kept beside a key as the one that it replaced, by subject."""
    found: dict[Path, list[Path]] = {}
    for file in sorted(backup.glob("*/*.former-*")):
        place = file.relative_to(backup).with_name(file.name.partition(".")[0])
        found.setdefault(place, []).append(file)
    return found


def _adopt(former: Path, folder: Path) -> None:
    """Takes it over as a key from before all others, unless any was erased."""
    content = former.read_bytes()
    if len(content) == KEY_BYTES and keyring_of(folder).erased < OLD_KEY:
        add_key(folder, name_of(OLD_KEY, content), content)


def _list(backup: Path) -> None:
    """Writes the list where it is not right: all that it named or that is there, and lives."""
    file = backup.with_name(LIST)
    try:
        listed = told_in(file.read_bytes(), _LIST)
    except (FileNotFoundError, Misshapen):
        listed = {}
    found = {}
    for place in sorted({*places(backup), *map(Path, listed)}):
        ring = keyring_of(backup / place)
        keys = _named(backup / place, listed.get(str(place), []))
        names = {name for name in keys if name.made > ring.erased}
        names |= {key.name for key in ring.keys if fault_of(key) is None}
        if names:
            found[str(place)] = [str(name) for name in sorted(names)]
    if found != listed or not file.exists():
        write_private(file, json.dumps(found, indent=1) + "\n")


def _named(folder: Path, listed: list[str]) -> dict[Name, Key]:
    names = [name for each in listed if (name := name_in(each)) is not None]
    return {name: Key(name, folder / f"{name}{KEY}") for name in names}
