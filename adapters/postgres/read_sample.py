"""Reckons a sample of read models' keys again, from the log, by `replay/naive`.

All is asked in one snapshot of the database: the rows are those of the generation's offset, and the
log is read up to it.
"""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from psycopg import AsyncConnection, sql

from adapters.postgres.epochs import kept_offset
from adapters.postgres.log_reader import METADATA, RECORDED_AT, decoded
from adapters.postgres.read_certify import ONE_STATE
from adapters.postgres.read_posted import Stands, as_posted, posted_entries
from adapters.postgres.read_progress import parked_partitions, skipped_events, tenant_numbers
from adapters.postgres.read_registry import Registered
from domain.event import Unread
from projections.projection import OPEN_END, Projection
from replay.naive.index import reckonings_of
from replay.naive.reckoning import Key, Reckoning
from replay.naive.sample import Owner, Sample, Sampled

PIECE_EVENTS: Final = 2_000  # Fetched at once; the sample itself needs little memory.
# In an order that the seed changes, so that each generation is asked about other owners.
_DRAW: Final = sql.SQL(
    "SELECT h.tenant, t.owner, count(*) OVER ()"
    " FROM (SELECT DISTINCT tenant_no, {owner} AS owner FROM {table} WHERE {counts}) t"
    " JOIN log.tenant_head h USING (tenant_no)"
    " ORDER BY hashtextextended(t.owner, {seed}), h.tenant LIMIT {most}"
)
_STANDING: Final = sql.SQL(
    "SELECT {columns} FROM {table} JOIN log.tenant_head h USING (tenant_no)"
    " JOIN unnest(%s::text[], %s::text[]) AS drawn (tenant, owner)"
    "   ON drawn.tenant = h.tenant AND drawn.owner = {owner}"
    " WHERE {counts} GROUP BY {key}"
)
_EVENTS: Final = (
    f'SELECT epoch, "offset", tenant, position, stream, version, type, {RECORDED_AT}, {METADATA},'
    ' payload FROM log.event WHERE type = ANY(%s) AND "offset" <= %s ORDER BY "offset"'
)


async def sampled(
    connection: AsyncConnection, generations: Sequence[tuple[Projection, Registered]], owners: int
) -> dict[str, tuple[Sampled, ...]]:
    """Compares so many owners of each table that is reckoned again, with how it stands.

    By read model; the log is read once for all of them.
    """
    chosen = [each for each in generations if reckonings_of(each[0].name)] if owners else []
    if not chosen:
        return {}
    async with connection.transaction():
        await connection.execute(ONE_STATE)
        parked = await parked_partitions(connection)
        skipped = await skipped_events(connection)
        tables: list[tuple[_Table, _Taker]] = []
        for projection, generation in chosen:
            if generation.offset > await kept_offset(connection, generation.epoch):
                continue  # It holds events of a history that was replaced.
            still = parked.get((generation.name, generation.generation), ())
            left_out = skipped.get((generation.name, generation.version), ())
            stands = await posted_entries(connection, generation.schema)
            for each in reckonings_of(projection.name):
                table = _Table(connection, projection, each, generation)
                sample = await table.draw(owners, still)
                tables.append((table, _Taker(sample, generation.offset, left_out, stands)))
        await _reckon(connection, [taker for _, taker in tables])
        numbers = await tenant_numbers(connection)
        found: dict[str, tuple[Sampled, ...]] = {}
        for table, (sample, *_) in tables:
            compared = sample.compared(await table.standing(sample.owners), numbers)
            name = sample.reckoning.read_model
            found[name] = (*found.get(name, ()), compared)
        return found


class _Taker(NamedTuple):
    """A sample, the events that its generation has seen, and what stands of its entries."""

    sample: Sample
    up_to: int
    skipped: Collection[int]
    stands: Stands

    def wants(self, offset: int, tenant: str, event_type: str, stream: str) -> bool:
        """Whether an event may be of one of its owners."""
        if offset > self.up_to or offset in self.skipped:
            return False
        return self.sample.may_want(tenant, event_type, stream)


