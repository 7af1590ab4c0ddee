"""Writes one file of an archive: under another name first, and whole or not at all."""

import os
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

import pyarrow.parquet as pq

from adapters.archive.columns import SCHEMA, ArchivedEvent, table_of
from adapters.archive.folder import HeldFolder
from adapters.archive.manifest import (
    FORMAT,
    UNFINISHED,
    EventFile,
    name_of,
    sha256_of,
)
from adapters.archive.summary import FileSummary
from adapters.private_file import private, sync_folder

COMPRESSION: Final = "zstd"
REPEATED: Final = ["tenant", "stream", "type"]  # Columns whose values are kept once in each group.


class EventFileWriter:
    """Takes pages of events; as a context it leaves nothing unless `finish` was called."""

    def __init__(self, folder: HeldFolder, first_offset: int, chain: bytes) -> None:
        """`chain` is that of the file before."""
        self._folder = folder
        self._path = folder.path / f"{name_of(first_offset, first_offset)}{UNFINISHED}"
        self._summary = FileSummary(chain)
        self.bytes = 0  # of metadata and payloads, as the log stores them

    def __enter__(self) -> Self:
        os.close(private(str(self._path), os.O_CREAT | os.O_WRONLY | os.O_TRUNC))
        self._writer = pq.ParquetWriter(
            self._path,
            SCHEMA.with_metadata({b"purvey.format": str(FORMAT).encode()}),
            compression=COMPRESSION,
            use_dictionary=REPEATED,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._writer.close()
        self._path.unlink(missing_ok=True)

    @property
    def rows(self) -> int:
        """How many events it has taken."""
        return self._summary.rows

    def add(self, events: Sequence[ArchivedEvent]) -> None:
        """The next events, one group of rows."""
        self._writer.write_table(table_of(events).cast(self._writer.schema), len(events))
        self._summary.add(events)
        self.bytes += sum(len(each.metadata) + len(each.payload) for each in events)

    def finish(self) -> EventFile:
        """Puts the file on disk under its own name; what the manifest has to say of it."""
        self._writer.close()
        with self._path.open("rb") as file:
            os.fsync(file.fileno())
        told = self._summary.told()
        name = name_of(told["first_offset"], told["last_offset"])
        file_told = EventFile(
            name=name, bytes=self._path.stat().st_size, sha256=sha256_of(self._path), **told
        )
        self._folder.intend(name)
        self._path.rename(self._folder.path / name)
        sync_folder(self._folder.path)
        return file_told
