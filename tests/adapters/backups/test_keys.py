"""Keys of sealed text travel with a backup, and an erased one never comes back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.backups.keys import bring_back_keys, damaged_keys, faults_of_keys, mirror_keys
from adapters.vault import FileVault, KeyDamaged
from tests.adapters.backups.kept_keys import Places, flip, key_of, keys, lose, names


def test_a_mirrored_key_is_the_same_and_is_copied_once(places: Places) -> None:
    assert keys(places.backup) == keys(places.home)
    assert mirror_keys(*places).changed == 0
    assert key_of(places.backup).stat().st_mode & 0o077 == 0


def test_an_erasure_reaches_the_backup_and_leaves_nothing_else(places: Places) -> None:
    FileVault(places.home).erase("demo", "ann")
    assert mirror_keys(*places).changed > 0
    for folder in places:
        assert names(folder) == {".erased"}
    assert mirror_keys(*places).changed == 0
    assert places.backup.with_name("keys.json").read_text() == "{}\n"
    assert faults_of_keys(*places) == faults_of_keys(*reversed(places)) == {}


def test_a_key_made_after_an_erasure_replaces_the_erased_one(places: Places) -> None:
    vault = FileVault(places.home)
    for _ in range(2):
        vault.erase("demo", "ann")
        vault.seal("demo", "ann", "another text")
        mirror_keys(*places)
        assert keys(places.backup) == keys(places.home)


@pytest.mark.parametrize("how", ["key", "key and name", "folder"])
def test_a_key_that_the_home_lost_is_kept_by_the_backup_and_brought_back(
    places: Places, how: str
) -> None:
    before = keys(places.home)
    if how == "key":
        key_of(places.home).unlink()
    elif how == "folder":
        shutil.rmtree(places.home / "demo")
    else:
        lose(places.home)
    assert mirror_keys(*places).changed == 0
    assert bring_back_keys(places.backup, places.home) == 1
    assert keys(places.home) == before


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("is_lost", [False, True])
def test_a_key_that_was_erased_since_the_backup_is_not_brought_back(
    places: Places, times: int, is_lost: bool
) -> None:
    """Also one that the home had lost with its name before it was erased."""
    vault = FileVault(places.home)
    for time in range(times):
        if time:
            vault.seal("demo", "ann", "another text")
            mirror_keys(*places)
        if is_lost:
            lose(places.home)
        vault.erase("demo", "ann")
    assert bring_back_keys(places.backup, places.home) == 0
    assert keys(places.home) == {}
    mirror_keys(*places)
    assert keys(places.backup) == {}


def test_an_erasure_that_only_the_backup_knows_is_brought_back_too(
    places: Places, tmp_path: Path
) -> None:
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    fresh = tmp_path / "fresh"
    assert bring_back_keys(places.backup, fresh) == 1
    assert keys(fresh) == keys(places.home)
    assert FileVault(fresh).was_erased("demo", "ann")


def test_two_backups_one_after_the_other_leave_the_newer_key(
    places: Places, tmp_path: Path
) -> None:
    """The second one knows an erasure since the first, and the key made behind it."""
    newer, restored = tmp_path / "newer", tmp_path / "restored"
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    vault.seal("demo", "ann", "a newer text")
    mirror_keys(places.home, newer)
    assert bring_back_keys(places.backup, restored) == 1
    assert keys(restored) != keys(places.home)
    assert bring_back_keys(newer, restored) == 1
    assert keys(restored) == keys(places.home)
    assert bring_back_keys(newer, restored) == bring_back_keys(places.backup, restored) == 0


def test_what_systems_put_beside_keys_is_no_key(places: Places, tmp_path: Path) -> None:
    for folder in places:
        for name in ("._ann.key", "ann (copy).key", "._ann", "ann/._x.key", "ann/x.key"):
            (folder / "demo" / name).write_bytes(b"of another system")
    assert mirror_keys(*places) == (0, [])
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}
    assert bring_back_keys(places.backup, tmp_path / "fresh") == 1


def _make_folder(key: Path) -> None:
    key.unlink()
    key.mkdir()


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda key: key.write_bytes(b""), "0 bytes instead of 32"),
    "longer": (lambda key: key.write_bytes(bytes(33)), "33 bytes instead of 32"),
    "a byte": (flip, "does not fit its digest"),
    "gone": (lambda key: key.unlink(), "missing"),
    "a folder": (_make_folder, "is a folder"),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_key_of_a_backup_is_named_and_not_brought_back(
    places: Places, tmp_path: Path, how: str
) -> None:
    damage, words = DAMAGES[how]
    key = key_of(places.backup)
    damage(key)
    fresh = tmp_path / "fresh"
    (fault,) = faults_of_keys(places.backup, fresh).items()
    assert (fault[0], words in fault[1]) == (key, True), fault
    assert bring_back_keys(places.backup, fresh) == 0
    assert faults_of_keys(*reversed(places)) == {}, "the home has a sound one"
    assert mirror_keys(*places) == (1, [])
    assert faults_of_keys(places.backup, fresh) == {}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_key_that_is_damaged_in_the_home_replaces_none_and_is_brought_back(
    places: Places, how: str
) -> None:
    damage, words = DAMAGES[how]
    vault = FileVault(places.home)
    sealed = vault.seal("demo", "ann", "a text")
    before, damaged = keys(places.backup), key_of(places.home)
    damage(damaged)
    assert damaged_keys(places.home) == [damaged]
    assert mirror_keys(*places) == (0, [damaged])
    assert keys(places.backup) == before
    for ask in (lambda: vault.seal("demo", "ann", "a text"), lambda: vault.open("demo", sealed)):
        with pytest.raises(KeyDamaged, match=words):
            ask()
    assert bring_back_keys(places.backup, places.home) == 1
    assert vault.open("demo", sealed) == "a text"


@pytest.mark.parametrize("lost", ["demo/ann", "demo", "../backup"])
def test_a_key_that_is_gone_with_all_that_stood_beside_is_missed(
    places: Places, tmp_path: Path, lost: str
) -> None:
    key = key_of(places.backup)
    for each in list(places.backup.glob(lost)):
        shutil.rmtree(each)
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {key: "it is missing"}
    assert faults_of_keys(places.backup, places.home) == {}, "the home has it"
    told = places.backup.with_name("keys.json")
    for spoilt in ("{", '{"demo/ann": 7}'):
        told.write_text(spoilt)
        assert list(faults_of_keys(places.backup, tmp_path / "fresh")) == [told]
    told.unlink()
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}, "an older version's has none"
    assert list(faults_of_keys(places.backup, tmp_path / "fresh", has_list=True)) == [told]


def test_a_key_that_both_sides_lost_stays_in_the_list_until_it_is_erased(
    places: Places, tmp_path: Path
) -> None:
    key = key_of(places.backup)
    for folder in places:
        lose(folder)
    FileVault(places.home).seal("demo", "bob", "a text")
    assert mirror_keys(*places) == (1, [])
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {key: "it is missing"}
    FileVault(places.home).erase("demo", "ann")
    mirror_keys(*places)
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}


def test_a_list_that_a_kill_kept_from_being_written_is_made_good(
    places: Places, tmp_path: Path
) -> None:
    told = places.backup.with_name("keys.json")
    before = told.read_text()
    FileVault(places.home).seal("demo", "bob", "a text")
    mirror_keys(*places)
    told.write_text(before)
    assert mirror_keys(*places).changed == 0
    lose(places.backup, "bob")
    assert len(faults_of_keys(places.backup, tmp_path / "fresh")) == 1
