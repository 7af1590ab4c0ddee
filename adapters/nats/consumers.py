"""Durable consumers outlive the stream: their definitions and acknowledged offsets stand in
PostgreSQL, and the relay makes them again wherever JetStream does not have them, or has another of
the same name: what that one acknowledged says nothing of what ours was given.

What is recorded here may trail what was acknowledged by one check of the relay, so a consumer may
see an event again after a repair, never miss one. A consumer of another epoch than the log's stops
and is told by `purvey status`, until `resume_consumer` lets it go on.
"""

from dataclasses import dataclass
from typing import Any, Final

import structlog
from psycopg import AsyncConnection

from adapters.nats.connection import NatsConnection
from adapters.nats.consumer_lag import consumer_info, consumer_lag, kept_lag, record_lag
from adapters.nats.errors import ConsumerOfOtherEpoch, UnknownConsumer
from adapters.nats.topology import STREAM, SUBJECTS
from adapters.postgres.epochs import kept_offset
from adapters.postgres.log_reader import log_head_async

ACK_WAIT_SECONDS: Final = 30
ACKS_PENDING_MAX: Final = 1_000

_NANOSECONDS: Final = 1_000_000_000
# What somebody may have added, by which events would go elsewhere, or come without their bodies.
_ADDITIONS: Final = ("deliver_subject", "headers_only", "backoff")

_log: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """A durable consumer, which goes on behind the last offset that it acknowledged."""

    name: str
    epoch: int
    acknowledged_offset: int = 0
    subjects: tuple[str, ...] = (SUBJECTS,)
    ack_wait_seconds: int = ACK_WAIT_SECONDS


async def define_consumer(connection: AsyncConnection, consumer: Consumer) -> None:
    """Keeps a new definition, or changes it; what was acknowledged before stays acknowledged.

    Raises ConsumerOfOtherEpoch when it, or what was kept of it, does not count in the log's epoch.
    """
    found = await connection.execute(
        """
        INSERT INTO relay.consumer AS c
               (name, subjects, ack_wait_seconds, epoch, acknowledged_offset)
        SELECT %s, %s, %s, h.epoch, %s FROM log.log_head h WHERE h.epoch = %s
            ON CONFLICT (name) DO UPDATE
           SET subjects = excluded.subjects, ack_wait_seconds = excluded.ack_wait_seconds
         WHERE c.epoch = excluded.epoch
        """,
        (
            consumer.name,
            list(consumer.subjects),
            consumer.ack_wait_seconds,
            consumer.acknowledged_offset,
            consumer.epoch,
        ),
    )
    if not found.rowcount:
        kept = [each for each in await defined_consumers(connection) if each.name == consumer.name]
        raise await _other_epoch(connection, next(iter(kept), consumer))


async def resume_consumer(connection: AsyncConnection, name: str) -> Consumer:
    """Lets a consumer of a former epoch go on in the log's, behind what both histories share."""
    found = await connection.execute(
        "UPDATE relay.consumer c SET epoch = h.epoch,"
        " acknowledged_offset = least(c.acknowledged_offset, log.kept_offset(c.epoch))"
        " FROM log.log_head h WHERE c.name = %s",
        [name],
    )
    if not found.rowcount:
        raise UnknownConsumer(name)
    (resumed,) = [each for each in await defined_consumers(connection) if each.name == name]
    return resumed


async def stopped_consumers(connection: AsyncConnection) -> list[Consumer]:
    """The consumers that do not go on, because they count in another epoch than the log's."""
    epoch = (await log_head_async(connection)).epoch
    return [each for each in await defined_consumers(connection) if each.epoch != epoch]


