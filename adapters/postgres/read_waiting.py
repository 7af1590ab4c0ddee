"""Read models that have come to an event which only a newer program can read.

They are paused before it, say why, and go on there once a program moves them that knows its schema;
whoever can read it takes them up again (`read_moving.py`), at his start or beside an older program.
"""

from collections.abc import Iterable

from psycopg import AsyncConnection

from adapters.postgres.log_reader import read_async, recorded
from adapters.postgres.read_registry import Registered
from application.errors import NewerProgramNeeded
from domain.event import Newer
from projections.poison import NewerEvent
from projections.runner import Generation


async def wait_at(connection: AsyncConnection, generation: Generation, newer: NewerEvent) -> None:
    """Pauses a live generation that stands before the event, unless somebody moved it on."""
    await connection.execute(
        "UPDATE read.projection SET state = 'paused', reason = %s, waits_at = %s"
        " WHERE name = %s AND generation = %s AND state = 'live' AND \"offset\" = %s",
        [
            str(newer),
            newer.offset,
            generation.projection.name,
            generation.number,
            newer.offset - 1,
        ],
    )


async def is_waiting(connection: AsyncConnection, generation: Registered) -> bool:
    """Whether it waits for an event that this program cannot read either.

    For what the log does not hold any more, since it was put back, nobody waits.
    """
    if generation.waits_at is None:
        return False
    rows = await read_async(connection, generation.waits_at - 1, 1)
    return bool(rows) and isinstance(recorded(rows[0]).data, Newer)


def rebuild_refused(reasons: Iterable[object]) -> NewerProgramNeeded:
    """What a rebuild says where rows cannot be made by this program: it waits for nobody."""
    told = "; ".join(sorted(map(str, reasons)))
    return NewerProgramNeeded(f"Nothing takes over: {told}.")
