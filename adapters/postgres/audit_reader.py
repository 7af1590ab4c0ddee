"""Reads the log as a tenant's auditor: row-level security shows that tenant's events alone."""

from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.log_reader import read_stream_async, recorded
from domain.event import Recorded

CONNECTIONS_MAX: Final = 2
CONNECTION_SECONDS_MAX: Final = 5.0  # How long a question waits for a connection.
EVENTS_MAX: Final = 100_000  # One document's events; far more than any real one has.


class AuditReader:
    """Connections of the audit role; use it as a context."""

    def __init__(self, audit_url: str) -> None:
        self._pool: AsyncConnectionPool[AsyncConnection[TupleRow]] = AsyncConnectionPool(
            audit_url,
            min_size=0,
            max_size=CONNECTIONS_MAX,
            timeout=CONNECTION_SECONDS_MAX,
            open=False,
            kwargs={"autocommit": True},
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

    async def document(self, tenant: str, stream: str) -> Sequence[Recorded]:
        """All events of one document, in order; none when the tenant has no such document."""
        async with self._pool.connection() as connection, connection.transaction():
            await connection.execute("SELECT set_config('app.tenant', %s, true)", [tenant])
            rows = await read_stream_async(connection, tenant, stream, 0, EVENTS_MAX)
        return [recorded(row) for row in rows]
