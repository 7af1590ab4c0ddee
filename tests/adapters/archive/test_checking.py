"""Whatever is changed in an archive or in the log is found, and named."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.archive import exporting
from adapters.archive.checking import ArchiveChecked
from adapters.archive.errors import ArchiveUnreadable
from adapters.archive.findings import ArchiveFindings
from adapters.archive.manifest import name_of, read_manifest
from adapters.archive.rows_check import RowsCheck
from tests.adapters.archive.archives import (
    checked,
    edit_manifest,
    events_in,
    events_of_all,
    forge,
    with_own_hash,
    written,
)
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.adapters.postgres.read_support import happen, made, moved
from tests.conftest import Database, Imported

Damage = Callable[[Path], None]
SECOND: Final = name_of(101, 200)


@pytest.fixture(scope="module")
def sound(imported: Imported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three files, to be copied."""
    folder = tmp_path_factory.mktemp("sound")
    written(imported.database, folder, last=300, file_events=100)
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """An archive of this test alone."""
    return shutil.copytree(sound, tmp_path / "archive")


def edited(at: int = 50, *, hashed: bool = False, **values: Any) -> Damage:
    """One row of the second file gets other values; `hashed`: with the leaf hash that they give."""

    def damage(folder: Path) -> None:
        events = events_in(folder, read_manifest(folder).files[1])
        events[at] = (
            with_own_hash(events[at], **values) if hashed else events[at]._replace(**values)
        )
        forge(folder, 1, events)

    return damage


def dropped(folder: Path) -> None:
    events = events_in(folder, read_manifest(folder).files[1])
    forge(folder, 1, events[:50] + events[51:])


def doubled(folder: Path) -> None:
    events = events_in(folder, read_manifest(folder).files[1])
    forge(folder, 1, [*events[:50], *events[49:]])


def swapped(folder: Path) -> None:
    events = events_in(folder, read_manifest(folder).files[1])
    forge(folder, 1, [*events[:50], events[51], events[50], *events[52:]])


def flipped(folder: Path) -> None:
    content = bytearray((folder / SECOND).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / SECOND).write_bytes(content)


