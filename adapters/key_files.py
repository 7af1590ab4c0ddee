"""The files that the keys of sealed text are, in a home and in a backup, and what stands beside.

A subject of a tenant has `<tenant>/<subject>` and an ending: `.key`, the key; `.sha256`, its
digest, by which a spoilt or lost one is known (keys of older versions have none); `.former-DIGEST`,
a key that another one replaced without an erasure; `.erased`, the mark of its erasures. A mark
names these, by the keys that they erased, and the keys made since. What it names not counts as
erased: older versions made empty ones, and a key may have been lost before. A key beside a mark was
made since.
"""

import hashlib
import re
from pathlib import Path
from typing import Final, NamedTuple

from adapters.private_file import write_private

KEY_BYTES: Final = 32  # AES-256
KEY: Final = ".key"
DIGEST: Final = ".sha256"
FORMER: Final = ".former-"
FORMER_DIGITS: Final = 12
ERASED: Final = ".erased"
GONE: Final = "is missing"


class Mark(NamedTuple):
    """Which keys of a subject were erased, and which were made since, by their digests."""

    erased: frozenset[str] = frozenset()
    since: frozenset[str] = frozenset()

    def allows(self, digest: str) -> bool:
        """Whether a key may be used: it was made since the last erasure."""
        return digest in self.since and digest not in self.erased

    def joined(self, other: "Mark") -> "Mark":
        """What both know: what either erased is erased, and so is what one of them knows as made
        since who has not heard of all erasures.
        """
        erased = self.erased | other.erased
        heard = (each.since for each in (self, other) if each.erased == erased)
        return Mark(erased, frozenset().union(*heard) - erased)


is_digest: Final = re.compile(r"[0-9a-f]{64}").fullmatch


def digest_of(content: bytes) -> str:
    """What tells a key from others; nobody comes from it to the key, which is random."""
    return hashlib.sha256(content).hexdigest()


def told_digest(key: Path) -> str | None:
    """The digest that stands beside the key, which may be gone; none where there is none."""
    try:
        return key.with_suffix(DIGEST).read_text(errors="replace")
    except FileNotFoundError:
        return None


def told_mark(key: Path) -> Mark | None:
    """The subject's mark as it is written; none where nothing was erased."""
    try:
        words = key.with_suffix(ERASED).read_text(errors="replace").split()
    except FileNotFoundError:
        return None
    told = [(words[at - 1], word) for at, word in enumerate(words) if at and is_digest(word)]
    erased, since = (
        frozenset(digest for name, digest in told if name == kind) for kind in Mark._fields
    )
    return Mark(erased, since - erased)


def mark_of(key: Path) -> Mark | None:
    """The same, with the key that stands beside it, or should by its digest: it was made since."""
    mark = told_mark(key)
    if mark is None:
        return None
    standing = {told_digest(key), digest_of(key.read_bytes()) if fault_of(key) is None else None}
    since = mark.since | {each for each in standing if each is not None and is_digest(each)}
    return Mark(mark.erased, since - mark.erased)


def write_mark(key: Path, mark: Mark) -> bool:
    """Sets the subject's mark; whether that changed it."""
    told = [
        (kind, digest) for kind, names in zip(Mark._fields, mark, strict=True) for digest in names
    ]
    words = "".join(f"{kind} {digest}\n" for kind, digest in sorted(told))
    file = key.with_suffix(ERASED)
    if file.exists() and file.read_text(errors="replace") == words:
        return False
    write_private(file, words)
    return True


def former_keys(key: Path) -> list[Path]:
    """What the subject's key was before another one took its place, without an erasure."""
    return sorted(key.parent.glob(f"{key.stem}{FORMER}*"))


def former_of(key: Path, content: bytes) -> Path:
    """Where such a key stands."""
    return key.with_suffix(FORMER + digest_of(content)[:FORMER_DIGITS])


def fault_of(key: Path, digest: str | None = None) -> str | None:
    """What is wrong with a key, which may be missing; none where nothing is."""
    try:
        content = key.read_bytes()
    except FileNotFoundError:
        return GONE
    except IsADirectoryError:
        return "is a folder"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if len(content) != KEY_BYTES:
        return f"has {len(content)} bytes instead of {KEY_BYTES}"
    if (digest or told_digest(key) or digest_of(content)) != digest_of(content):
        return f"and its digest, {key.with_suffix(DIGEST).name}, do not fit each other"
    return None
