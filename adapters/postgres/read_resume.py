"""Where a rebuild begins: with an empty generation, or with the one of a rebuild that died.

Only one rebuild of a read model holds its lock, so a generation that stands as rebuilding while the
lock is free was left by one that died. What its load had not finished is cleared away and begun
again. What was loaded whole is gone on with, if the program still declares the same: the load is
noted in the transaction that ends it, tables are made ready in one transaction each, and from there
on the cursor says how far it is.
"""

from typing import NamedTuple

from psycopg import AsyncConnection

from adapters.postgres.epochs import kept_offset
from adapters.postgres.read_keeping import posts_otherwise
from adapters.postgres.read_registry import (
    Registered,
    note_generation,
    put_away,
    registered,
    what_differs,
)
from projections.projection import Projection


class Begun(NamedTuple):
    """The generation that is made, and how much of the work is done."""

    number: int
    is_loaded: bool
    is_ready: bool  # Its tables have their indexes and rights.


async def begin_generation(connection: AsyncConnection, projection: Projection) -> Begun:
    """The generation to work on; the caller holds the read model's lock, and the registry's.

    One that is not loaded has yet to get its tables.
    """
    known = [each for each in await registered(connection) if each.name == projection.name]
    for each in known:
        if each.state == "rebuilding":
            if await _can_go_on(connection, projection, each):
                return Begun(each.generation, True, await _is_ready(connection, each))
            await put_away(connection, each)
    number = max((each.generation for each in known), default=0) + 1
    await note_generation(connection, projection, number, "rebuilding")
    return Begun(number, False, False)


async def _can_go_on(connection: AsyncConnection, projection: Projection, left: Registered) -> bool:
    if left.reason is not None or left.offset == 0:
        return False  # On its way back, or not loaded whole.
    if left.offset > await kept_offset(connection, left.epoch):
        return False
    if await posts_otherwise(connection, projection):
        return False  # What it keeps of the journal was chosen by where the live one stood then.
    return await what_differs(connection, projection, left) is None


async def _is_ready(connection: AsyncConnection, left: Registered) -> bool:
    """Row-level security comes behind the indexes of a read model, in their transaction."""
    found = await connection.execute(
        "SELECT bool_and(relrowsecurity) FROM pg_class"
        " WHERE relnamespace = to_regnamespace(%s) AND relkind = 'r'",
        [left.schema],
    )
    row = await found.fetchone()
    return row is not None and bool(row[0])