async def _reckon(connection: AsyncConnection, samples: Sequence[_Taker]) -> None:
    """Hands the events of the log to the samples that take them."""
    takers: dict[str, list[_Taker]] = {}
    for each in samples:
        for handled in each.sample.reckoning.types:
            takers.setdefault(handled, []).append(each)
    up_to = max((each.up_to for each in samples), default=0)
    async with connection.cursor(name="sample", binary=True) as cursor:
        await cursor.execute(_EVENTS, [list(takers), up_to])
        while rows := await cursor.fetchmany(PIECE_EVENTS):
            for row in rows:
                _, offset, tenant, _, stream, _, event_type, *_ = row
                wanting = [
                    each
                    for each in takers[event_type]
                    if each.wants(offset, tenant, event_type, stream)
                ]
                if wanting and not isinstance((event := decoded(*row)).data, Unread):
                    for each in wanting:
                        each.sample.take(as_posted(event, each.stands))


class _Table:
    """A table of a generation, as far as it is reckoned again."""

    def __init__(
        self,
        connection: AsyncConnection,
        projection: Projection,
        reckoning: Reckoning,
        generation: Registered,
    ) -> None:
        self._connection = connection
        self._reckoning = reckoning
        self._seed = generation.generation
        self._owner = sql.Identifier(reckoning.owner)
        self._name = sql.Identifier(generation.schema, reckoning.table)
        self._counts = _condition(reckoning, projection.table(reckoning.table).kind == "entity")

    async def draw(self, owners: int, parked: Collection[tuple[str, str]]) -> Sample:
        """Half from the table, and as large a share of the log's owners."""
        half = (owners + 1) // 2
        statement = _DRAW.format(
            owner=self._owner,
            table=self._name,
            counts=self._counts,
            seed=sql.Literal(self._seed),
            most=sql.Literal(half),
        )
        rows = await (await self._connection.execute(statement)).fetchall()
        return Sample(
            self._reckoning,
            [(tenant, owner) for tenant, owner, _ in rows],
            one_in=max(1, rows[0][-1] // half) if rows else 1,
            seed=self._seed,
            parked=parked,
        )

    async def standing(self, owners: Sequence[Owner]) -> dict[Owner, dict[Key, dict[str, Decimal]]]:
        """The figures of these owners as the table has them."""
        of = self._reckoning
        key = [sql.Identifier("h", "tenant"), self._owner, *map(sql.Identifier, of.key)]
        sums = [
            sql.SQL("coalesce(sum({}), 0)::numeric").format(_plus_minus(expression))
            for expression in of.figures.values()
        ]
        statement = _STANDING.format(
            columns=sql.SQL(", ").join([*key, *sums]),
            table=self._name,
            owner=self._owner,
            counts=self._counts,
            key=sql.SQL(", ").join(key),
        )
        values = [[tenant for tenant, _ in owners], [owner for _, owner in owners]]
        found = await self._connection.execute(statement, values)
        standing: dict[Owner, dict[Key, dict[str, Decimal]]] = {}
        for tenant, owner, *cells in await found.fetchall():
            row, figures = tuple(cells[: len(of.key)]), cells[len(of.key) :]
            told = dict(zip(of.figures, figures, strict=True))
            standing.setdefault((tenant, owner), {})[row] = told
        return standing


def _plus_minus(columns: tuple[str, ...]) -> sql.Composable:
    """The first column less the others, where there are any."""
    return sql.SQL(" - ").join(map(sql.Identifier, columns))


def _condition(reckoning: Reckoning, is_entity: bool) -> sql.Composable:
    """The rows that count: of entities those that are current, of facts all."""
    conditions = [sql.SQL("{} IS NOT NULL").format(sql.Identifier(reckoning.owner))]
    if is_entity:
        conditions.append(sql.SQL("valid_to = {}").format(sql.Literal(OPEN_END)))
    if reckoning.within is not None:
        column, values = sql.Identifier(reckoning.within[0]), sql.Literal([*reckoning.within[1]])
        conditions.append(sql.SQL("{} = ANY({})").format(column, values))
    return sql.SQL(" AND ").join(conditions)
