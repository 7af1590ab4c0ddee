"""Reading the log back: in order, by page, by tenant, and without waiting in vain."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres import audit_reader
from adapters.postgres.audit_reader import AuditReader
from adapters.postgres.log_reader import (
    LogHead,
    listen,
    log_head_async,
    read,
    read_async,
    read_stream_async,
    recorded,
    wait_for_append,
)
from domain.event import Recorded
from tests.adapters.postgres.log_support import change, opened, placed, released, save
from tests.conftest import PASSES, Database


@pytest.fixture
async def history(database: Database) -> Database:
    """Offsets 1 to 6: north 1, south 1, north 2 and 3, south 2, north 4."""
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0), tenant="north"))
        await log.append(save(change("receipt/1", 0), tenant="south"))
        await log.append(save(change("receipt/1", 1, placed(), released()), tenant="north"))
        await log.append(save(change("receipt/2", 0), tenant="south"))
        await log.append(save(change("receipt/2", 0), tenant="north"))
    return database


@pytest.fixture
async def relay(database: Database) -> AsyncIterator[AsyncConnection]:
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        yield connection


async def test_the_log_is_read_in_order_page_by_page(
    history: Database, relay: AsyncConnection
) -> None:
    first, second, third = [await read_async(relay, after, 4) for after in (0, 4, 6)]
    assert await log_head_async(relay) == LogHead(epoch=1, offset=6)
    assert [row.offset for row in first] == [1, 2, 3, 4]
    assert [row.offset for row in second] == [5, 6]
    assert third == []


async def test_one_tenant_or_one_document_can_be_read_alone(
    history: Database, relay: AsyncConnection
) -> None:
    by_offset = await read_async(relay, 1, 10, tenant="north")
    document = await read_stream_async(relay, "north", "receipt/1", 1, 10)
    assert [(row.offset, row.position) for row in by_offset] == [(3, 2), (4, 3), (6, 4)]
    assert document == by_offset[:2]
    assert [row.version for row in document] == [2, 3]


@pytest.mark.parametrize("page_events", [1, 2, 3, 4])
async def test_an_auditor_reads_a_document_whole_however_many_pages_it_takes(
    history: Database, page_events: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_reader, "PAGE_EVENTS", page_events)
    async with AuditReader(history.role_url("purvey_audit"), PASSES) as audit:
        north = await audit.document("north", "receipt/1")
        assert [(each.version, each.position) for each in north] == [(1, 1), (2, 2), (3, 3)]
        assert await audit.document("north", "receipt/9") == []


async def test_reading_gives_the_same_rows_with_and_without_asyncio(
    history: Database, relay: AsyncConnection
) -> None:
    with psycopg.connect(history.role_url("purvey_relay")) as connection:
        assert await read_async(relay, 1, 3) == read(connection, 1, 3)
        assert await read_async(relay, 0, 9, "south") == read(connection, 0, 9, "south")


async def test_a_row_becomes_what_projections_read(
    history: Database, relay: AsyncConnection
) -> None:
    (row,) = await read_async(relay, 2, 1)
    event = recorded(row)
    assert event == Recorded(
        epoch=1,
        offset=3,
        tenant="north",
        position=2,
        stream="receipt/1",
        version=2,
        type="purchase_order.hold_placed",
        recorded_at=row.recorded_at,
        metadata=event.metadata,
        data={"reason_code": "audit"},
    )
    assert event.metadata["effective_at"] == "2026-03-01T12:00:00.000000Z"
    assert event.metadata["facility"] == "NORTH-ER"


async def test_a_listener_hears_of_every_append_since_it_last_asked(
    database: Database, relay: AsyncConnection
) -> None:
    await listen(relay)
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0)))
        assert await wait_for_append(relay, 5) == 1
        waiting = asyncio.create_task(wait_for_append(relay, 5))
        await asyncio.sleep(0)
        await log.append(save(change("receipt/1", 1)))
        assert await waiting == 2
        await log.append(save(change("receipt/1", 2)))
        await read_async(relay, 0, 1)  # Notices that come with an answer are kept.
        assert await wait_for_append(relay, 5) == 3


async def test_a_listener_that_hears_nothing_gives_up_in_time(relay: AsyncConnection) -> None:
    await listen(relay)
    assert await wait_for_append(relay, 0.01) is None


async def test_people_see_the_log_as_json(history: Database, relay: AsyncConnection) -> None:
    cursor = await relay.execute(
        "SELECT payload ->> 'reason_code', metadata -> 'actor' ->> 'id', effective_at, hash"
        ' FROM log.event_json WHERE "offset" = 3'
    )
    (row,) = await read_async(relay, 2, 1)
    seen = await cursor.fetchone()
    assert seen is not None
    assert seen[:2] == ("audit", "buyer-7")
    assert seen[2].isoformat() == "2026-03-01T12:00:00+00:00"
    assert seen[3] == row.hash.hex()
