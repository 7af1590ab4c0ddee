"""Home and backup may have other keys of a person, or those of an older version."""

import hashlib
from pathlib import Path

import pytest

from adapters.backups.keys import bring_back_keys, faults_of_keys, mirror_keys
from adapters.vault import FileVault, SealBroken
from tests.adapters.backups.kept_keys import (
    Places,
    as_older,
    flip,
    key_of,
    keys,
    lose,
    made_anew,
    names,
)


def test_a_key_that_another_one_replaced_without_an_erasure_is_kept(places: Places) -> None:
    before, vault = keys(places.backup)["ann"], FileVault(places.home)
    made_anew(places.home)
    mirror_keys(*places)
    assert keys(places.backup)["ann"] == keys(places.home)["ann"] + before
    assert mirror_keys(*places).changed == 0
    vault.erase("demo", "ann")
    mirror_keys(*places)
    assert names(places.backup) == {".erased"}
    assert bring_back_keys(places.backup, places.home) == 0


@pytest.mark.parametrize("is_first", [True, False])
def test_what_was_sealed_opens_after_a_restore_over_a_home_with_another_key(
    places: Places, tmp_path: Path, is_first: bool
) -> None:
    """A trial run, or what was sealed after a loss; the backup's makes fingerprints from then."""
    other, there = FileVault(tmp_path / "other"), FileVault(places.home)
    if is_first:
        other.fingerprint("demo", "account 1")
    fingerprint = there.fingerprint("demo", "account 1")
    assert other.fingerprint("demo", "account 1") != fingerprint
    here, before = other.seal("demo", "ann", "here"), there.seal("demo", "ann", "there")
    mirror_keys(*places)
    assert bring_back_keys(places.backup, tmp_path / "other") == 2
    assert (other.open("demo", here), other.open("demo", before)) == ("here", "there")
    assert other.fingerprint("demo", "account 1") == fingerprint
    assert other.is_fingerprint("demo", "account 1", fingerprint)
    assert bring_back_keys(places.backup, tmp_path / "other") == 0
    mirror_keys(tmp_path / "other", tmp_path / "copy")
    fresh = FileVault(tmp_path / "fresh")
    assert bring_back_keys(tmp_path / "copy", tmp_path / "fresh") == 4
    assert (fresh.open("demo", here), fresh.open("demo", before)) == ("here", "there")
    assert fresh.fingerprint("demo", "account 1") == fingerprint
    other.erase("demo", "ann")
    assert other.open("demo", here) is other.open("demo", before) is None
    mirror_keys(tmp_path / "other", tmp_path / "copy")
    assert names(tmp_path / "copy") == {".erased"}


@pytest.mark.parametrize("side", ["home", "backup"])
def test_each_of_several_keys_is_held_against_its_digest(
    places: Places, tmp_path: Path, side: str
) -> None:
    made_anew(places.home)
    mirror_keys(*places)
    bring_back_keys(places.backup, places.home)
    spoilt = sorted((getattr(places, side) / "demo/ann").glob("*.key"))
    flip(spoilt[0])
    if side == "home":
        assert mirror_keys(*places) == (0, [spoilt[0]])
        assert bring_back_keys(places.backup, places.home) == 1
    else:
        assert list(faults_of_keys(places.backup, tmp_path / "fresh")) == [spoilt[0]]
        spoilt[1].unlink()
        spoilt[1].with_suffix(".made").unlink()
        assert list(faults_of_keys(places.backup, tmp_path / "fresh")) == spoilt
        assert mirror_keys(*places).changed == 2
    assert keys(places.home) == keys(places.backup)


def test_what_the_home_has_sealed_since_it_lost_everything_outlives_a_restore(
    places: Places,
) -> None:
    """The backup knows of an erasure from before: what was made since is none of its."""
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    mirror_keys(*places)
    (mark,) = (places.home / "demo/ann").iterdir()
    mark.unlink()
    sealed = vault.seal("demo", "ann", "a newer text")
    assert bring_back_keys(places.backup, places.home) == 0
    assert vault.open("demo", sealed) == "a newer text"


