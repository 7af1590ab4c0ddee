"""The least that a rebuild could do: copy the rows that it results in and build the same indexes.

The rows of the serving generation are taken out once, as binary COPY gives them, and copied into
tables of the same form by as many connections as a rebuild has workers; tables without rows get no
index there either.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg import AsyncConnection, sql

from adapters.postgres.read_registry import execute_all, registered
from adapters.postgres.read_session import compress_no_log, connect
from adapters.postgres.read_tables import create_indexes, create_tables, drop_schema
from adapters.system import monotonic_seconds
from projections.projection import Projection

BLOCK_BYTES: Final = 256 * 1024
EMPTY_BYTES: Final = 21  # Head and end of a binary COPY without rows.


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The rows of one read model, a file for each table."""

    projection: Projection
    files: dict[str, Path]
    rows: int

    @property
    def schema(self) -> str:
        """Where they are copied to."""
        return f"bench_{self.projection.name}"

    @property
    def size_bytes(self) -> int:
        """Of all its files."""
        return sum(file.stat().st_size for file in self.files.values())


async def take_rows(
    database_url: str, projections: Sequence[Projection], folder: Path
) -> list[Taken]:
    """Writes the rows of the serving generations into files, the largest read model first."""
    connection = await connect(database_url)
    try:
        live = {each.name: each for each in await registered(connection) if each.state == "live"}
        taken = []
        for projection in projections:
            files, rows = {}, 0
            for table in projection.tables:
                files[table.name] = file = folder / f"{table.name}.rows"
                rows += await _take(connection, live[projection.name].schema, table.name, file)
            taken.append(Taken(projection=projection, files=files, rows=rows))
    finally:
        await connection.close()
    return sorted(taken, key=lambda each: -each.size_bytes)


async def copy_seconds(database_url: str, taken: Sequence[Taken], connections: int) -> float:
    """How long it takes to fill new tables with the rows and to index them."""
    waiting = list(reversed(taken))

    async def work() -> None:
        connection = await connect(database_url)
        try:
            await compress_no_log(connection)
            while waiting:
                await _fill(connection, waiting.pop())
        finally:
            await connection.close()

    started = monotonic_seconds()
    await asyncio.gather(*(work() for _ in range(connections)))
    seconds = monotonic_seconds() - started
    await _remove(database_url, taken)
    return seconds


async def _take(connection: AsyncConnection, schema: str, table: str, file: Path) -> int:
    """Writes the rows; how many there were."""
    statement = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(schema, table))
    with file.open("wb") as target:
        async with connection.cursor() as cursor:
            async with cursor.copy(statement) as copy:
                async for block in copy:
                    target.write(block)
            return cursor.rowcount


async def _fill(connection: AsyncConnection, taken: Taken) -> None:
    await execute_all(connection, create_tables(taken.projection, taken.schema))
    for name, file in taken.files.items():
        statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(
            sql.Identifier(taken.schema, name)
        )
        with file.open("rb") as source:
            async with connection.cursor() as cursor, cursor.copy(statement) as copy:
                while block := source.read(BLOCK_BYTES):
                    await copy.write(block)
    filled = [
        each
        for each in taken.projection.tables
        if taken.files[each.name].stat().st_size > EMPTY_BYTES
    ]
    for table in filled:
        await execute_all(connection, create_indexes(table, taken.schema))


async def _remove(database_url: str, taken: Sequence[Taken]) -> None:
    connection = await connect(database_url)
    try:
        for each in taken:
            await connection.execute(drop_schema(each.schema))
    finally:
        await connection.close()
