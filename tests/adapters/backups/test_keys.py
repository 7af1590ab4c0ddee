"""Keys of sealed text travel with a backup, and an erased one never comes back."""

from pathlib import Path
from typing import NamedTuple

import pytest

from adapters.backups.keys import bring_back_keys, mirror_keys
from adapters.vault import FileVault


class Places(NamedTuple):
    home: Path
    backup: Path


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A home with a key for Ann, and a backup that has it too."""
    found = Places(tmp_path / "home", tmp_path / "backup")
    FileVault(found.home).seal("demo", "ann", "a text")
    assert mirror_keys(*found) == 1
    return found


def keys(folder: Path) -> dict[str, bytes]:
    return {file.stem: file.read_bytes() for file in folder.glob("*/*.key")}


def test_a_mirrored_key_is_the_same_and_is_copied_once(places: Places) -> None:
    assert keys(places.backup) == keys(places.home)
    assert mirror_keys(*places) == 0
    assert (places.backup / "demo/ann.key").stat().st_mode & 0o077 == 0


def test_an_erasure_reaches_the_backup(places: Places) -> None:
    FileVault(places.home).erase("demo", "ann")
    assert mirror_keys(*places) == 2  # The mark, and the key that is gone.
    assert keys(places.backup) == {}
    assert mirror_keys(*places) == 0


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
    assert mirror_keys(*places) == 0
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
