"""What is on its way to a consumer: how much, since when, which document waits longest.

JetStream knows, the relay asks it at each check and keeps the answer in PostgreSQL, so that
`purvey status` can tell where the server gives no answer.
"""

from dataclasses import dataclass
from typing import Any, Final

from psycopg import AsyncConnection

from adapters.nats.connection import NatsConnection
from adapters.nats.errors import JetStreamRefused
from adapters.nats.topology import STREAM, SUBJECTS
from adapters.postgres.log_reader import read_async, recorded

_CONSUMER_NOT_FOUND: Final = 10014
_NO_MESSAGE_FOUND: Final = 10037
_KEPT: Final = (
    "SELECT waiting + unacknowledged, redelivered, oldest_offset FROM relay.consumer"
    " WHERE name = %s"
)
_RECORD: Final = """
UPDATE relay.consumer
   SET acknowledged_offset = greatest(acknowledged_offset, %(acknowledged)s),
       waiting = %(waiting)s, unacknowledged = %(unacknowledged)s, redelivered = %(redelivered)s,
       oldest_offset = %(oldest)s
 WHERE name = %(name)s AND epoch = %(epoch)s
   AND (greatest(acknowledged_offset, %(acknowledged)s), waiting, unacknowledged, redelivered,
        oldest_offset)
       IS DISTINCT FROM (acknowledged_offset, %(waiting)s::bigint, %(unacknowledged)s::bigint,
                         %(redelivered)s::bigint, %(oldest)s::bigint)
"""
_AGE: Final = (
    "SELECT greatest(extract(epoch FROM clock_timestamp() - recorded_at), 0)::float8 FROM log.event"
    ' WHERE "offset" = %s AND isfinite(recorded_at)'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerLag:
    """As JetStream counts: offsets of the log, and events of the consumer's own subjects."""

    acknowledged_offset: int
    waiting: int
    unacknowledged: int
    redelivered: int
    oldest_offset: int | None


async def consumer_info(nats: NatsConnection, name: str) -> dict[str, Any] | None:
    """What JetStream says of the consumer; none when it has no such one."""
    try:
        return await nats.look(f"CONSUMER.INFO.{STREAM}.{name}")
    except JetStreamRefused as refused:
        if refused.error_code == _CONSUMER_NOT_FOUND:
            return None
        raise


async def consumer_lag(
    nats: NatsConnection, info: dict[str, Any], subjects: tuple[str, ...]
) -> ConsumerLag:
    """How the consumer of that `consumer_info` stands."""
    acknowledged: int = info["ack_floor"]["stream_seq"]
    waiting, unacknowledged = info["num_pending"], info["num_ack_pending"]
    oldest = None
    if waiting or unacknowledged:
        oldest = await _first_behind(nats, acknowledged, subjects)
    return ConsumerLag(
        acknowledged_offset=acknowledged,
        waiting=waiting,
        unacknowledged=unacknowledged,
        redelivered=info["num_redelivered"],
        oldest_offset=oldest,
    )


async def record_lag(connection: AsyncConnection, name: str, epoch: int, lag: ConsumerLag) -> None:
    """Keeps it, unless it is what was kept before; what was acknowledged never goes back."""
    values = {
        "name": name,
        "epoch": epoch,
        "acknowledged": lag.acknowledged_offset,
        "waiting": lag.waiting,
        "unacknowledged": lag.unacknowledged,
        "redelivered": lag.redelivered,
        "oldest": lag.oldest_offset,
    }
    await connection.execute(_RECORD, values)


async def kept_lag(connection: AsyncConnection, name: str) -> dict[str, Any]:
    """`lag_events`, `lag_seconds` (age of the oldest not acknowledged), `redelivered_events`, and
    that `oldest` event's offset, tenant, document and number where something is on its way."""
    row = await (await connection.execute(_KEPT, [name])).fetchone()
    assert row is not None, "the consumer is defined"
    events, redelivered, offset = row
    told: dict[str, Any] = {
        "lag_events": events,
        "lag_seconds": await age_of(connection, offset),
        "redelivered_events": redelivered,
    }
    if offset is not None:
        told["oldest"] = await _document_at(connection, offset)
    return told


async def age_of(connection: AsyncConnection, offset: int | None) -> float:
    """How long ago the event at that offset was recorded, in seconds; 0 where there is none."""
    row = await (await connection.execute(_AGE, [offset])).fetchone()
    return 0.0 if row is None else round(float(row[0]), 3)


async def _document_at(connection: AsyncConnection, offset: int) -> dict[str, Any] | None:
    """By which an operator finds the document; none where the log holds no such event."""
    rows = await read_async(connection, offset - 1, 1)
    if not rows or rows[0].offset != offset:
        return None
    event = recorded(rows[0])
    return {
        "offset": offset,
        "tenant": event.tenant,
        "document": event.stream,
        "number": event.metadata.get("number"),
        "type": event.type,
    }


async def _first_behind(
    nats: NatsConnection, sequence: int, subjects: tuple[str, ...]
) -> int | None:
    """The first message of these subjects behind the sequence."""
    if SUBJECTS in subjects:
        return sequence + 1
    found = [await _next_of(nats, sequence + 1, subject) for subject in subjects]
    return min((each for each in found if each is not None), default=None)


async def _next_of(nats: NatsConnection, sequence: int, subject: str) -> int | None:
    request = {"seq": max(sequence, 1), "next_by_subj": subject}
    try:
        answer = await nats.look(f"STREAM.MSG.GET.{STREAM}", request)
    except JetStreamRefused as refused:
        if refused.error_code == _NO_MESSAGE_FOUND:
            return None
        raise
    found: int = answer["message"]["seq"]
    return found
