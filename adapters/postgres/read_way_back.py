"""The way back: the generation that a rebuild replaced, and that was kept, serves again.

It is caught up with the log like one that was made anew, and takes over in the same way. Until then
it stands in the registry as rebuilding, on its way back: should the process die, the next rebuild
finds it so and keeps it.
"""

from psycopg import AsyncConnection

from adapters.postgres.epochs import kept_offset
from adapters.postgres.read_lock import lock_read_model
from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_registry import (
    WAY_BACK,
    Registered,
    last_retired,
    lock_registry,
    put_away,
    registered,
    set_state,
    what_differs,
)
from projections.projection import Projection
from replay.errors import KeptUnfit, NothingKept


class PostgresWayBack(PostgresWorkshop):
    """Implements `replay.rebuild.Switch` with generations that served before."""

    async def begin(self) -> dict[str, int]:
        """See `replay.rebuild.Switch`. Raises `NothingKept`, `KeptUnfit`."""
        for projection in self._projections:
            await lock_read_model(self._session, projection.name)
        async with self._session.transaction():
            await lock_registry(self._session)
            for each in await registered(self._session):
                if each.state == "rebuilding" and each.name in self._names:
                    await put_away(self._session, each)  # Of one that died: its lock was free.
            known = await registered(self._session)
            for projection in self._projections:
                kept = last_retired(known, projection.name)
                if kept is None:
                    raise NothingKept(projection.name)
                await _require_fit(self._session, projection, kept)
                await set_state(self._session, kept, "rebuilding", WAY_BACK)
                self._numbers[projection.name] = kept.generation
        return dict(self._numbers)


async def _require_fit(
    connection: AsyncConnection, projection: Projection, kept: Registered
) -> None:
    why = await what_differs(connection, projection, kept)
    if why is None and kept.offset > await kept_offset(connection, kept.epoch):
        why = "it holds events of a history that was replaced"
    if why is not None:
        raise KeptUnfit(projection.name, kept.generation, why)
