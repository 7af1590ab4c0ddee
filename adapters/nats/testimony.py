"""What a stream says that is about to be deleted: each message is compared with the log once more.

A stream is made again when it is damaged, foreign or of a former epoch, and all of these can be
brought about by somebody who wants a message out of the world that contradicts what he forged. So
nothing sound is deleted unread. The walk takes less time than making the stream again does.
"""

from collections.abc import AsyncIterator
from typing import Final

import structlog
from psycopg import AsyncConnection

from adapters.nats.cloud_event import encode
from adapters.nats.connection import NatsConnection
from adapters.nats.contradictions import contradicts, is_of_one_append, keep_contradiction
from adapters.nats.stored_page import PAGE_MESSAGES, StoredMessage, stored_page
from adapters.nats.topology import StreamState, stored_body
from adapters.postgres.epochs import kept_offset
from adapters.postgres.log_reader import LogRow, read_page_async

PAGE_BYTES: Final = 8 * 1024 * 1024

_log: Final = structlog.get_logger(__name__)


async def hear(
    log: AsyncConnection, nats: NatsConnection, stream: StreamState
) -> AsyncIterator[None]:
    """Keeps all that the stream contradicts the log in; gives way behind each page.

    A stream that has no append at all in common with the log is another instance's, and contradicts
    nothing. Behind what the stream's epoch shares with the log, another history is no contradiction
    either: only what was appended in one moment is. A message that cannot be read says nothing.
    """
    is_ours = False
    compared = 0
    async for page in _pages(log, nats, stream):
        is_ours = any(body == encode(row) or is_of_one_append(row, body) for row, body in page)
        compared += len(page)
        yield
        if is_ours:
            break
    if not is_ours:
        if compared:
            _log.warning("relay.stream_of_another_instance", epoch=stream.epoch, compared=compared)
        return
    shared = await kept_offset(log, stream.epoch)
    async for page in _pages(log, nats, stream):
        for row, body in page:
            if (
                body != encode(row)
                and contradicts(row, body)
                and (row.offset <= shared or is_of_one_append(row, body))
            ):
                await keep_contradiction(log, row, body)
        yield


async def _pages(
    log: AsyncConnection, nats: NatsConnection, stream: StreamState
) -> AsyncIterator[list[tuple[LogRow, bytes]]]:
    """Page by page, rows of the log and what the stream has in their place.

    What only the stream knows is left out: it contradicts nothing.
    """
    after = stream.first_sequence - 1
    while after < stream.last_sequence:
        rows = await read_page_async(log, after, PAGE_MESSAGES, PAGE_BYTES)
        if not rows:
            return
        told = await _messages(nats, stream, rows[0].offset, rows[-1].offset)
        yield [(row, told[row.offset]) for row in rows if row.offset in told]
        after = rows[-1].offset


async def _messages(
    nats: NatsConnection, stream: StreamState, first: int, last: int
) -> dict[int, bytes]:
    """What can be read of them, by sequence."""
    found: dict[int, bytes] = {}
    while first <= min(last, stream.last_sequence):
        if stream.is_direct:
            page = await stored_page(nats, first, last - first + 1)
        else:
            body = await stored_body(nats, first)
            page = [StoredMessage(first, b"" if body is None else body)]
        if not page:
            break
        found.update(page)
        first = page[-1].sequence + 1
    return found
