"""The files that the keys of sealed text are, alike in a home and in a backup.

A subject of a tenant has a folder, `<tenant>/<subject>/`, and in it, for each of its keys,
`MADE-DIGEST.key` with the key and `MADE-DIGEST.made`, empty, by which a lost one is missed. MADE is
when it was made, in nanoseconds since 1970 and 20 digits, DIGEST the SHA-256 of its bytes: a file
that does not fit its own name is no key. `MOMENT.erased` says that every key made up to then is
erased. `current` names the key in place, where there are several.

No such file changes once it is there, and which keys live follows from the names alone. So home and
backup are joined by copying what the other has not, in any order, as often as one likes and however
often one is killed: an erasure is known for good as soon as its name is there, and nothing else
takes a key away (DECISIONS 158).

Older versions had `<tenant>/<subject>.key`, in a backup with `.sha256`, its digest, and an empty
`.erased`; they are read as a key and a mark from before all others.
"""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from adapters.private_file import private_folder, sync_folder, write_private
from domain.ids import CODE_PATTERN

KEY_BYTES: Final = 32  # AES-256
KEY: Final = ".key"
MADE: Final = ".made"
ERASED: Final = ".erased"
CURRENT: Final = "current"
END_OF_TIME: Final = 10**20  # Nanoseconds, as many as 20 digits tell: in the year 5138.
NEVER: Final = -1  # When a subject was erased of whom nothing was.
OLD_DIGEST: Final = ".sha256"
OLD_KEY: Final = 0  # When keys of older versions count as made, but
OLD_ERASURE: Final = 1  # where there is their mark,
OLD_KEY_SINCE: Final = 2  # beside which a key was made since.

is_code: Final = re.compile(CODE_PATTERN).fullmatch
_LEFT: Final = re.compile(r"\.[A-Za-z0-9_-]{43}").fullmatch  # by an older version that was killed
_NAME: Final = re.compile(r"([0-9]{20})-([0-9a-f]{64})").fullmatch
_FILE: Final = re.compile(r"([0-9]{20}-[0-9a-f]{64})\.(?:key|made)(\.unfinished)?").fullmatch
_MARK: Final = re.compile(r"([0-9]{20})\.erased").fullmatch
_DIGEST: Final = re.compile(r"[0-9a-f]{64}").fullmatch


class Name(NamedTuple):
    """What a key is known by."""

    made: int  # nanoseconds since 1970, or `OLD_KEY` and its like
    digest: str

    def __str__(self) -> str:
        if self.made >= END_OF_TIME:
            raise ValueError(f"A key cannot be made at {self.made}: names end before that moment.")
        return f"{self.made:020d}-{self.digest}"


class Key(NamedTuple):
    """A key that should be there, and where."""

    name: Name
    file: Path


class Keyring(NamedTuple):
    """What the names in a subject's folder say."""

    erased: int  # every key made up to then is; `NEVER`
    keys: tuple[Key, ...]  # that live, the one in place first
    dead: tuple[Path, ...]  # files of erased keys, which a kill has left
    is_old: bool  # An older version wrote the mark, and would write it once for all erasures.


class Held(NamedTuple):
    """A key that lives: its bytes, or what is wrong with them."""

    key: Key
    content: bytes | None
    fault: str | None


def name_in(text: str) -> Name | None:
    """The name that is written there; none where it is none."""
    told = _NAME(text)
    return Name(int(told[1]), told[2]) if told else None


def name_of(made: int, content: bytes) -> Name:
    """The name of such a key. Nobody comes from its digest to the key, which is random."""
    return Name(made, hashlib.sha256(content).hexdigest())


def places(folder: Path) -> list[Path]:
    """All subjects that have keys, or had, as `<tenant>/<subject>`.

    What systems put beside them is no subject's.
    """
    found = set()
    for each in folder.glob("*/*"):
        subject = each.name if each.is_dir() else each.name.partition(".")[0]
        if is_code(each.parent.name) and is_code(subject):
            found.add(each.relative_to(folder).with_name(subject))
    return sorted(found)


def keyring_of(folder: Path) -> Keyring:
    """What a subject's folder holds, which need not be there. Raises OSError."""
    try:
        names = sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        names = []
    old_mark = os.path.isfile(f"{folder}{ERASED}")
    marks = [int(mark[1]) for each in names if (mark := _MARK(each))]
    erased = max([*marks, OLD_ERASURE if old_mark else NEVER])
    found: dict[Name, Path] = {}
    dead = []
    for each in names:
        if (file := _FILE(each)) and (name := name_in(file[1])):
            if name.made <= erased:
                dead.append(folder / each)
            elif not file[2]:
                found[name] = folder / f"{file[1]}{KEY}"
    if old := _old_key(folder, OLD_KEY_SINCE if old_mark else OLD_KEY):
        copies = (Key(*each) for each in found.items() if each[0].digest == old.name.digest)
        if old.name.made <= erased or any(fault_of(copy) is None for copy in copies):
            dead += [old.file, old.file.with_suffix(OLD_DIGEST)]
        else:
            found[old.name] = old.file
    keys = [Key(*each) for each in found.items()]
    if len(keys) > 1:
        keys = _in_order(folder, keys)
    return Keyring(erased, tuple(keys), tuple(dead), old_mark and not marks)


