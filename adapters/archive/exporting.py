"""Archives the log: from where the archive ends to where the log does, file by file.

Memory holds one page of events at a time. Whatever ends it early, the files that the manifest names
are whole, and the next run goes on behind them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg import AsyncConnection

from adapters.archive.errors import (
    AheadOfLog,
    BeyondLog,
    LogIncomplete,
    NoMoment,
    NotNext,
    OtherHistory,
)
from adapters.archive.folder import HeldFolder, held_folder
from adapters.archive.log_source import NO_MOMENT, hash_at, read_page
from adapters.archive.manifest import (
    CHAIN_START,
    EventFile,
    Manifest,
    epochs_told,
    write_manifest,
)
from adapters.archive.writing import EventFileWriter
from adapters.postgres.epochs import epoch_starts, kept_offset
from adapters.postgres.log_reader import LogHead, log_head_async
from application.errors import EpochChanged

PAGE_EVENTS: Final = 10_000
PAGE_BYTES: Final = 16 * 1024 * 1024
FILE_EVENTS: Final = 250_000
FILE_BYTES: Final = 512 * 1024 * 1024  # Before compression.

Reached = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """What a run added, and what the archive holds by now; `manifest` is none for an empty log."""

    files: tuple[EventFile, ...]
    manifest: Manifest | None

    @property
    def rows(self) -> int:
        """How many events it added."""
        return sum(each.rows for each in self.files)


async def archive(
    log_url: str,
    path: Path,
    *,
    first: int | None = None,
    last: int | None = None,
    reached: Reached,
    file_events: int = FILE_EVENTS,
) -> Archived:
    """Archives the events from `first` (by default the next) to `last` (by default the log's).

    `log_url` is the relay's user's; `reached` hears how many of how many are written. Raises the
    errors of `errors.py`, or EpochChanged when an epoch began meanwhile.
    """
    with held_folder(path) as folder:
        former = folder.former()
        connection = await AsyncConnection.connect(log_url, autocommit=True)
        try:
            head = await log_head_async(connection)
            if former is not None:
                await _refuse_other_history(connection, path, former, head)
            begin, end = _range(path, former, head, first, last)
            run = _Run(connection, folder, head, former, file_events)
            return await run.archived(begin, end, reached)
        finally:
            await connection.close()


class _Run:
    """The files of one run, one after another."""

    def __init__(
        self,
        connection: AsyncConnection,
        folder: HeldFolder,
        head: LogHead,
        former: Manifest | None,
        file_events: int,
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._head = head
        self._manifest = former
        self._file_events = file_events

    async def archived(self, begin: int, end: int, reached: Reached) -> Archived:
        """Each file is named by the manifest before the next one is begun."""
        added: list[EventFile] = []
        at = begin
        while at <= end:
            chain = bytes.fromhex(self._manifest.files[-1].chain) if self._manifest else CHAIN_START
            with EventFileWriter(self._folder, at, chain) as writer:
                while at <= end and not self._is_full(writer):
                    at = await self._page(writer, at, end)
                    reached(at - begin, end - begin + 1)
                await self._refuse_other_epoch()
                added.append(writer.finish())
                await self._name(added[-1])
        return Archived(files=tuple(added), manifest=self._manifest)

    async def _page(self, writer: EventFileWriter, at: int, end: int) -> int:
        limit = min(PAGE_EVENTS, self._file_events - writer.rows)
        events = await read_page(self._connection, at - 1, end, limit, PAGE_BYTES)
        offsets = [each.offset for each in events] or [0]
        for wanted, found in enumerate(offsets, start=at):
            if found != wanted:
                raise LogIncomplete(wanted)
        for each in events:
            if NO_MOMENT in (each.recorded_at, each.effective_at):
                raise NoMoment(each.offset)
        writer.add(events)
        return at + len(events)

    def _is_full(self, writer: EventFileWriter) -> bool:
        return writer.rows >= self._file_events or writer.bytes >= FILE_BYTES

    async def _refuse_other_epoch(self) -> None:
        epoch = (await log_head_async(self._connection)).epoch
        if epoch != self._head.epoch:
            raise EpochChanged(
                f"Epoch {epoch} of the log began while it was archived; archive again."
            )

    async def _name(self, file: EventFile) -> None:
        former = self._manifest.files if self._manifest else ()
        starts = [s for s in await epoch_starts(self._connection) if s.epoch <= self._head.epoch]
        self._manifest = Manifest(
            epoch=self._head.epoch, epochs=epochs_told(starts), files=(*former, file)
        )
        write_manifest(self._folder.path, self._manifest)
        self._folder.settle()


async def _refuse_other_history(
    connection: AsyncConnection, folder: Path, former: Manifest, head: LogHead
) -> None:
    """Goes on only behind events that are the log's own."""
    if former.epoch > head.epoch:
        raise OtherHistory(folder, f"it is of epoch {former.epoch}, the log of {head.epoch}")
    kept = await kept_offset(connection, former.epoch)
    if former.last_offset > kept and former.epoch < head.epoch:
        why = f"what epoch {former.epoch} held behind offset {kept} was replaced by a later epoch"
        raise OtherHistory(folder, why)
    if former.last_offset > head.offset:
        raise AheadOfLog(folder, former.last_offset, head.offset)
    own = await hash_at(connection, former.last_offset)
    if own is None or own.hex() != former.files[-1].last_leaf_hash:
        raise OtherHistory(folder, f"the log holds another event at offset {former.last_offset}")


def _range(
    folder: Path, former: Manifest | None, head: LogHead, first: int | None, last: int | None
) -> tuple[int, int]:
    following = former.last_offset + 1 if former else 1
    begin = following if first is None else first
    if former is not None and begin != following:
        raise NotNext(folder, begin, following)
    for wanted in (first, last):
        if wanted is not None and wanted > head.offset:
            raise BeyondLog(wanted, head.offset)
    return begin, head.offset if last is None else last
