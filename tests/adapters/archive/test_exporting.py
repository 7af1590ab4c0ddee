"""An archive is the log, in files that are whole, in one order and never written again."""

import hashlib
import stat
from pathlib import Path
from typing import Final

import psycopg
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.archive.columns import SCHEMA, ArchivedEvent
from adapters.archive.errors import (
    ArchiveError,
    BeyondLog,
    NotNext,
)
from adapters.archive.folder import LOCK
from adapters.archive.manifest import FILE, name_of, read_manifest
from tests.adapters.archive.archives import (
    FILE_EVENTS,
    checked,
    contents,
    events_of_all,
    listed,
    logged,
    written,
)
from tests.adapters.postgres.read_support import happen, made
from tests.conftest import Database, Imported

EXAMPLES: Final = settings(max_examples=8)  # Each writes archives.
INSERT_ODD: Final = """
INSERT INTO log.event ("offset", position, recorded_at, effective_at, epoch, version, tenant,
                       stream, type, metadata, payload, hash)
SELECT "offset" + 1, position + 1, recorded_at, effective_at, epoch, version + 1, tenant, stream,
       type, metadata, '\\xff00fe'::bytea, hash
  FROM log.event ORDER BY "offset" DESC LIMIT 1
"""


def chained(events: list[ArchivedEvent]) -> str:
    chain = bytes(32)
    for each in events:
        chain = hashlib.sha256(chain + each.leaf_hash).digest()
    return chain.hex()


def test_an_archive_holds_every_column_of_every_event(imported: Imported, tmp_path: Path) -> None:
    events = logged(imported.database)
    heard: list[tuple[int, int]] = []
    done = written(imported.database, tmp_path / "a", reached=lambda *told: heard.append(told))
    assert events_of_all(tmp_path / "a") == events
    files = listed(done.manifest)
    assert [each.rows for each in files[:-1]] == [FILE_EVENTS] * (len(files) - 1)
    assert done.rows == sum(each.rows for each in files) == len(events)
    assert files[-1].chain == chained(events)
    assert files[0].tenants["demo"] == (1, FILE_EVENTS, FILE_EVENTS)
    assert heard[-1] == (len(events), len(events))
    assert read_manifest(tmp_path / "a") == done.manifest
    whole = written(imported.database, tmp_path / "b", file_events=len(events))
    assert [each.chain for each in listed(whole.manifest)] == [files[-1].chain]


def test_the_columns_and_the_manifest_are_a_contract(imported: Imported, tmp_path: Path) -> None:
    files = listed(written(imported.database, tmp_path, last=3).manifest)
    with pq.ParquetFile(tmp_path / files[0].name) as parquet:
        assert parquet.schema_arrow.equals(SCHEMA)
        assert [f"{each.name} {each.type}" for each in parquet.schema_arrow] == [
            *("offset int64", "epoch int32", "tenant string", "position int64", "stream string"),
            *("version int32", "type string", "recorded_at timestamp[us, tz=UTC]"),
            *("effective_at timestamp[us, tz=UTC]", "metadata binary", "payload binary"),
            "leaf_hash binary",
        ]
        assert parquet.metadata.metadata[b"purvey.format"] == b"1"
    assert {path.name for path in tmp_path.iterdir()} == {FILE, LOCK, name_of(1, 3)}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_the_next_run_goes_on_and_leaves_what_is_there_alone(
    imported: Imported, tmp_path: Path
) -> None:
    first = written(imported.database, tmp_path, last=700)
    before = contents(tmp_path)
    second = written(imported.database, tmp_path, first=701)
    assert events_of_all(tmp_path) == logged(imported.database)
    assert listed(second.manifest)[:2] == first.files
    assert {name: contents(tmp_path)[name] for name in before} == before
    manifest = (tmp_path / FILE).stat().st_mtime_ns
    third = written(imported.database, tmp_path)
    assert (third.files, third.manifest) == ((), second.manifest)
    assert written(imported.database, tmp_path, last=100).rows == 0, "that is archived already"
    assert (tmp_path / FILE).stat().st_mtime_ns == manifest


@EXAMPLES
@given(
    begin=st.integers(1, 40),
    ends=st.lists(st.integers(1, 400), min_size=1, max_size=4).map(sorted),
    file_events=st.integers(1, 150),
)
def test_however_it_is_cut_the_archive_is_that_part_of_the_log(
    imported: Imported,
    tmp_path_factory: pytest.TempPathFactory,
    begin: int,
    ends: list[int],
    file_events: int,
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    for number, end in enumerate(ends):
        written(
            imported.database,
            folder,
            first=None if number else begin,
            last=end,
            file_events=file_events,
        )
        if end < begin:
            assert not [*folder.iterdir()]
            return  # The next run would begin at the log's first event.
    events = logged(imported.database)[begin - 1 : ends[-1]]
    assert events_of_all(folder) == events
    assert listed(read_manifest(folder))[-1].chain == chained(events)
    assert checked(folder, imported.database).differences == 0


def test_an_event_that_no_reader_can_take_apart_is_archived_byte_for_byte(
    database: Database, tmp_path: Path
) -> None:
    happen(database, [made("a")])
    with psycopg.connect(database.url, autocommit=True) as superuser:
        superuser.execute(INSERT_ODD)
        superuser.execute('UPDATE log.log_head SET "offset" = 2')
    written(database, tmp_path)
    assert [each.payload for each in events_of_all(tmp_path)][1] == b"\xff\x00\xfe"
    assert checked(tmp_path, database).differences == 1, "its hash is not that of its bytes"


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [(501, None, NotNext), (100, None, NotNext), (None, 99_999_999, BeyondLog)],
)
def test_what_would_leave_a_gap_or_come_twice_is_refused(
    imported: Imported,
    tmp_path: Path,
    first: int | None,
    last: int | None,
    refused: type[ArchiveError],
) -> None:
    written(imported.database, tmp_path, last=300)
    before = contents(tmp_path)
    with pytest.raises(refused):
        written(imported.database, tmp_path, first=first, last=last)
    assert contents(tmp_path) == before


def test_a_beginning_behind_the_end_of_the_log_is_refused_and_leaves_no_folder(
    database: Database, tmp_path: Path
) -> None:
    assert written(database, tmp_path / "empty").manifest is None
    with pytest.raises(BeyondLog, match="ends at 0"):
        written(database, tmp_path / "empty", first=1)
    assert not (tmp_path / "empty").exists()