async def consumer_states(connection: AsyncConnection) -> dict[str, dict[str, Any]]:
    """Each consumer's `epoch`, `acknowledged_offset`, lag (`kept_lag`) and `state`; for one that
    stopped, why."""
    stopped = await stopped_consumers(connection)
    told: dict[str, dict[str, Any]] = {}
    for each in await defined_consumers(connection):
        told[each.name] = {"epoch": each.epoch, "acknowledged_offset": each.acknowledged_offset}
        if each in stopped:
            error = await _other_epoch(connection, each)
            told[each.name] |= {"state": "stopped", "code": error.code, "reason": str(error)}
        else:
            told[each.name] |= {"state": "live", **await kept_lag(connection, each.name)}
    return told


async def _other_epoch(connection: AsyncConnection, consumer: Consumer) -> ConsumerOfOtherEpoch:
    head = await log_head_async(connection)
    kept = await kept_offset(connection, consumer.epoch)
    return ConsumerOfOtherEpoch(
        consumer.name, consumer.epoch, consumer.acknowledged_offset, head.epoch, kept
    )


async def defined_consumers(connection: AsyncConnection) -> list[Consumer]:
    """Every definition, those of a past epoch included."""
    cursor = await connection.execute(
        "SELECT name, epoch, acknowledged_offset, subjects, ack_wait_seconds"
        "  FROM relay.consumer ORDER BY name"
    )
    return [
        Consumer(
            name=name,
            epoch=epoch,
            acknowledged_offset=offset,
            subjects=tuple(subjects),
            ack_wait_seconds=wait,
        )
        async for name, epoch, offset, subjects, wait in cursor
    ]


async def tend_consumers(
    connection: AsyncConnection,
    nats: NatsConnection,
    epoch: int,
    last_sequence: int,
    *,
    record: bool = True,
) -> list[str]:
    """Records how far each consumer acknowledged and what is on its way, makes those missing.

    One that is not as we define it is deleted unheard and made again behind what was recorded. A
    consumer waits until the stream holds what it acknowledged; one of another epoch is left
    alone, because its offset counts another history. Answers the names that were made. Without
    `record` only those are made: a consumer passes over a damaged message, and must come back.
    """
    restored = []
    for consumer in await defined_consumers(connection):
        if consumer.epoch != epoch:
            continue
        info = await consumer_info(nats, consumer.name)
        if info is not None and not _is_ours(info["config"], consumer):
            _log.warning("relay.consumer_replaced", name=consumer.name, found=info["config"])
            await nats.ask(f"CONSUMER.DELETE.{STREAM}.{consumer.name}")
            info = None
        if info is None:
            if consumer.acknowledged_offset <= last_sequence:
                await _create(nats, consumer)
                restored.append(consumer.name)
        elif record:
            lag = await consumer_lag(nats, info, consumer.subjects)
            await record_lag(connection, consumer.name, epoch, lag)
    return restored


def _is_ours(found: dict[str, Any], consumer: Consumer) -> bool:
    """Whether it is as `_create` makes it, and began no later than behind what was recorded."""
    wanted = _definition(consumer)
    start = wanted.pop("opt_start_seq")
    subjects = wanted.pop("filter_subjects")
    filtered = found.get("filter_subjects") or [found.get("filter_subject")]
    return (
        all(found.get(key) == value for key, value in wanted.items())
        and not any(found.get(key) for key in _ADDITIONS)
        and set(filtered) == set(subjects)
        and 0 < found.get("opt_start_seq", 0) <= start
    )


def _definition(consumer: Consumer) -> dict[str, Any]:
    return {
        "name": consumer.name,
        "durable_name": consumer.name,
        "filter_subjects": list(consumer.subjects),
        "deliver_policy": "by_start_sequence",
        "opt_start_seq": consumer.acknowledged_offset + 1,
        "ack_policy": "explicit",
        "ack_wait": consumer.ack_wait_seconds * _NANOSECONDS,
        "max_ack_pending": ACKS_PENDING_MAX,
        "max_deliver": -1,  # After a limit the server would drop the event from every count.
    }


async def _create(nats: NatsConnection, consumer: Consumer) -> None:
    await nats.ask(
        f"CONSUMER.CREATE.{STREAM}.{consumer.name}",
        {"stream_name": STREAM, "config": _definition(consumer), "action": "create"},
    )
