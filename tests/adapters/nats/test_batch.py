"""A batch is stored whole, at its place, or not at all; and it is never too large to be taken."""

import pytest

from adapters.nats.batch import BATCH_BYTES_MAX, BATCH_MESSAGES_MAX, publish_batch, split
from adapters.nats.cloud_event import Publication
from adapters.nats.connection import NatsConnection
from adapters.nats.errors import Fenced, JetStreamRefused, NatsUnavailable
from adapters.nats.topology import MESSAGE_BYTES_MAX, create_stream, stored_body, stream_state

SUBJECT = "purvey.demo._.purchase_order.issued"


def messages(count: int, size: int = 10) -> list[Publication]:
    return [
        Publication(SUBJECT, str(number).zfill(size).encode()) for number in range(1, count + 1)
    ]


async def last_sequence(nats: NatsConnection) -> int:
    state = await stream_state(nats)
    assert state is not None
    return state.last_sequence


@pytest.mark.parametrize("count", [1, 2, BATCH_MESSAGES_MAX])
async def test_a_batch_is_stored_in_its_order(nats: NatsConnection, count: int) -> None:
    await create_stream(nats, first_sequence=1)
    assert await publish_batch(nats, messages(count), 0, "batch-1") == count
    assert await last_sequence(nats) == count
    assert await stored_body(nats, count) == messages(count)[-1].body


@pytest.mark.parametrize("after", [0, 2, 4])
async def test_a_batch_for_another_place_stores_nothing(nats: NatsConnection, after: int) -> None:
    await create_stream(nats, first_sequence=1)
    await publish_batch(nats, messages(3), 0, "batch-1")
    with pytest.raises(Fenced):
        await publish_batch(nats, messages(3), after, "batch-2")
    assert await last_sequence(nats) == 3
    assert await publish_batch(nats, messages(1), 3, "batch-3") == 4


async def test_a_stream_may_begin_anywhere(nats: NatsConnection) -> None:
    state = await create_stream(nats, first_sequence=501)
    assert (state.first_sequence, state.last_sequence, state.is_whole) == (501, 500, True)
    assert await publish_batch(nats, messages(2), 500, "batch-1") == 502


async def test_a_batch_beyond_the_limit_is_refused_whole(nats: NatsConnection) -> None:
    await create_stream(nats, first_sequence=1)
    with pytest.raises(JetStreamRefused):
        await publish_batch(nats, messages(BATCH_MESSAGES_MAX + 1), 0, "batch-1")
    assert await last_sequence(nats) == 0


async def test_the_largest_messages_fill_a_batch(nats: NatsConnection) -> None:
    await create_stream(nats, first_sequence=1)
    size = MESSAGE_BYTES_MAX - 1024  # Headers count.
    (batch, *_) = split(messages(100, size))
    assert len(batch) == BATCH_BYTES_MAX // size
    assert await publish_batch(nats, batch, 0, "batch-1") == len(batch)


async def test_a_missing_stream_is_told_at_once(nats: NatsConnection) -> None:
    with pytest.raises(NatsUnavailable):
        await publish_batch(nats, messages(2), 0, "batch-1")


def test_splitting_keeps_order_and_limits() -> None:
    cut = list(split(messages(2_500)))
    assert [len(batch) for batch in cut] == [1_000, 1_000, 500]
    assert [message for batch in cut for message in batch] == messages(2_500)
    by_bytes = list(split(messages(3, BATCH_BYTES_MAX // 2)))
    assert [len(batch) for batch in by_bytes] == [2, 1]
    assert [len(batch) for batch in split(messages(2, BATCH_BYTES_MAX + 1))] == [1, 1]
    assert list(split([])) == []
