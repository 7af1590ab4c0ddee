"""Keys of sealed text travel with a backup, and an erased one never comes back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.backups.keys import bring_back_keys, faults_of_keys, mirror_keys
from adapters.vault import FileVault, KeyDamaged
from tests.adapters.backups.kept_keys import Places, flip, keys


def test_a_mirrored_key_is_the_same_and_is_copied_once(places: Places) -> None:
    assert keys(places.backup) == keys(places.home)
    assert mirror_keys(*places).changed == 0
    assert (places.backup / "demo/ann.key").stat().st_mode & 0o077 == 0


def test_an_erasure_reaches_the_backup(places: Places) -> None:
    FileVault(places.home).erase("demo", "ann")
    assert mirror_keys(*places).changed == 2  # The mark, and the key that is gone.
    assert keys(places.backup) == {}
    assert mirror_keys(*places).changed == 0


def test_a_key_made_after_an_erasure_replaces_the_erased_one(places: Places) -> None:
    vault = FileVault(places.home)
    for _ in range(2):
        vault.erase("demo", "ann")
        vault.seal("demo", "ann", "another text")
        mirror_keys(*places)
        assert keys(places.backup) == keys(places.home)


def test_a_key_that_the_home_lost_is_kept_by_the_backup_and_brought_back(places: Places) -> None:
    before = keys(places.home)
    (places.home / "demo/ann.key").unlink()
    assert mirror_keys(*places).changed == 0
    assert bring_back_keys(places.backup, places.home) == 1
    assert keys(places.home) == before


def test_a_key_that_was_erased_since_the_backup_is_not_brought_back(places: Places) -> None:
    FileVault(places.home).erase("demo", "ann")
    assert bring_back_keys(places.backup, places.home) == 0
    assert keys(places.home) == {}


def test_a_newer_key_that_was_erased_too_since_the_backup_is_not_brought_back(
    places: Places,
) -> None:
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    vault.seal("demo", "ann", "another text")
    mirror_keys(*places)
    vault.erase("demo", "ann")
    assert bring_back_keys(places.backup, places.home) == 0
    assert keys(places.home) == {}


def test_a_key_that_the_home_has_is_left_as_it_is(places: Places) -> None:
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    vault.seal("demo", "ann", "a text")
    before = keys(places.home)
    assert bring_back_keys(places.backup, places.home) == 0
    assert keys(places.home) == before


def test_an_erasure_that_only_the_backup_knows_is_brought_back_too(
    places: Places, tmp_path: Path
) -> None:
    FileVault(places.home).erase("demo", "ann")
    FileVault(places.home).seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    fresh = tmp_path / "fresh"
    assert bring_back_keys(places.backup, fresh) == 1
    assert keys(fresh) == keys(places.home)
    assert (fresh / "demo/ann.erased").exists()


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
    assert (restored / "demo/ann.erased").exists()
    assert bring_back_keys(newer, restored) == 0


def test_what_systems_put_beside_keys_is_no_key(places: Places, tmp_path: Path) -> None:
    for folder in places:
        for name in ("._ann.key", "ann (copy).key", "._ann.sha256", "._bob.erased"):
            (folder / "demo" / name).write_bytes(b"of another system")
    assert mirror_keys(*places) == (0, [])
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}
    assert bring_back_keys(places.backup, tmp_path / "fresh") == 1


def test_a_folder_in_the_place_of_a_key_is_damage(places: Places) -> None:
    key = places.home / "demo/ann.key"
    key.unlink()
    key.mkdir()
    assert mirror_keys(*places) == (0, [key])
    with pytest.raises(KeyDamaged, match="is a folder"):
        FileVault(places.home).seal("demo", "ann", "a text")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda key: key.write_bytes(b""), "0 bytes instead of 32"),
    "longer": (lambda key: key.write_bytes(bytes(33)), "33 bytes instead of 32"),
    "a byte": (flip, "do not fit each other"),
    "gone": (lambda key: key.unlink(), "missing"),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_key_of_a_backup_is_named_and_not_brought_back(
    places: Places, tmp_path: Path, how: str
) -> None:
    damage, words = DAMAGES[how]
    key = places.backup / "demo/ann.key"
    damage(key)
    fresh = tmp_path / "fresh"
    (fault,) = faults_of_keys(places.backup, fresh).items()
    assert (fault[0], words in fault[1]) == (key, True), fault
    assert bring_back_keys(places.backup, fresh) == 0
    assert faults_of_keys(*reversed(places)) == {}, "the home has a sound one"
    assert mirror_keys(*places) == (1, [])
    assert faults_of_keys(places.backup, fresh) == {}


def test_a_key_without_a_digest_is_as_an_older_version_left_it(
    places: Places, tmp_path: Path
) -> None:
    (places.backup / "demo/ann.sha256").unlink()
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}
    assert bring_back_keys(places.backup, tmp_path / "fresh") == 1
    assert mirror_keys(*places).changed == 1
    assert (places.backup / "demo/ann.sha256").exists()


def test_a_key_that_is_damaged_in_the_home_does_not_replace_the_one_of_the_backup(
    places: Places,
) -> None:
    (before,) = keys(places.backup).items()
    damaged = places.home / "demo/ann.key"
    damaged.write_bytes(b"")
    assert mirror_keys(*places) == (0, [damaged])
    assert keys(places.backup) == dict([before])
    assert bring_back_keys(places.backup, places.home) == 1
    assert keys(places.home) == keys(places.backup)


def test_an_erased_key_leaves_no_digest(places: Places) -> None:
    FileVault(places.home).erase("demo", "ann")
    mirror_keys(*places)
    assert [each.name for each in (places.backup / "demo").iterdir()] == ["ann.erased"]
    assert faults_of_keys(*reversed(places)) == {}
