"""What the relay takes from the log at once: about one batch, however large the events are."""

from typing import Final

from psycopg import AsyncConnection

from adapters.nats.batch import BATCH_BYTES_MAX, BATCH_MESSAGES_MAX
from adapters.nats.cloud_event import Publication, publication
from adapters.nats.errors import LogGap
from adapters.postgres.log_reader import LogRow, log_rows

# The lengths are summed up in the database, so that no more than one page ever leaves it.
_PAGE: Final = """
SELECT epoch, "offset", tenant, position, stream, version, type, recorded_at, metadata, payload,
       hash
  FROM (SELECT *,
               sum(octet_length(metadata) + octet_length(payload)) OVER (ORDER BY "offset")
               - octet_length(metadata) - octet_length(payload) AS bytes_before
          FROM log.event
         WHERE "offset" > %s
         ORDER BY "offset"
         LIMIT %s) page
 WHERE bytes_before < %s
 ORDER BY "offset"
"""


async def next_rows(log: AsyncConnection, after_offset: int) -> list[LogRow]:
    """The events behind the offset, of all tenants, as they are stored; none at the log's end.

    Raises LogGap when an offset is missing: the stream's sequences could not follow.
    """
    values = (after_offset, BATCH_MESSAGES_MAX, BATCH_BYTES_MAX)
    async with log.cursor(binary=True, row_factory=log_rows) as cursor:
        await cursor.execute(_PAGE, values, prepare=True)
        rows = await cursor.fetchall()
    if rows and rows[-1].offset != after_offset + len(rows):
        raise LogGap(after_offset, rows[-1].offset)
    return rows


async def next_page(log: AsyncConnection, after_offset: int) -> list[Publication]:
    """The same events, ready to be published."""
    return [publication(row) for row in await next_rows(log, after_offset)]
