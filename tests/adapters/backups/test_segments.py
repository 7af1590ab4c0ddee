"""Which segments of the log a recovery gets, of a backup and of a former data folder."""

from pathlib import Path

import pytest

from adapters.backups.received import received_log
from adapters.backups.segments import gather_segments

SIZE = 64
TIMELINE = 2


def segment(number: int, timeline: int = TIMELINE) -> str:
    return f"{timeline:08X}{0:08X}{number:08X}"


class Folders:
    """A base, what its backup received, the data folder of the home, and one that was put aside."""

    def __init__(self, folder: Path) -> None:
        self.data, self.received, self.former = folder / "data", folder / "wal", folder / "former"
        self.aside = folder / "aside"
        for data in (self.data, self.former, self.aside):
            (data / "pg_wal").mkdir(parents=True)
            (data / "global").mkdir()
            (data / "global/pg_control").write_bytes(b"system-1, and more")
        self.received.mkdir()

    def receive(self, name: str, content: bytes) -> None:
        (self.received / name).write_bytes(content.ljust(SIZE, b"\0"))

    def know(self, name: str, content: bytes, former: Path | None = None) -> None:
        ((former or self.former) / "pg_wal" / name).write_bytes(content.ljust(SIZE, b"\0"))

    def gathered(self) -> dict[str, bytes]:
        (stills := self.received.with_name("stills")).mkdir()
        received = received_log(self.received.parent, TIMELINE, stills)
        gather_segments(self.data, received, [self.former, self.aside], TIMELINE)
        return {
            file.name: file.read_bytes().rstrip(b"\0") for file in (self.data / "pg_wal").iterdir()
        }


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A backup that received one segment whole and the next one in part."""
    made = Folders(tmp_path)
    made.receive(segment(4), b"whole")
    made.receive(f"{segment(5)}.partial", b"begun")
    return made


def test_what_the_backup_missed_comes_from_the_former_data(folders: Folders) -> None:
    folders.know(segment(5), b"begun and ended")
    folders.know(segment(6), b"never received")
    assert folders.gathered() == {
        segment(4): b"whole",
        segment(5): b"begun and ended",
        segment(6): b"never received",
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (segment(5), b"another history of the same number, and a longer one"),
        (segment(5), b"beg"),
        (segment(4), b"WHOLE"),
    ],
)
def test_a_former_log_that_does_not_continue_the_backup_is_left_alone(
    folders: Folders, name: str, content: bytes
) -> None:
    folders.know(segment(5), b"begun and ended")
    folders.know(segment(6), b"of that other history")
    folders.know(name, content)
    assert folders.gathered() == {segment(4): b"whole", segment(5): b"begun"}


@pytest.mark.parametrize("based", [b"begun and ended", b"begun", b"beg"])
def test_a_base_that_reaches_farther_than_what_was_received_counts(
    folders: Folders, based: bytes
) -> None:
    """As soon after a backup, when the receiver goes over what the base brought already."""
    (folders.data / "pg_wal" / segment(5)).write_bytes(based.ljust(SIZE, b"\0"))
    assert folders.gathered() == {segment(4): b"whole", segment(5): max(based, b"begun")}


@pytest.mark.parametrize("stands", [b"begun", b"begun and", b"begun and ended"])
def test_an_earlier_restore_left_off_before_the_end_and_put_the_rest_aside(
    folders: Folders, stands: bytes
) -> None:
    """What stands went on under another number; the history of the backup is in the other."""
    folders.know(segment(5), stands)
    folders.know(segment(5, TIMELINE + 1), b"begun, and went on otherwise")
    folders.know(segment(5), b"begun and ended", folders.aside)
    folders.know(segment(6), b"never received", folders.aside)
    assert folders.gathered() == {
        segment(4): b"whole",
        segment(5): b"begun and ended",
        segment(6): b"never received",
    }


def test_of_two_former_folders_the_one_that_continues_the_backup_counts(folders: Folders) -> None:
    folders.know(segment(5), b"another history")
    folders.know(segment(5), b"begun and ended", folders.aside)
    assert folders.gathered() == {segment(4): b"whole", segment(5): b"begun and ended"}


def test_a_timeline_of_another_origin_is_another_one(folders: Folders) -> None:
    origin = f"{TIMELINE:08X}.history"
    (folders.data / "pg_wal" / origin).write_text("1 0/3000000 no recovery target specified")
    (folders.former / "pg_wal" / origin).write_text("1 0/3000100 no recovery target specified")
    folders.know(segment(6), b"of that other history")
    assert folders.gathered() == {
        origin: b"1 0/3000000 no recovery target specified",
        segment(4): b"whole",
        segment(5): b"begun",
    }


def test_numbers_of_timelines_that_the_home_has_had_are_not_free(folders: Folders) -> None:
    folders.know(segment(5), b"another history")
    for number in (2, 3, 4):
        (folders.former / "pg_wal" / f"{number:08X}.history").write_text(f"former {number}")
    (folders.data / "pg_wal/00000002.history").write_text("of the backup")
    histories = {name: told for name, told in folders.gathered().items() if "history" in name}
    assert histories == {
        "00000002.history": b"of the backup",
        "00000003.history": b"former 3",
        "00000004.history": b"former 4",
    }


def test_another_server_knows_nothing_of_the_backup(folders: Folders) -> None:
    (folders.former / "global/pg_control").write_bytes(b"system-2, and more")
    folders.know(segment(5), b"begun and ended")
    (folders.former / "pg_wal/00000003.history").write_text("former 3")
    assert folders.gathered() == {segment(4): b"whole", segment(5): b"begun"}
