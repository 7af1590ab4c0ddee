"""What tests of the log share: saves of small events, and an open log over a test's database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final, NamedTuple

from psycopg import AsyncConnection

from adapters.postgres.append_call import append_events
from adapters.postgres.append_judge import Result
from adapters.postgres.event_log import QUEUE_BYTES_MAX, QUEUE_SAVES_MAX, PostgresEventLog
from adapters.postgres.event_mapper import EventMapper, LogEvent
from adapters.postgres.log_check import check_log
from adapters.postgres.wire_arrays import register_arrays
from adapters.system import new_uuid
from application.ports import Save, StreamChange
from domain.event import Actor, Event, Reason
from domain.purchase_orders.events import PurchaseOrderHoldPlaced, PurchaseOrderHoldReleased
from replay.verify import Findings
from tests.conftest import Database

NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
MAPPER: Final = EventMapper()
BODY: Final = bytes(range(32))
OTHER_BODY: Final = bytes(32)
# The types of the parameters of log.append_events, behind the epoch.
PARAMETERS: Final = (
    *("text[]", "integer[]", "text[]", "integer[]", "integer[]", "text[]", "bytea[]"),
    *("integer[]", "integer[]", "integer[]", "integer[]", "timestamptz[]", "text[]", "bytea[]"),
    "bytea[]",
)


class Encoded(NamedTuple):
    """A save as the call wants it."""

    save: Save
    stored: list[list[LogEvent]]
    future: None = None


def placed(reason: str = "audit") -> Event:
    return PurchaseOrderHoldPlaced(reason_code=reason)


def released() -> Event:
    return PurchaseOrderHoldReleased()


def change(stream: str, expected_version: int, *events: Event) -> StreamChange:
    """Events of one stream; one event unless told otherwise."""
    return StreamChange(
        stream=stream,
        expected_version=expected_version,
        events=events or (placed(),),
        number="PO-1001",
        legal_entity="NORTH",
        facility="NORTH-ER",
    )


def save(
    *changes: StreamChange,
    tenant: str = "demo",
    command_id: str | None = None,
    reason: Reason | None = None,
) -> Save:
    """A save of these changes, under a new command id unless told otherwise."""
    return Save(
        tenant=tenant,
        command_id=command_id or str(new_uuid()),
        body_hash=BODY,
        effective_at=NOON,
        actor=Actor(type="human", id="buyer-7"),
        correlation_id="case-1",
        causation_id=None,
        reason=reason,
        policies=(),
        changes=changes,
    )


@asynccontextmanager
async def opened(
    database: Database, saves_max: int = QUEUE_SAVES_MAX, bytes_max: int = QUEUE_BYTES_MAX
) -> AsyncIterator[PostgresEventLog]:
    """The log as the API process opens it."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls, saves_max=saves_max, bytes_max=bytes_max) as log:
        yield log


async def connected(database: Database) -> AsyncConnection:
    """A connection that may append, and nothing else."""
    url = database.role_url("purvey_append")
    connection = await AsyncConnection.connect(url, autocommit=True)
    register_arrays(connection)
    return connection


async def call(connection: AsyncConnection, *saves: Save, epoch: int = 1) -> list[Result]:
    """What one call answers to these saves."""
    return await append_events(connection, epoch, [Encoded(s, MAPPER.stored(s)) for s in saves])


async def checked(database_url: str, up_to: int) -> Findings:
    """What verification finds in the log up to that offset, as whoever the address logs in."""
    async with await AsyncConnection.connect(database_url, autocommit=True) as connection:
        return await check_log(connection, database_url, up_to, lambda _: None)
