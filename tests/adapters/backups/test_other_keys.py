"""Home and backup may have other keys of a person: nothing is lost, and nothing erased is back."""

import shutil
from pathlib import Path

import pytest

from adapters.backups.keys import bring_back_keys, faults_of_keys, mirror_keys
from adapters.vault import FileVault, KeyDamaged
from tests.adapters.backups.kept_keys import Places, flip, keys, made_anew


def test_a_key_that_was_spoilt_in_the_home_replaces_none_and_is_brought_back(
    places: Places,
) -> None:
    """Also of a person who was erased before: the texts since were taken for erased ones."""
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    sealed = vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    spoilt = places.home / "demo/ann.key"
    flip(spoilt)
    assert mirror_keys(*places) == (0, [spoilt])
    with pytest.raises(KeyDamaged, match="do not fit each other"):
        vault.open("demo", sealed)
    assert bring_back_keys(places.backup, places.home) == 1
    assert vault.open("demo", sealed) == "a newer text"


def test_a_key_that_another_one_replaced_without_an_erasure_is_kept(places: Places) -> None:
    (before,) = keys(places.backup).values()
    made_anew(places.home)
    mirror_keys(*places)
    assert keys(places.backup) == keys(places.home)
    (former,) = places.backup.glob("demo/ann.former-*")
    assert former.read_bytes() == before
    assert mirror_keys(*places).changed == 0
    assert former.exists()
    FileVault(places.home).erase("demo", "ann")
    mirror_keys(*places)
    assert [each.name for each in (places.backup / "demo").iterdir()] == ["ann.erased"]
    assert bring_back_keys(places.backup, places.home) == 0


def test_what_was_sealed_opens_after_a_restore_over_a_home_with_another_key(
    places: Places, tmp_path: Path
) -> None:
    """A trial run, or what was sealed after a loss and before the restore."""
    other = FileVault(tmp_path / "other")
    here, there = other.seal("demo", "ann", "here"), FileVault(places.home)
    before = there.seal("demo", "ann", "there")
    fingerprint = there.fingerprint("demo", "account 1")
    assert other.fingerprint("demo", "account 1") != fingerprint
    mirror_keys(*places)
    assert bring_back_keys(places.backup, tmp_path / "other") == 2
    assert (other.open("demo", here), other.open("demo", before)) == ("here", "there")
    assert other.fingerprint("demo", "account 1") == fingerprint
    assert bring_back_keys(places.backup, tmp_path / "other") == 0
    mirror_keys(tmp_path / "other", tmp_path / "copy")
    fresh = tmp_path / "fresh"
    assert bring_back_keys(tmp_path / "copy", fresh) == 2
    assert (FileVault(fresh).open("demo", here), FileVault(fresh).open("demo", before)) == (
        "here",
        "there",
    )
    other.erase("demo", "ann")
    assert other.open("demo", here) is None
    mirror_keys(tmp_path / "other", tmp_path / "copy")
    assert sorted(
        each.name for each in (tmp_path / "copy/demo").iterdir() if "ann" in each.name
    ) == ["ann.erased"]


def test_a_key_made_since_an_erasure_comes_back_where_only_the_mark_is_known(
    places: Places, tmp_path: Path
) -> None:
    vault, other = FileVault(places.home), tmp_path / "other"
    vault.erase("demo", "ann")
    mirror_keys(places.home, other)
    sealed = vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    restored = tmp_path / "restored"
    assert bring_back_keys(other, restored) == 0
    assert bring_back_keys(places.backup, restored) == 1
    assert FileVault(restored).open("demo", sealed) == "a newer text"


def test_what_a_mark_of_an_older_version_meant_does_not_come_back(
    places: Places, tmp_path: Path
) -> None:
    restored = tmp_path / "restored"
    (restored / "demo").mkdir(parents=True)
    (restored / "demo/ann.erased").touch()
    assert bring_back_keys(places.backup, restored) == 0
    assert faults_of_keys(places.backup, restored) == {}
    (places.home / "demo/ann.key").unlink()
    (places.home / "demo/ann.sha256").unlink()
    (places.home / "demo/ann.erased").touch()
    assert mirror_keys(*places).changed == 2
    assert keys(places.backup) == {}


@pytest.mark.parametrize("lost", ["demo/ann.*", "demo", "../backup"])
def test_a_key_that_is_gone_with_all_that_stood_beside_is_missed(
    places: Places, tmp_path: Path, lost: str
) -> None:
    for each in list(places.backup.glob(lost)):
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    (fault,) = faults_of_keys(places.backup, tmp_path / "fresh").items()
    assert fault == (places.backup / "demo/ann.key", "it is missing")
    assert faults_of_keys(places.backup, places.home) == {}, "the home has it"
    told = places.backup.with_name("keys.json")
    told.write_text("{")
    assert list(faults_of_keys(places.backup, tmp_path / "fresh")) == [told]
    told.unlink()
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}, "an older version's has none"
    assert list(faults_of_keys(places.backup, tmp_path / "fresh", has_list=True)) == [told]


@pytest.mark.parametrize("times", [0, 1])
def test_a_key_that_the_home_lost_is_erased_in_the_backup_too(
    places: Places, tmp_path: Path, times: int
) -> None:
    """Of what a restore brought behind a former erasure, the mark alone knows it."""
    vault = FileVault(places.home)
    for _ in range(times):
        vault.erase("demo", "ann")
        vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    restored = tmp_path / "restored"
    assert bring_back_keys(places.backup, restored) == 1
    for ending in ("key", "sha256"):
        (restored / f"demo/ann.{ending}").unlink()
    FileVault(restored).erase("demo", "ann")
    assert bring_back_keys(places.backup, restored) == 0
    assert keys(restored) == {}
    mirror_keys(restored, places.backup)
    assert keys(places.backup) == {}


def test_a_second_erasure_of_a_key_that_was_lost_outdates_what_a_backup_knows_as_made_since(
    places: Places,
) -> None:
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    sealed = vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    for ending in ("key", "sha256"):
        (places.home / f"demo/ann.{ending}").unlink()
    vault.erase("demo", "ann")
    assert bring_back_keys(places.backup, places.home) == 0
    assert vault.open("demo", sealed) is None
    mirror_keys(*places)
    assert keys(places.backup) == {}


@pytest.mark.parametrize("spoilt", [b"", b"12 34", b"\xff"])
def test_a_digest_that_is_none_spoils_no_mark(places: Places, spoilt: bytes) -> None:
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    sealed = vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    (places.home / "demo/ann.sha256").write_bytes(spoilt)
    vault.erase("demo", "ann")
    assert bring_back_keys(places.backup, places.home) == 0
    assert vault.open("demo", sealed) is None


def test_a_key_that_lost_its_digest_is_held_against_the_list(
    places: Places, tmp_path: Path
) -> None:
    (places.backup / "demo/ann.sha256").unlink()
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}
    flip(places.backup / "demo/ann.key")
    assert list(faults_of_keys(places.backup, tmp_path / "fresh")) == [
        places.backup / "demo/ann.key"
    ]
