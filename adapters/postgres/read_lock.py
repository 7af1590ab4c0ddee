"""Who works on a read model as a whole, one at a time, and who moves which of its generations.

Both are locks of a session, so they are gone with whoever held them.
"""

from collections.abc import Iterable
from typing import Final

from psycopg import AsyncConnection

from replay.errors import RebuildRunning

LOCK: Final = 0x72656275  # "rebu", the first half of each read model's lock
FOLLOW: Final = 0x666F6C6C  # "foll", of each generation's

_FOLLOW: Final = "SELECT pg_advisory_lock_shared(%s, hashtext(k)) FROM unnest(%s::text[]) k"
_LEAVE: Final = "SELECT pg_advisory_unlock_shared(%s, hashtext(k)) FROM unnest(%s::text[]) k"
_FOLLOWED: Final = (
    "SELECT DISTINCT p.name, p.generation FROM read.projection p"
    " JOIN pg_locks l ON l.locktype = 'advisory' AND l.classid::bigint = %s"
    "  AND l.objid::bigint = hashtext(p.name || '_g' || p.generation)::bigint & 4294967295"
    " WHERE l.granted AND l.pid <> pg_backend_pid()"
    "  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


async def lock_read_model(connection: AsyncConnection, name: str) -> None:
    """Keeps others from rebuilding it or putting keys of it back, until the session ends."""
    found = await connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK, name])
    row = await found.fetchone()
    if row is None or not row[0]:
        raise RebuildRunning(
            f"Another process rebuilds {name} or puts parked keys of it back; wait for it.",
            name=name,
        )


async def follow(connection: AsyncConnection, schemas: Iterable[str]) -> None:
    """Says that this session moves the generations in these schemas, beside others who do."""
    await connection.execute(_FOLLOW, [FOLLOW, list(schemas)])


async def leave(connection: AsyncConnection, schemas: Iterable[str]) -> None:
    """Takes back what `follow` said."""
    await connection.execute(_LEAVE, [FOLLOW, list(schemas)])


async def followed(connection: AsyncConnection) -> set[tuple[str, int]]:
    """The generations, by name and number, that some other session moves."""
    found = await connection.execute(_FOLLOWED, [FOLLOW])
    return {(name, generation) for name, generation in await found.fetchall()}
