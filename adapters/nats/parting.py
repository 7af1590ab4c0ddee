"""Where the histories of log and stream part, and what the stream alone knows behind that.

Both are dense and only grow, so they agree up to some offset and nowhere behind it: halving finds
it. A message that cannot be read tells nothing, so the next one that can is asked in its place.
What follows from a parting is an operator's decision (`adapters/new_epoch.py`).
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import NamedTuple

from psycopg import AsyncConnection

from adapters.nats.cloud_event import decode
from adapters.nats.connection import NatsConnection
from adapters.nats.errors import ForeignMessage
from adapters.nats.mirror import log_ends
from adapters.nats.stored_page import stored_page
from adapters.nats.topology import stored_body, stream_state
from adapters.postgres.log_reader import read_async, recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """Up to where they agree, and what the stream has come to."""

    epoch: int  # the latest that the stream knows
    shared_offset: int
    stream_offset: int  # where the stream ends

    @property
    def has_parted(self) -> bool:
        """Whether the stream knows anything that the log does not."""
        return self.stream_offset > self.shared_offset

    @property
    def behind(self) -> int | None:
        """The offset behind which they have parted; none where they have not."""
        return self.shared_offset if self.has_parted else None


class _Witness(NamedTuple):
    """A message that can be read, and whether the log holds the same event at its place."""

    offset: int
    agrees: bool


async def find_parting(log: AsyncConnection, nats: NatsConnection) -> Parting:
    """Compares log and stream; a stream that is missing or empty knows nothing beyond the log."""
    stream = await stream_state(nats)
    ends = await log_ends(log)
    if stream is None or not stream.messages:
        epoch = stream.epoch if stream is not None else 0
        return Parting(epoch=epoch, shared_offset=ends.last_offset, stream_offset=0)
    low, high = stream.first_sequence - 1, min(stream.last_sequence, ends.last_offset)
    compared, parts = high, stream.last_sequence > ends.last_offset
    last = await _witness(log, nats, high, high) if low < high else None
    if last is not None and last.agrees:
        low = high  # A message that is damaged further back is no parting.
    while low < high:
        middle = (low + high + 1) // 2
        found = await _witness(log, nats, middle, high)
        if found is not None and found.agrees:
            low = found.offset
        else:
            parts = parts or found is not None
            high = middle - 1
    return Parting(
        epoch=max(stream.epoch, await _epoch_at(nats, stream.last_sequence)),
        shared_offset=low if parts and low < compared else ends.last_offset,
        stream_offset=stream.last_sequence,
    )


async def beyond(nats: NatsConnection, parting: Parting) -> AsyncIterator[bytes]:
    """The bodies of the messages behind the parting, in order, but for the unreadable ones."""
    for sequence in range(parting.shared_offset + 1, parting.stream_offset + 1):
        body = await stored_body(nats, sequence)
        if body is not None:
            yield body


async def _witness(
    log: AsyncConnection, nats: NatsConnection, first: int, last: int
) -> _Witness | None:
    """The first message from `first` to `last` that can be read; none when nothing can."""
    while first <= last:
        page = await stored_page(nats, first, 1)
        if not page or page[0].sequence > last:
            return None
        offset, body = page[0]
        try:
            event = decode(body)
        except ForeignMessage:
            first = offset + 1
            continue
        rows = await read_async(log, after_offset=offset - 1, limit=1)
        return _Witness(offset, bool(rows) and event == recorded(rows[0]))
    return None


async def _epoch_at(nats: NatsConnection, sequence: int) -> int:
    body = await stored_body(nats, sequence)
    try:
        return 0 if body is None else decode(body).epoch
    except ForeignMessage:
        return 0
