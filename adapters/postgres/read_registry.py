"""The registry of read models: which generations exist, which of them serves, how far each is.

A generation is live (serves and follows the log), paused or failed (serves, stands still and says
why), rebuilding (grows beside the serving one) or retired (kept for a way back, then dropped). One
on its way back is rebuilding, too, with a reason (`WAY_BACK`) that keeps it from being dropped.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from psycopg import AsyncConnection, sql
from psycopg.rows import args_row

from adapters.postgres.read_lock import followed
from adapters.postgres.read_shape import shape_of
from adapters.postgres.read_tables import (
    create_indexes,
    create_tables,
    create_views,
    drop_schema,
    open_to_readers,
    schema_name,
)
from projections.projection import Projection

REGISTRY_LOCK: Final = 0x726561646D6F64  # "readmod": one change of the registry at a time.
WAY_BACK: Final = "it served before and is to serve again"
SERVING: Final = ("live", "paused", "failed")  # The states in which a generation answers.


class Registered(NamedTuple):
    """One generation as the registry has it."""

    name: str
    generation: int
    version: int
    state: str
    reason: str | None
    epoch: int
    offset: int
    moved_at: datetime
    heartbeat_at: datetime
    shape: str | None  # by which its tables were made; none: before shapes were kept
    returned: int  # how often partitions came back into line
    waits_at: int | None  # the offset of an event that a newer program alone can read

    @property
    def schema(self) -> str:
        """Where its tables are."""
        return schema_name(self.name, self.generation)


async def registered(connection: AsyncConnection) -> list[Registered]:
    """Every generation, by name and number."""
    async with connection.cursor(row_factory=args_row(Registered)) as cursor:
        await cursor.execute(
            'SELECT name, generation, version, state, reason, epoch, "offset", moved_at,'
            " heartbeat_at, shape, returned, waits_at FROM read.projection ORDER BY 1, 2"
        )
        return await cursor.fetchall()


async def register(connection: AsyncConnection, projections: Sequence[Projection]) -> list[str]:
    """Gives every new read model its first generation; the names of those that need a rebuild.

    A read model whose declaration differs from its serving tables is paused until a rebuild brings
    what is declared. Of another version, its rows still answer; of another shape, they do not.
    One that a program of another version still moves goes on; who is the older of the two needs no
    rebuild, because that would take from the newer one what serves.
    """
    outdated: list[str] = []
    async with connection.transaction():
        await lock_registry(connection)
        known = await registered(connection)
        moved = await followed(connection)
        for projection in projections:
            mine = [each for each in known if each.name == projection.name]
            serving = [each for each in mine if each.state in SERVING]
            if not serving:
                number = max((each.generation for each in mine), default=0) + 1
                await create_generation(connection, projection, number, "live")
                await complete_tables(connection, projection, number)
                schema = schema_name(projection.name, number)
                await execute_all(connection, create_views(projection, schema))
            elif (
                why_outdated(projection, serving[0]) is not None
                and (projection.name, serving[0].generation) in moved
            ):
                if not _is_older(projection, serving[0], mine):
                    outdated.append(projection.name)
            elif (reason := await _why_not_live(connection, projection, serving[0])) is not None:
                outdated.append(projection.name)
                await set_state(connection, serving[0], "paused", reason)
            elif serving[0].state != "live":
                await set_state(connection, serving[0], "live", None)
    return outdated


def _is_older(projection: Projection, serving: Registered, known: Sequence[Registered]) -> bool:
    """Whether what the program declares has served before, or is of an earlier version."""
    kept = [each for each in known if each.state == "retired"]
    served = any(why_outdated(projection, each) is None for each in kept)
    return served or projection.version < serving.version


def why_outdated(projection: Projection, serving: Registered) -> str | None:
    """What the declaration has otherwise than the serving tables, and what to do, if anything."""
    differs = _what_differs(projection, serving)
    return None if differs is None else f"{differs}: run `purvey rebuild {projection.name}`"


def _what_differs(projection: Projection, generation: Registered) -> str | None:
    if generation.shape != shape_of(projection):
        return "its tables are not as the program declares them"
    if generation.version != projection.version:
        return (
            f"its rows are of version {generation.version}, the program has version"
            f" {projection.version}"
        )
    return None


async def _why_not_live(
    connection: AsyncConnection, projection: Projection, serving: Registered
) -> str | None:
    """As `why_outdated`; it also sees what somebody dropped from the tables since."""
    differs = await what_differs(connection, projection, serving)
    return None if differs is None else f"{differs}: run `purvey rebuild {projection.name}`"


async def what_differs(
    connection: AsyncConnection, projection: Projection, generation: Registered
) -> str | None:
    """Why the generation cannot serve this program, if it cannot."""
    differs = _what_differs(projection, generation)
    if differs is not None:
        return differs
    there = await columns_there(connection, generation.schema)
    lacking = sorted(
        f"{table.name}.{column}"
        for table in projection.tables
        for column in table.columns
        if (table.name, column) not in there
    )
    return f"its tables lack {', '.join(lacking)}" if lacking else None


async def columns_there(connection: AsyncConnection, schema: str) -> set[tuple[str, str]]:
    """The columns that the tables of a schema have, as (table, column)."""
    found = await connection.execute(
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind = 'r' AND a.attnum > 0"
        " AND NOT a.attisdropped",
        [schema],
    )
    return set(await found.fetchall())


async def retire_undeclared(
    connection: AsyncConnection, projections: Sequence[Projection]
) -> list[str]:
    """Takes read models that the program does not declare out of service; their names.

    Nothing would move them any more; one that a program of another version moves is left to it.
    Their tables are kept; should the program declare them again, they are made anew from the log.
    """
    declared = {each.name for each in projections}
    async with connection.transaction():
        await lock_registry(connection)
        moved = await followed(connection)
        found = [
            each
            for each in await registered(connection)
            if each.state in SERVING and each.name not in declared and each[:2] not in moved
        ]
        for each in found:
            reason = "the program declares no read model of this name"
            await set_state(connection, each, "retired", reason)
            await drop_views(connection, each)
    return [each.name for each in found]


async def create_generation(
    connection: AsyncConnection, projection: Projection, number: int, state: str
) -> None:
    """Registers a generation and makes its empty tables, without indexes."""
    await note_generation(connection, projection, number, state)
    await make_tables(connection, projection, schema_name(projection.name, number))


async def note_generation(
    connection: AsyncConnection, projection: Projection, number: int, state: str
) -> None:
    """Registers a generation, whose tables are still to be made."""
    await connection.execute(
        "INSERT INTO read.projection (name, generation, version, state, shape, epoch)"
        " SELECT %s, %s, %s, %s, %s, epoch FROM log.log_head",
        [projection.name, number, projection.version, state, shape_of(projection)],
    )


async def make_tables(connection: AsyncConnection, projection: Projection, schema: str) -> None:
    """Makes the empty tables, without indexes, in place of what is there of a former attempt."""
    await execute_all(connection, [drop_schema(schema), *create_tables(projection, schema)])


async def complete_tables(connection: AsyncConnection, projection: Projection, number: int) -> None:
    """Makes loaded tables ready to serve; views show what serves alone."""
    schema = schema_name(projection.name, number)
    bare = await bare_tables(connection, schema)
    looks = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
            sql.Literal(table.name), sql.Identifier(schema, table.name)
        )
        for table in projection.tables
    ]
    found = await connection.execute(sql.SQL(" UNION ALL ").join(looks))
    filled = {name for (name,) in await found.fetchall()}
    statements = [
        statement
        for table in projection.tables
        if table.name in filled or table.name not in bare
        for statement in create_indexes(table, schema)
    ]
    await execute_all(connection, [*statements, *open_to_readers(projection, schema)])


async def bare_tables(connection: AsyncConnection, schema: str) -> set[str]:
    """The tables without an index: they have no rows yet."""
    found = await connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(%s)"
        " AND relkind = 'r' AND NOT relhasindex",
        [schema],
    )
    return {name for (name,) in await found.fetchall()}


async def set_state(
    connection: AsyncConnection, generation: Registered, state: str, reason: str | None
) -> None:
    """Moves a generation to another state; one that served was followed until its last beat."""
    await connection.execute(
        "UPDATE read.projection SET state = %s, reason = %s, waits_at = NULL,"
        " heartbeat_at = clock_timestamp(),"
        " followed_at = CASE WHEN state = 'live' THEN heartbeat_at ELSE followed_at END"
        " WHERE name = %s AND generation = %s",
        [state, reason, generation.name, generation.generation],
    )


async def drop_views(connection: AsyncConnection, generation: Registered) -> None:
    """Removes the views `read.<table>` over a generation's tables."""
    found = await connection.execute(
        "SELECT DISTINCT view_name FROM information_schema.view_table_usage"
        " WHERE view_schema = 'read' AND table_schema = %s",
        [generation.schema],
    )
    for (name,) in await found.fetchall():
        view = sql.Identifier("read", name)
        await connection.execute(sql.SQL("DROP VIEW {}").format(view))


