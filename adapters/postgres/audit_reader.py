"""Reads the log as a tenant's auditor: row-level security shows that tenant's events alone."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Final, Self

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from adapters.postgres.connection_pool import ConnectionPool, wait_briefly_for_locks
from adapters.postgres.log_reader import LogRow, read_stream_async, recorded
from adapters.postgres.tenant_pass import TenantPasses
from application.errors import NewerProgramNeeded, UnreadableEvent
from domain.event import Newer, Recorded, Unreadable
from replay.history import Beside

CONNECTIONS_MAX: Final = 2
CONNECTION_SECONDS_MAX: Final = 5.0  # How long a question waits for a connection.
FACTS_BESIDE_MAX: Final = 50  # Hardly any command records more.
_BESIDE: Final = """
SELECT DISTINCT own.command, e.position, e.stream, e.metadata, e.type
  FROM unnest(%s::bigint[], %s::text[]) AS own (position, command), CAST(%s AS integer) AS most,
       LATERAL (SELECT * FROM log.event
                 WHERE tenant = %s AND stream <> %s
                   AND position BETWEEN own.position - most AND own.position + most
                   AND position(convert_to('"command_id":"' || own.command || '"', 'UTF8')
                                IN metadata) > 0) e
 ORDER BY e.position
"""
_BETWEEN: Final = """
SELECT stream, bool_or(type = %s AND position(convert_to(%s, 'UTF8') IN payload) > 0)
  FROM log.event
 WHERE tenant = %s AND position > %s AND position <= %s AND stream LIKE %s
 GROUP BY stream
 ORDER BY min(position)
"""
PAGE_EVENTS: Final = 10_000  # Of one document; hardly any has more than a page.


class AuditReader:
    """Connections of the audit role; use it as a context."""

    def __init__(self, audit_url: str, passes: TenantPasses) -> None:
        self._passes = passes
        self._pool = ConnectionPool(
            audit_url,
            min_size=0,
            max_size=CONNECTIONS_MAX,
            timeout=CONNECTION_SECONDS_MAX,
            configure=wait_briefly_for_locks,
        )

    async def __aenter__(self) -> Self:
        await self._pool.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def entered(self, tenant: str) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """A connection that sees this tenant's events, for as long as the context lasts."""
        async with self._pool.connection() as connection, connection.transaction():
            entry = [tenant, self._passes.of(tenant)]
            await connection.execute("SELECT log.enter(%s, %s)", entry)
            yield connection

    async def beside(
        self, tenant: str, stream: str, events: Sequence[Recorded]
    ) -> dict[str, list[Beside]]:
        """What the commands of these events of a document recorded of others, by command.

        The facts of a command lie together; so many before and behind each event are looked at.
        """
        async with self.entered(tenant) as connection:
            return await facts_beside(connection, tenant, stream, events)

    async def documents_between(
        self, tenant: str, aggregate: str, after: int, until: int, told: tuple[str, str]
    ) -> dict[str, bool]:
        """Ids of the documents of this kind that have events behind one position up to another.

        With each whether an event of the type `told[0]` among them says `told[1]`.
        """
        between = [*told, tenant, after, until, f"{aggregate}/%"]
        async with self.entered(tenant) as connection:
            found = await connection.execute(_BETWEEN, between)
            return {stream.partition("/")[2]: said for stream, said in await found.fetchall()}

    async def document(self, tenant: str, stream: str) -> Sequence[Recorded]:
        """All events of one document, in order; none when the tenant has no such document."""
        async with self.entered(tenant) as connection:
            return await read_document(connection, tenant, stream)


async def facts_beside(
    connection: AsyncConnection[TupleRow], tenant: str, stream: str, events: Sequence[Recorded]
) -> dict[str, list[Beside]]:
    """See `AuditReader.beside`; over a connection that sees them."""
    readable = [each for each in events if "command_id" in each.metadata]
    commands = [str(each.metadata["command_id"]) for each in readable]
    values = [[each.position for each in readable], commands, FACTS_BESIDE_MAX, tenant, stream]
    found = await connection.execute(_BESIDE, values)
    beside: dict[str, list[Beside]] = {}
    for command, position, document, metadata, kind in await found.fetchall():
        told = Beside(position=position, document=document, number=_number_in(metadata), type=kind)
        beside.setdefault(command, []).append(told)
    return beside


def _number_in(metadata: bytes) -> str | None:
    """The document's number; none where nobody can read what stands around the event."""
    try:
        number = orjson.loads(metadata)["number"]
    except (ValueError, KeyError, TypeError):
        return None
    return number if isinstance(number, str) else None


async def read_document(
    connection: AsyncConnection[TupleRow], tenant: str, stream: str
) -> list[Recorded]:
    """All events of one document, over a connection that sees them."""
    events: list[Recorded] = []
    while True:
        # Versions are dense from 1, so the next page begins behind as many as are there.
        rows = await read_stream_async(connection, tenant, stream, len(events), PAGE_EVENTS)
        events += map(_readable, rows)
        if len(rows) < PAGE_EVENTS:
            return events


def _readable(row: LogRow) -> Recorded:
    event = recorded(row)
    if isinstance(event.data, Newer):
        raise NewerProgramNeeded(
            f"The event of type {row.type} at position {row.position} was stored under schema"
            f" {event.metadata['schema']} by a newer version of Purvey: {row.stream} cannot be told"
            " whole by this one. Ask that version, or a newer one.",
            type=row.type,
            position=row.position,
        )
    if isinstance(event.data, Unreadable):
        raise UnreadableEvent(
            f"The event of type {row.type} at position {row.position} cannot be read: {row.stream}"
            " cannot be told whole. `purvey verify` names what else is so.",
            type=row.type,
            position=row.position,
        )
    return event
