"""The function that appends: several commands in one call, several callers at once.

What it must answer is said a second time in `test_append_model.py`, in the plainest way.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.append_arrays import Arrays, MalformedSave
from adapters.postgres.append_call import append_events
from application.ports import Save, StreamRead
from domain.event import EVENT_BYTES_MAX
from tests.adapters.postgres.log_support import (
    MAPPER,
    PARAMETERS,
    Encoded,
    call,
    change,
    connected,
    placed,
    save,
)
from tests.conftest import Database


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that may append, and nothing else."""
    async with await connected(database) as connection:
        yield connection


async def test_offsets_and_positions_have_no_gap_under_many_writers(database: Database) -> None:
    """Half of the calls collide with another writer's, some fail as a whole."""

    async def write(writer: int) -> None:
        async with await connected(database) as connection:
            for number in range(40):
                tenant = ("north", "south")[(writer + number) % 2]
                mine = save(change(f"receipt/{writer}-{number}", 0), tenant=tenant)
                shared = save(change(f"receipt/{number}", 0, placed(), placed()), tenant=tenant)
                await call(connection, mine, shared)
                if number % 10 == writer:
                    with pytest.raises(psycopg.errors.CheckViolation):
                        await call(connection, mine, save(change("x/1", 0), tenant="no tenant"))

    await asyncio.gather(*(write(writer) for writer in range(6)))
    with psycopg.connect(database.url) as reader:
        rows = reader.execute(
            'SELECT "offset", tenant, position, recorded_at FROM log.event ORDER BY "offset"'
        ).fetchall()
        head = reader.execute('SELECT "offset" FROM log.log_head').fetchone()
        heads = reader.execute("SELECT tenant, position FROM log.tenant_head").fetchall()
    assert [row[0] for row in rows] == list(range(1, 6 * 40 + 2 * 80 + 1))
    assert head == (len(rows),)
    for tenant, position in heads:
        assert [row[2] for row in rows if row[1] == tenant] == list(range(1, position + 1))
    moments = [row[3] for row in rows]
    assert moments == sorted(moments)


async def test_recorded_time_never_runs_backwards(
    connection: AsyncConnection, database: Database
) -> None:
    with psycopg.connect(database.url) as owner:
        owner.execute("UPDATE log.log_head SET recorded_at = '2099-01-01T00:00:00Z'")
    (result,) = await call(connection, save(change("receipt/1", 0)))
    assert result.recorded_at is not None
    assert result.recorded_at.isoformat() == "2099-01-01T00:00:00+00:00"


async def test_a_call_tells_listeners_its_last_offset_and_a_rejected_one_is_silent(
    connection: AsyncConnection, database: Database
) -> None:
    with psycopg.connect(database.url, autocommit=True) as listener:
        listener.execute("LISTEN log_appended")
        await call(connection, save(change("receipt/1", 0)), save(change("receipt/2", 0)))
        await call(connection, save(change("receipt/1", 0)))
        await call(connection, save(change("receipt/1", 1)))
        heard = [notice.payload for notice in listener.notifies(timeout=5, stop_after=2)]
    assert heard == ["2", "3"]


async def test_another_epoch_is_refused_by_name(connection: AsyncConnection) -> None:
    with pytest.raises(psycopg.Error, match="epoch 1, the caller at 2") as caught:
        await call(connection, save(change("receipt/1", 0)), epoch=2)
    assert caught.value.sqlstate == "PV001"


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (save(change("receipt/1", 0), change("receipt/1", 0)), "names receipt/1 twice"),
        (save(replace(change("receipt/1", 0), events=())), "without an event"),
        (save(), "changes nothing"),
        (
            replace(save(change("receipt/1", 0)), reads=(StreamRead("receipt/1", 0),)),
            "names receipt/1 twice",
        ),
    ],
)
async def test_a_malformed_command_is_refused_by_name(
    connection: AsyncConnection, broken: Save, why: str
) -> None:
    with pytest.raises(MalformedSave, match=why):
        await call(connection, broken)