async def drop_generation(connection: AsyncConnection, generation: Registered) -> None:
    """Removes a generation with its tables."""
    await connection.execute(drop_schema(generation.schema))
    await connection.execute(
        "DELETE FROM read.projection WHERE name = %s AND generation = %s",
        [generation.name, generation.generation],
    )


def last_retired(known: Sequence[Registered], name: str) -> Registered | None:
    """The generation that served last before the one that serves; the only one that is kept."""
    retired = [each for each in known if each.name == name and each.state == "retired"]
    return max(retired, key=lambda each: each.heartbeat_at, default=None)


async def put_away(connection: AsyncConnection, generation: Registered) -> None:
    """Removes one that did not come to serve; one on its way back is kept as it was before."""
    if generation.reason == WAY_BACK:
        await set_state(connection, generation, "retired", None)
    else:
        await drop_generation(connection, generation)


async def lock_registry(connection: AsyncConnection) -> None:
    """Waits until nobody else changes the registry; for the rest of the transaction."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTRY_LOCK])


async def execute_all(connection: AsyncConnection, statements: Iterable[sql.Composed]) -> None:
    """Runs the statements in order, as one request and one transaction.

    A read model takes dozens of them; one by one they cost twice the processor and the disk.
    """
    await connection.execute(sql.SQL(";").join(statements))
