"""The relay's memory is bounded by the page, however long the log and however large its events."""

import tracemalloc

import psycopg
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.nats.batch import BATCH_BYTES_MAX, BATCH_MESSAGES_MAX
from adapters.nats.connection import NatsConnection
from adapters.nats.log_page import next_page
from adapters.nats.relay import BYTES_HELD_MAX
from adapters.nats.topology import MESSAGE_BYTES_MAX, stream_state
from tests.adapters.nats.mirrors import append, relaying, save, until
from tests.conftest import Database

LARGE_BYTES = 250_000
LARGE_EVENTS = 300  # 75 MB, half as much again as the relay may hold.


def append_large(database: Database, count: int) -> None:
    """Appends events that are nearly as large as they may be, made inside the database."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(
            "SELECT log.append_events(1, ARRAY['demo'], ARRAY[1],"
            " ARRAY['purchase_order/large-' || n], ARRAY[1], ARRAY[0], ARRAY['large-' || n],"
            " ARRAY[decode(repeat('00', 32), 'hex')], ARRAY[1], ARRAY[1], ARRAY[1], ARRAY[1],"
            " ARRAY[e.effective_at], ARRAY['purchase_order.transmitted'], "
            " ARRAY[convert_to(jsonb_set(convert_from(e.metadata, 'UTF8')::jsonb, '{command_id}',"
            " to_jsonb('large-' || n))::text, 'UTF8')],"
            " ARRAY[convert_to('{\"text\":\"' || repeat('x', %s) || '\"}', 'UTF8')])"
            ' FROM generate_series(1, %s) n, log.event e WHERE e."offset" = 1',
            [LARGE_BYTES, count],
        )


async def test_a_page_is_never_more_than_a_batch_in_number_or_in_bytes(database: Database) -> None:
    await append(database, *(save(events=500) for _ in range(3)))
    append_large(database, 100)
    sizes: list[tuple[int, int]] = []
    offset = 0
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as log:
        while page := await next_page(log, offset):
            offset += len(page)
            sizes.append((len(page), sum(len(each.body) for each in page)))
    assert offset == 1_600
    assert sizes[0][0] == BATCH_MESSAGES_MAX
    assert max(count for count, _ in sizes) == BATCH_MESSAGES_MAX
    assert max(size for _, size in sizes) > BATCH_BYTES_MAX / 2
    assert max(size for _, size in sizes) < BATCH_BYTES_MAX + MESSAGE_BYTES_MAX


async def test_the_relay_holds_a_few_pages_of_a_log_that_is_far_longer(
    database: Database, nats_process: NatsServer, nats: NatsConnection
) -> None:
    await append(database, save(events=1))
    append_large(database, LARGE_EVENTS)

    async def is_relayed() -> bool:
        state = await stream_state(nats)
        return state is not None and state.last_sequence == LARGE_EVENTS + 1

    tracemalloc.start()
    try:
        async with relaying(database, nats_process.url):
            await until(is_relayed)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < BYTES_HELD_MAX < LARGE_BYTES * LARGE_EVENTS
