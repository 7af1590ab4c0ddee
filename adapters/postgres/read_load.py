"""Loads whole read models from the first event: the fold keeps current rows in memory, writes each
version once, when it has ended, and the current ones last. There is nothing to update or look up.

Where there are more current rows than memory should hold, the read models that hold most write
theirs ahead and fetch those that are asked for again (`read_spilled.py`). Used by rebuild
(`read_rebuild.py`) and by verification (`read_verify.py`), in this process or in workers
(`read_worker.py`).
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from psycopg import AsyncConnection, Connection

from adapters.collector import collector_at_rest
from adapters.postgres.read_posted import Stands, as_posted, stands_for
from adapters.postgres.read_progress import skipped_events, tenant_numbers
from adapters.postgres.read_rows import GenerationRows, TenantNumbers
from adapters.postgres.read_session import unstorable_told
from adapters.postgres.read_share import WHOLE, SharedLog, Target
from adapters.postgres.read_spilled import SpilledKeys
from adapters.postgres.read_tables import create_key_indexes, create_tables, drop_schema
from domain.event import Recorded
from projections.poison import NewerEvent, Parked, Partition, fold_batch, park, wanted_rows, without
from projections.rows import MemoryTables
from projections.runner import Unstorable

LOCK: Final = 0x6B657973  # "keys", the first half of the lock under which key indexes are made
READ_EVENTS: Final = 1_000  # that are read together: more leave the processor's cache
CHUNK_EVENTS: Final = 5_000  # that are folded together by key
PIECE_EVENTS: Final = 250  # that are folded together: events and rows stay in the processor's cache
SENT_BYTES: Final = 8 * 1024 * 1024  # Of rows that wait before they are sent together: each COPY
# begins to extend its table page by page.
ROWS_IN_MEMORY_MAX: Final = 300_000  # Of all read models of a process together; some 500 MB.


@dataclass(slots=True)
class Loaded:
    """What a load came to: what was parked of each read model, and which were not loaded.

    The tables of these are worthless. What is unstorable, only a load of its whole can tell.
    """

    parked: dict[str, list[Parked]] = field(default_factory=dict)
    unstorable: set[str] = field(default_factory=set)
    newer: dict[str, str] = field(default_factory=dict)  # why this program cannot load it


async def load(
    connection: AsyncConnection,
    log: Connection,
    targets: Sequence[Target],
    up_to: int,
    progress: Callable[[int], None] | None = None,
) -> Loaded:
    """Folds the events up to that offset into the targets; `progress` hears of each chunk's end.

    Their tables are empty and without indexes. `connection` writes, `log` reads.
    """
    with collector_at_rest():
        numbers = await tenant_numbers(connection)
        skipped = await skipped_events(connection)
        loads = [
            _Load(target, numbers, skipped, await stands_for(connection, target))
            for target in targets
        ]
        shared, room = SharedLog(targets), _Room(loads)
        for after, end in _chunks(up_to, READ_EVENTS):
            for reached, batches in shared.read_at_once(log, after, end, PIECE_EVENTS):
                for each, batch in zip(loads, batches, strict=True):
                    if batch:
                        await each.fold(connection, batch, reached)
                await room.make(connection, reached)
            if progress is not None:
                progress(end)
            await asyncio.sleep(0)  # What others have to say is heard, Ctrl-C above all.
        for each in loads:
            await each.finish(connection, up_to)
    return Loaded(
        {each.target.projection.name: each.parked for each in loads},
        {each.target.projection.name for each in loads if each.unstorable},
        {each.target.projection.name: each.newer for each in loads if each.newer},
    )


def _chunks(up_to: int, events: int) -> Iterator[tuple[int, int]]:
    for after in range(0, up_to, events):
        yield after, min(after + events, up_to)


class _Room:
    """Keeps the current rows of all read models of a process within what memory should hold."""

    def __init__(self, loads: Sequence["_Load"]) -> None:
        self._loads = loads
        self._spilled: SpilledKeys | None = None

    async def make(self, connection: AsyncConnection, end: int) -> None:
        """Has those with most rows write theirs ahead, until half of the room is free again."""
        held = {each: each.rows_in_memory() for each in self._loads}
        held_rows = sum(held.values())
        if held_rows <= ROWS_IN_MEMORY_MAX:
            return
        self._spilled = self._spilled or SpilledKeys()
        for each in sorted(held, key=held.__getitem__, reverse=True):
            await each.spill(connection, self._spilled, end)
            held_rows -= held[each]
            if held_rows <= ROWS_IN_MEMORY_MAX // 2:
                return


class _Load:
    """One read model on its way."""

    def __init__(
        self,
        target: Target,
        numbers: TenantNumbers,
        skipped: Mapping[tuple[str, int], Collection[int]],
        stands: Stands,
    ) -> None:
        self.target = target
        self.parked: list[Parked] = []
        self.unstorable = False
        self.newer = ""
        self._numbers = numbers
        self._rows = GenerationRows(target.projection, target.schema)
        self._tables = MemoryTables(target.projection, complete=True)
        self._still: set[Partition] = set()
        self._skipped = skipped.get((target.projection.name, target.projection.version), ())
        self._stands = stands
        self._spilled: SpilledKeys | None = None  # where rows of this one are among them
        self._by_key = False
        self._gathered: list[Recorded] = []  # to be folded by key

    async def fold(self, connection: AsyncConnection, batch: Sequence[Recorded], end: int) -> None:
        """Folds a batch, which ends at that offset; writes what has ended if that is enough."""
        if not self.newer:
            try:
                await self._fold(connection, batch, end)
            except NewerEvent as newer:
                self.newer = str(newer)

    async def finish(self, connection: AsyncConnection, end: int) -> None:
        """Writes what is left, the current rows included."""
        if not self.newer:
            try:
                await self._finish(connection, end)
            except NewerEvent as newer:
                self.newer = str(newer)

    async def _fold(self, connection: AsyncConnection, batch: Sequence[Recorded], end: int) -> None:
        batch = self._told(batch)
        if self.unstorable or not batch:
            return
        if self._by_key:
            self._gathered += batch
            if len(self._gathered) >= CHUNK_EVENTS:
                await self._fold_gathered(connection)
            return
        tables = self._tables
        try:
            if self._spilled is not None:
                await self._bring_back(connection, self._spilled, batch)
            self._park(fold_batch(self.target.projection, batch, tables, self._still))
            self._rows.encode(connection, tables, self._numbers, opened=False)
            if self._rows.waiting_bytes() >= SENT_BYTES:
                await self._write(connection, opened=False)
        except Unstorable:
            await self._start_over(connection, end)

    def rows_in_memory(self) -> int:
        """How many current rows it could write ahead."""
        return 0 if self._by_key or self.unstorable else self._tables.rows_in_memory()

    async def spill(self, connection: AsyncConnection, spilled: SpilledKeys, end: int) -> None:
        """Writes the current rows ahead and forgets them; `fold` brings back what it needs."""
        if not self.rows_in_memory() or self.newer:
            return
        try:
            await self._write(connection, opened=True)
        except Unstorable:
            await self._start_over(connection, end)
            return
        if self._spilled is None:
            await self._index_keys(connection)
        spilled.add(self._tables)
        self._spilled = spilled
        self._tables = MemoryTables(self.target.projection)

    async def _bring_back(
        self, connection: AsyncConnection, spilled: SpilledKeys, batch: Sequence[Recorded]
    ) -> None:
        """Fetches what the batch may touch of the rows that were written ahead."""
        wanted = wanted_rows(self.target.projection, batch)
        missing = spilled.to_fetch(self._tables, wanted)
        if missing:
            with unstorable_told():
                await self._rows.fetch(connection, self._tables, missing, self._numbers)

    async def _finish(self, connection: AsyncConnection, end: int) -> None:
        if self.unstorable:
            return
        if self._by_key:
            await self._fold_gathered(connection)
            return
        try:
            await self._write(connection, opened=True)
        except Unstorable:
            await self._start_over(connection, end)

    async def _write(self, connection: AsyncConnection, *, opened: bool) -> None:
        """Writes what has ended, and where so told what is current. Raises `Unstorable`."""
        with unstorable_told():
            async with connection.transaction(), connection.cursor() as cursor:
                await self._rows.write(cursor, self._tables, self._numbers, opened=opened)

    async def _start_over(self, connection: AsyncConnection, up_to: int) -> None:
        """Folds by key from the first event on, which finds the event that cannot be stored.

        Tables that several workers share are not one worker's to empty; there it gives up.
        """
        self._rows = GenerationRows(self.target.projection, self.target.schema)
        if self.target.share != WHOLE:
            self.unstorable, self._tables = True, MemoryTables(self.target.projection)
            return
        await empty_tables(connection, self.target)
        self.parked, self._still = [], set()
        await self._go_on_by_key(connection)
        log = SharedLog([self.target])
        for after, end in _chunks(up_to, CHUNK_EVENTS):
            for _, (batch,) in await log.read(connection, after, end, CHUNK_EVENTS):
                await self._fold_by_key(connection, batch)

    async def _fold_gathered(self, connection: AsyncConnection) -> None:
        gathered, self._gathered = self._gathered, []
        if gathered:
            await self._fold_by_key(connection, gathered)

    async def _fold_by_key(self, connection: AsyncConnection, batch: Sequence[Recorded]) -> None:
        """Folds as live batches are, halving one that cannot be stored down to its cause."""
        projection = self.target.projection
        batch = self._told(batch)
        tables = self._tables = MemoryTables(projection)
        wanted = wanted_rows(projection, batch)
        try:
            with unstorable_told():
                await self._rows.fetch(connection, tables, wanted, self._numbers)
            parked = fold_batch(projection, batch, tables, self._still)
            await self._write(connection, opened=True)
            self._park(parked)
        except Unstorable as error:
            self._tables = MemoryTables(projection)
            if len(batch) == 1:
                self._park([park(projection, batch[0], error)])
                return
            middle = len(batch) // 2
            await self._fold_by_key(connection, batch[:middle])
            await self._fold_by_key(connection, batch[middle:])

    async def _go_on_by_key(self, connection: AsyncConnection) -> None:
        await self._index_keys(connection)
        self._tables = MemoryTables(self.target.projection)
        self._by_key, self._spilled = True, None

    async def _index_keys(self, connection: AsyncConnection) -> None:
        """Another worker may come to this at the same time: the indexes are made by one of them."""
        async with connection.transaction():
            schema = self.target.schema
            await connection.execute(
                "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, schema]
            )
            for statement in create_key_indexes(self.target.projection, schema):
                await connection.execute(statement)

    def _told(self, batch: Sequence[Recorded]) -> Sequence[Recorded]:
        """Without what was skipped, and with what stands of posted entries.

        An event of a tenant that the log never entered was put there by hand: its rows could bear
        no number. `purvey verify` names it, and compares all others.
        """
        batch = without(batch, self._skipped)
        if any(each.tenant not in self._numbers for each in batch):
            batch = [each for each in batch if each.tenant in self._numbers]
        return [as_posted(each, self._stands) for each in batch] if self._stands else batch

    def _park(self, parked: Sequence[Parked]) -> None:
        self.parked += parked
        self._still |= {(each.tenant, each.partition) for each in parked}


async def empty_tables(connection: AsyncConnection, target: Target) -> None:
    """Makes the target's tables anew, empty and without indexes."""
    await connection.execute(drop_schema(target.schema))
    for statement in create_tables(target.projection, target.schema):
        await connection.execute(statement)
