"""Random histories of a home, two backups, losses, erasures and kills: nothing lost, nothing back.

What must hold is told by sets: which keys each side has, and up to when each knows a person erased.
"""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import key_files
from adapters.backups.keys import bring_back_keys, faults_of_keys, mirror_keys
from adapters.key_files import NEVER, Name, keyring_of
from adapters.private_file import write_private
from adapters.vault import FileVault, KeyDamaged, SealBroken
from domain.event import SealedText

PEOPLE: Final = ("ann", "bob")
BACKUPS: Final = ("monday", "tuesday")
ACTS_MIN, ACTS_MAX = 15, 40
person, backup = st.sampled_from(PEOPLE), st.sampled_from(BACKUPS)
# Before which write of the act it is killed, if it is; then it is done again.
writes = st.sampled_from((None, None, None, 0, 1, 2, 3))
harms = st.sampled_from(("key", "spoilt", "folder", "unfinished"))
acts = st.one_of(
    st.tuples(st.just("seal"), person, writes),
    st.tuples(st.just("erase"), person, writes),
    st.tuples(st.just("mirror"), backup, writes),
    st.tuples(st.just("restore"), backup, writes),
    st.tuples(st.just("restore_elsewhere"), backup),
    st.tuples(st.just("harm"), st.sampled_from(("home", *BACKUPS)), person, harms),
)


class Killed(BaseException):
    """The process was killed before a write."""


@dataclass
class Known:
    """What a side must have."""

    sound: dict[str, set[Name]] = field(default_factory=lambda: defaultdict(set))
    erased: dict[str, int] = field(default_factory=lambda: defaultdict(lambda: NEVER))
    came: set[tuple[str, Name]] = field(default_factory=set)  # What a backup was ever given.

    def takes(self, other: "Known") -> None:
        """All that the other one has, and every erasure that either knows."""
        for who in PEOPLE:
            erased = max(self.erased[who], other.erased[who])
            self.erased[who] = erased
            both = self.sound[who] | other.sound[who]
            self.sound[who] = {name for name in both if name.made > erased}
        self.came |= {(who, name) for who in PEOPLE for name in self.sound[who]}
        self.came = {(who, name) for who, name in self.came if name.made > self.erased[who]}


@contextmanager
def killed_before(write: int | None) -> Iterator[None]:
    """The process dies before its write or removal of that number."""
    left = [write]

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def counting(*values: object) -> object:
            if left[0] == 0:
                raise Killed
            left[0] = None if left[0] is None else left[0] - 1
            return act(*values)

        return counting

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(key_files, "write_private", counted(write_private))
        patched.setattr(key_files, "_remove", counted(key_files._remove))
        yield


class KeyHistory:
    """A home and its backups, and what each of them must have."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.known = {each: Known() for each in ("home", *BACKUPS)}
        self.texts: list[tuple[SealedText, Name]] = []

    def keys(self, side: str) -> Path:
        return self.root / side / "keys"

    def done(self, write: int | None, act: Callable[[], object]) -> None:
        """Is killed on the way, perhaps, and done again."""
        try:
            with killed_before(write):
                act()
        except Killed:
            act()

    def seal(self, who: str, write: int | None) -> None:
        vault, sealed = FileVault(self.keys("home")), []
        try:
            self.done(write, lambda: sealed.append(vault.seal("demo", who, "a text")))
        except KeyDamaged:
            return  # Until it is brought back, or erased.
        name = keyring_of(self.keys("home") / "demo" / who).keys[0].name
        self.known["home"].sound[who].add(name)
        self.texts.append((sealed[-1], name))

    def erase(self, who: str, write: int | None) -> None:
        self.done(write, lambda: FileVault(self.keys("home")).erase("demo", who))
        self.known["home"].erased[who] = keyring_of(self.keys("home") / "demo" / who).erased
        self.known["home"].takes(Known())

    def mirror(self, to: str, write: int | None) -> None:
        home, there = self.keys("home"), self.keys(to)
        there.parent.mkdir(exist_ok=True)
        self.done(write, lambda: mirror_keys(home, there))
        self.known[to].takes(self.known["home"])
        assert mirror_keys(home, there).changed == 0

    def restore(self, of: str, write: int | None) -> None:
        home, there = self.keys("home"), self.keys(of)
        self.done(write, lambda: bring_back_keys(there, home))
        self.known["home"].takes(self.known[of])
        assert bring_back_keys(there, home) == 0

    def restore_elsewhere(self, of: str) -> None:
        """What the check of a backup lets through opens all that came there and was not erased."""
        fresh = self.root / "fresh/keys"
        if not faults_of_keys(self.keys(of), fresh):
            bring_back_keys(self.keys(of), fresh)
            for sealed, name in self.texts:
                if (sealed.subject, name) in self.known[of].came:
                    assert FileVault(fresh).open("demo", sealed) == "a text"
        shutil.rmtree(fresh.parent, ignore_errors=True)

    def harm(self, of: str, who: str, how: str) -> None:
        """The key in place is lost or spoilt, or the whole folder; or a write was cut off."""
        folder = self.keys(of) / "demo" / who
        ring = keyring_of(folder)
        if not ring.keys:
            return
        key = ring.keys[0]
        if how == "unfinished":
            key.file.with_name(f"{key.file.name}.unfinished").write_bytes(b"key")
            return
        if how == "folder":
            shutil.rmtree(folder)
            self.known[of].sound[who].clear()
            self.known[of].erased[who] = NEVER
            return
        if how == "spoilt":
            key.file.write_bytes(b"spoilt")
        else:
            key.file.unlink(missing_ok=True)
        self.known[of].sound[who].discard(key.name)

    def check(self) -> None:
        """Nothing is lost, and nothing erased is back."""
        home, vault = self.known["home"], FileVault(self.keys("home"))
        for sealed, name in self.texts:
            try:
                text = vault.open("demo", sealed)
            except (KeyDamaged, SealBroken):
                text = None
            is_erased = name.made <= home.erased[sealed.subject]
            is_here = name in home.sound[sealed.subject]
            assert (text == "a text") == (is_here and not is_erased), (name, home)
        for of, known in self.known.items():
            for who in PEOPLE:
                for file in (self.keys(of) / "demo" / who).glob("*.key*"):
                    assert int(file.name[:20]) > known.erased[who], "an erased key is still there"


@given(st.lists(acts, min_size=ACTS_MIN, max_size=ACTS_MAX))
def test_whatever_befalls_keys_nothing_is_lost_and_nothing_erased_is_back(
    history: list[tuple[str, ...]],
) -> None:
    with tempfile.TemporaryDirectory() as root:
        keys = KeyHistory(Path(root))
        for act, *values in history:
            getattr(keys, act)(*values)
            keys.check()
