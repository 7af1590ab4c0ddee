"""What tests of archives share: archives of a test's database, their files read and rewritten."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
import pyarrow.parquet as pq

from adapters.archive.checking import ArchiveChecked, check_archive
from adapters.archive.columns import ArchivedEvent, events_of, table_of
from adapters.archive.exporting import Archived, archive
from adapters.archive.manifest import (
    FILE,
    EventFile,
    Manifest,
    read_manifest,
    sha256_of,
    write_manifest,
)
from adapters.archive.summary import FileSummary
from adapters.postgres.leaf_hash import EPOCH, MICROSECOND, leaf_hash
from tests.conftest import Database

FILE_EVENTS: Final = 500
COLUMNS: Final = (
    'SELECT "offset", epoch, tenant, position, stream, version, type,'
    " (extract(epoch FROM recorded_at) * 1000000)::bigint,"
    " (extract(epoch FROM effective_at) * 1000000)::bigint, metadata, payload, hash"
    ' FROM log.event ORDER BY "offset"'
)


def unheard(done: int, total: int) -> None:
    del done, total


def written(
    database: Database,
    folder: Path,
    first: int | None = None,
    last: int | None = None,
    *,
    file_events: int = FILE_EVENTS,
    reached: Callable[[int, int], None] = unheard,
) -> Archived:
    """Archives as the command does, in files of few events."""
    return asyncio.run(
        archive(
            database.role_url("purvey_relay"),
            folder,
            first=first,
            last=last,
            reached=reached,
            file_events=file_events,
        )
    )


def checked(folder: Path, database: Database | None) -> ArchiveChecked:
    """Verifies as the command does."""
    url = database.role_url("purvey_relay") if database else None
    return asyncio.run(check_archive(folder, url, unheard))


def logged(database: Database) -> list[ArchivedEvent]:
    """Every event of the log, by a statement of the tests' own."""
    with psycopg.connect(database.url) as connection:
        return [ArchivedEvent._make(row) for row in connection.execute(COLUMNS).fetchall()]


def events_in(folder: Path, file: EventFile) -> list[ArchivedEvent]:
    """The rows of one file."""
    with pq.ParquetFile(folder / file.name) as parquet:
        return [each for batch in parquet.iter_batches() for each in events_of(batch)]


def events_of_all(folder: Path) -> list[ArchivedEvent]:
    """The rows of every file that the manifest names."""
    return [each for file in read_manifest(folder).files for each in events_in(folder, file)]


def forge(folder: Path, number: int, events: Sequence[ArchivedEvent]) -> None:
    """Replaces one file by these rows, and makes all that the manifest says agree with them."""
    manifest = read_manifest(folder)
    file = manifest.files[number]
    pq.write_table(table_of(events), folder / file.name)
    files = list(manifest.files)
    chain = bytes.fromhex(files[number - 1].chain) if number else bytes(32)
    for place in range(number, len(files)):
        summary = FileSummary(chain)
        summary.add(events_in(folder, files[place]))
        path = folder / files[place].name
        files[place] = replace(
            files[place], bytes=path.stat().st_size, sha256=sha256_of(path), **summary.told()
        )
        chain = bytes.fromhex(files[place].chain)
    write_manifest(folder, replace(manifest, files=tuple(files)))


def with_own_hash(event: ArchivedEvent, **values: Any) -> ArchivedEvent:
    """The event with other values and the leaf hash that they give."""
    changed = event._replace(**values)
    return changed._replace(
        leaf_hash=leaf_hash(
            tenant=changed.tenant,
            position=changed.position,
            stream=changed.stream,
            version=changed.version,
            type=changed.type,
            recorded_at=EPOCH + changed.recorded_at * MICROSECOND,
            metadata=changed.metadata,
            payload=changed.payload,
        )
    )


def edit_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Changes the text of the manifest."""
    told = json.loads((folder / FILE).read_text())
    change(told)
    (folder / FILE).write_text(json.dumps(told))


def listed(manifest: Manifest | None) -> tuple[EventFile, ...]:
    """The files of an archive that is there."""
    assert manifest is not None, "something was archived"
    return manifest.files


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file but the manifest, with the time that it was written."""
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.glob("*.parquet")
    }
