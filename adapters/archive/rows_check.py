"""Checks the rows of an archive by themselves: hashes, numbers without gaps, chains, the manifest.

Nothing but the files is needed: each leaf hash is computed again from the columns of its row.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from adapters.archive.columns import SCHEMA, ArchivedEvent, events_of
from adapters.archive.findings import ArchiveFindings
from adapters.archive.manifest import (
    CHAIN_START,
    EVENT_FILES,
    EventFile,
    Manifest,
    sha256_of,
)
from adapters.archive.summary import FileSummary
from adapters.postgres.leaf_hash import EPOCH, leaf_hash

BATCH_EVENTS: Final = 10_000


class RowsCheck:
    """Goes through the files in order; gives the rows on, so that they are read once."""

    def __init__(self, folder: Path, manifest: Manifest, findings: ArchiveFindings) -> None:
        self._folder = folder
        self._manifest = manifest
        self._findings = findings
        self._chain = CHAIN_START
        self._positions: dict[str, int] = {}
        self._epoch = 0
        self.checked = 0

    def batches(self) -> Iterator[list[ArchivedEvent]]:
        """The rows of every file that can be read; what is wrong with them is found on the way."""
        self._check_listing()
        for file in self._manifest.files:
            yield from self._file_batches(file)
            self._chain = bytes.fromhex(file.chain)

    def _check_listing(self) -> None:
        following = self._manifest.first_offset
        for file in self._manifest.files:
            if file.first_offset > following:
                gap = f"offsets {following} to {file.first_offset - 1} are in no file"
                self._findings.add(gap, file=file.name)
            elif file.first_offset < following:
                self._findings.add("holds offsets of the file before it again", file=file.name)
            following = file.last_offset + 1
        named = {each.name for each in self._manifest.files}
        for path in sorted(self._folder.glob(EVENT_FILES)):
            if path.name not in named:
                self._findings.add("the manifest does not name it", file=path.name)

    def _file_batches(self, file: EventFile) -> Iterator[list[ArchivedEvent]]:
        path = self._folder / file.name
        if not path.is_file():
            self._findings.add("the file is missing", file=file.name)
            self._positions.clear()  # What it held of each tenant is not known.
            return
        if path.stat().st_size != file.bytes or sha256_of(path) != file.sha256:
            self._findings.add("its bytes are not those that were archived", file=file.name)
        told = FileSummary(self._chain)
        try:
            with pq.ParquetFile(path) as parquet:
                if not parquet.schema_arrow.equals(SCHEMA):
                    self._findings.add("its columns are other ones", file=file.name)
                    return
                for group in range(parquet.num_row_groups):  # As it was written: bounded by bytes.
                    for batch in parquet.iter_batches(BATCH_EVENTS, row_groups=[group]):
                        events = events_of(batch)
                        self._check_rows(file, told, events)
                        yield events
        except (pa.ArrowException, OSError, ValueError) as error:
            said = str(error).partition("\n")[0]
            self._findings.add(f"it cannot be read to its end: {said}", file=file.name)
            self._positions.clear()
            return
        self._check_told(file, told)

    def _check_rows(
        self, file: EventFile, told: FileSummary, events: Sequence[ArchivedEvent]
    ) -> None:
        following = file.first_offset if told.last_offset is None else told.last_offset + 1
        for each in events:
            self.checked += 1
            for wrong in self._wrong(each, following):
                self._findings.add(
                    wrong,
                    file=file.name,
                    offset=each.offset,
                    tenant=each.tenant,
                    position=each.position,
                )
            following = each.offset + 1
            self._positions[each.tenant] = each.position
            self._epoch = each.epoch
        told.add(events)

    def _wrong(self, each: ArchivedEvent, following: int) -> Iterator[str]:
        if each.offset != following:
            yield f"offset {following} should stand here"
        known = self._positions.get(each.tenant)
        if known is not None and each.position != known + 1:
            yield f"position {known + 1} of its tenant should come next"
        if each.epoch < self._epoch:
            yield "its epoch is below that of its predecessor"
        if each.epoch > self._manifest.epoch:
            yield f"it is of epoch {each.epoch}, the archive of {self._manifest.epoch}"
        if _hashed(each) != each.leaf_hash:
            yield "its columns do not give the leaf hash beside them"

    def _check_told(self, file: EventFile, told: FileSummary) -> None:
        for name, found in told.told().items():
            said = getattr(file, name)
            if found != said:
                what = name.replace("_", " ")
                self._findings.add(f"{what}: the manifest says {said}, not {found}", file=file.name)


def _hashed(each: ArchivedEvent) -> bytes:
    return leaf_hash(
        tenant=each.tenant,
        position=each.position,
        stream=each.stream,
        version=each.version,
        type=each.type,
        recorded_at=EPOCH + timedelta(microseconds=each.recorded_at),
        metadata=each.metadata,
        payload=each.payload,
    )
