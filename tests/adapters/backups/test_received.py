"""What a backup's folder of received log may hold, and what shows that it was changed."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.backups.errors import BackupDamaged
from adapters.backups.log_end import PAGE_BYTES
from adapters.backups.log_files import PART, SEGMENT_BYTES
from adapters.backups.received import received_log, refuse_removed
from tests.adapters.backups.made_log import FIRST, START, TIMELINE, MadeLog, segment, written_to

A, B, C = (segment(FIRST + n) for n in range(3))
C_PART = C + PART


@pytest.fixture(scope="module")
def segments() -> dict[str, bytes]:
    log = MadeLog()
    for _ in range(3):
        log.add(3 * PAGE_BYTES)
        log.switch()
    return log.segments()


@pytest.fixture
def wal(tmp_path: Path, segments: dict[str, bytes]) -> Path:
    """Two whole segments, and a part of the third."""
    wal = tmp_path / "backup/wal"
    wal.parent.mkdir()
    written_to(wal, segments)[C].rename(wal / C_PART)
    return wal


def faults(wal: Path) -> dict[str, str]:
    """By the path within the backup."""
    (stills := wal.parent.parent / "stills").mkdir(exist_ok=True)
    found = received_log(wal.parent, TIMELINE, stills).faults
    return {str(file.relative_to(wal.parent)): cause for file, cause in found}


def pack(file: Path) -> None:
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), 1))
    file.unlink()


def swap(one: Path, other: Path) -> None:
    former = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(former)


def move(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file.rename(folder / file.name)


def cut(file: Path, size: int) -> None:
    file.write_bytes(file.read_bytes()[:size])


def cut_behind(file: Path) -> bytes:
    """What the file held, of which it keeps the first page alone."""
    former = file.read_bytes()
    file.write_bytes(former[:PAGE_BYTES].ljust(SEGMENT_BYTES, b"\0"))
    return former


def put(file: Path, content: bytes) -> None:
    file.unlink(missing_ok=True)
    file.write_bytes(content)


def put_below(folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    put(folder / name, b"key")


def empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def link(file: Path) -> None:
    file.unlink()
    file.symlink_to("nothing")


def make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


SOUND: dict[str, Callable[[Path], object]] = {
    "as it was received": lambda _: None,
    "nothing came yet": empty,
    "killed behind a whole segment": lambda w: (w / C_PART).unlink(),
    "killed when a part was made": lambda w: put(w / C_PART, b""),
    "killed while a part was given room": lambda w: put(w / C_PART, bytes(5 * PAGE_BYTES)),
    "killed while a history was written": lambda w: put(w / "00000001.history.tmp", b"1 0/3"),
    "copied again over a former copy": lambda w: put(
        w / (B + PART), (w / B).read_bytes()[:PAGE_BYTES].ljust(SEGMENT_BYTES, b"\0")
    ),
    "packed, and kept": lambda w: put(w / f"{B}.gz", b"packed"),
    "a desktop looked at it": lambda w: put(w / ".DS_Store", b"icons"),
    "a desktop of another kind looked at it": lambda w: put(w / "Thumbs.db", b"pictures"),
    "a desktop's settings": lambda w: put(w / "desktop.ini", b"[x]"),
    "a companion of the part": lambda w: put(w / f"._{C_PART}", b"x"),
    "a copy of the part that was stopped": lambda w: put(
        w / f".{C_PART}.aB3xYz", (w / C_PART).read_bytes()[: 3 * PAGE_BYTES]
    ),
    "removed while in use, and had": lambda w: put(
        w / ".nfs0000000000a1b2c300000001", (w / C_PART).read_bytes()
    ),
    "an archive of other things": lambda w: put(w.parent / "notes.tar", b"notes"),
    "an empty folder": lambda w: (w / "x").mkdir(),
    "the key of a person named like a segment": lambda w: put_below(
        w.parent / "secrets/keys/demo", f"{B}.key"
    ),
    "a sum beside it": lambda w: put(w.parent / f"{B}.sha256", b"sum"),
    "a file named by a sum": lambda w: put(w.parent / ("0a" * 32), b"signature"),
}
CHANGED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a part under a later name": (
        lambda w: (w / C_PART).rename(w / (segment(9) + PART)),
        *(f"wal/{segment(9)}{PART}", "elsewhere"),
    ),
    "a whole one under the name of a part": (
        lambda w: swap(w / B, w / C_PART),
        *(f"wal/{B}", "elsewhere"),
    ),
    "small letters": (
        lambda w: (w / C_PART).rename(w / f"00000001000000000000000a{PART}"),
        *(f"wal/00000001000000000000000a{PART}", "no segment"),
    ),
    "packed": (lambda w: pack(w / C_PART), f"wal/{C_PART}.gz", "no segment"),
    "renamed": (lambda w: (w / B).rename(w / "b.old"), "wal/b.old", "no segment"),
    "hidden": (lambda w: (w / C_PART).rename(w / ".old"), "wal/.old", "no segment"),
    "removed while in use": (
        lambda w: (w / C_PART).rename(w / ".nfs0000000000a1b2c300000001"),
        *("wal/.nfs0000000000a1b2c300000001", f"name it {C_PART}"),
    ),
    "more in a copy that was stopped": (
        lambda w: put(w / f".{C_PART}.aB3xYz", cut_behind(w / C_PART)),
        *(f"wal/.{C_PART}.aB3xYz", f"name it {C_PART}"),
    ),
    "packed as a whole": (lambda w: put(w.parent / "wal.tar", b"tar"), "wal.tar", "unpack it"),
    "packed as a whole and more": (
        lambda w: put(w.parent / "pg_wal.tar.gz", b"tar"),
        *("pg_wal.tar.gz", "unpack it"),
    ),
    "in another folder": (lambda w: move(w / B, w / "x"), f"wal/x/{B}", "lies where"),
    "beside the folder": (lambda w: move(w / B, w.parent), B, "lies where"),
    "a part in the base": (
        lambda w: move(w / C_PART, w.parent / "base/pg_wal"),
        *(f"base/pg_wal/{C_PART}", "lies where"),
    ),
    "a part that was cut": (
        lambda w: cut(w / C_PART, 100_000),
        *(f"wal/{C_PART}", "100000 bytes instead of 16777216"),
    ),
    "a whole one that was cut": (lambda w: cut(w / B, 0), f"wal/{B}", "0 bytes instead"),
    "a later timeline": (
        lambda w: (w / C_PART).rename(w / (segment(4, 2) + PART)),
        *(f"wal/{segment(4, 2)}{PART}", "timeline 2"),
    ),
    "the history of a later timeline": (
        lambda w: put(w / "00000002.history", b"1 0/3000000"),
        *("wal/00000002.history", "timeline 2"),
    ),
    "a part that says other than the whole": (
        lambda w: put(w / (B + PART), (w / B).read_bytes().replace(b"\x01", b"\x02")),
        *(f"wal/{B}{PART}", "no beginning"),
    ),
    "a link to nothing": (lambda w: link(w / B), f"wal/{B}", "no file"),
    "a folder": (lambda w: make_folder(w / C_PART), f"wal/{C_PART}", "no file"),
}


@pytest.mark.parametrize("how", SOUND)
def test_what_a_receiver_leaves_wherever_it_is_killed_is_sound(wal: Path, how: str) -> None:
    SOUND[how](wal)
    assert faults(wal) == {}


@pytest.mark.parametrize("how", CHANGED)
def test_what_was_changed_since_is_named(wal: Path, how: str) -> None:
    change, file, words = CHANGED[how]
    change(wal)
    found = faults(wal)
    assert words in found[file], found


def test_without_the_folder_a_backup_is_damaged(wal: Path, tmp_path: Path) -> None:
    wal.rename(tmp_path / "elsewhere")
    with pytest.raises(BackupDamaged, match="wal: the folder"):
        received_log(tmp_path / "backup", TIMELINE, tmp_path)


def test_between_the_base_and_what_the_server_knows_to_be_received_nothing_is_missing(
    wal: Path,
) -> None:
    end = START + 2 * SEGMENT_BYTES + PAGE_BYTES
    with pytest.raises(BackupDamaged, match="log of the base"):
        refuse_removed(wal.parent, TIMELINE, end)
    (wal.parent / "base/pg_wal").mkdir(parents=True)
    (wal.parent / "base/pg_wal" / B).touch()
    (wal / A).unlink()  # The base has gone beyond it.
    refuse_removed(wal.parent, TIMELINE, end)
    (wal / C_PART).unlink()
    with pytest.raises(BackupDamaged, match=C):
        refuse_removed(wal.parent, TIMELINE, end)
    refuse_removed(wal.parent, TIMELINE, START + 2 * SEGMENT_BYTES)
