"""The store of the projection runner: rows, cursors and parked partitions in one transaction.

`read_registry.py` knows the generations, `read_rows.py` the rows of one. A save first moves the
cursors, and only from where the runner believes them to be: that is the fence against a second
runner and against a rebuilt generation that took over.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from psycopg import AsyncConnection

from adapters.fault_points import reach
from adapters.postgres.census import take_census
from adapters.postgres.log_reader import (
    log_head_async,
    read_async,
    read_page_async,
    recorded,
)
from adapters.postgres.read_moving import Followed, fail_astray, own, resumed
from adapters.postgres.read_posted import Stands, as_posted, posted_entries
from adapters.postgres.read_progress import (
    note_parked,
    note_progress,
    parked_partitions,
    skipped_events,
    tenant_numbers,
)
from adapters.postgres.read_registry import (
    bare_tables,
    register,
    retire_undeclared,
)
from adapters.postgres.read_rows import Cursor as DatabaseCursor
from adapters.postgres.read_rows import GenerationRows, TenantNumbers
from adapters.postgres.read_session import ProjectorSession
from adapters.postgres.read_tables import schema_name
from adapters.postgres.read_waiting import rebuild_refused, wait_at
from domain.event import Recorded
from projections.poison import NewerEvent
from projections.projection import Projection
from projections.rows import MemoryTables, TenantKey
from projections.runner import Cursor, Generation, Move, Overtaken

PAGE_BYTES_MAX: Final = 16 * 1024 * 1024  # Read, decoded and folded they take some ten times that.
CENSUS_EVENTS: Final = 50_000  # That are counted while there is nothing else to do.
Place = tuple[str, int]  # name and number of a generation
# When a generation was retired is told by its last beat, so who still follows it notes that apart.
_BEAT: Final = (
    "followed_at = CASE p.state WHEN 'retired' THEN clock_timestamp() ELSE p.followed_at END,"
    " heartbeat_at = CASE p.state WHEN 'retired' THEN p.heartbeat_at ELSE clock_timestamp() END"
)
SAVES_PER_NOTE: Final = 16  # How often a busy runner notes the bounds of effective time.


class PostgresReadStore:
    """Implements `projections.runner.Store` and, beside it, `Log`."""

    def __init__(
        self,
        database_url: str,
        projections: Sequence[Projection],
        *,
        follows: Literal["live", "rebuilding"] = "live",
    ) -> None:
        """`follows`: the state of the generations that this store moves."""
        self._follows = follows
        self._session = ProjectorSession(database_url)
        self._projections = {each.name: each for each in projections}
        self._rows: dict[tuple[str, int], GenerationRows] = {}
        self._numbers: dict[str, int] = {}
        self._stands: Stands | None = None
        self._saves = 0
        self._followed = Followed()
        self._replaced: set[Place] = set()  # of what this store moves, what serves no more
        self._given_up: set[Place] = set()

    async def prepare(self) -> list[str]:
        """Makes the tables of new read models; the names of those that need a rebuild."""
        async with self._session.connection() as connection:
            return await register(connection, list(self._projections.values()))

    async def retire_undeclared(self) -> list[str]:
        """Takes read models out of service that are not among those of this store; their names."""
        async with self._session.connection() as connection:
            return await retire_undeclared(connection, list(self._projections.values()))

    async def read(self, after_offset: int, limit: int) -> Sequence[Recorded]:
        """See `projections.runner.Log`."""
        async with self._session.connection() as connection:
            rows = await read_page_async(connection, after_offset, limit, PAGE_BYTES_MAX)
        events = [recorded(row) for row in rows]
        return [as_posted(each, self._stands) for each in events] if self._stands else events

    async def holds(self, event: Recorded) -> bool:
        """See `projections.runner.Log`."""
        async with self._session.connection() as connection:
            (row,) = await read_async(connection, event.offset - 1, 1) or (None,)
        return row is not None and recorded(row) == event

    async def epoch(self) -> int:
        """The epoch that the log is in."""
        async with self._session.connection() as connection:
            return (await log_head_async(connection)).epoch

    async def live(self) -> list[Generation]:
        """See `projections.runner.Store`. One that knows a history that was replaced fails.

        What a program of another version serves is left to that program; what that has replaced
        goes on, so that this program goes on answering (`read_moving.py`).
        """
        self._numbers.clear()  # A database that was restored may number new tenants otherwise.
        async with self._session.connection() as connection:
            known = await resumed(connection, self._projections)
            found = [
                each
                for each in own(known, self._projections, self._follows)
                if each[:2] not in self._given_up
            ]
            parked = await parked_partitions(connection)
            skipped = await skipped_events(connection)
            astray = await fail_astray(connection, found)
            moved = [each for each in found if each not in astray]
            if self._follows == "live":
                await self._followed.are(connection, moved)
            if self._stands is None:  # Later corrections are of what the live one has projected.
                self._stands = await posted_entries(connection)
        self._replaced = {(each.name, each.generation) for each in moved if each.state == "retired"}
        return [
            Generation(
                self._projections[each.name],
                each.generation,
                Cursor(each.epoch, each.offset),
                parked.get((each.name, each.generation), set()),
                frozenset(skipped.get((each.name, each.version), ())),
                each.returned,
            )
            for each in moved
        ]

    async def load(
        self, generation: Generation, wanted: Mapping[str, Iterable[TenantKey]]
    ) -> MemoryTables:
        """See `projections.runner.Store`."""
        tables = MemoryTables(generation.projection)
        tenants = {str(key[0]) for keys in wanted.values() for key in keys}
        async with self._session.connection() as connection:
            numbers = await self._tenant_numbers(connection, tenants)
            rows = await self._rows_of(connection, generation)
            await rows.fetch(connection, tables, wanted, numbers)
        return tables

    async def save(self, moves: Sequence[Move]) -> None:
        """See `projections.runner.Store`."""
        tenants = {tenant for move in moves for tenant in move.positions}
        async with self._session.connection() as connection:
            numbers = await self._tenant_numbers(connection, tenants)
            async with connection.transaction(), connection.cursor() as cursor:
                await _move_cursors(cursor, moves, [self._state_of(m.generation) for m in moves])
                await _note_progress(cursor, moves, numbers)
                written = []
                for move in moves:
                    rows = await self._rows_of(connection, move.generation)
                    await rows.write(cursor, move.tables, numbers)
                    written.append(rows)
                await _note_moves_parked(cursor, moves, numbers)
                reach("projections.rows_written")
            for rows in written:
                rows.committed()
            reach("projections.committed")
            self._saves += 1
            if self._saves % SAVES_PER_NOTE == 0:
                await connection.execute("SELECT read.note_chunks()")

    async def fail(self, generation: Generation, reason: str) -> None:
        """See `projections.runner.Store`. One that was replaced is left: it ends to answer."""
        if self._state_of(generation) == "retired":
            self._given_up.add((generation.projection.name, generation.number))
            return
        async with self._session.connection() as connection:
            await connection.execute(
                "UPDATE read.projection SET state = 'failed', reason = %s"
                " WHERE name = %s AND generation = %s AND state = 'live'",
                [reason, generation.projection.name, generation.number],
            )

    async def wait_at(self, generation: Generation, newer: NewerEvent) -> None:
        """See `projections.runner.Store`. A rebuild raises `NewerProgramNeeded` instead."""
        if self._follows == "rebuilding":
            raise rebuild_refused([newer])
        if self._state_of(generation) == "retired":  # It serves this program alone.
            await self.fail(generation, str(newer))
            return
        async with self._session.connection() as connection:
            await wait_at(connection, generation, newer)

    async def beat(self, generations: Sequence[Generation]) -> None:
        """See `projections.runner.Store`."""
        async with self._session.connection() as connection:
            await connection.execute(
                f"UPDATE read.projection p SET {_BEAT}"
                " FROM unnest(%s::text[], %s::int[]) k(name, generation)"
                " WHERE p.name = k.name AND p.generation = k.generation",
                [
                    [each.projection.name for each in generations],
                    [each.number for each in generations],
                ],
            )

            await connection.execute("SELECT read.note_chunks()")
            await take_census(connection, CENSUS_EVENTS)

    async def close(self) -> None:
        """Lets go of the database."""
        await self._session.close()

    def _state_of(self, generation: Generation) -> str:
        """The state in which this store moves it."""
        is_replaced = (generation.projection.name, generation.number) in self._replaced
        return "retired" if is_replaced else self._follows

    async def _rows_of(self, connection: AsyncConnection, generation: Generation) -> GenerationRows:
        key = (generation.projection.name, generation.number)
        if key not in self._rows:
            rows = GenerationRows(generation.projection, schema_name(*key))
            rows.bare = await bare_tables(connection, rows.schema)
            self._rows[key] = rows
        return self._rows[key]

    async def _tenant_numbers(
        self, connection: AsyncConnection, tenants: Iterable[str]
    ) -> TenantNumbers:
        """The numbers of at least these tenants; a number never changes."""
        unknown = [tenant for tenant in tenants if tenant not in self._numbers]
        if unknown:
            self._numbers |= await tenant_numbers(connection, unknown)
        return self._numbers


async def _move_cursors(
    cursor: DatabaseCursor, moves: Sequence[Move], states: Sequence[str]
) -> None:
    generations = [move.generation for move in moves]
    await cursor.execute(
        'UPDATE read.projection p SET epoch = k.new_epoch, "offset" = k.new_offset,'
        f" moved_at = clock_timestamp(), {_BEAT}"
        " FROM unnest(%s::text[], %s::int[], %s::int[], %s::bigint[], %s::int[], %s::bigint[],"
        " %s::int[], %s::text[])"
        " k(name, generation, epoch, old_offset, new_epoch, new_offset, returned, state)"
        " WHERE p.name = k.name AND p.generation = k.generation AND p.epoch = k.epoch"
        ' AND p."offset" = k.old_offset AND p.returned = k.returned'
        " AND p.state = k.state",
        [
            [each.projection.name for each in generations],
            [each.number for each in generations],
            [each.cursor.epoch for each in generations],
            [each.cursor.offset for each in generations],
            [move.to.epoch for move in moves],
            [move.to.offset for move in moves],
            [each.returned for each in generations],
            states,
        ],
    )
    if cursor.rowcount != len(moves):
        names = ", ".join(each.projection.name for each in generations)
        raise Overtaken(f"a cursor of {names} is not where this runner left it")


async def _note_progress(
    cursor: DatabaseCursor, moves: Sequence[Move], numbers: TenantNumbers
) -> None:
    await note_progress(
        cursor,
        [
            (move.generation.projection.name, move.generation.number, numbers[tenant], position)
            for move in moves
            for tenant, position in move.positions.items()
        ],
    )


async def _note_moves_parked(
    cursor: DatabaseCursor, moves: Sequence[Move], numbers: TenantNumbers
) -> None:
    for move in moves:
        generation = move.generation
        name, number = generation.projection.name, generation.number
        await note_parked(cursor, name, number, move.parked, numbers)
