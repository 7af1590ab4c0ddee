"""Loads whole read models from the first event: the fold keeps current rows in memory, writes each
version once, when it has ended, and the current ones last. There is nothing to update or look up.

A history with more current rows than memory should hold goes on as live batches do: by key. Used by
rebuild (`read_rebuild.py`) and by verification (`read_verify.py`), in this process or in workers
(`read_worker.py`).
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from zlib import crc32

from psycopg import AsyncConnection

from adapters.postgres.log_reader import LogRow, read_async, recorded
from adapters.postgres.read_progress import tenant_numbers
from adapters.postgres.read_rows import GenerationRows
from adapters.postgres.read_session import unstorable_told
from adapters.postgres.read_tables import create_key_indexes, create_tables, drop_schema
from domain.event import Recorded
from projections.poison import Parked, Partition, fold_batch, park, partition_of, wanted_rows
from projections.projection import Projection
from projections.rows import MemoryTables
from projections.runner import Unstorable

CHUNK_EVENTS: Final = 5_000
WRITE_ROWS: Final = 10_000  # Rows that wait before they are sent to the database together.
ROWS_IN_MEMORY_MAX: Final = 200_000  # For each read model; some 200 MB.


class Target(NamedTuple):
    """A read model and the schema in which its tables wait, empty and without indexes."""

    projection: Projection
    schema: str


class Share(NamedTuple):
    """The partitions that fall to one of several workers."""

    number: int = 0
    of: int = 1

    def holds(self, partition: Partition) -> bool:
        """Whether the partition is this worker's."""
        return self.of == 1 or crc32("\0".join(partition).encode()) % self.of == self.number


WHOLE: Final = Share()


@dataclass(slots=True)
class Loaded:
    """What a load came to: the last position of each tenant, and what was parked."""

    positions: dict[str, int] = field(default_factory=dict)
    parked: dict[str, list[Parked]] = field(default_factory=dict)


async def load(
    connection: AsyncConnection,
    targets: Sequence[Target],
    up_to: int,
    share: Share = WHOLE,
    progress: Callable[[int], None] | None = None,
) -> Loaded:
    """Folds the events up to that offset into the targets; `progress` hears of each chunk's end.

    Raises `Unstorable` when a worker's share cannot be stored: the tables are worthless then.
    """
    with collector_at_rest():
        return await _load(
            connection, [_Load(target, share) for target in targets], up_to, progress
        )


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Spares the search for cycles, of which a fold makes none, among so many rows."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


async def _load(
    connection: AsyncConnection,
    loads: "Sequence[_Load]",
    up_to: int,
    progress: Callable[[int], None] | None,
) -> Loaded:
    loaded, numbers = Loaded(), dict[str, int]()
    takers: defaultdict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(loads):
        for handled in each.target.projection.handles:
            takers[handled].append(number)
    after = 0
    while after < up_to:
        rows = await _read(connection, after, up_to)
        after = rows[-1].offset
        loaded.positions |= {row.tenant: row.position for row in rows}
        unknown = loaded.positions.keys() - numbers.keys()
        if unknown:
            numbers |= await tenant_numbers(connection, list(unknown))
        for each, batch in zip(loads, _dealt(rows, takers, len(loads)), strict=True):
            try:
                await each.fold(connection, batch, numbers)
            except Unstorable:
                await _start_over(connection, each, after, numbers)
        if progress is not None:
            progress(after)
    for each in loads:
        try:
            await each.write(connection, numbers, opened=True)
        except Unstorable:
            await _start_over(connection, each, after, numbers)
        loaded.parked[each.target.projection.name] = each.parked
    return loaded


def _dealt(
    rows: Sequence[LogRow], takers: Mapping[str, Sequence[int]], loads: int
) -> list[list[Recorded]]:
    """For each load the events that it handles; each is decoded once, and others not at all."""
    batches: list[list[Recorded]] = [[] for _ in range(loads)]
    for row in rows:
        if row.type in takers:
            event = recorded(row)
            for number in takers[row.type]:
                batches[number].append(event)
    return batches


