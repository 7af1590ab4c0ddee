"""Rows of a read model between memory (`projections/rows.py`) and the tables of one generation.

A batch costs one SELECT per entity table for the rows it names, one UPDATE for the rows that ended,
and one COPY for all new versions; versions that opened and closed within the batch go in whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, LiteralString

from psycopg import AsyncConnection, AsyncCursor, sql
from psycopg.rows import TupleRow

from adapters.postgres.read_cells import (
    ARRAY_TYPES,
    COPY_TYPES,
    MOMENTS,
    row_cells,
    row_reader,
    select_form,
)
from adapters.postgres.read_copy import WaitingRows
from adapters.postgres.read_fork import fork
from adapters.postgres.read_tables import (
    BY_KEY,
    ENTITY_COLUMNS,
    FACT_COLUMNS,
    create_indexes,
    identifiers,
)
from projections.projection import ColumnType, Kind, Projection, Table
from projections.rows import EntityVersions, FactList, MemoryTables, TenantKey

Cursor = AsyncCursor[TupleRow]
TenantNumbers = Mapping[str, int]

# The writer's plans never depend on statistics that a growing table does not have yet: keys are
# looked up in their index, row by row.
WRITER_SETTINGS: Final[tuple[LiteralString, ...]] = (
    "SET enable_seqscan = off",
    "SET enable_hashjoin = off",
    "SET enable_mergejoin = off",
    "SET enable_bitmapscan = off",
    "SET plan_cache_mode = force_generic_plan",
    "SET synchronous_commit = off",  # A lost tail is projected again from the log.
)


# What stands in front of a row's own cells, as `ENTITY_COLUMNS` and `FACT_COLUMNS` say.
STAMPS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "entity": ("tenant_no", *ENTITY_COLUMNS),
    "fact": ("tenant_no", *FACT_COLUMNS),
}


class GenerationRows:
    """Fetches and writes the rows of one generation's schema."""

    def __init__(self, projection: Projection, schema: str) -> None:
        self.projection = projection
        self.schema = schema
        self.bare: set[str] = set()  # tables that get their indexes with their first rows
        self._indexed: set[str] = set()  # by a transaction that is not over yet
        self._entities = {
            table.name: _EntitySql(table, schema)
            for table in projection.tables
            if table.kind == "entity"
        }
        self._facts = {
            table.name: _FactSql(table, schema)
            for table in projection.tables
            if table.kind == "fact"
        }
        self._waiting = [
            *(each.waiting for each in self._entities.values()),
            *(each.waiting for each in self._facts.values()),
        ]

    async def fetch(
        self,
        connection: AsyncConnection,
        tables: MemoryTables,
        wanted: Mapping[str, Iterable[TenantKey]],
        numbers: TenantNumbers,
    ) -> None:
        """Loads the current rows of these keys that are not in memory yet."""
        for name, keys in wanted.items():
            rows = tables.entity(name)
            missing = [key for key in keys if key not in rows.current]
            if missing:
                await self._entities[name].fetch(connection, rows, missing, numbers)

    def encode(
        self,
        connection: AsyncConnection,
        tables: MemoryTables,
        numbers: TenantNumbers,
        *,
        opened: bool,
    ) -> None:
        """Takes over what became of the rows, to be sent by `write`. Raises `Unstorable`.

        `opened=False` keeps current ones in memory alone.
        """
        for name, rows in tables.entities.items():
            self._entities[name].encode(connection, rows, numbers, opened=opened)
        for name, facts in tables.facts.items():
            if facts.added:
                self._facts[name].encode(connection, facts, numbers)
                facts.written()

    async def write(
        self, cursor: Cursor, tables: MemoryTables, numbers: TenantNumbers, *, opened: bool = True
    ) -> None:
        """Writes what became of the rows, now and in earlier calls of `encode`."""
        try:
            self.encode(cursor.connection, tables, numbers, opened=opened)
            await self._index(cursor)
            for name, rows in tables.entities.items():
                await self._entities[name].end(cursor, rows, numbers)
                rows.written(opened=opened)
            for waiting in self._waiting:
                await waiting.send(cursor)
        finally:
            for waiting in self._waiting:
                waiting.forget()

    def committed(self) -> None:
        """What `write` did stands."""
        self.bare -= self._indexed

    async def _index(self, cursor: Cursor) -> None:
        """Makes the indexes of tables whose first rows wait to be sent."""
        self._indexed.clear()
        for table in self.projection.tables if self.bare else ():
            kept = self._entities.get(table.name) or self._facts[table.name]
            if table.name in self.bare and kept.waiting.has_rows:
                self._indexed.add(table.name)
                statements = create_indexes(table, self.schema)
                await cursor.execute(sql.SQL(";").join(statements))

    def waiting_bytes(self) -> int:
        """How much waits to be sent."""
        return sum([waiting.size_bytes for waiting in self._waiting])

    def look_ups(self) -> Iterator[tuple[str, Sequence[bytes]]]:
        """By entity table, the statements that find its current rows by key."""
        for name, entity in self._entities.items():
            yield name, (entity.select, entity.end_statement)


