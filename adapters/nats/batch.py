"""Many messages in one step: all of them are stored, at the expected place, or none is.

A JetStream atomic batch is fenced by the sequence after which it must stand, so that two relays, or
one relay that did not see an answer, never store an event twice. There is no message id on purpose:
the server would remember it beyond the life of a stream and keep silent about what it dropped.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from nats.aio.msg import Msg

from adapters.fault_points import reach
from adapters.nats.cloud_event import Publication
from adapters.nats.connection import NatsConnection, answered
from adapters.nats.errors import Fenced, JetStreamRefused

BATCH_MESSAGES_MAX: Final = 1_000  # The server refuses more.
BATCH_BYTES_MAX: Final = 8 * 1024 * 1024
PIECE_BYTES: Final = 1024 * 1024  # What the socket is given at once.

_WRONG_LAST_SEQUENCE: Final = 10071


async def publish_batch(
    nats: NatsConnection, batch: Sequence[Publication], after: int, batch_id: str
) -> int:
    """Stores the batch behind sequence `after`; the sequence of its last message.

    Raises Fenced when the stream ends elsewhere, NatsUnavailable when the outcome is unknown: ask
    the stream where it stands. `batch_id` names this batch among those that are under way.
    """
    count = len(batch)
    if count > 1:
        for frames in _frames(batch[:-1], after, batch_id):
            await nats.write(frames)
        reach("relay.messages_sent")
    subject, body = batch[-1]
    headers = {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(count)}
    if count == 1:
        headers["Nats-Expected-Last-Sequence"] = str(after)
    headers["Nats-Batch-Commit"] = "1"
    answer = await nats.request(subject, body, headers)
    reach("relay.batch_stored")
    _check(subject, answer, after, count)
    return after + count


def _frames(messages: Sequence[Publication], after: int, batch_id: str) -> Iterator[bytes]:
    """All messages but the last as they go over the wire, in pieces of about `PIECE_BYTES`.

    One call of the client for each message would take three times as long; one for all of them
    would hold what is to be sent three times over.
    """
    head = f"NATS/1.0\r\nNats-Batch-Id: {batch_id}\r\nNats-Batch-Sequence: "
    fence = f"\r\nNats-Expected-Last-Sequence: {after}"
    parts: list[bytes] = []
    size = 0
    for number, (subject, body) in enumerate(messages, start=1):
        headers = f"{head}{number}{fence}\r\n\r\n"
        fence = ""  # The first message fences the whole batch.
        sizes = f"{len(headers)} {len(headers) + len(body)}"
        parts += (f"HPUB {subject} {sizes}\r\n{headers}".encode(), body, b"\r\n")
        size += len(body)
        if size >= PIECE_BYTES:
            yield b"".join(parts)
            parts, size = [], 0
    if parts:
        yield b"".join(parts)


def _check(subject: str, message: Msg, after: int, count: int) -> None:
    """Raises unless the whole batch stands where it belongs."""
    try:
        answer = answered(subject, message)
    except JetStreamRefused as refused:
        if refused.error_code == _WRONG_LAST_SEQUENCE:
            raise Fenced(after, str(refused)) from refused
        raise
    if answer["seq"] != after + count or answer.get("count") != count:
        raise Fenced(after, f"a batch of {count} was stored up to {answer['seq']}")


def split(messages: Iterable[Publication]) -> Iterator[list[Publication]]:
    """Cuts messages, in their order, into batches that the server takes."""
    batch: list[Publication] = []
    bytes_held = 0
    for message in messages:
        size = len(message.body)
        if batch and (len(batch) == BATCH_MESSAGES_MAX or bytes_held + size > BATCH_BYTES_MAX):
            yield batch
            batch, bytes_held = [], 0
        batch.append(message)
        bytes_held += size
    if batch:
        yield batch
