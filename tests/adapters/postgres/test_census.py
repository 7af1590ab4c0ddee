"""The census: the log by type and schema, and a start that refuses what it cannot read."""

import asyncio
import re
from typing import Final

import pytest

from adapters.postgres.census import take_census
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.read_session import connect
from api.cli.rebuild import run_rebuild
from api.wiring.addresses import Addresses
from api.wiring.database import census_of, prepare_database, refuse_unliftable
from api.wiring.parts import run_projections
from application.errors import UnreadableLog
from domain.purchase_orders.events import PurchaseOrderHoldPlaced
from domain.registry import EVENTS
from projections.exchange_rates import EXCHANGE_RATES
from tests.adapters.postgres.log_support import call, change, connected, save
from tests.adapters.postgres.read_support import execute, happen, made, moved, repriced
from tests.conftest import SECRET, Database

HOLD: Final = PurchaseOrderHoldPlaced
Row = tuple[str, int, int, int]


async def taken(database: Database) -> list[Row]:
    held = await census_of(database.role_url("purvey_project"))
    return [(each.type, each.schema, each.events, each.first_offset) for each in held.counted]


async def counted_at_most(database: Database, events: int) -> int:
    connection = await connect(database.role_url("purvey_project"))
    try:
        return await take_census(connection, events)
    finally:
        await connection.close()


async def test_each_type_and_schema_is_counted_from_where_it_was_counted_to(
    database: Database,
) -> None:
    happen(database, [made("a"), moved("a", "blue"), made("b")])
    assert await taken(database) == [("toy.made", 1, 2, 1), ("toy.moved", 1, 1, 2)]
    happen(database, [moved("b", "red"), repriced("b", "2.00")])
    assert await taken(database) == [
        ("toy.made", 1, 2, 1),
        ("toy.moved", 1, 2, 2),
        ("toy.repriced", 1, 1, 5),
    ]


async def test_it_can_be_taken_in_steps_between_other_work(database: Database) -> None:
    happen(database, [made(f"t{number}") for number in range(5)])
    assert [await counted_at_most(database, 3) for _ in range(3)] == [3, 2, 0]
    assert await taken(database) == [("toy.made", 1, 5, 1)]


async def test_a_history_that_was_replaced_is_counted_anew(database: Database) -> None:
    happen(database, [made("a"), made("b")])
    await taken(database)
    execute(database, "UPDATE read.census_end SET epoch = 7")
    execute(database, "UPDATE read.census SET events = 99")
    assert await taken(database) == [("toy.made", 1, 2, 1)]


def test_the_schema_stands_where_the_census_looks_for_it() -> None:
    ((event,),) = EventMapper().stored(save(change("purchase_order/1", 0)))
    assert re.search(rb',"schema":[0-9]{1,6}\}$', event.metadata)
    assert max(kind.SCHEMA for kind in EVENTS.values()) < 1_000_000


def test_a_program_does_not_start_on_events_that_it_cannot_read(database: Database) -> None:
    happen(database, [made("a"), made("b"), moved("a", "blue")])
    with pytest.raises(UnreadableLog) as refused:
        prepare_database(database.url, SECRET.decode())
    assert refused.value.values == {"types": ["toy.made", "toy.moved"]}
    assert "toy.made of schema 1 (2 events, the first at offset 1)" in refused.value.message
    assert "does not know; run the version that stored it" in refused.value.message
    assert execute(database, "SELECT count(*) FROM read.projection") == [(0,)], "nothing was begun"


async def test_who_lacks_a_step_rebuilds_and_follows_nothing_whatever_a_newer_program_stored(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = Addresses(database_url=database.url, nats_url="", secret=SECRET.decode())
    connection = await connected(database)
    with monkeypatch.context() as newer:
        newer.setattr(HOLD, "SCHEMA", 3)
        await call(connection, save(change("purchase_order/1", 0)))
    await refuse_unliftable(addresses)  # It waits where it comes to that.
    with monkeypatch.context() as older:
        older.setattr(HOLD, "SCHEMA", 1)
        await call(connection, save(change("purchase_order/2", 0)))
    await connection.close()
    monkeypatch.setattr(HOLD, "SCHEMA", 2)  # And no step from the first.
    with pytest.raises(UnreadableLog, match=f"no step that lifts {HOLD.TYPE} from"):
        await refuse_unliftable(addresses)
    with pytest.raises(UnreadableLog):
        await run_projections(addresses, asyncio.Event())
    with pytest.raises(UnreadableLog):
        await asyncio.to_thread(run_rebuild, addresses, [EXCHANGE_RATES])


async def test_a_type_that_the_program_knows_under_another_schema_is_named(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = await connected(database)
    with monkeypatch.context() as newer:
        newer.setattr(HOLD, "SCHEMA", 2)  # As in a program to come.
        await call(connection, save(change("purchase_order/1", 0)))
    await call(connection, save(change("purchase_order/2", 0)))
    await connection.close()
    held = await census_of(database.role_url("purvey_project"))
    assert [(each.schema, each.events, each.first_offset) for each in held.counted] == [
        (1, 1, 2),
        (2, 1, 1),
    ]
    (unread,) = held.unreadable
    assert (unread.counted.type, unread.counted.schema) == (HOLD.TYPE, 2)
    assert "this version knows 1" in unread.why
