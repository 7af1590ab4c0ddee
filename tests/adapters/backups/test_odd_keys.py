"""What stands in the way of one key harms no other, and what is damaged is named."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.backups.keys import bring_back_keys, damaged_keys, faults_of_keys, mirror_keys
from adapters.key_files import Name
from adapters.vault import FileVault, KeyDamaged
from tests.adapters.backups.kept_keys import Places, as_older, key_of, keys, names

BYTES = bytes(range(32))


def _file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"of somebody")


@pytest.mark.parametrize(
    "name", ["._ann.former-0123456789ab", "ann (copy).former-0123456789ab", "ann.former-x"]
)
def test_what_systems_put_beside_former_keys_is_none(
    places: Places, tmp_path: Path, name: str
) -> None:
    _file(places.backup / "demo" / name)
    assert mirror_keys(*places) == (0, [])
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}
    assert bring_back_keys(places.backup, tmp_path / "fresh") == 1
    assert list(keys(tmp_path / "fresh")) == ["ann"]


@pytest.mark.parametrize("content", [BYTES, b"", bytes(31)])
def test_a_former_key_that_does_not_fit_its_name_is_named_and_left_there(
    places: Places, tmp_path: Path, content: bytes
) -> None:
    """Older versions put the first digits of its digest there."""
    former = places.backup / "demo/ann.former-0123456789ab"
    former.write_bytes(content)
    assert list(faults_of_keys(places.backup, tmp_path / "fresh")) == [former]
    assert mirror_keys(*places) == (0, [])
    assert former.read_bytes() == content
    former.rename(former.with_name(f"ann.former-{hashlib.sha256(BYTES).hexdigest()[:12]}"))
    assert len(faults_of_keys(places.backup, tmp_path / "fresh")) == (content != BYTES)


def test_what_is_in_the_way_of_one_keeps_no_other_back(places: Places, tmp_path: Path) -> None:
    vault = FileVault(places.home)
    for subject in ("bob", "cy"):
        vault.seal("demo", subject, "a text")
    _file(places.backup / "demo/bob")
    with pytest.raises(OSError, match="1 people could not be copied"):
        mirror_keys(*places)
    assert list(keys(places.backup)) == ["ann", "cy"]
    (places.backup / "demo/bob").unlink()
    assert mirror_keys(*places) == (1, [])
    assert faults_of_keys(places.backup, tmp_path / "fresh") == {}


def test_folders_in_the_place_of_files_are_no_hindrance(places: Places) -> None:
    vault = FileVault(places.home)
    unfinished = key_of(places.backup).with_suffix(".key.unfinished")
    key_of(places.backup).unlink()
    _file(unfinished / "x")
    _file(places.backup / "demo/ann/current/x")
    assert mirror_keys(*places) == (1, [])
    vault.erase("demo", "ann")
    mirror_keys(*places)
    assert names(places.backup) == {".erased"}


@pytest.mark.parametrize(
    "put", [_file, lambda path: path.symlink_to("nowhere")], ids=["a file", "a link"]
)
def test_a_file_in_the_place_of_a_persons_folder_is_a_damaged_key(
    places: Places, put: Callable[[Path], None]
) -> None:
    vault, folder = FileVault(places.home), places.home / "demo/cat"
    put(folder)
    for ask in (lambda: vault.seal("demo", "cat", "x"), lambda: vault.erase("demo", "cat")):
        with pytest.raises(KeyDamaged, match="place of a folder of keys"):
            ask()
    assert damaged_keys(places.home) == []


@pytest.mark.parametrize("is_sealed_anew", [False, True])
def test_no_copy_of_an_erased_key_is_left_on_either_side(
    places: Places, is_sealed_anew: bool
) -> None:
    """Older versions left some where they were killed; so do people."""
    vault = FileVault(places.home)
    content = key_of(places.home).read_bytes()
    token = "A" * 43
    for folder in places:
        for name in ("ann.key.unfinished", "ann/copy of a key", f".{token}"):
            (folder / "demo" / name).write_bytes(content)
    vault.erase("demo", "ann")
    if is_sealed_anew:
        vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    for folder in places:
        left = [file for file in folder.rglob("*") if file.is_file()]
        assert content not in [file.read_bytes() for file in left], left
    assert keys(places.backup) == keys(places.home)
    assert bool(keys(places.home)) == is_sealed_anew


def test_a_mirror_tells_the_home_of_an_erasure_that_it_has_lost(places: Places) -> None:
    vault = FileVault(places.home)
    sealed, dead = vault.seal("demo", "ann", "a text"), key_of(places.home)
    content = dead.read_bytes()
    vault.erase("demo", "ann")
    mirror_keys(*places)
    (mark,) = dead.parent.glob("*.erased")
    mark.unlink()
    dead.write_bytes(content)
    assert vault.open("demo", sealed) == "a text"
    mirror_keys(*places)
    assert vault.open("demo", sealed) is None
    newer = vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    assert keys(places.backup) == keys(places.home)
    assert vault.open("demo", newer) == "a newer text"


@pytest.mark.parametrize("is_sealed_again", [False, True])
def test_what_an_older_version_erased_twice_does_not_come_back(
    places: Places, is_sealed_again: bool
) -> None:
    """Its mark was the same after both, and the backup heard of the first alone."""
    vault = FileVault(places.home)
    vault.erase("demo", "ann")
    sealed = vault.seal("demo", "ann", "a newer text")
    mirror_keys(*places)
    as_older(places.backup, digest=True)
    vault.erase("demo", "ann")
    if is_sealed_again:
        vault.seal("demo", "ann", "the newest")
    as_older(places.home)
    places.backup.with_name("keys.json").unlink()
    assert faults_of_keys(places.backup, places.home) == {}
    assert bring_back_keys(places.backup, places.home) == 0
    assert vault.open("demo", sealed) is None


NAME = f"{7:020d}-{'0' * 64}"


@pytest.mark.parametrize(
    "told",
    [
        f'{{"demo/ann": ["+{NAME}"]}}',
        '{"demo/ann": []}',
        f'{{"demo": ["{NAME}"]}}',
        f'{{"demo/a\\u0000": ["{NAME}"]}}',
        f'{{"demo/{"a" * 300}": ["{NAME}"]}}',
        None,
    ],
)
def test_a_list_that_is_none_is_named_and_put_aside(
    places: Places, tmp_path: Path, told: str | None
) -> None:
    file = places.backup.with_name("keys.json")
    before = file.read_text()
    file.unlink()
    file.mkdir() if told is None else file.write_text(told)
    assert list(faults_of_keys(places.backup, tmp_path / "fresh")) == [file]
    assert mirror_keys(*places) == (0, [])
    assert file.read_text() == before
    aside = file.with_name("keys.json.spoilt")
    assert aside.is_dir() if told is None else aside.read_text() == told


def test_a_moment_that_no_name_can_tell_is_refused() -> None:
    assert str(Name(10**20 - 1, "0" * 64))
    with pytest.raises(ValueError, match="names end"):
        str(Name(10**20, "0" * 64))