def test_a_clock_that_goes_back_brings_nothing_back(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = FileVault(places.home)
    monkeypatch.setattr("adapters.vault.unix_nanoseconds", lambda: 1)
    older = vault.seal("demo", "ann", "a text")
    for _ in range(2):
        vault.erase("demo", "ann")
        assert vault.open("demo", older) is None
        older = vault.seal("demo", "ann", "a text")
        assert vault.open("demo", older) == "a text"
    assert bring_back_keys(places.backup, places.home) == 0
    mirror_keys(*places)
    assert keys(places.backup) == keys(places.home)


@pytest.mark.parametrize("has_digest", [False, True])
@pytest.mark.parametrize("which", [(True, False), (False, True), (True, True)])
def test_keys_of_an_older_version_are_taken_as_they_are(
    places: Places, tmp_path: Path, which: tuple[bool, bool], has_digest: bool
) -> None:
    vault, fresh = FileVault(places.home), FileVault(tmp_path / "fresh")
    before = vault.seal("demo", "ann", "a text")
    as_new = keys(places.home)
    for folder, is_old in zip(places, which, strict=True):
        if is_old:
            as_older(folder, digest=has_digest)
    places.backup.with_name("keys.json").unlink()
    assert keys(places.home) == keys(places.backup) == as_new
    assert vault.open("demo", before) == "a text"
    assert bring_back_keys(places.backup, places.home) <= 1
    assert bring_back_keys(places.backup, tmp_path / "fresh") == 1
    assert fresh.open("demo", before) == "a text"
    mirror_keys(*places)
    assert mirror_keys(*places).changed == 0
    assert names(places.backup) >= {".key", ".made"}
    assert not list(places.backup.glob("*/*.*")), "the older files are gone"
    vault.erase("demo", "ann")
    assert vault.open("demo", before) is None
    mirror_keys(*places)
    for folder in places:
        assert keys(folder) == {}
        assert not list(folder.rglob("*.key"))
    assert bring_back_keys(places.backup, tmp_path / "fresh") == 0
    assert fresh.open("demo", before) is None


def test_an_older_mark_erases_what_came_before_it_and_not_what_stands_beside(
    places: Places, tmp_path: Path
) -> None:
    vault, restored = FileVault(places.home), tmp_path / "restored"
    older = vault.seal("demo", "ann", "a text")
    as_older(places.backup, digest=True)
    vault.erase("demo", "ann")
    newer = vault.seal("demo", "ann", "a newer text")
    as_older(places.home)
    assert (vault.open("demo", older), vault.open("demo", newer)) == (None, "a newer text")
    mirror_keys(*places)
    assert bring_back_keys(places.backup, restored) == 1
    assert FileVault(restored).open("demo", older) is None
    assert FileVault(restored).open("demo", newer) == "a newer text"


def test_a_key_of_an_older_backup_is_held_against_the_digest_beside_it(
    places: Places, tmp_path: Path
) -> None:
    as_older(places.backup, digest=True)
    places.backup.with_name("keys.json").unlink()
    old = places.backup / "demo/ann.key"
    flip(old)
    assert list(faults_of_keys(places.backup, tmp_path / "fresh")) == [old]
    old.unlink()
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {old: "it is missing"}
    assert mirror_keys(*places).changed == 2
    assert keys(places.backup) == keys(places.home)


def test_what_an_older_backup_kept_beside_a_key_opens_its_texts(
    places: Places, tmp_path: Path
) -> None:
    vault = FileVault(places.home)
    older = vault.seal("demo", "ann", "older")
    former = key_of(places.home).read_bytes()
    made_anew(places.home)
    newer = vault.seal("demo", "ann", "newer")
    lose(places.backup)
    mirror_keys(*places)
    as_older(places.backup, digest=True)
    kept = places.backup / f"demo/ann.former-{hashlib.sha256(former).hexdigest()[:12]}"
    kept.write_bytes(former)
    for time in range(2):
        fresh = FileVault(tmp_path / f"fresh-{time}")
        assert bring_back_keys(places.backup, tmp_path / f"fresh-{time}") == 2
        assert (fresh.open("demo", older), fresh.open("demo", newer)) == ("older", "newer")
        assert keys(tmp_path / f"fresh-{time}")["ann"][1] == former, "the other is in place"
        mirror_keys(*places)
        assert not kept.exists()


def test_a_text_of_a_key_that_nobody_has_is_said_to_be_altered(places: Places) -> None:
    vault = FileVault(places.home)
    sealed = vault.seal("demo", "ann", "a text")
    lose(places.home)
    vault.seal("demo", "ann", "another text")
    with pytest.raises(SealBroken):
        vault.open("demo", sealed)