async def _start_over(
    connection: AsyncConnection, load: "_Load", up_to: int, numbers: dict[str, int]
) -> None:
    """Folds by key from the first event on, which finds the event that cannot be stored."""
    await load.start_over(connection)
    after = 0
    while after < up_to:
        rows = await _read(connection, after, up_to)
        after = rows[-1].offset
        await load.fold(connection, [recorded(row) for row in rows], numbers)


async def _read(connection: AsyncConnection, after: int, up_to: int) -> list[LogRow]:
    rows = await read_async(connection, after, min(CHUNK_EVENTS, up_to - after))
    if not rows or rows[-1].offset != after + len(rows):
        raise RuntimeError(f"the log has a gap behind offset {after}; run verify")
    return rows


class _Load:
    """One read model on its way."""

    def __init__(self, target: Target, share: Share) -> None:
        self.target = target
        self.parked: list[Parked] = []
        self._share = share
        self._rows = GenerationRows(target.projection, target.schema)
        self._tables = MemoryTables(target.projection, complete=True)
        self._still: set[Partition] = set()
        self._by_key = False

    async def fold(
        self, connection: AsyncConnection, batch: Sequence[Recorded], numbers: dict[str, int]
    ) -> None:
        """Folds a batch, and writes what has ended when there is enough of it."""
        projection, tables = self.target.projection, self._tables
        if self._share.of > 1:
            batch = [e for e in batch if self._share.holds(partition_of(projection, e))]
        if self._by_key:
            await self._fold_by_key(connection, batch, numbers)
            return
        self._park(fold_batch(projection, batch, tables, self._still))
        if tables.rows_in_memory() > ROWS_IN_MEMORY_MAX:
            await self.write(connection, numbers, opened=True)
            await self._go_on_by_key(connection)
        elif tables.pending_rows() >= WRITE_ROWS:
            await self.write(connection, numbers, opened=False)

    async def write(
        self, connection: AsyncConnection, numbers: dict[str, int], *, opened: bool
    ) -> None:
        """Writes what has ended, and where so told what is current. Raises `Unstorable`."""
        with unstorable_told():
            async with connection.transaction(), connection.cursor() as cursor:
                await self._rows.write(cursor, self._tables, numbers, opened=opened)

    async def start_over(self, connection: AsyncConnection) -> None:
        """Empties the tables. Those that several workers share are not one worker's to empty."""
        if self._share.of > 1:
            raise Unstorable(f"an event of {self.target.projection.name} cannot be stored")
        await empty_tables(connection, self.target)
        self.parked, self._still = [], set()
        await self._go_on_by_key(connection)

    async def _fold_by_key(
        self, connection: AsyncConnection, batch: Sequence[Recorded], numbers: dict[str, int]
    ) -> None:
        """Folds as live batches are, halving one that cannot be stored down to its cause."""
        projection = self.target.projection
        tables = self._tables = MemoryTables(projection)
        try:
            with unstorable_told():
                await self._rows.fetch(connection, tables, wanted_rows(projection, batch), numbers)
            parked = fold_batch(projection, batch, tables, self._still)
            await self.write(connection, numbers, opened=True)
            self._park(parked)
        except Unstorable as error:
            self._tables = MemoryTables(projection)
            if len(batch) == 1:
                self._park([park(projection, batch[0], error)])
                return
            middle = len(batch) // 2
            await self._fold_by_key(connection, batch[:middle], numbers)
            await self._fold_by_key(connection, batch[middle:], numbers)

    async def _go_on_by_key(self, connection: AsyncConnection) -> None:
        for statement in create_key_indexes(self.target.projection, self.target.schema):
            await connection.execute(statement)
        self._tables = MemoryTables(self.target.projection)
        self._by_key = True

    def _park(self, parked: Sequence[Parked]) -> None:
        self.parked += parked
        self._still |= {(each.tenant, each.partition) for each in parked}


async def empty_tables(connection: AsyncConnection, target: Target) -> None:
    """Makes the target's tables anew, empty and without indexes."""
    await connection.execute(drop_schema(target.schema))
    for statement in create_tables(target.projection, target.schema):
        await connection.execute(statement)
