"""Where each read model stands in its life, and how far behind the log, for `purvey status`."""

from typing import Any, Final

from psycopg import AsyncConnection

from adapters.postgres.read_due import due_count
from adapters.postgres.read_lock import LOCK, followed
from adapters.postgres.read_progress import skipped_events
from adapters.postgres.read_registry import SERVING, Registered, last_retired, registered

JOURNAL: Final = "journal"
_LAG: Final = (
    "SELECT greatest(extract(epoch FROM clock_timestamp() - recorded_at), 0)::float8 FROM log.event"
    ' WHERE "offset" = %s AND isfinite(recorded_at)'
)
# Whose lock is held: of a rebuild, or of somebody who puts parked keys back.
_AT_WORK: Final = (
    "SELECT DISTINCT p.name FROM read.projection p JOIN pg_locks l ON l.locktype = 'advisory'"
    " AND l.classid::bigint = %s AND l.objid::bigint = hashtext(p.name)::bigint & 4294967295"
    " WHERE l.granted AND l.database = (SELECT oid FROM pg_database"
    "   WHERE datname = current_database())"
)
_PARKED: Final = "SELECT name, generation, count(*) FROM read.parked GROUP BY name, generation"


async def read_states(
    log: AsyncConnection, reads: AsyncConnection, head: int
) -> dict[str, dict[str, Any]]:
    """By read model `offset`, `lag_events`, `lag_seconds` (age of the oldest event not seen) and
    `state`: booting, live, parked, paused, failed, retired.

    Where it applies also the `reason`, how many partitions are `parked`, how many events `skipped`,
    how many corrections its rebuild has still to post (`corrections_due`), and `beside`: one
    that is rebuilding, or was when its rebuild died (interrupted), and what is kept for a way back:
    retired, or replaced, which a program of another version still moves and answers from.
    """
    known = await registered(reads)
    found = await (await reads.execute(_PARKED)).fetchall()
    parked = {(name, generation): count for name, generation, count in found}
    at_work = {name for (name,) in await (await reads.execute(_AT_WORK, [LOCK])).fetchall()}
    moved, skipped = await followed(reads), await skipped_events(reads)
    told: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys(each.name for each in known):
        mine = [each for each in known if each.name == name]
        serving = next((each for each in mine if each.state in SERVING), None)
        main = serving or last_retired(mine, name)
        if main is None:
            continue  # A first generation that is being made serves nobody yet.
        stands_still = parked.get((name, main.generation), 0)
        told[name] = {
            **await _standing(log, main, head),
            "state": state_of(main, head, stands_still),
            **({"reason": main.reason} if main.reason else {}),
            **({"parked": stands_still} if stands_still else {}),
            **({"skipped": left} if (left := len(skipped.get((name, main.version), ()))) else {}),
            **await _due(reads, main),
        }
        beside = [each for each in mine if each != main and each.state not in SERVING]
        if beside:
            told[name]["beside"] = [
                {
                    "generation": each.generation,
                    **await _standing(log, each, head),
                    **_beside(each, is_held=name in at_work, is_moved=each[:2] in moved),
                }
                for each in beside
            ]
    return told


def state_of(generation: Registered, head: int, parked: int) -> str:
    """Booting before it has seen the first event; parked while some of it stands still."""
    if generation.state != "live":
        return generation.state
    if generation.offset == 0 < head:
        return "booting"
    return "parked" if parked else "live"


async def _due(reads: AsyncConnection, main: Registered) -> dict[str, int]:
    if main.name != JOURNAL or main.state not in SERVING:
        return {}
    count = await due_count(reads, main.schema)
    return {"corrections_due": count} if count else {}


def _beside(generation: Registered, *, is_held: bool, is_moved: bool) -> dict[str, str]:
    if generation.state == "retired" and is_moved:
        reason = f"a program of version {generation.version} moves it and answers from it"
        return {"state": "replaced", "reason": reason}
    if generation.state != "rebuilding" or is_held:
        return {"state": generation.state}
    done = "goes on where it was" if generation.offset else "begins again"
    reason = f"its rebuild ended before it was done; `purvey rebuild {generation.name}` {done}"
    return {"state": "interrupted", "reason": reason}


async def _standing(log: AsyncConnection, each: Registered, head: int) -> dict[str, Any]:
    seconds = 0.0
    if each.offset < head:
        row = await (await log.execute(_LAG, [each.offset + 1])).fetchone()
        seconds = round(row[0], 3) if row and row[0] is not None else 0.0
    return {"offset": each.offset, "lag_events": head - each.offset, "lag_seconds": seconds}
