"""A tenant's history for a replay by other rules: it reads as an auditor, and cannot write."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from adapters.postgres.audit_reader import read_document
from adapters.postgres.read_moments import told_moments
from domain.event import Recorded
from domain.invoices.events import InvoiceMatchEvaluated

PAGE_POSITIONS: Final = 50_000
_JUDGED: Final = (
    "SELECT stream, min(position) FROM log.event WHERE tenant = %s AND position > %s"
    " AND position <= %s AND type = %s GROUP BY stream ORDER BY 2"
)
_EFFECTIVE: Final = "SELECT effective_at FROM log.event WHERE tenant = %s AND position = %s"


class AuditFacts:
    """Implements `replay.what_if.Facts` of one tenant."""

    def __init__(self, connection: AsyncConnection[TupleRow], tenant: str) -> None:
        """`connection` is one of `AuditReader.entered`."""
        self._connection = connection
        self._tenant = tenant

    async def judged_invoices(self, after: int, up_to: int) -> AsyncIterator[str]:
        """See `replay.what_if.Facts`."""
        told: set[str] = set()
        for first in range(after, up_to, PAGE_POSITIONS):
            last = min(first + PAGE_POSITIONS, up_to)
            values = [self._tenant, first, last, InvoiceMatchEvaluated.TYPE]
            found = await self._connection.execute(_JUDGED, values)
            for stream, _ in await found.fetchall():
                if stream not in told:
                    told.add(stream)
                    yield stream

    async def document(self, stream: str) -> Sequence[Recorded]:
        """See `replay.what_if.Facts`."""
        return await read_document(self._connection, self._tenant, stream)

    async def effective_at(self, position: int) -> datetime | None:
        """When the event at that position took effect; none: there is none."""
        async with told_moments(self._connection):
            found = await self._connection.execute(_EFFECTIVE, [self._tenant, position])
            row = await found.fetchone()
        return None if row is None else row[0]
