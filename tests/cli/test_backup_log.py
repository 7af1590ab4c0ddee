"""What may be wrong with the log that a backup received, and how a log may end that is sound."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.backups.errors import BackupError
from adapters.backups.reached import FILE as NOTE
from adapters.backups.restoring import restore
from adapters.system import utc_now
from tests.cli.program import Home, copied, until
from tests.cli.suppliers import propose
from tests.cli.test_backup import is_received

pytestmark = pytest.mark.timeout(300)  # A server starts for each restore.

PAGE_BYTES = 8192
IN_THE_FIRST_RECORD = 44  # Behind the header of a segment and the record's length.
MARK = b"a long record "
BIG_BYTES = 200_000
EVENTS = 2 * 5


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[Path]:
    """A backup whose log has several segments, and in the last one a record of many pages."""
    folder = tmp_path_factory.mktemp("received")
    home, backup = Home(copied(prepared, folder / "home")), folder / "backup"
    with home.up():
        assert home.here("backup", backup).code == 0
        for number in range(3):
            assert propose(home, f"S-{number}").is_success
            with psycopg.connect(home.addresses.database_url) as connection:
                connection.execute("SELECT pg_switch_wal()")
        assert propose(home, "S-3").is_success
        with psycopg.connect(home.addresses.database_url) as connection:
            long = MARK.decode() * (BIG_BYTES // len(MARK))
            connection.execute("SELECT pg_logical_emit_message(true, 'test', %s)", [long])
        os.kill(home.pid("postgres"), signal.SIGKILL)  # Its log goes on, and so does the backup.
        until(lambda: propose(home, "S-4").is_success)
        until(lambda: is_received(home))
    yield backup
    until(lambda: not home.processes())


def segments(backup: Path) -> list[Path]:
    """In order; the last one is that which pg_receivewal had not finished."""
    return sorted((backup / "wal").iterdir())


def change(file: Path, content: bytes | bytearray) -> None:
    file.unlink()  # It is one and the same file in the backup that was linked.
    file.write_bytes(content)


def flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 0xFF
    change(file, content)


def flip_in_the_long_record(backup: Path) -> None:
    file = segments(backup)[-1]
    flip(file, file.read_bytes().index(MARK) + BIG_BYTES // 2)


def flip_in_the_last_record(backup: Path) -> None:
    file = segments(backup)[-1]
    flip(file, len(file.read_bytes().rstrip(b"\0")) - 1)


def cut_in_the_long_record(backup: Path) -> None:
    file = segments(backup)[-1]
    content = file.read_bytes()
    page = (content.index(MARK) + BIG_BYTES // 2) // PAGE_BYTES * PAGE_BYTES
    change(file, content[:page].ljust(len(content), b"\0"))


def cut_short(backup: Path) -> None:
    file = segments(backup)[-1]
    content = file.read_bytes()
    change(file, content[: content.index(MARK) + PAGE_BYTES])


def cut(file: Path) -> None:
    change(file, file.read_bytes()[:PAGE_BYTES])


def without_the_last(backup: Path) -> Path:
    """The segment that is the last one then."""
    segments(backup)[-1].unlink()
    return segments(backup)[-1]


def rename_the_last(backup: Path) -> None:
    """Under the name of the segment behind it."""
    file = segments(backup)[-1]
    file.rename(file.with_name(f"{int(file.name[:24], 16) + 1:024X}.partial"))


def exchange(backup: Path) -> None:
    """Two neighbours have each the other's name, and nothing follows them."""
    without_the_last(backup)
    *_, one, other = segments(backup)
    one.rename(backup / "one")
    other.rename(one)
    (backup / "one").rename(other)


def lose_the_last_without_a_note(backup: Path) -> None:
    """As it looks where a version before received it."""
    segments(backup)[-1].unlink()
    (backup / NOTE).unlink()


def name_of_later_timeline(backup: Path) -> None:
    file = segments(backup)[-1]
    file.rename(file.with_name(f"00000002{file.name[8:]}"))


BROKEN: dict[str, Callable[[Path], object]] = {
    "a byte of a segment": lambda b: flip(segments(b)[-3], IN_THE_FIRST_RECORD),
    "a byte of a record of many pages": flip_in_the_long_record,
    "a byte of the last record": flip_in_the_last_record,
    "a segment is missing": lambda b: segments(b)[-2].unlink(),
    "a segment was cut": lambda b: cut(segments(b)[-2]),
    "the last segment was cut": lambda b: cut(without_the_last(b)),
    "the part was cut": cut_short,
    "the part has a later name": rename_the_last,
    "two segments exchanged names": exchange,
    "the last segment is empty": lambda b: change(without_the_last(b), bytes(16 * 1024 * 1024)),
    "a later timeline": name_of_later_timeline,
    "all segments are missing": lambda b: list(map(Path.unlink, segments(b))),
}
ENDED: dict[str, tuple[Callable[[Path], object], int]] = {
    "whole": (lambda _: None, EVENTS),
    "a record of many pages received in part": (cut_in_the_long_record, EVENTS - 2),
    "the last segment lost": (lose_the_last_without_a_note, EVENTS - 4),
}


@pytest.fixture
def copy(received: Path, tmp_path: Path) -> Path:
    """The backup once more, to be damaged."""
    shutil.copytree(received, tmp_path / "copy", copy_function=os.link)
    return tmp_path / "copy"


@pytest.mark.parametrize("damage", BROKEN)
def test_a_log_that_goes_on_behind_what_can_be_read_is_refused(
    copy: Path, tmp_path: Path, damage: str
) -> None:
    BROKEN[damage](copy)
    (home := tmp_path / "home").mkdir()
    with pytest.raises(BackupError) as refused:
        restore(home, copy, None)
    assert refused.value.code == "restore.log_broken", refused.value
    assert not {"postgres", "restoring"} & {each.name for each in home.iterdir()}


def test_a_moment_behind_where_the_log_breaks_off_is_refused_as_broken(
    copy: Path, tmp_path: Path
) -> None:
    BROKEN["a segment is missing"](copy)
    (home := tmp_path / "home").mkdir()
    with pytest.raises(BackupError) as refused:
        restore(home, copy, utc_now())
    assert refused.value.code == "restore.log_broken", refused.value
    with pytest.raises(BackupError) as reached:
        restore(home, copy, utc_now(), incomplete=True)
    assert reached.value.code == "restore.out_of_range", "there is no state of that moment"
    assert f" to event {restore(home, copy, None, incomplete=True).offset}, of " in str(
        reached.value
    )


@pytest.mark.parametrize("end", ENDED)
def test_a_log_that_ends_is_restored_to_its_end(copy: Path, tmp_path: Path, end: str) -> None:
    come, offset = ENDED[end]
    come(copy)
    (home := tmp_path / "home").mkdir()
    assert restore(home, copy, None).offset == offset