def cut(folder: Path) -> None:
    content = (folder / SECOND).read_bytes()
    (folder / SECOND).write_bytes(content[: len(content) // 2])


def foreign(folder: Path) -> None:
    shutil.copy(folder / SECOND, folder / name_of(301, 400))


def other_columns(folder: Path) -> None:
    pq.write_table(pa.table({"offset": [1]}), folder / SECOND)


def unlisted(folder: Path) -> None:
    def change(told: dict[str, Any]) -> None:
        gone = told["files"].pop(1)
        told["rows"] -= gone["rows"]

    edit_manifest(folder, change)


def listed_twice(folder: Path) -> None:
    def change(told: dict[str, Any]) -> None:
        told["files"].insert(1, told["files"][1])
        told["rows"] += 100

    edit_manifest(folder, change)


def told(**values: Any) -> Damage:
    """The manifest says something else of the second file."""
    return lambda folder: edit_manifest(folder, lambda told: told["files"][1].update(**values))


DAMAGES: Final[dict[str, tuple[Damage, str]]] = {
    "a byte of a file": (flipped, "its bytes are not those that were archived"),
    "the end of a file": (cut, "cannot be read to its end"),
    "a whole file": (lambda folder: (folder / SECOND).unlink(), "the file is missing"),
    "a file of other columns": (other_columns, "its columns are other ones"),
    "a file that is not named": (unlisted, "offsets 101 to 200 are in no file"),
    "a file that is named twice": (listed_twice, "offsets of the file before it again"),
    "a foreign file": (
        foreign,
        "the manifest does not name it",
    ),
    "a row that is gone": (dropped, "offset 151 should stand here"),
    "a row that stands twice": (doubled, "offset 151 should stand here"),
    "two rows that changed places": (swapped, "offset 151 should stand here"),
    "a payload": (edited(payload=b"{}"), "do not give the leaf hash beside them"),
    "a leaf hash": (edited(leaf_hash=bytes(32)), "do not give the leaf hash beside them"),
    "a time of recording": (edited(recorded_at=0), "do not give the leaf hash beside them"),
    "a position": (edited(position=7), "position 151 of its tenant should come next"),
    "an epoch ahead": (edited(epoch=9), "it is of epoch 9, the archive of 1"),
    "the first hash": (told(first_leaf_hash="00"), "first leaf hash: the manifest says 00"),
    "the chain": (told(chain="00" * 32), "chain: the manifest says 00"),
    "the tenants": (told(tenants={}), "tenants: the manifest says {}"),
    "the digest": (told(sha256="00"), "its bytes are not those that were archived"),
}
# What forges hash, chain and manifest alike: the log alone tells.
FORGED: Final[dict[str, tuple[Damage, str]]] = {
    "a payload": (edited(hashed=True, payload=b'{"forged":1}'), 'payload is {"forged":1}, in the'),
    "a tenant": (edited(hashed=True, tenant="mole"), "tenant is mole, in the log demo"),
    "a type": (edited(hashed=True, type="invoice.paid"), "type is invoice.paid, in the log"),
    "an effective time": (edited(effective_at=0), "effective_at is 0, in the log"),
    "an epoch": (edited(epoch=0), "epoch is 0, in the log 1"),
}


def whats(found: ArchiveChecked) -> str:
    assert found.differences >= len(found.faults)
    return "\n".join(fault.what for fault in found.faults)


def test_a_sound_archive_has_no_differences_with_and_without_the_log(
    imported: Imported, folder: Path
) -> None:
    for database in (imported.database, None):
        found = checked(folder, database)
        assert (found.rows, found.files, found.differences, found.faults) == (300, 3, 0, ())


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_named_without_the_log(folder: Path, name: str) -> None:
    damage, words = DAMAGES[name]
    damage(folder)
    assert words in whats(checked(folder, None))


def test_a_manifest_that_does_not_add_up_is_refused_before_any_row_is_read(folder: Path) -> None:
    told(rows=99)(folder)
    with pytest.raises(ArchiveUnreadable, match="sums up is not what it lists"):
        checked(folder, None)


@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_with_its_hashes_differs_from_the_log(
    imported: Imported, folder: Path, name: str
) -> None:
    damage, words = FORGED[name]
    damage(folder)
    found = checked(folder, imported.database)
    assert words in whats(found)
    (row,) = [fault for fault in found.faults if words in fault.what]
    assert row.offset == 151


def test_long_values_are_told_from_where_they_differ(imported: Imported, folder: Path) -> None:
    event = events_in(folder, read_manifest(folder).files[1])[50]
    edited(payload=event.payload[:-1] + b',"zzz":1}')(folder)
    words = whats(checked(folder, imported.database))
    assert ',"zzz":1}, in the log ...' in words


def test_the_other_files_are_checked_where_one_is_missing(imported: Imported, folder: Path) -> None:
    (folder / SECOND).unlink()
    found = checked(folder, imported.database)
    assert (found.rows, found.differences) == (200, 1)


def test_every_fault_is_counted_and_the_first_are_named(imported: Imported, folder: Path) -> None:
    for number in range(3):
        events = events_in(folder, read_manifest(folder).files[number])
        forge(folder, number, [each._replace(payload=b"") for each in events])
    found = checked(folder, imported.database)
    assert (found.differences, len(found.faults)) == (600, 100)


def test_an_archive_ahead_of_the_log_is_named_as_a_whole(
    imported: Imported, database: Database, folder: Path
) -> None:
    happen(database, [made("a"), moved("a", "blue")])
    found = checked(folder, database)
    assert "ahead of the log: offsets 3 to 300 are not in the log" in whats(found)
    assert found.differences == 3, "and both rows that the log has at these offsets differ"


def test_a_history_that_was_replaced_is_named(database: Database, tmp_path: Path) -> None:
    happen(database, [made("a"), moved("a", "blue")])
    written(database, tmp_path)
    asyncio.run(begin_epoch(database, 2, shared_offset=1))
    words = whats(checked(tmp_path, database))
    assert "epoch 1 behind offset 1 was replaced by that of epoch 2" in words
    edit_manifest(tmp_path, lambda told: told.update(epoch=4))
    assert "of epoch 4, the log of epoch 2" in whats(checked(tmp_path, database))


def test_what_was_changed_in_the_log_differs_from_the_archive(
    imported_copy: Database, tmp_path: Path
) -> None:
    written(imported_copy, tmp_path, last=20)
    with psycopg.connect(imported_copy.url, autocommit=True) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute("ALTER TABLE log.event DISABLE TRIGGER refuse_change")
        superuser.execute('UPDATE log.event SET payload = %s WHERE "offset" = 7', [b"{}"])
        superuser.execute('DELETE FROM log.event WHERE "offset" = 9')
    found = checked(tmp_path, imported_copy)
    assert {fault.offset for fault in found.faults} == {7, 9}
    assert "in the log {}" in whats(found)
    assert "the log holds no event at this offset" in whats(found)


def test_neither_side_holds_more_than_a_page_of_events_however_long_they_are(
    imported: Imported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PAGE_BYTES", 5_000)
    manifest = written(imported.database, tmp_path, last=300).manifest
    assert manifest is not None
    rows = RowsCheck(tmp_path, manifest, ArchiveFindings())
    batches = [sum(len(e.metadata) + len(e.payload) for e in batch) for batch in rows.batches()]
    longest = max(len(e.metadata) + len(e.payload) for e in events_of_all(tmp_path))
    assert len(batches) > 10
    assert max(batches) < 5_000 + longest
    assert checked(tmp_path, imported.database).differences == 0


def test_a_folder_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnreadable, match="has no archive"):
        checked(tmp_path, None)


@settings(max_examples=30)
@given(place=st.integers(0, 10**9), bit=st.integers(0, 7))
def test_no_bit_of_an_archive_can_turn_unseen(
    sound: Path, tmp_path_factory: pytest.TempPathFactory, place: int, bit: int
) -> None:
    folder = shutil.copytree(sound, tmp_path_factory.mktemp("bit") / "archive")
    paths = sorted(folder.glob("events-*"))
    path = paths[place % len(paths)]
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)
    found = checked(folder, None)
    assert found.differences > 0
    assert path.name in {fault.file for fault in found.faults}


def test_the_manifest_is_plain_json_that_says_its_form(folder: Path) -> None:
    manifest = json.loads((folder / "archive.json").read_text())
    assert list(manifest) == [
        *("format", "first_offset", "last_offset", "rows", "epoch", "epochs", "files")
    ]
    assert list(manifest["files"][0]) == [
        *("name", "first_offset", "last_offset", "rows", "bytes", "sha256"),
        *("first_leaf_hash", "last_leaf_hash", "chain", "tenants"),
    ]