@pytest.mark.parametrize("version", [0, 2])
async def test_what_was_only_read_must_still_stand(
    connection: AsyncConnection, version: int
) -> None:
    """Somebody put the supplier on hold since: the order that rests on it is not stored."""
    await call(connection, save(change("supplier/1", 0)))
    rests = replace(save(change("receipt/1", 0)), reads=(StreamRead("supplier/1", version),))
    (result,) = await call(connection, rests)
    assert result[:3] == ("conflict", "supplier/1", 1)
    rests = replace(save(change("receipt/1", 0)), reads=(StreamRead("supplier/1", 1),))
    (result,) = await call(connection, rests)
    assert result[:3] == ("appended", "receipt/1", 1)


async def test_an_event_that_is_missing_from_the_call_is_noticed(
    connection: AsyncConnection,
) -> None:
    sent = save(change("receipt/1", 0, placed(), placed()))
    ((first, _),) = MAPPER.stored(sent)
    with pytest.raises(MalformedSave, match="without an event"):
        await append_events(connection, 1, [Encoded(sent, [[first]])])


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (0, [None]),
        (1, [2]),  # More events than there are of the tenant.
        (1, [-1]),
        (2, [None]),
        (3, [0]),
        (3, [2]),  # A tenant that is not there.
        (4, [-1]),
        (4, [None]),
        (5, [None]),
        (5, ["one", "two"]),
        (6, []),  # No hash for the command.
        (6, [None]),
        (7, [2]),
        (7, []),
        (8, [7]),  # An event that is not there.
        (8, [None]),
        (9, [0]),
        (9, [1, 1]),
        (10, []),  # No stream for the event.
        (10, [3]),  # A stream that is not there.
        (10, [1, 1]),
        (11, [None]),
        (12, [None]),
        (12, ["purchase_order.hold_placed", "purchase_order.hold_placed"]),
        (13, []),
        (14, [b"{}", b"{}"]),
    ],
)
async def test_arrays_that_do_not_fit_each_other_store_nothing(
    connection: AsyncConnection, database: Database, place: int, wrong: list[Any]
) -> None:
    sent = save(change("receipt/1", 0))
    arguments: list[Any] = list(Arrays([Encoded(sent, MAPPER.stored(sent))]).arguments())
    arguments[place] = wrong
    places = ", ".join(f"%s::{kind}" for kind in PARAMETERS)
    with pytest.raises(psycopg.Error) as caught:
        await connection.execute(
            f"SELECT log.append_events(1, {places})".encode(), [list(each) for each in arguments]
        )
    assert caught.value.sqlstate == "PV002"
    with psycopg.connect(database.url) as reader:
        assert reader.execute("SELECT FROM log.event").rowcount == 0
        assert reader.execute("SELECT FROM log.stream_head").rowcount == 0


@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5, 7, 8, 9, 10])
@pytest.mark.parametrize("form", ["[0:0]={%s}", "[2:2]={%s}", "{{%s}}", "[0:1]={%s,%s}"])
async def test_arrays_are_numbered_from_one(
    connection: AsyncConnection, database: Database, place: int, form: str
) -> None:
    """Else the head of one stream would move, and the event stand in another."""
    sent = save(change("receipt/1", 0))
    arguments: list[Any] = [
        list(e) for e in Arrays([Encoded(sent, MAPPER.stored(sent))]).arguments()
    ]
    arguments[place] = form.replace("%s", str(arguments[place][0]))
    places = ", ".join(f"%s::{kind}" for kind in PARAMETERS)
    with pytest.raises(psycopg.Error) as caught:
        await connection.execute(f"SELECT log.append_events(1, {places})".encode(), arguments)
    assert caught.value.sqlstate == "PV002"
    with psycopg.connect(database.url) as reader:
        assert reader.execute("SELECT FROM log.event").rowcount == 0
        assert reader.execute("SELECT FROM log.stream_head").rowcount == 0


async def test_the_database_itself_refuses_an_event_too_large(connection: AsyncConnection) -> None:
    sent = save(change("receipt/1", 0))
    ((event,),) = MAPPER.stored(sent)
    room = EVENT_BYTES_MAX - len(event.metadata)
    large = event._replace(state=b"{}".ljust(room + 1))
    with pytest.raises(psycopg.errors.CheckViolation, match="event_too_large"):
        await append_events(connection, 1, [Encoded(sent, [[large]])])
    (result,) = await append_events(
        connection, 1, [Encoded(sent, [[event._replace(state=b"{}".ljust(room))]])]
    )
    assert result.result == "appended"


async def test_a_call_without_commands_answers_nothing(connection: AsyncConnection) -> None:
    assert await call(connection) == []
