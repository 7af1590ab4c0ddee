"""Corrections of the journal that are not posted yet, by the generation that they belong to.

A rebuild writes down what it keeps and adds before it loads, and posts it once its generation
serves: so no version corrects the books but the one that finance reads. What of the generation that
serves is not posted is due, whatever became of the rebuild.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final

import orjson
from psycopg import AsyncConnection
from pydantic import TypeAdapter

from adapters.postgres.epochs import kept_offset
from adapters.postgres.read_due import DUE
from adapters.postgres.read_registry import SERVING, Registered, registered
from adapters.system import utc_now
from domain.event import EVENT_BYTES_MAX
from projections.journal import JOURNAL
from replay.posted_entries import Correction

GROUP: Final = 100  # Corrections that are read at once.
METADATA_BYTES_MAX: Final = 4_096  # Kept free in the event that a correction becomes.

Place = tuple[str, int]  # tenant, and position of the event

_STORED: Final = TypeAdapter(Correction)
_PROPOSED: Final = (
    "SELECT tenant, position, stands FROM read.posted_proposal WHERE schema_name = %s"
)


def require_postable(correction: Correction) -> None:
    """Raises what would refuse it once its version serves.

    That is `JournalCorrectionOutOfBalance`, or `EventTooLarge` for more lines than an event takes.
    """
    # Here, because a worker of a rebuild makes no proposals: it needs hardly any classes of events.
    from adapters.postgres.event_mapper import too_large
    from domain.journal_corrections.decide import post

    (event,) = post(None, correction.command(utc_now()), None)
    size = len(event.model_dump_json(exclude_none=True).encode()) + METADATA_BYTES_MAX
    if size > EVENT_BYTES_MAX:
        raise too_large(event, size)


async def propose(
    connection: AsyncConnection, schema: str, corrections: Sequence[Correction]
) -> None:
    """Has the new tables of that schema keep these entries as they stand, and the rest wait."""
    await connection.execute(
        "INSERT INTO read.posted_proposal"
        " (schema_name, tenant, position, stands, correction_id, correction)"
        " SELECT %s, * FROM unnest(%s::text[], %s::bigint[], %s::jsonb[], %s::text[], %s::jsonb[])",
        [
            schema,
            [each.tenant for each in corrections],
            [each.source_position for each in corrections],
            [_stands(each) for each in corrections],
            [each.correction_id for each in corrections],
            [_STORED.dump_json(each, exclude={"stands"}).decode() for each in corrections],
        ],
    )


async def proposed(
    connection: AsyncConnection, schema: str
) -> list[tuple[str, int, Sequence[Mapping[str, Any]]]]:
    """Tenant, position and lines of the entries that stand in a schema or in what serves."""
    serving = await serving_journal(connection)
    schemas = [schema] if serving is None else [schema, serving.schema]
    found: list[tuple[str, int, Sequence[Mapping[str, Any]]]] = []
    for each in schemas:
        found += await (await connection.execute(_PROPOSED, [each])).fetchall()
    return found


async def due(connection: AsyncConnection, serving: Registered) -> AsyncIterator[list[Correction]]:
    """What of that generation is not posted yet, in groups."""
    after: Place = ("", 0)
    while True:
        cursor = await connection.execute(
            f"SELECT tenant, position, stands, correction {DUE}"
            " AND (tenant, position) > (%s, %s) ORDER BY tenant, position LIMIT %s",
            [serving.schema, *after, GROUP],
        )
        rows = await cursor.fetchall()
        if not rows:
            return
        yield [_STORED.validate_python({**told, "stands": stands}) for _, _, stands, told in rows]
        after = (rows[-1][0], rows[-1][1])


async def forget_posted(connection: AsyncConnection, schema: str) -> None:
    """All of that generation is posted: the log says what stands."""
    await connection.execute("DELETE FROM read.posted_proposal WHERE schema_name = %s", [schema])


async def forget_given_up(connection: AsyncConnection) -> None:
    """Of generations that never served and never will; the caller holds the journal's lock."""
    served = [
        each.schema
        for each in await registered(connection)
        if each.name == JOURNAL.name and each.state != "rebuilding"
    ]
    await connection.execute(
        "DELETE FROM read.posted_proposal WHERE schema_name <> ALL(%s)", [served]
    )


async def serving_journal(connection: AsyncConnection) -> Registered | None:
    """The generation of the journal that serves; none where it follows a history that is gone."""
    for each in await registered(connection):
        if each.name == JOURNAL.name and each.state in SERVING:
            return each if each.offset <= await kept_offset(connection, each.epoch) else None
    return None


def _stands(correction: Correction) -> str:
    lines = [line.model_dump(mode="json", exclude_none=True) for line in correction.stands]
    return orjson.dumps(lines).decode()
