"""What the relay takes from the log at once: about one batch, however large the events are."""

from psycopg import AsyncConnection

from adapters.nats.batch import BATCH_BYTES_MAX, BATCH_MESSAGES_MAX
from adapters.nats.cloud_event import Publication, publication
from adapters.nats.errors import LogGap
from adapters.postgres.log_reader import LogRow, read_page_async


async def next_rows(log: AsyncConnection, after_offset: int) -> list[LogRow]:
    """The events behind the offset, of all tenants, as they are stored; none at the log's end.

    Raises LogGap when an offset is missing: the stream's sequences could not follow.
    """
    rows = await read_page_async(log, after_offset, BATCH_MESSAGES_MAX, BATCH_BYTES_MAX)
    if rows and rows[-1].offset != after_offset + len(rows):
        raise LogGap(after_offset, rows[-1].offset)
    return rows


async def next_page(log: AsyncConnection, after_offset: int) -> list[Publication]:
    """The same events, ready to be published."""
    return [publication(row) for row in await next_rows(log, after_offset)]
