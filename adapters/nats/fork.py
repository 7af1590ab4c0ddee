"""Where the histories of log and stream part, and what the stream alone knows behind that.

Both are dense and only grow, so they agree up to some offset and nowhere behind it: halving finds
it. What follows from a fork is an operator's decision (`adapters/new_epoch.py`).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from psycopg import AsyncConnection

from adapters.nats.cloud_event import decode
from adapters.nats.connection import NatsConnection
from adapters.nats.errors import ForeignMessage
from adapters.nats.mirror import log_ends
from adapters.nats.topology import stored_body, stream_state
from adapters.postgres.log_reader import read_async, recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """Up to where they agree, and what the stream has come to."""

    epoch: int  # the latest that the stream knows
    shared_offset: int
    stream_offset: int  # where the stream ends

    @property
    def is_fork(self) -> bool:
        """Whether the stream knows anything that the log does not."""
        return self.stream_offset > self.shared_offset


async def find_fork(log: AsyncConnection, nats: NatsConnection) -> Fork:
    """Compares log and stream; a stream that is missing or empty knows nothing beyond the log."""
    stream = await stream_state(nats)
    ends = await log_ends(log)
    if stream is None or not stream.messages:
        epoch = stream.epoch if stream is not None else 0
        return Fork(epoch=epoch, shared_offset=ends.last_offset, stream_offset=0)
    low, high = stream.first_sequence - 1, min(stream.last_sequence, ends.last_offset)
    compared = high
    if low < high and await _agree(log, nats, high):
        low = high  # A message that is damaged further back is no fork.
    while low < high:
        middle = (low + high + 1) // 2
        if await _agree(log, nats, middle):
            low = middle
        else:
            high = middle - 1
    return Fork(
        epoch=max(stream.epoch, await _epoch_at(nats, stream.last_sequence)),
        shared_offset=low if low < compared else ends.last_offset,
        stream_offset=stream.last_sequence,
    )


async def beyond(nats: NatsConnection, fork: Fork) -> AsyncIterator[bytes]:
    """The bodies of the messages behind the fork, in order, but for those that are unreadable."""
    for sequence in range(fork.shared_offset + 1, fork.stream_offset + 1):
        body = await stored_body(nats, sequence)
        if body is not None:
            yield body


async def _agree(log: AsyncConnection, nats: NatsConnection, offset: int) -> bool:
    body = await stored_body(nats, offset)
    rows = await read_async(log, after_offset=offset - 1, limit=1)
    if body is None or not rows:
        return False
    try:
        return decode(body) == recorded(rows[0])
    except ForeignMessage:
        return False


async def _epoch_at(nats: NatsConnection, sequence: int) -> int:
    body = await stored_body(nats, sequence)
    try:
        return 0 if body is None else decode(body).epoch
    except ForeignMessage:
        return 0
