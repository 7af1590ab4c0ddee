"""Questions to the read models: lists and sums, now or as of any moment, for one tenant.

`ReadModels.entered` opens one consistent view of all read models; everything asked within it is
answered from the same view. Where rows come from is in `read_sources.py`, how lists are asked
in `read_lists.py`, how they go on in `read_pages.py`, how values are read in `read_values.py`, what
questions are made of in `read_questions.py`.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

from psycopg import AsyncConnection, errors
from psycopg.rows import args_row

from adapters.postgres.connection_pool import ConnectionPool, wait_briefly_for_locks
from adapters.postgres.read_differences import Between, differing
from adapters.postgres.read_history import PostgresHistory
from adapters.postgres.read_lists import Lists
from adapters.postgres.read_moments import told_moments
from adapters.postgres.read_pages import PAGE_ROWS, check_limit, place_behind
from adapters.postgres.read_parked import own_decisions, own_parked, own_skipped
from adapters.postgres.read_questions import Question, question
from adapters.postgres.read_serving import (
    Answer,
    Serving,
    answer_of,
    serving_for,
    source_of,
    table_of,
)
from adapters.postgres.read_shape import shape_of
from adapters.postgres.read_sources import AsOf
from adapters.postgres.tenant_pass import TenantPasses
from projections.projection import Cell, Projection, Row
from replay.errors import BeyondHistory, ReadModelOutdated, ReadModelStopped, UnknownReadModel

POOL_CONNECTIONS_MAX: Final = 8
PARKED_NAMED_MAX: Final = 20  # By one answer; it counts them all, and /v1/parked lists them.
CONNECTION_SECONDS_MAX: Final = 5.0  # How long a question waits for a connection.
NOW: Final = AsOf()
_REASON: Final = "SELECT reason FROM read.projection WHERE name = %s AND generation = %s"


class ReadModels:
    """The read side of the database."""

    def __init__(
        self, pool: ConnectionPool, projections: Sequence[Projection], passes: TenantPasses
    ) -> None:
        self._pool = pool
        self._passes = passes
        self._projections = {each.name: each for each in projections}
        self._shapes = {each.name: shape_of(each) for each in projections}
        self._made_by = {each.name: (each.version, shape_of(each)) for each in projections}
        self._lists = Lists()

    @asynccontextmanager
    async def entered(self, tenant: str) -> "AsyncIterator[View]":
        """One view of the tenant's read models, as they stood together."""
        async with self._pool.connection() as connection, connection.transaction():
            async with connection.cursor(row_factory=args_row(Serving)) as cursor:
                entry = [tenant, self._passes.of(tenant)]
                await cursor.execute("SELECT * FROM read.enter(%s, %s)", entry)
                found = await cursor.fetchall()
            skipped = await own_skipped(connection)
            found = [
                each._replace(skipped=skipped.get((each.name, each.version), 0)) for each in found
            ]
            serving = serving_for(self._made_by, found)
            outdated = {
                name
                for name, each in serving.items()
                if name in self._shapes and each.shape != self._shapes[name]
            }
            yield View(connection, self._projections, serving, outdated, self._lists)


