"""Making history, relaying it, and comparing the stream with the log, event by event."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.servers import ServerAddresses
from adapters.nats.cloud_event import decode
from adapters.nats.connection import NatsConnection
from adapters.nats.relay import Relay
from adapters.nats.topology import ON_FILE, StreamSettings, stored_body, stream_state
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read_async, recorded
from adapters.system import new_uuid
from application.ports import Save, StreamChange
from domain.event import Actor, Event, Recorded
from domain.purchase_orders.events import PurchaseOrderTransmitted
from tests.conftest import Database, fresh_database

CHECK_SECONDS: Final = 0.2
LOOK_SECONDS: Final = 0.02
HOLDS_SECONDS_MAX: Final = 60
MOMENT: Final = datetime(2020, 1, 1, tzinfo=UTC)


def save(events: int, tenant: str = "demo", facility: str | None = "ICU-1") -> Save:
    """A save of one new document with so many events."""
    document = str(new_uuid())
    facts: tuple[Event, ...] = tuple(
        PurchaseOrderTransmitted(revision=1, channel="edi", attempt=attempt)
        for attempt in range(1, events + 1)
    )
    change = StreamChange(
        stream=f"purchase_order/{document}",
        expected_version=0,
        events=facts,
        number="PO-1",
        legal_entity=None,
        facility=facility,
    )
    return Save(
        tenant=tenant,
        command_id=str(new_uuid()),
        body_hash=bytes(32),
        effective_at=MOMENT,
        actor=Actor(type="human", id="buyer-1"),
        correlation_id=document,
        causation_id=None,
        reason=None,
        policies=(),
        changes=(change,),
    )


async def append(database: Database, *saves: Save) -> None:
    """Appends the saves, all of them concurrently."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        await asyncio.gather(*(log.append(each) for each in saves))


@asynccontextmanager
async def relaying(
    database: Database, nats_url: str, settings: StreamSettings = ON_FILE
) -> AsyncIterator[Relay]:
    """A relay that runs meanwhile; an error that ends it comes out here."""
    url = database.role_url("purvey_relay")
    relay = Relay(url, nats_url, settings, check_seconds=CHECK_SECONDS)
    running = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        relay.stop()
        await running


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Returns once it holds."""
    async with asyncio.timeout(HOLDS_SECONDS_MAX):
        while not await holds():  # noqa: ASYNC110  # No Event of ours is set by a server.
            await asyncio.sleep(LOOK_SECONDS)


async def logged(database: Database) -> list[Recorded]:
    """All that the log holds."""
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as log:
        return [recorded(row) for row in await read_async(log, 0, 100_000)]


async def streamed(nats: NatsConnection) -> list[Recorded]:
    """All that the stream holds, in the order of its sequence, none missing."""
    state = await stream_state(nats)
    if state is None:
        return []
    numbers = range(state.first_sequence, state.last_sequence + 1)
    bodies = [await stored_body(nats, number) for number in numbers]
    return [decode(body) for body in bodies if body is not None]


async def mirrored(database: Database, nats: NatsConnection) -> list[Recorded]:
    """Waits until the stream is as long as the log, and compares them; the events."""
    events = await logged(database)

    async def is_filled() -> bool:
        state = await stream_state(nats)
        return state is not None and state.last_sequence >= len(events)

    await until(is_filled)
    assert await streamed(nats) == events
    assert [event.offset for event in events] == list(range(1, len(events) + 1))
    return events


def restored(servers: ServerAddresses, database: Database) -> Database:
    """The database as a backup of this moment would bring it back."""
    name = conninfo_to_dict(database.url)["dbname"]
    return Database(url=fresh_database(servers, str(name)))
