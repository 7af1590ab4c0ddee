"""Who works on a read model as a whole: one at a time, in its name."""

from typing import Final

from psycopg import AsyncConnection

from replay.errors import RebuildRunning

LOCK: Final = 0x72656275  # "rebu", the first half of each read model's lock


async def lock_read_model(connection: AsyncConnection, name: str) -> None:
    """Keeps others from rebuilding it or putting keys of it back, until the session ends."""
    found = await connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK, name])
    row = await found.fetchone()
    if row is None or not row[0]:
        raise RebuildRunning(
            f"Another process rebuilds {name} or puts parked keys of it back; wait for it.",
            name=name,
        )
