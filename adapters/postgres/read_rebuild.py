"""The workshop of `replay/rebuild.py`: generations beside those that serve, made in PostgreSQL.

One rebuild of a read model at a time: an advisory lock of the session holds it, so a rebuild that
died lets go, and the next one goes on with what it left, or clears it away (`read_resume.py`). The
session that holds the lock is also the one that switches: who has lost it can do no harm.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Final

from psycopg import AsyncConnection

from adapters.postgres.log_reader import log_head_async
from adapters.postgres.read_certify import certify
from adapters.postgres.read_deal import weights_of
from adapters.postgres.read_keeping import KeptJournal, Post
from adapters.postgres.read_lock import followed, lock_read_model
from adapters.postgres.read_progress import note_loaded, positions_at
from adapters.postgres.read_registry import (
    SERVING,
    complete_tables,
    drop_generation,
    last_retired,
    lock_registry,
    make_tables,
    put_away,
    registered,
    set_state,
)
from adapters.postgres.read_resume import begin_generation
from adapters.postgres.read_sample import sampled
from adapters.postgres.read_session import compress_no_log, connect
from adapters.postgres.read_share import Target
from adapters.postgres.read_store import PostgresReadStore
from adapters.postgres.read_tables import schema_name
from adapters.postgres.read_views import replace_views
from adapters.postgres.read_waiting import rebuild_refused
from adapters.postgres.read_workers import INDEX, Workers
from adapters.system import monotonic_seconds
from projections.projection import Projection
from projections.runner import Runner
from replay.certificate import Certificate
from replay.naive.sample import OWNERS_DEFAULT, Sampled
from replay.posted_entries import Corrections

CATCH_UP_EVENTS: Final = 5_000

Job = Callable[[AsyncConnection], Awaitable[None]]
JobOfOne = Callable[[AsyncConnection, Projection], Awaitable[None]]


class PostgresWorkshop:
    """Implements `replay.rebuild.Workshop`. A context: leaving it lets go of the locks."""

    def __init__(
        self,
        database_url: str,
        projections: Sequence[Projection],
        *,
        workers: int = 1,
        index: str = INDEX,
        post: Post | None = None,
    ) -> None:
        """`workers` and `index` as in `read_workers.Workers`; `post` has a correction posted."""
        self._journal = KeptJournal(projections, post)
        self._database_url = database_url
        self._projections = projections
        self._workers = Workers(database_url=database_url, count=workers, index=index)
        self._numbers: dict[str, int] = {}
        self._loaded: set[str] = set()  # by a rebuild that died
        self._ready: set[str] = set()
        self._connection: AsyncConnection | None = None
        self._held = AsyncExitStack()

    async def __aenter__(self) -> "PostgresWorkshop":
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._workers)
            self._connection = await connect(self._database_url)
            stack.push_async_callback(self._connection.close)
            await compress_no_log(self._connection)
            self._held = stack.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._held.aclose()

    @property
    def _names(self) -> set[str]:
        return {each.name for each in self._projections}

    @property
    def _session(self) -> AsyncConnection:
        assert self._connection is not None, "the workshop is open"
        return self._connection

    async def begin(self) -> dict[str, int]:
        """See `replay.rebuild.Workshop`."""
        for projection in self._projections:
            await lock_read_model(self._session, projection.name)
        async with self._session.transaction():
            await lock_registry(self._session)
            for projection in self._projections:
                begun = await begin_generation(self._session, projection)
                self._numbers[projection.name] = begun.number
                if begun.is_loaded:
                    self._loaded.add(projection.name)
                if begun.is_ready:
                    self._ready.add(projection.name)

        async def make(connection: AsyncConnection, projection: Projection) -> None:
            number = self._numbers[projection.name]
            if projection.name not in self._loaded:
                await make_tables(connection, projection, schema_name(projection.name, number))

        await self._for_each(make)
        return dict(self._numbers)

    @property
    def continued(self) -> tuple[str, ...]:
        """See `replay.rebuild.Workshop`."""
        return tuple(sorted(self._loaded))

    async def keep_posted(self) -> Corrections:
        """See `replay.rebuild.Workshop`."""
        return await self._journal.keep(self._session, self._numbers)

    async def post_due(self) -> None:
        """See `replay.rebuild.Workshop`."""
        await self._journal.post_due(self._session)

    async def log_end(self) -> int:
        """See `replay.rebuild.Workshop`."""
        return (await log_head_async(self._session)).offset

    async def load(self, up_to: int, reached: Callable[[int], None]) -> int:
        """See `replay.rebuild.Workshop`."""
        targets = [
            Target(each, schema_name(each.name, self._numbers[each.name]))
            for each in self._projections
            if each.name not in self._loaded
        ]
        positions = await positions_at(self._session, up_to)
        loaded = await self._workers.load(targets, up_to, reached)
        if loaded.newer:
            raise rebuild_refused(loaded.newer.values())
        async with self._session.transaction():
            for name, found in loaded.parked.items():
                number = self._numbers[name]
                await note_loaded(self._session, name, number, up_to, positions, found)
        return sum(map(len, loaded.parked.values()))

    async def index(self) -> None:
        """See `replay.rebuild.Workshop`."""

        async def complete(connection: AsyncConnection, projection: Projection) -> None:
            number = self._numbers[projection.name]
            if projection.name in self._ready:
                return
            if self._workers.count > 1:  # Each keeps a core busy; its helpers would take others'.
                await connection.execute("SET max_parallel_maintenance_workers = 0")
            await complete_tables(connection, projection, number)

        await self._for_each(complete)

    async def compare(self) -> tuple[Certificate, ...]:
        """See `replay.rebuild.Workshop`."""
        made: dict[str, Certificate] = {}
        samples: dict[str, tuple[Sampled, ...]] = {}

        async def sample(connection: AsyncConnection) -> None:
            anew = {
                each.name: each
                for each in await registered(connection)
                if self._numbers.get(each.name) == each.generation
            }
            of = [(each, anew[each.name]) for each in self._projections]
            samples.update(await sampled(connection, of, OWNERS_DEFAULT))

        async def measure(connection: AsyncConnection, projection: Projection) -> None:
            number = self._numbers[projection.name]
            made[projection.name] = await certify(connection, projection, number, monotonic_seconds)

        await self._for_each(measure, first=sample)
        return tuple(
            replace(made[each.name], samples=samples.get(each.name, ()))
            for each in self._projections
        )

    async def catch_up(self) -> None:
        """See `replay.rebuild.Workshop`."""
        store = PostgresReadStore(self._database_url, self._projections, follows="rebuilding")
        try:
            runner = Runner(store, store, batch_events=CATCH_UP_EVENTS)
            while await runner.step():
                continue
        finally:
            await store.close()

    async def take_over(self, consent: str | None = None) -> dict[str, int]:
        """See `replay.rebuild.Workshop`.

        While the registry's rows of the serving generations are locked their cursors stand still,
        so the new generations can pass them; the live runner then finds its fence closed.
        """
        names = list(self._numbers)
        replaced: dict[str, int] = {}
        async with self._session.transaction():
            await lock_registry(self._session)
            await self._session.execute(
                "SELECT FROM read.projection WHERE name = ANY(%s) AND state <> 'rebuilding'"
                " FOR UPDATE",
                [names],
            )
            await self.catch_up()
            for each in await registered(self._session):
                if each.name in self._numbers and each.state in SERVING:
                    replaced[each.name] = each.generation
                    await set_state(self._session, each, "retired", consent)
            for each in await registered(self._session):
                if each.name in self._numbers and each.state == "rebuilding":
                    await set_state(self._session, each, "live", None)
            await replace_views(self._session, self._projections, self._numbers, replaced)
        return replaced

    async def drop_retired(self) -> None:
        """See `replay.rebuild.Switch`.

        Nobody else touches them: whoever would, takes the lock of their read model first. One that
        an older program still answers from stays until a later rebuild.
        """
        known = await registered(self._session)
        moved = await followed(self._session)
        kept = [last_retired(known, name) for name in self._numbers]
        spare = [
            each
            for each in known
            if each.name in self._numbers
            and each.state == "retired"
            and each not in kept
            and each[:2] not in moved
        ]
        by_name = {each.name: each for each in self._projections}

        async def drop(connection: AsyncConnection, projection: Projection) -> None:
            for each in spare:
                if by_name[each.name] is projection:
                    async with connection.transaction():
                        await drop_generation(connection, each)

        if spare:
            await self._for_each(drop)

    async def abandon(self) -> None:
        """See `replay.rebuild.Workshop`."""
        async with self._session.transaction():
            await lock_registry(self._session)
            for each in await registered(self._session):
                if self._numbers.get(each.name) == each.generation and each.state == "rebuilding":
                    await put_away(self._session, each)

    async def _for_each(
        self,
        work: JobOfOne,
        first: Job | None = None,
    ) -> None:
        """Does the work for every read model, the heaviest first, on as many connections as there
        are workers; something else before that, where it is given."""
        weights = await weights_of(self._session)
        ordered = sorted(self._projections, key=lambda each: weights.get(each.name, 1.0))
        waiting: list[Job] = [_of(work, each) for each in ordered]
        waiting += [first] if first is not None else []

        async def hand() -> None:
            connection = await connect(self._database_url)
            try:
                await compress_no_log(connection)
                while waiting:
                    await waiting.pop()(connection)
            finally:
                await connection.close()

        await asyncio.gather(*(hand() for _ in range(self._workers.count)))


def _of(work: JobOfOne, projection: Projection) -> Job:
    return lambda connection: work(connection, projection)