class _EntitySql:
    """The statements of one entity table, put into words once."""

    def __init__(self, table: Table, schema: str) -> None:
        columns = dict(table.columns)
        name = sql.Identifier(schema, table.name)
        keys = ("tenant_no", *table.key)
        types = [sql.SQL("integer[]"), *(ARRAY_TYPES[columns[each]] for each in table.key)]
        matches = sql.SQL(" AND ").join(
            sql.SQL("t.{} = k.{}").format(sql.Identifier(each), sql.Identifier(each))
            for each in keys
        )
        found = sql.SQL("FROM {} t WHERE {} AND {} LIMIT 1").format(name, matches, BY_KEY)
        forms = sql.SQL(", ").join(select_form("t", each, kind) for each, kind in columns.items())
        self.select = (
            sql.SQL(
                "SELECT k.key_no, t.valid_from, {} FROM unnest({}) WITH ORDINALITY k({}, key_no)"
                " CROSS JOIN LATERAL (SELECT * {}) t"
            )
            .format(forms, _parameters(types), identifiers(keys), found)
            .as_bytes()
        )
        ends = [*types, sql.SQL("bigint[]"), sql.SQL("bigint[]")]
        self.end_statement = (
            sql.SQL(
                "UPDATE {} t SET valid_to = ends.new_end, fork = ends.new_fork FROM"
                " (SELECT k.new_end, k.new_fork, t.place FROM unnest({}) k({}, new_end, new_fork)"
                " CROSS JOIN LATERAL (SELECT t.ctid AS place {}) t) ends WHERE t.ctid = ends.place"
            )
            .format(name, _parameters(ends), identifiers(keys), found)
            .as_bytes()
        )
        stamp = ["int4", "int8", "int8", "int8"]
        self.waiting = _waiting_rows(name, ENTITY_COLUMNS, stamp, columns)
        self._read = row_reader(columns)
        self._cells = row_cells(table.name, columns, STAMPS["entity"])

    async def fetch(
        self,
        connection: AsyncConnection,
        rows: EntityVersions,
        keys: Sequence[TenantKey],
        numbers: TenantNumbers,
    ) -> None:
        arrays = _key_arrays(keys, numbers)
        found = await (await connection.execute(self.select, arrays)).fetchall()
        for number, valid_from, *cells in found:
            rows.loaded(str(keys[number - 1][0]), self._read(cells), valid_from)
        for key in keys:
            rows.absent(key)

    async def end(self, cursor: Cursor, rows: EntityVersions, numbers: TenantNumbers) -> None:
        if not rows.ended:
            return
        arrays = _key_arrays([each.key for each in rows.ended], numbers)
        arrays.append([each.valid_to for each in rows.ended])
        arrays.append([fork(each.valid_from, each.valid_to) for each in rows.ended])
        await cursor.execute(self.end_statement, arrays)
        if cursor.rowcount != len(rows.ended):
            raise RuntimeError(
                f"{rows.table.name}: {len(rows.ended)} rows should end, {cursor.rowcount} did"
            )

    def encode(
        self,
        connection: AsyncConnection,
        rows: EntityVersions,
        numbers: TenantNumbers,
        *,
        opened: bool,
    ) -> None:
        cells = self._cells
        if rows.closed:
            closed = (
                cells(numbers[tenant], start, end, fork(start, end), row)
                for tenant, row, start, end in rows.closed
            )
            self.waiting.take(connection, closed)
            rows.closed.clear()
        opening = list(rows.opened()) if opened else []
        if opening:
            current = (
                cells(numbers[tenant], start, end, None, row) for tenant, row, start, end in opening
            )
            self.waiting.take(connection, current)


class _FactSql:
    """The statement of one fact table."""

    def __init__(self, table: Table, schema: str) -> None:
        columns = dict(table.columns)
        name = sql.Identifier(schema, table.name)
        stamp = ["int4", "int8", "int2", "int8", "int8"]
        self.waiting = _waiting_rows(name, FACT_COLUMNS, stamp, columns)
        self._cells = row_cells(table.name, columns, STAMPS["fact"])

    def encode(self, connection: AsyncConnection, facts: FactList, numbers: TenantNumbers) -> None:
        self.waiting.take(connection, self._rows(facts, numbers))

    def _rows(self, facts: FactList, numbers: TenantNumbers) -> Iterator[Sequence[object]]:
        cells, moments = self._cells, MOMENTS
        for tenant, position, fact, known, effective, row in facts.added:
            yield cells(numbers[tenant], position, fact, moments[known], moments[effective], row)


def _waiting_rows(
    name: sql.Identifier,
    system: Sequence[str],
    stamp: Sequence[str],
    columns: Mapping[str, ColumnType],
) -> WaitingRows:
    """The COPY of a table's rows: tenant and system columns, typed by `stamp`, then its own."""
    statement = sql.SQL("COPY {} (tenant_no, {}, {}) FROM STDIN (FORMAT BINARY)").format(
        name, identifiers(system), identifiers(columns)
    )
    types = [*stamp, *(COPY_TYPES[kind] for kind in columns.values())]
    return WaitingRows(statement.as_bytes(), types)


def _key_arrays(keys: Sequence[TenantKey], numbers: TenantNumbers) -> list[list[object]]:
    """One array per column of the key, the tenant's number first."""
    arrays: list[list[object]] = [list(column) for column in zip(*keys, strict=True)]
    arrays[0] = [numbers[str(tenant)] for tenant in arrays[0]]
    return arrays


def _parameters(types: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("%s::{}").format(kind) for kind in types)
