"""Tells of a command that the log knows whether it is what was decided here, event for event.

It is, where an answer was lost and the batch is sent again, or where a process died and the next
one decides what the first had sent already. Then later saves may rest on it. Where another process
carried the command out on another state, they may not. The hashes tell: they cover tenant, place,
stream, version, time, metadata and payload of each event.
"""

from collections.abc import Iterator, Sequence
from typing import Final, LiteralString, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.postgres.append_arrays import AppendedSave
from adapters.postgres.append_judge import Result
from adapters.postgres.leaf_hash import leaf_hash
from adapters.postgres.wire_arrays import Blobs, Texts

_HELD: Final[LiteralString] = "SELECT number FROM log.held_events(%s, %s::bigint[], %s)"


class _Held(NamedTuple):
    number: int


async def recognized(
    connection: AsyncConnection,
    batch: Sequence[AppendedSave],
    told: Sequence[Result | None],
) -> list[Result | None]:
    """The same results; those of duplicates tell whether their events are those of the save."""
    tenants, positions, hashes, owners = Texts(), list[int](), Blobs(), list[int]()
    for index, (each, result) in enumerate(zip(batch, told, strict=True)):
        if result is not None and result.result == "duplicate":
            for position, leaf in _leaves(each, result):
                tenants.append(each.save.tenant)
                positions.append(position)
                hashes.append(leaf)
                owners.append(index)
    if not owners:
        return list(told)
    async with connection.cursor(binary=True, row_factory=args_row(_Held)) as cursor:
        await cursor.execute(_HELD, (tenants, positions, hashes), prepare=True)
        held = {row.number - 1 for row in await cursor.fetchall()}
    own = set(owners) - {owner for at, owner in enumerate(owners) if at not in held}
    return [
        result._replace(as_decided=True) if result is not None and index in own else result
        for index, result in enumerate(told)
    ]


def _leaves(each: AppendedSave, result: Result) -> Iterator[tuple[int, bytes]]:
    """Position and hash of each event of the save, if it is what the log knows as this command."""
    assert result.position is not None, "a known command has a place"
    assert result.recorded_at is not None, "and a moment"
    events = [event for change in each.stored for event in change]
    first = result.position - len(events) + 1
    for position, event in enumerate(events, start=first):
        yield (
            position,
            leaf_hash(
                tenant=each.save.tenant,
                position=position,
                stream=event.originator_id,
                version=event.originator_version,
                type=event.topic,
                recorded_at=result.recorded_at,
                metadata=event.metadata,
                payload=event.state,
            ),
        )
