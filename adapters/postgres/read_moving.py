"""Which generations a projector moves: of each read model the one that is made as it declares it.

That is the one that serves; or, where a program of another version has taken that place, the one
that was replaced. So an older and a newer program each have what they can answer from, until the
older one is stopped. What cannot be moved rightly any more stands still and says so.
"""

from collections.abc import Mapping, Sequence

from psycopg import AsyncConnection

from adapters.postgres.epochs import kept_offset
from adapters.postgres.read_lock import follow, leave
from adapters.postgres.read_registry import (
    SERVING,
    Registered,
    last_retired,
    lock_registry,
    registered,
    set_state,
    what_differs,
    why_outdated,
)
from adapters.postgres.read_waiting import is_waiting
from projections.projection import Projection


async def resumed(
    connection: AsyncConnection, declared: Mapping[str, Projection]
) -> list[Registered]:
    """Every generation; of ours those are live again that need not be paused.

    Another version paused them when nobody moved them yet, or they waited for a newer program.
    """
    known = await registered(connection)
    if not await _paused(connection, known, declared):
        return known
    async with connection.transaction():
        await lock_registry(connection)
        for each in await _paused(connection, await registered(connection), declared):
            if await what_differs(connection, declared[each.name], each) is None:
                await set_state(connection, each, "live", None)
    return await registered(connection)


async def _paused(
    connection: AsyncConnection, known: Sequence[Registered], declared: Mapping[str, Projection]
) -> list[Registered]:
    """Those of ours that need not be, as far as events are the reason."""
    mine = [each for each in known if each.state == "paused" and _is_own(each, declared)]
    return [each for each in mine if not await is_waiting(connection, each)]


def own(
    known: Sequence[Registered], declared: Mapping[str, Projection], state: str
) -> list[Registered]:
    """What is this program's to move: in that state, or replaced by another version's."""
    mine = [each for each in known if _is_own(each, declared)]
    found = [each for each in mine if each.state == state]
    if state != "live":
        return found
    serving = {each.name for each in known if each.state in SERVING}
    theirs = serving - {each.name for each in mine if each.state in SERVING}
    replaced = [last_retired(mine, name) for name in sorted(theirs)]
    return [*found, *(each for each in replaced if each is not None)]


def _is_own(each: Registered, declared: Mapping[str, Projection]) -> bool:
    return each.name in declared and why_outdated(declared[each.name], each) is None


class Followed:
    """What one session has said that it moves."""

    def __init__(self) -> None:
        self._connection: AsyncConnection | None = None
        self._schemas: set[str] = set()

    async def are(self, connection: AsyncConnection, generations: Sequence[Registered]) -> None:
        """Says so of these, and of no others any more. What a lost session said is gone."""
        if connection is not self._connection:
            self._connection, self._schemas = connection, set()
        wanted = {each.schema for each in generations}
        if wanted != self._schemas:
            await follow(connection, wanted - self._schemas)
            await leave(connection, self._schemas - wanted)
            self._schemas = wanted


async def fail_astray(
    connection: AsyncConnection, generations: Sequence[Registered]
) -> list[Registered]:
    """Those that hold events of a history that another epoch replaced; they stand still and say so.

    Their rows cannot be told from right ones, so only a rebuild brings them back.
    """
    kept = {epoch: await kept_offset(connection, epoch) for epoch in {g.epoch for g in generations}}
    astray = []
    for each in generations:
        if each.offset > kept[each.epoch]:
            astray.append(each)
            if each.state == "retired":  # It serves only who moves it, and that nobody does now.
                continue
            reason = (
                f"it has come to offset {each.offset} of epoch {each.epoch}, of which the log has"
                f" kept {kept[each.epoch]} only: the log was restored to an earlier time; run"
                f" `purvey rebuild {each.name}`"
            )
            await set_state(connection, each, "failed", reason)
    return astray
