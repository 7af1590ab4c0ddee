"""The backup of a home is its own: a copy of the home does not write into it."""

import shutil
from pathlib import Path

import pytest

from adapters.backups.errors import BackupOfOtherHome, PointerUnreadable
from adapters.backups.manifest import POINTER
from adapters.backups.pointer import point_to, pointed_backup, require_own
from adapters.backups.wal_receiver import WalReceiver

SLOT = "purvey_backup_0123456789ab"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a key of sealed text, whose log goes to a backup."""
    (tmp_path / "home/keys/demo").mkdir(parents=True)
    (tmp_path / "home/keys/demo/early.key").write_bytes(bytes(32))
    (tmp_path / "backup/secrets").mkdir(parents=True)
    point_to(tmp_path / "home", tmp_path / "backup", SLOT)
    return tmp_path / "home"


def received_keys(home: Path) -> bool:
    receiver = WalReceiver(home)
    receiver.tend("postgresql://nobody@127.0.0.1:1/asked")
    receiver.stop()
    return (home.parent / "backup/secrets/keys/demo/early").exists()


def test_a_copied_home_leaves_the_backup_of_the_original_alone(home: Path) -> None:
    copy = home.with_name("copy")
    shutil.copytree(home, copy)
    assert not received_keys(copy)
    with pytest.raises(BackupOfOtherHome, match="take a backup of this home"):
        require_own(copy)
    assert received_keys(home)


def test_a_home_that_is_moved_or_linked_keeps_its_backup(home: Path) -> None:
    link = home.with_name("link")
    link.symlink_to(home)
    require_own(link)
    moved = home.rename(home.with_name("moved"))
    require_own(moved)
    assert pointed_backup(moved) == home.parent / "backup"


def test_a_home_that_says_the_folder_alone_is_taken_at_its_word(home: Path) -> None:
    (home / POINTER).write_text(str(home.parent / "backup"))
    require_own(home)
    assert pointed_backup(home) == home.parent / "backup"


def test_a_folder_of_any_name_that_a_file_may_have_is_found_again(home: Path) -> None:
    point_to(home, home.with_name("n\nl"), SLOT)
    assert pointed_backup(home) == home.with_name("n\nl")


@pytest.mark.parametrize(
    "said",
    [
        *(b"", b"[]", b"{", b"{}", b"5", b'"/x"', b"x", b"\xff", b'{"folder":"x"}', b"/x\0y"),
        *(b'{"folder":5,"home":"x","number":1}', b'{"folder":"/x","home":5}', b"[" * 100_000),
    ],
)
def test_what_does_not_say_where_the_backup_lies_is_told_and_stops_nothing(
    home: Path, said: bytes
) -> None:
    (home / POINTER).write_bytes(said)
    with pytest.raises(PointerUnreadable, match="purvey backup"):
        pointed_backup(home)
    assert not received_keys(home)


def test_a_pointer_that_is_a_folder_is_told_as_well(home: Path) -> None:
    (home / POINTER).unlink()
    (home / POINTER).mkdir()
    with pytest.raises(PointerUnreadable, match="Is a directory"):
        pointed_backup(home)
