"""The log as an archive takes it: pages of all columns, read as the relay's user.

Times come as whole microseconds, which is what leaf hash and Parquet hold.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, LiteralString

from psycopg import AsyncConnection

from adapters.archive.columns import ArchivedEvent
from adapters.postgres.log_reader import IN_CALENDAR

# For a time that no calendar has, which neither of them can hold.
NO_MOMENT: Final = -(2**63)
_COLUMNS: Final[LiteralString] = f"""
SELECT "offset", epoch, tenant, position, stream, version, type,
       CASE WHEN recorded_at {IN_CALENDAR}
            THEN (extract(epoch FROM recorded_at) * 1000000)::bigint
            ELSE -9223372036854775808 END,
       CASE WHEN effective_at {IN_CALENDAR}
            THEN (extract(epoch FROM effective_at) * 1000000)::bigint
            ELSE -9223372036854775808 END, metadata, payload, hash
"""
# As `log_reader.read_page_async`: the lengths are summed up in the database.
_PAGE: Final[LiteralString] = f"""
{_COLUMNS}
  FROM (SELECT *,
               sum(octet_length(metadata) + octet_length(payload)) OVER (ORDER BY "offset")
               - octet_length(metadata) - octet_length(payload) AS bytes_before
          FROM log.event
         WHERE "offset" > %s AND "offset" <= %s
         ORDER BY "offset"
         LIMIT %s) page
 WHERE bytes_before < %s
 ORDER BY "offset"
"""
_AT: Final[LiteralString] = f'{_COLUMNS} FROM log.event WHERE "offset" = ANY (%s) ORDER BY "offset"'
_HASH_AT: Final = 'SELECT hash FROM log.event WHERE "offset" = %s'


async def read_page(
    connection: AsyncConnection, after: int, up_to: int, limit: int, bytes_max: int
) -> list[ArchivedEvent]:
    """The next events; none follows once so many bytes are there, so there is always the first."""
    async with connection.cursor(binary=True, row_factory=_events) as cursor:
        await cursor.execute(_PAGE, (after, up_to, limit, bytes_max), prepare=True)
        return await cursor.fetchall()


async def events_at(connection: AsyncConnection, offsets: Sequence[int]) -> list[ArchivedEvent]:
    """The events at these offsets, as far as the log has them."""
    async with connection.cursor(binary=True, row_factory=_events) as cursor:
        await cursor.execute(_AT, (list(offsets),), prepare=True)
        return await cursor.fetchall()


async def hash_at(connection: AsyncConnection, offset: int) -> bytes | None:
    """The leaf hash of the event at that offset; none where the log has no such event."""
    row = await (await connection.execute(_HASH_AT, (offset,))).fetchone()
    return None if row is None else bytes(row[0])


def _events(cursor: object) -> Callable[[Sequence[Any]], ArchivedEvent]:
    """A row factory, as `log_reader.log_rows`."""
    del cursor
    return partial(tuple.__new__, ArchivedEvent)
