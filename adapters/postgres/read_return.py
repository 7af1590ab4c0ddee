"""Puts a parked partition back in line while the runner goes on.

Its events are gathered first, up to where the read model has come. Then the read model's cursor is
locked, what came meanwhile is added, and in the same transaction the rows that the partition's
events made are replaced by the fold of today's program. A row's `valid_from`, and a fact's
`position`, is that of an event of its own partition: so its rows are found without knowing its
keys. The runner, which would still pass the partition over, finds its fence closed
(`read.projection.returned`) and reads the registry again.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from psycopg import AsyncConnection, sql

from adapters.postgres.epochs import kept_offset
from adapters.postgres.read_lock import lock_read_model
from adapters.postgres.read_parked import parked_keys, skipped_keys
from adapters.postgres.read_posted import as_posted, stands_for
from adapters.postgres.read_progress import note_parked, skipped_events, tenant_numbers
from adapters.postgres.read_registry import (
    SERVING,
    Registered,
    bare_tables,
    registered,
    what_differs,
)
from adapters.postgres.read_rows import GenerationRows, TenantNumbers
from adapters.postgres.read_session import connect, unstorable_told
from adapters.postgres.read_share import Share, SharedLog, Target, by_document
from application.errors import NewerProgramNeeded
from domain.event import Recorded
from projections.poison import NewerEvent, Parked, fold_batch, park, partition_of
from projections.projection import Projection
from projections.rows import MemoryTables
from projections.runner import Unstorable
from replay.errors import NotParked, ReadModelOutdated
from replay.parked import DecisionKind, ParkedKey, PutBack

PAGE_EVENTS: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which partition is to be put back, what is decided on it, by whom and why."""

    projection: Projection
    tenant: str
    key: str
    decision: DecisionKind
    by: str
    reason: str


async def put_back(database_url: str, asked: Asked) -> PutBack:
    """Does as asked, whole or not at all.

    Raises `NotParked`, `ReadModelOutdated`, `NewerProgramNeeded`, and `RebuildRunning` while
    somebody else works on the read model.
    """
    connection = await connect(database_url)
    try:
        await lock_read_model(connection, asked.projection.name)
        serving = await _serving(connection, asked.projection)
        concerned = await _concerned(connection, serving, asked)
        partition = _Partition(connection, asked, serving)
        await partition.read(serving.offset)
        async with connection.transaction():
            await connection.execute("SET LOCAL synchronous_commit = on")  # It is a decision.
            await partition.read(await _locked_offset(connection, serving))
            return await partition.settle(concerned)
    except NewerEvent as newer:
        raise NewerProgramNeeded(f"{asked.key} stays parked: {newer}.") from newer
    finally:
        await connection.close()


