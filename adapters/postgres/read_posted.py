"""Entries of the journal that finance has seen, for whoever reads their events again.

Corrections are facts of the log, in streams of their own, so they are found without walking through
it. What a rebuild only means to correct, or has still to post, is in `read_proposals.py`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row

from adapters.postgres.log_reader import METADATA, RECORDED_AT, decoded
from adapters.postgres.read_progress import parked_partitions, skipped_events
from adapters.postgres.read_proposals import Place, due, proposed
from adapters.postgres.read_registry import Registered, columns_there
from adapters.postgres.read_share import Target
from adapters.postgres.read_values import plain
from domain.accounting import BOOKED
from domain.event import Recorded, Unread
from domain.journal_corrections.events import CorrectingLine
from domain.journal_corrections.state import JOURNAL_CORRECTION
from domain.journal_lines import JournalLine
from domain.posted_entries import STANDS
from projections.journal import JOURNAL
from projections.poison import partition_of
from replay.posted_entries import Correction, Versions, correction_of

LINES: Final = "journal_lines"
CHUNK_EVENTS: Final = 20_000  # Offsets that are walked at once.

Stands = Mapping[Place, Sequence[Mapping[str, Any]]]

_COLUMNS: Final = (
    f'epoch, "offset", tenant, position, stream, version, type, {RECORDED_AT}, {METADATA}, payload'
)
# Behind "/" follows "0": a walk through the index over what begins so.
_CORRECTIONS: Final = (
    f"SELECT {_COLUMNS} FROM (SELECT tenant AS of FROM log.tenant_head) h,"
    " LATERAL (SELECT * FROM log.event"
    f" WHERE tenant = h.of AND stream >= '{JOURNAL_CORRECTION.name}/'"
    f" AND stream < '{JOURNAL_CORRECTION.name}0') e ORDER BY tenant, position"
)
_POSTED: Final = sql.SQL(
    "SELECT h.tenant, l.* FROM {lines} l JOIN log.tenant_head h USING (tenant_no)"
    " JOIN unnest(%s::text[], %s::bigint[]) AS at (tenant, position)"
    "   ON at.tenant = h.tenant AND at.position = l.position ORDER BY l.position, l.fact"
)
# Facts of a type that is not booked any more were posted once, too.
_BOOKED: Final = sql.SQL(
    'SELECT {columns} FROM log.event e WHERE "offset" > %s AND "offset" <= %s'
    " AND (type = ANY(%s) OR EXISTS (SELECT FROM {lines} l JOIN log.tenant_head h"
    "   USING (tenant_no) WHERE h.tenant = e.tenant AND l.position = e.position))"
    ' ORDER BY "offset"'
)


async def posted_entries(connection: AsyncConnection, schema: str = "") -> Stands:
    """The lines that stand, by event: of corrections, and of those that are not posted yet.

    The latter are of what serves and of that schema.
    """
    found: dict[Place, Sequence[Mapping[str, Any]]] = {}
    for tenant, data in await _corrections(connection):
        found.setdefault((tenant, data["source_position"]), data["stands"])
    for tenant, position, stands in await proposed(connection, schema):
        found.setdefault((tenant, position), stands)
    return found


async def stands_for(connection: AsyncConnection, target: Target) -> Stands:
    """What a load of the target is to keep: nothing, but of the journal."""
    if target.projection.name != JOURNAL.name:
        return {}
    return await posted_entries(connection, target.schema)


def as_posted(event: Recorded, stands: Stands) -> Recorded:
    """The event, with the lines that stand of it whatever the rules say."""
    kept = stands.get((event.tenant, event.position))
    if kept is None:
        return event
    return event._replace(metadata={**event.metadata, STANDS: kept})


async def changed_entries(
    connection: AsyncConnection, serving: Registered, declared: int
) -> AsyncIterator[Correction]:
    """The entries of the generation that serves which the declared version posts otherwise."""
    there = await columns_there(connection, serving.schema)
    versions = Versions(
        former=serving.version,
        declared=declared,
        columns=[c for c in JOURNAL.table(LINES).columns if (LINES, c) in there],
    )
    skipped = (await skipped_events(connection)).get((serving.name, serving.version), ())
    parked = await parked_partitions(connection)
    still = parked.get((serving.name, serving.generation), set())
    earlier = await _earlier(connection, serving)
    for after in range(0, serving.offset, CHUNK_EVENTS):
        up_to = min(after + CHUNK_EVENTS, serving.offset)
        events = await _booked(connection, serving, after, up_to)
        posted = await _posted(connection, serving, events)
        for event in events:
            if event.offset in skipped or (still and partition_of(JOURNAL, event) in still):
                continue  # Nobody has seen what the read model could not project.
            place = (event.tenant, event.position)
            found = correction_of(event, posted.get(place, ()), earlier.get(place, ()), versions)
            if found is not None:
                yield found


async def _corrections(connection: AsyncConnection) -> list[tuple[str, Any]]:
    """Data of all that this program can read, by tenant."""
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(_CORRECTIONS)
        events = [decoded(*row) for row in await cursor.fetchall()]
    return [(each.tenant, each.data) for each in events if not isinstance(each.data, Unread)]


async def _earlier(
    connection: AsyncConnection, serving: Registered
) -> dict[Place, list[CorrectingLine]]:
    """The lines that corrections have added by event, or are still to add."""
    found: dict[Place, list[CorrectingLine]] = {}
    for tenant, data in await _corrections(connection):
        lines = found.setdefault((tenant, data["source_position"]), [])
        lines += [CorrectingLine.model_validate(each) for each in data["lines"]]
    async for group in due(connection, serving):
        for each in group:
            found.setdefault((each.tenant, each.source_position), []).extend(each.lines)
    return found


async def _booked(
    connection: AsyncConnection, serving: Registered, after: int, up_to: int
) -> list[Recorded]:
    statement = _BOOKED.format(
        columns=sql.SQL(_COLUMNS), lines=sql.Identifier(serving.schema, LINES)
    )
    async with connection.cursor(binary=True) as cursor:
        await cursor.execute(statement, [after, up_to, sorted(BOOKED)])
        events = [decoded(*row) for row in await cursor.fetchall()]
    return [each for each in events if not isinstance(each.data, Unread)]  # We booked none.


async def _posted(
    connection: AsyncConnection, serving: Registered, events: Sequence[Recorded]
) -> dict[Place, list[JournalLine]]:
    """The lines of these events as they serve; columns that are not there are unknown."""
    absent: dict[str, Any] = dict.fromkeys(JournalLine._fields)
    found: dict[Place, list[JournalLine]] = {}
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            _POSTED.format(lines=sql.Identifier(serving.schema, LINES)),
            [[each.tenant for each in events], [each.position for each in events]],
        )
        for row in await cursor.fetchall():
            told: dict[str, Any] = {name: plain(row[name]) for name in absent if name in row}
            line = JournalLine(**{**absent, **told})
            found.setdefault((row["tenant"], row["position"]), []).append(line)
    return found