def held(folder: Path) -> list[Held]:
    """The living keys of a subject, read; one that is erased in this very moment is none.

    Raises OSError.
    """
    found = [_read(key) for key in keyring_of(folder).keys]
    if all(each.fault is None for each in found):
        return found
    with locked(folder):
        return [_read(key) for key in keyring_of(folder).keys]


def fault_of(key: Key) -> str | None:
    """What is wrong with a key; none where nothing is."""
    return _read(key).fault


def content_of(key: Key) -> bytes | None:
    """The bytes of a sound key."""
    return _read(key).content


def add_key(folder: Path, name: Name, content: bytes) -> None:
    """Gives a subject this key; what stands in its place is none. Raises OSError."""
    private_folder(folder)
    _write(folder / f"{name}{KEY}", content)
    if not os.path.exists(folder / f"{name}{MADE}"):
        _write(folder / f"{name}{MADE}", b"")


def put_in_place(folder: Path, name: Name) -> bool:
    """Makes it the key that new text is sealed with; whether it was not. Raises OSError."""
    keys = keyring_of(folder).keys
    if len(keys) < 2 or keys[0].name == name:
        return False
    _write(folder / CURRENT, str(name))
    return True


def erase_up_to(folder: Path, ring: Keyring, moment: int) -> int:
    """Erases every key of the subject made up to that moment, `NEVER` for none; how many changed.

    `ring` is what the folder holds. First of all the mark is written: a kill leaves files that are
    no keys any more. Raises OSError.
    """
    waste, is_new = list(ring.dead), moment > ring.erased
    if is_new:
        private_folder(folder)
        _write(folder / f"{moment:020d}{ERASED}", b"")
        after = keyring_of(folder)
        waste = [*after.dead, *_others(folder, after)]
    elif ring.erased != NEVER and not ring.keys:
        waste += _others(folder, ring)
    removed = sum(_remove(each) for each in waste)
    for each in {file.parent for file in waste}:
        sync_folder(each)
    return removed + is_new


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keeps other threads and processes from making or erasing keys of the subject's tenant."""
    private_folder(folder.parent)
    opened = os.open(folder.parent, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _old(folder: Path, ending: str) -> Path:
    return folder.with_name(folder.name + ending)


def _old_key(folder: Path, made: int) -> Key | None:
    """What an older version left."""
    key, digest = _old(folder, KEY), (_bytes(_old(folder, OLD_DIGEST)) or b"").decode("latin-1")
    if _DIGEST(digest):
        return Key(Name(made, digest), key)
    content = _bytes(key)
    return None if content is None else Key(name_of(made, content), key)


def _bytes(file: Path) -> bytes | None:
    """What a file holds; none where there is none that can be read."""
    try:
        return file.read_bytes()
    except OSError:
        return None


def _in_order(folder: Path, keys: Iterable[Key]) -> list[Key]:
    """The key in place, and behind it the older ones first."""
    current = name_in((_bytes(folder / CURRENT) or b"").decode("latin-1"))
    return sorted(keys, key=lambda key: (key.name != current, key.name))


def _write(file: Path, content: bytes | str) -> None:
    """Also over a folder that somebody put in its place."""
    for each in (file, file.with_name(f"{file.name}.unfinished")):
        if each.is_dir():
            shutil.rmtree(each)
    write_private(file, content)


def _read(key: Key) -> Held:
    try:
        content = key.file.read_bytes()
    except FileNotFoundError:
        return Held(key, None, "is missing")
    except IsADirectoryError:
        return Held(key, None, "is a folder")
    except OSError as error:
        return Held(key, None, f"cannot be read ({error.strerror})")
    if len(content) != KEY_BYTES:
        return Held(key, None, f"has {len(content)} bytes instead of {KEY_BYTES}")
    if name_of(key.name.made, content) != key.name:
        return Held(key, None, "does not fit its digest, so other bytes stand in its place")
    return Held(key, content, None)


def _others(folder: Path, ring: Keyring) -> list[Path]:
    """Whatever else lies there or was left beside: it may be a copy of an erased key."""
    ours = {f"{key.name}{ending}" for key in ring.keys for ending in (KEY, MADE)}
    ours |= {f"{ring.erased:020d}{ERASED}", CURRENT if ring.keys else ""}
    dead = {each.name for each in ring.dead}
    inside = [each for each in folder.glob("*") if each.name not in ours | dead]
    beside = [_old(folder, f"{ending}.unfinished") for ending in (KEY, OLD_DIGEST)]
    beside += [each for each in folder.parent.glob(".*") if _LEFT(each.name)]
    return [*inside, *(each for each in beside if each.exists())]


def _remove(file: Path) -> int:
    """Whether it was there."""
    if file.is_dir():
        shutil.rmtree(file)
        return 1
    there = file.exists()
    file.unlink(missing_ok=True)
    return int(there)
