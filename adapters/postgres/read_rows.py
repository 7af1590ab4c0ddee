"""Rows of a read model between memory (`projections/rows.py`) and the tables of one generation.

A batch costs one SELECT per entity table for the rows it names, one UPDATE for the rows that ended,
and one COPY for all new versions; versions that opened and closed within the batch go in whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, LiteralString

from psycopg import AsyncConnection, AsyncCursor, sql
from psycopg.rows import TupleRow

from adapters.postgres.read_cells import ARRAY_TYPES, row_reader, row_writer, select_form
from adapters.postgres.read_fork import fork
from adapters.postgres.read_tables import ENTITY_COLUMNS, FACT_COLUMNS, identifiers
from projections.projection import OPEN_END, Projection, Table
from projections.rows import EntityVersions, Fact, FactList, MemoryTables, TenantKey, Version

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


class GenerationRows:
    """Fetches and writes the rows of one generation's schema."""

    def __init__(self, projection: Projection, schema: str) -> None:
        self.projection = projection
        self.schema = schema
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

    async def write(
        self, cursor: Cursor, tables: MemoryTables, numbers: TenantNumbers, *, opened: bool = True
    ) -> None:
        """Writes what became of the rows; `opened=False` keeps current ones in memory alone."""
        for name, rows in tables.entities.items():
            await self._entities[name].write(cursor, rows, numbers, opened=opened)
            rows.written(opened=opened)
        for name, facts in tables.facts.items():
            if facts.added:
                await self._facts[name].write(cursor, facts, numbers)
                facts.written()


class _EntitySql:
    """The statements of one entity table."""

    def __init__(self, table: Table, schema: str) -> None:
        columns = dict(table.columns)
        name = sql.Identifier(schema, table.name)
        keys = ("tenant_no", *table.key)
        types = [sql.SQL("integer[]"), *(ARRAY_TYPES[columns[each]] for each in table.key)]
        matches = sql.SQL(" AND ").join(
            sql.SQL("t.{} = k.{}").format(sql.Identifier(each), sql.Identifier(each))
            for each in keys
        )
        forms = sql.SQL(", ").join(select_form("t", each, kind) for each, kind in columns.items())
        self.select = sql.SQL(
            "SELECT k.key_no, t.valid_from, {} FROM unnest({}) WITH ORDINALITY k({}, key_no)"
            " JOIN {} t ON {} AND t.valid_to = {}"
        ).format(forms, _parameters(types), identifiers(keys), name, matches, sql.Literal(OPEN_END))
        ends = [*types, sql.SQL("bigint[]"), sql.SQL("bigint[]")]
        self.end = sql.SQL(
            "UPDATE {} t SET valid_to = k.new_end, fork = k.new_fork FROM unnest({})"
            " k({}, new_end, new_fork) WHERE {} AND t.valid_to = {}"
        ).format(name, _parameters(ends), identifiers(keys), matches, sql.Literal(OPEN_END))
        self.copy = sql.SQL("COPY {} (tenant_no, {}, {}) FROM STDIN").format(
            name, identifiers(ENTITY_COLUMNS), identifiers(columns)
        )
        self._read = row_reader(columns)
        self._write = row_writer(columns)

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

    async def write(
        self, cursor: Cursor, rows: EntityVersions, numbers: TenantNumbers, *, opened: bool
    ) -> None:
        if rows.ended:
            arrays = _key_arrays([each.key for each in rows.ended], numbers)
            arrays.append([each.valid_to for each in rows.ended])
            arrays.append([fork(each.valid_from, each.valid_to) for each in rows.ended])
            await cursor.execute(self.end, arrays)
            if cursor.rowcount != len(rows.ended):
                raise RuntimeError(
                    f"{rows.table.name}: {len(rows.ended)} rows should end, {cursor.rowcount} did"
                )
        lines = [self._closed_line(version, numbers) for version in rows.closed]
        if opened:
            lines += [self._opened_line(version, numbers) for version in rows.opened.values()]
        if lines:
            await copy_lines(cursor, self.copy, lines)

    def _closed_line(self, version: Version, numbers: TenantNumbers) -> str:
        tenant, row, valid_from, valid_to = version
        node = fork(valid_from, valid_to)
        return f"{numbers[tenant]}\t{valid_from}\t{valid_to}\t{node}\t{self._write(row)}\n"

    def _opened_line(self, version: Version, numbers: TenantNumbers) -> str:
        tenant, row, valid_from, _ = version
        return f"{numbers[tenant]}\t{valid_from}\t{OPEN_END}\t\\N\t{self._write(row)}\n"


class _FactSql:
    """The statement of one fact table."""

    def __init__(self, table: Table, schema: str) -> None:
        columns = dict(table.columns)
        self.copy = sql.SQL("COPY {} (tenant_no, {}, {}) FROM STDIN").format(
            sql.Identifier(schema, table.name), identifiers(FACT_COLUMNS), identifiers(columns)
        )
        self._write = row_writer(columns)

    async def write(self, cursor: Cursor, facts: FactList, numbers: TenantNumbers) -> None:
        await copy_lines(cursor, self.copy, [self._line(fact, numbers) for fact in facts.added])

    def _line(self, fact: Fact, numbers: TenantNumbers) -> str:
        tenant, position, number, recorded_at, effective_at, row = fact
        cells = self._write(row)
        return f"{numbers[tenant]}\t{position}\t{number}\t{recorded_at}\t{effective_at}\t{cells}\n"


async def copy_lines(cursor: Cursor, statement: sql.Composed, lines: Sequence[str]) -> None:
    """Sends lines of COPY text."""
    async with cursor.copy(statement) as copy:
        await copy.write("".join(lines).encode())


def _key_arrays(keys: Sequence[TenantKey], numbers: TenantNumbers) -> list[list[object]]:
    """One array per column of the key, the tenant's number first."""
    arrays: list[list[object]] = [list(column) for column in zip(*keys, strict=True)]
    arrays[0] = [numbers[str(tenant)] for tenant in arrays[0]]
    return arrays


def _parameters(types: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("%s::{}").format(kind) for kind in types)