class View:
    """What one tenant sees in one transaction.

    `outdated` read models stand in tables that the program cannot read until they are rebuilt.
    """

    def __init__(
        self,
        connection: AsyncConnection,
        projections: Mapping[str, Projection],
        serving: Mapping[str, Serving],
        outdated: Collection[str],
        lists: Lists,
    ) -> None:
        self._connection = connection
        self._lists = lists
        self._projections = projections
        self.serving = serving
        self.outdated = outdated
        self.history = PostgresHistory(connection)  # for `replay.as_of.resolve`

    async def rows(
        self,
        name: str,
        filters: Mapping[str, Cell] | None = None,
        *,
        table: str | None = None,
        as_of: AsOf = NOW,
        after: str | None = None,
        limit: int = PAGE_ROWS,
    ) -> Answer:
        """A page of a read model's main table, or of another of its tables."""
        check_limit(limit)
        projection, serving = await self._read_model(name, as_of)
        asked = table_of(projection, table or projection.main)
        source = source_of(asked, serving)
        statement, values = self._lists.page(source, as_of, filters or {}, after, limit + 1)
        async with self._as_declared(name):
            found = await (await self._connection.execute(statement, values)).fetchall()
        read = self._lists.reader(asked)
        rows = [read(cells) for cells in found[:limit]]
        going_on = place_behind(asked, rows[-1]) if len(found) > limit else None
        by_effect = as_of.by_effect and asked.on_both_clocks
        return await self._told(rows, serving, going_on=going_on, by_effect=by_effect)

    async def differences(
        self,
        name: str,
        between: Between,
        filters: Mapping[str, Cell] | None = None,
        *,
        table: str | None = None,
        after: str | None = None,
        limit: int = PAGE_ROWS,
    ) -> Answer:
        """A page of what the later moment's rows differ in from the former's, by key."""
        check_limit(limit)
        await self._read_model(name, between.former)
        projection, serving = await self._read_model(name, between.later)
        asked = table_of(projection, table or projection.main)
        source, wanted = source_of(asked, serving), filters or {}
        async with self._as_declared(name):
            found = await differing(self._connection, source, between, wanted, after, limit)
        by_effect = between.by_effect and asked.on_both_clocks
        return await self._told(found[0], serving, going_on=found[1], by_effect=by_effect)

    async def answer(
        self,
        name: str,
        query: str,
        parameters: Mapping[str, Cell] | None = None,
        *,
        as_of: AsOf = NOW,
    ) -> Answer:
        """The answer of one of the read model's queries, from it and from those it also reads."""
        projection, serving = await self._read_model(name, as_of)
        declared = question(projection, query)
        others = [await self._read_model(each, as_of) for each in declared.also]
        asked = Question(declared, [(projection, serving), *others], as_of)
        async with self._as_declared(name):
            rows = await asked.rows(self._connection, parameters or {})
        day = asked.day(parameters or {})
        return await self._told(rows, *asked.servings, by_effect=asked.by_effect, day=day)

    async def _told(self, rows: list[Row], *servings: Serving, **of: Any) -> Answer:
        """The answer, with the documents named that the read models could not follow."""
        answer = answer_of(rows, *servings, **of)
        if not answer.parked:
            return answer
        keys = [
            {name: row[name] for name in ("read_model", "key", "position", "type")}
            for row in await own_parked(self._connection)
            if row["read_model"] in answer.versions
        ]
        return replace(answer, parked_keys=tuple(keys[:PARKED_NAMED_MAX]))

    async def refuse_stopped(self, names: Iterable[str]) -> None:
        """Raises `ReadModelStopped` where one of these follows the log no more."""
        for each in (self.serving[name] for name in names):
            if each.state in ("paused", "failed"):
                found = await self._connection.execute(_REASON, [each.name, each.generation])
                row = await found.fetchone()
                reason = row[0] if row is not None and row[0] else each.state
                raise ReadModelStopped(each.name, each.position, reason)

    async def parked(self) -> list[Row]:
        """The documents of the tenant that some read model could not follow, and why."""
        return await own_parked(self._connection)

    async def parked_decisions(self) -> list[Row]:
        """What was decided on those that could not be followed, the newest first."""
        return await own_decisions(self._connection)

    @asynccontextmanager
    async def _as_declared(self, name: str) -> AsyncIterator[None]:
        """Tells of tables that somebody altered; at the next start they are made anew."""
        try:
            async with told_moments(self._connection):
                yield
        except (errors.UndefinedTable, errors.UndefinedColumn) as error:
            raise ReadModelOutdated(name) from error

    async def _read_model(self, name: str, as_of: AsOf) -> tuple[Projection, Serving]:
        projection, serving = self._projections.get(name), self.serving.get(name)
        if projection is None or serving is None:
            raise UnknownReadModel(name, self._projections.keys() & self.serving.keys())
        if name in self.outdated:
            raise ReadModelOutdated(name)
        if as_of.position is not None and as_of.position > serving.position:
            await self.refuse_stopped([name])
            raise BeyondHistory(
                f"{name} has come to position {serving.position}, not to {as_of.position} yet.",
                read_model=name,
                position=as_of.position,
                reached=serving.position,
            )
        return projection, serving


async def open_pool(
    database_url: str, connections_max: int = POOL_CONNECTIONS_MAX
) -> ConnectionPool:
    """Connections for queries: they read, as a role that owns nothing and sees one tenant."""
    pool = ConnectionPool(
        database_url,
        min_size=1,
        max_size=connections_max,
        timeout=CONNECTION_SECONDS_MAX,
        configure=_configure,
    )
    await pool.open_ready()
    return pool


async def _configure(connection: AsyncConnection) -> None:
    await wait_briefly_for_locks(connection)
    await connection.execute("SET ROLE purvey_read")
    await connection.execute("SET default_transaction_isolation = 'repeatable read'")
    await connection.execute("SET default_transaction_read_only = on")
    # Which index a list uses is settled by its conditions (read_tables.py), never by the values
    # asked: planning anew for them costs more than many a page.
    await connection.execute("SET plan_cache_mode = force_generic_plan")
