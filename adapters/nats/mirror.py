"""Is the stream still the log's mirror? The judgement that the relay starts with and repeats.

What is compared: the epoch, that no sequence is missing, where the stream begins, and its last
message, whole, with the log's row at that offset. What follows from the judgement: `relay.py`.
"""

from dataclasses import dataclass

from psycopg import AsyncConnection

from adapters.nats.cloud_event import decode, encode
from adapters.nats.connection import NatsConnection
from adapters.nats.contradictions import contradicts, is_of_one_append
from adapters.nats.errors import EpochUnfounded, ForeignMessage, StreamAhead
from adapters.nats.topology import ON_FILE, StreamSettings, StreamState, stored_body, stream_state
from adapters.postgres.epochs import is_founded
from adapters.postgres.log_reader import log_head_async, read_async, recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEnds:
    """Where the log begins and ends. An empty one has `last_offset` = `first_offset` - 1."""

    epoch: int
    first_offset: int
    last_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The stream is the log's mirror up to `sequence`; or not at all, for the reason in `flaw`."""

    log: LogEnds
    messages: int = 0
    sequence: int = 0
    flaw: str | None = None


async def judge(
    log: AsyncConnection,
    nats: NatsConnection,
    wanted: StreamSettings = ON_FILE,
) -> Judgement:
    """Compares stream and log. Raises StreamAhead when the stream knows more than the log.

    EpochUnfounded when the log says an epoch that nobody began: by it every stream is outdated.
    """
    stream = await stream_state(nats)
    ends = await log_ends(log)  # After the stream, which so can only be behind it.
    if not await is_founded(log, ends.epoch):
        raise EpochUnfounded(ends.epoch)
    if stream is None:
        return Judgement(log=ends, flaw="there is no stream")
    # First: a stream that knows more than the log is left alone, however flawed it is.
    difference = await _difference(log, nats, stream, ends)
    flaw = _flaw(stream, ends, wanted) or difference
    return Judgement(log=ends, messages=stream.messages, sequence=stream.last_sequence, flaw=flaw)


async def log_ends(log: AsyncConnection) -> LogEnds:
    """Where the log begins and ends."""
    head = await log_head_async(log)
    first = await read_async(log, after_offset=0, limit=1)
    return LogEnds(
        epoch=head.epoch,
        first_offset=first[0].offset if first else head.offset + 1,
        last_offset=head.offset,
    )


def _flaw(stream: StreamState, ends: LogEnds, wanted: StreamSettings) -> str | None:
    """Why a stream cannot be the mirror, whatever its messages are."""
    if not stream.is_ours:
        return "somebody else defined it"
    if stream.settings != wanted:
        return f"it is kept as {stream.settings}, wanted is {wanted}"
    if not stream.is_whole:
        return f"it holds {stream.messages} messages up to {stream.last_sequence}"
    if stream.first_sequence != ends.first_offset:
        return f"it begins at {stream.first_sequence}, the log at {ends.first_offset}"
    if stream.epoch != ends.epoch:
        return f"it is of epoch {stream.epoch}, which epoch {ends.epoch} has replaced"
    return None


async def _difference(
    log: AsyncConnection, nats: NatsConnection, stream: StreamState, ends: LogEnds
) -> str | None:
    """How the last message differs from the log; raises StreamAhead when it knows more."""
    if stream.epoch > ends.epoch:
        raise _ahead(stream, stream.epoch, stream.last_sequence, ends)
    if not stream.messages:
        return None
    last = stream.last_sequence
    body = await stored_body(nats, last)
    if body is None:
        return f"its message {last} cannot be read"
    rows = await read_async(log, after_offset=last - 1, limit=1)
    if rows and encode(rows[0]) == body:
        return None
    try:
        event = decode(body)
    except ForeignMessage:
        return f"its message {last} is not from a relay"
    if event.offset != last:
        return f"its message {last} is event {event.offset}"
    if rows and recorded(rows[0])._replace(epoch=event.epoch) == event:
        return None  # Only worded by another version of us; the walk compares the epoch.
    if rows and is_of_one_append(rows[0], body) and contradicts(rows[0], body):
        return None  # It is no other history; the walk over all messages tells of it.
    if event.epoch >= ends.epoch:
        raise _ahead(stream, event.epoch, event.offset, ends)
    return f"it ends in epoch {event.epoch}, which epoch {ends.epoch} has replaced"


def _ahead(stream: StreamState, epoch: int, offset: int, ends: LogEnds) -> StreamAhead:
    return StreamAhead(epoch, offset, ends.epoch, ends.last_offset, messages=stream.messages)