class _Partition:
    """The partition on its way."""

    def __init__(self, connection: AsyncConnection, asked: Asked, serving: Registered) -> None:
        self._connection = connection
        self._asked = asked
        self._serving = serving
        self._events: list[Recorded] = []
        self._read_to = 0

    async def read(self, up_to: int) -> None:
        """Adds the partition's events up to that offset."""
        asked = self._asked
        share = await self._share()
        log = SharedLog([Target(asked.projection, self._serving.schema, share)])
        for after in range(self._read_to, up_to, PAGE_EVENTS):
            end = min(after + PAGE_EVENTS, up_to)
            for _, (batch,) in await log.read(self._connection, after, end, PAGE_EVENTS):
                self._events += [
                    each
                    for each in batch
                    if partition_of(asked.projection, each) == (asked.tenant, asked.key)
                ]
        self._read_to = max(self._read_to, up_to)

    async def settle(self, concerned: Sequence[ParkedKey]) -> PutBack:
        """Replaces the rows and records what was decided and what came of it.

        `concerned`: the event that parked it; where it is in line, those that were skipped of it.
        """
        asked, serving, connection = self._asked, self._serving, self._connection
        numbers = await tenant_numbers(connection, [asked.tenant])
        await self._remove_rows(numbers[asked.tenant])
        skipped = (await skipped_events(connection)).get((serving.name, serving.version), set())
        offsets = {each.offset for each in concerned}
        skipped = skipped | offsets if asked.decision == "skipped" else skipped - offsets
        stands = await stands_for(connection, Target(asked.projection, serving.schema))
        events = [as_posted(e, stands) for e in self._events if e.offset not in skipped]
        again = await self._fold(events, numbers)
        await connection.execute(
            "DELETE FROM read.parked WHERE name = %s AND generation = %s AND tenant_no = %s"
            " AND partition = %s",
            [serving.name, serving.generation, numbers[asked.tenant], asked.key],
        )
        async with connection.cursor() as cursor:
            await note_parked(cursor, serving.name, serving.generation, again, numbers)
        await connection.execute(
            "UPDATE read.projection SET returned = returned + 1"
            " WHERE name = %s AND generation = %s",
            [serving.name, serving.generation],
        )
        outcome = "parked again" if again else "in line"
        for each in concerned:
            await self._record(each, outcome)
        still = [each for each in await parked_keys(connection) if again and _is(each, asked)]
        return PutBack(
            read_model=serving.name,
            tenant=asked.tenant,
            key=asked.key,
            decision=asked.decision,
            outcome="parked again" if again else "in line",
            events=len(events),
            parked=still[0] if still else None,
        )

    async def _share(self) -> Share:
        """The narrowest part of the log in which the partition is."""
        asked = self._asked
        if by_document(asked.projection):
            found = await self._connection.execute(
                "SELECT hashtext(%s)::bigint + 2147483648", [asked.key]
            )
            row = await found.fetchone()
            assert row is not None, "a hash comes back"
            low = int(row[0])
        else:
            low = crc32(f"{asked.tenant}\0{asked.key}".encode())
        return Share(low, low + 1)

    async def _remove_rows(self, tenant_no: int) -> None:
        positions = [each.position for each in self._events]
        for table in self._asked.projection.tables:
            stamp = "valid_from" if table.kind == "entity" else "position"
            await self._connection.execute(
                sql.SQL("DELETE FROM {} WHERE tenant_no = %s AND {} = ANY(%s)").format(
                    sql.Identifier(self._serving.schema, table.name), sql.Identifier(stamp)
                ),
                [tenant_no, positions],
            )

    async def _fold(self, events: Sequence[Recorded], numbers: TenantNumbers) -> list[Parked]:
        """Writes what the events come to; where they stop, if they do."""
        projection = self._asked.projection
        try:
            return await self._written(events, numbers)
        except Unstorable as error:
            failure = error
        # One of them brings a value that cannot be stored: the longest part that can is looked for.
        fits, fails = 0, len(events)
        while fails - fits > 1:
            middle = (fits + fails) // 2
            try:
                async with self._undone():
                    await self._written(events[:middle], numbers)
                fits = middle
            except Unstorable as error:
                fails, failure = middle, error
        await self._written(events[:fits], numbers)
        return [park(projection, events[fits], failure)]

    async def _written(self, events: Sequence[Recorded], numbers: TenantNumbers) -> list[Parked]:
        projection = self._asked.projection
        tables = MemoryTables(projection, complete=True)
        parked = fold_batch(projection, events, tables, set())
        rows = GenerationRows(projection, self._serving.schema)
        rows.bare = await bare_tables(self._connection, rows.schema)
        with unstorable_told():
            async with self._connection.transaction(), self._connection.cursor() as cursor:
                await rows.write(cursor, tables, numbers)
        return parked

    @asynccontextmanager
    async def _undone(self) -> AsyncIterator[None]:
        """What is written within is taken back."""
        async with self._connection.transaction(force_rollback=True):
            yield

    async def _record(self, parked: ParkedKey, outcome: str) -> None:
        asked, serving = self._asked, self._serving
        await self._connection.execute(
            "INSERT INTO read.parked_decision (name, generation, version, epoch, tenant, partition,"
            ' "offset", position, type, decision, outcome, decided_by, reason)'
            " SELECT %s, %s, %s, h.epoch, %s, %s, %s, %s, %s, %s, %s, %s, %s FROM log.log_head h",
            [
                serving.name,
                serving.generation,
                serving.version,
                asked.tenant,
                asked.key,
                parked.offset,
                parked.position,
                parked.type,
                asked.decision,
                outcome,
                asked.by,
                asked.reason,
            ],
        )


async def _serving(connection: AsyncConnection, projection: Projection) -> Registered:
    """The generation that serves, if its rows are as this program makes them."""
    for each in await registered(connection):
        if each.name == projection.name and each.state in SERVING:
            astray = each.offset > await kept_offset(connection, each.epoch)
            if astray or await what_differs(connection, projection, each) is not None:
                break
            return each
    raise ReadModelOutdated(projection.name)


async def _concerned(
    connection: AsyncConnection, serving: Registered, asked: Asked
) -> Sequence[ParkedKey]:
    for each in await parked_keys(connection):
        if each.generation == serving.generation and _is(each, asked):
            return [each]
    if asked.decision == "retried":
        place = (serving.name, serving.version, asked.tenant, asked.key)
        if skipped := await skipped_keys(connection, *place):
            return skipped
    raise NotParked(asked.projection.name, asked.tenant, asked.key)


async def _locked_offset(connection: AsyncConnection, serving: Registered) -> int:
    """Where the cursor stands, and stays until the transaction ends."""
    found = await connection.execute(
        'SELECT "offset" FROM read.projection WHERE name = %s AND generation = %s FOR UPDATE',
        [serving.name, serving.generation],
    )
    row = await found.fetchone()
    assert row is not None, "the lock keeps the generation"
    return int(row[0])


def _is(parked: ParkedKey, asked: Asked) -> bool:
    told = (parked.read_model, parked.tenant, parked.key)
    return told == (asked.projection.name, asked.tenant, asked.key)
