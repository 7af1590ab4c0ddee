"""The one way to add to the log: saves in, one result for each out, in one order.

`log.append_events` stores what a call brings as a whole or not at all. A batch nearly always fits;
where it does not, `append_judge.py` tells who has to stay out, and the others are tried again. The
arrays of the call are made in `append_arrays.py`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.fault_points import reach_while_waiting
from adapters.postgres.append_arrays import AppendedSave, Arrays, NotInLine
from adapters.postgres.append_judge import Result, judged
from adapters.postgres.append_same import recognized

NOT_WHERE_EXPECTED: Final = "PV003"  # as log.append_events raises it
_CALL: Final = (
    "SELECT recorded_at, positions FROM log.append_events("
    "%s::integer, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


class _Stored(NamedTuple):
    recorded_at: datetime
    positions: list[int]


async def append_events(
    connection: AsyncConnection,
    epoch: int,
    batch: Sequence[AppendedSave],
    results: dict[int, Result] | None = None,
) -> list[Result]:
    """Append the batch; one result per save, in order. A save is stored whole or not at all.

    `results` are those that a former attempt came to, by index; those of this one are added as
    they come. Raises `psycopg.Error`: PV001 when the epoch is over.
    """
    results = {} if results is None else results
    former: list[int] = []
    while len(results) < len(batch):
        results |= _orphans(batch, results)
        waiting = _next(batch, results)
        if not waiting:
            break
        part = [batch[index] for index in waiting]
        try:
            told: Sequence[Result | None] = await _store(connection, epoch, part)
        except (NotInLine, psycopg.Error) as error:
            if isinstance(error, psycopg.Error) and not _tells_misfit(error):
                raise
            told = await recognized(connection, part, await judged(connection, part))
            if waiting == former and not any(told):
                raise  # Nothing stands in the way, as last time: it is about something else.
            former = waiting
        results |= {index: each for index, each in zip(waiting, told, strict=True) if each}
    return [results[index] for index in range(len(batch))]


def _orphans(batch: Sequence[AppendedSave], results: dict[int, Result]) -> dict[int, Result]:
    """Saves that still wait and were decided on one that stays out, in the order of the batch.

    Their streams may by chance stand at the version that they expect, by events of others.
    """
    out: set[object] = {
        batch[index].future for index, each in results.items() if not each.as_decided
    }
    found = {}
    for index, each in enumerate(batch):
        if index not in results and not out.isdisjoint(each.save.after):
            found[index] = Result("orphan")
            out.add(each.future)
    return found


def _next(batch: Sequence[AppendedSave], results: dict[int, Result]) -> list[int]:
    """What is tried next: all that waits, up to a command that comes a second time.

    What becomes of that one is known only when its first time is over.
    """
    ids = set[tuple[str, str]]()
    waiting = []
    for index, each in enumerate(batch):
        if index in results:
            continue
        name = (each.save.tenant, each.save.command_id)
        if name in ids:
            break
        ids.add(name)
        waiting.append(index)
    return waiting


async def _store(
    connection: AsyncConnection, epoch: int, batch: Sequence[AppendedSave]
) -> list[Result]:
    arrays = Arrays(batch)
    async with connection.cursor(binary=True, row_factory=args_row(_Stored)) as cursor:
        reach_while_waiting("append.sent")
        await cursor.execute(_CALL, (epoch, *arrays.arguments()), prepare=True)
        stored = await cursor.fetchone()
    assert stored is not None, "the call answers or raises"
    recorded_at, positions = stored
    results = []
    for each, last in zip(batch, arrays.last_events, strict=True):
        first = each.save.changes[0]
        version = first.expected_version + len(first.events)
        position = positions[last - 1]
        results.append(
            Result("appended", first.stream, version, position, epoch, recorded_at, as_decided=True)
        )
    return results


def _tells_misfit(error: psycopg.Error) -> bool:
    return isinstance(error, psycopg.errors.UniqueViolation) or (
        error.sqlstate == NOT_WHERE_EXPECTED
    )
