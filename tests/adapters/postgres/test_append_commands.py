"""Whoever calls the append himself may arrange its arrays as he likes; the log stays sound.

Called as a user of role purvey_append can, past all that our own program does before.
"""

import json
from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection

from adapters.postgres.append_arrays import Arrays
from adapters.postgres.command_check import check_commands
from adapters.postgres.event_mapper import utc_text
from adapters.system import new_uuid
from application.ports import Save
from replay.verify import NAMED_MAX, Fault
from tests.adapters.postgres.log_support import (
    MAPPER,
    NOON,
    PARAMETERS,
    Encoded,
    change,
    checked,
    connected,
    placed,
    save,
)
from tests.conftest import Database

# Where the arrays stand that say how the others belong together.
TENANTS, TENANT_EVENTS, STREAMS, STREAM_TENANTS, EXPECTED = range(5)
COMMAND_IDS, METADATA = 5, 13
COMMAND_TENANTS, PRIMARY_EVENTS, LAST_EVENTS, EVENT_STREAMS, EFFECTS = range(7, 12)
STRUCTURE: Final = (
    *(TENANTS, TENANT_EVENTS, STREAMS, STREAM_TENANTS, EXPECTED),
    *(COMMAND_TENANTS, PRIMARY_EVENTS, LAST_EVENTS, EVENT_STREAMS),
)
VARIED: Final = (*STRUCTURE, COMMAND_IDS, EFFECTS, METADATA)
# What an event may say of itself, and its row otherwise.
IDS: Final = ("c1", "c2", 'c"1', "c\\u0031", "Ü")
TIMES: Final = (NOON, NOON.replace(microsecond=1), datetime(1, 1, 1, tzinfo=UTC))
CALL: Final = f"SELECT log.append_events(1, {', '.join(f'%s::{each}' for each in PARAMETERS)})"


def arranged(*saves: Save) -> list[list[Any]]:
    """The arrays of a call, as ours would make it."""
    batch = [Encoded(each, MAPPER.stored(each)) for each in saves]
    return [list(each) for each in Arrays(batch).arguments()]


def two_commands(north: str = "north", south: str = "south") -> list[list[Any]]:
    """The first of one tenant, with three events of two documents; the second of another."""
    return arranged(
        save(change("receipt/1", 0, placed(), placed()), change("receipt/2", 0), tenant=north),
        save(change("receipt/1", 0), tenant=south),
    )


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that may append, and nothing else."""
    async with await connected(database) as connection:
        yield connection


async def refusal(connection: AsyncConnection, arguments: list[list[Any]]) -> str | None:
    """The SQLSTATE by which the append refused them; none: they are stored."""
    try:
        await connection.execute(CALL.encode(), arguments)
    except psycopg.Error as error:
        return error.sqlstate
    return None


async def found(database: Database) -> list[Fault]:
    """All that verification has against log and commands."""
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as relay:
        head = await (await relay.execute('SELECT "offset" FROM log.log_head')).fetchone()
        assert head is not None
        return [
            *(await checked(database.role_url("purvey_relay"), head[0])).faults,
            *(await check_commands(relay)).faults,
        ]


@pytest.mark.parametrize(
    ("place", "wrong"),
    [
        (TENANTS, ["north", "north"]),  # Its positions would come in another order than its events.
        (STREAMS, ["receipt/1", "receipt/1", "receipt/1"]),
        (COMMAND_TENANTS, [2, 1]),
        (COMMAND_TENANTS, [1, 1]),
        (STREAM_TENANTS, [1, 2, 1]),
        (PRIMARY_EVENTS, [4, 4]),  # An event of the other command.
        (PRIMARY_EVENTS, [2, 3]),
        (PRIMARY_EVENTS, [1, 4]),  # Not the last one in its stream.
        (
            LAST_EVENTS,
            [2, 4],
        ),  # One that is left over goes to the other command, of another tenant.
        (LAST_EVENTS, [4, 3]),
        (LAST_EVENTS, [4, 4]),
        (LAST_EVENTS, [2, 3]),  # The last event is no command's.
    ],
)
async def test_commands_that_do_not_share_out_the_events_store_nothing(
    connection: AsyncConnection, database: Database, place: int, wrong: list[Any]
) -> None:
    arguments = two_commands()
    assert len(arguments[place]) == len(wrong)
    arguments[place] = wrong
    assert await refusal(connection, arguments) in ("PV002", "PV003", "23505")
    with psycopg.connect(database.url) as reader:
        assert reader.execute("SELECT FROM log.event").rowcount == 0
        assert reader.execute("SELECT FROM log.command").rowcount == 0


@pytest.mark.parametrize("begun", [0, 1])
@pytest.mark.parametrize("further", [0, 1])
@pytest.mark.parametrize("order", [[1, 2], [2, 1]])
async def test_versions_of_a_stream_that_is_named_twice_are_not_stored_out_of_order(
    connection: AsyncConnection, database: Database, begun: int, further: int, order: list[int]
) -> None:
    """The later name would find the head that the earlier one has just begun or moved."""
    if begun:
        first = arranged(save(change("receipt/1", 0), tenant="north", command_id="c0"))
        assert await refusal(connection, first) is None
    arguments = arranged(
        save(change("receipt/1", begun), change("receipt/2", begun + further), tenant="north")
    )
    arguments[STREAMS] = ["receipt/1", "receipt/1"]
    arguments[EVENT_STREAMS] = order
    assert await refusal(connection, arguments) in ("PV003", "23505")
    assert await found(database) == []


async def test_versions_that_stand_out_of_order_are_named(
    connection: AsyncConnection, database: Database
) -> None:
    """Each event is as its hash says, and no number is missing."""
    arguments = arranged(save(change("receipt/1", 0, placed(), placed()), tenant="north"))
    assert await refusal(connection, arguments) is None
    with psycopg.connect(database.url) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute("ALTER TABLE log.event DISABLE TRIGGER refuse_change")
        for version in ("version + 10", "13 - version"):
            superuser.execute(
                f"UPDATE log.event SET version = {version}, hash = log.leaf_hash(tenant, position,"
                f" stream, {version}, type, (extract(epoch FROM recorded_at) * 1000000)::bigint,"
                " metadata, payload)".encode()
            )
    (fault,) = await found(database)
    assert "out of order" in fault.what
    assert (fault.offset, fault.tenant, fault.position) == (1, "north", 1)


@pytest.mark.parametrize(
    ("moment", "sqlstate"),
    [
        ("infinity", "PV004"),
        ("-infinity", "PV004"),
        ("0001-12-31 23:59:59.999999Z BC", "PV004"),
        ("10000-01-01Z", "PV004"),
        ("9999-12-31 23:59:59.999999Z", None),
        ("0001-01-01Z", None),
    ],
)
async def test_an_effective_time_that_no_calendar_of_ours_has_is_refused(
    connection: AsyncConnection, moment: str, sqlstate: str | None
) -> None:
    arguments = two_commands()
    arguments[EFFECTS] = [moment] * len(arguments[EFFECTS])
    stated = moment.replace(" ", "T").replace("01-01Z", "01-01T00:00:00.000000Z").encode()
    noon = utc_text(NOON).encode()
    arguments[METADATA] = [each.replace(noon, stated) for each in arguments[METADATA]]
    assert await refusal(connection, arguments) == sqlstate


@pytest.mark.parametrize(
    ("told", "instead", "sqlstate"),
    [
        (b"T12:00:00.000000Z", b"T12:00:00.000001Z", "PV004"),
        (b"T12:00:00.000000Z", b"T12:00:00Z", "PV004"),  # No canonical form of it.
        (b"T12:00:00.000000Z", b"T13:00:00.000000+01:00", "PV004"),
        (b'"2026-03-01T12:00:00.000000Z"', b'"infinity"', "PV004"),
        (b'"2026-03-01T12:00:00.000000Z"', b"7", "PV004"),
        (b'"effective_at"', b'"effect"', "PV004"),
        (b'"effective_at"', b'"effective\\u005fat"', None),
        (b'{"actor"', b'{"a":{"effective_at":"2026-03-01T12:00:00.000001Z"},"actor"', None),
        (b'"schema":1', b'"effective_at":"2026-03-02T12:00:00.000000Z","schema":1', "PV004"),
    ],
)
async def test_an_event_says_the_effective_time_that_its_row_says(
    connection: AsyncConnection,
    database: Database,
    told: bytes,
    instead: bytes,
    sqlstate: str | None,
) -> None:
    arguments = arranged(save(change("receipt/1", 0), tenant="north", command_id="c1"))
    (metadata,) = arguments[METADATA]
    assert told in metadata
    arguments[METADATA] = [metadata.replace(told, instead)]
    assert await refusal(connection, arguments) == sqlstate
    assert await found(database) == []


def told_otherwise(metadata: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Metadata of one of these, with what it says of time and command in another way or place."""
    spelt = [json.dumps(each).encode() for each in IDS]
    times = [utc_text(each).encode() for each in TIMES]
    ids = st.sampled_from([b"null", *spelt])
    return st.one_of(
        st.sampled_from(metadata),
        st.builds(
            lambda command, time, of: (
                b'{"command_id":%b,"effective_at":"%b","of":{%b},"schema":1}' % (command, time, of)
            ),
            ids,
            st.sampled_from(times),
            st.one_of(
                st.just(b""),
                st.builds(lambda command: b'"command_id":%b' % command, ids),
                st.builds(lambda time: b'"effective_at":"%b"' % time, st.sampled_from(times)),
            ),
        ),
    )


def say_their_commands(arguments: list[list[Any]]) -> bool:
    """Whether no event names another command than the one that it is of; verification tells."""
    commands = [
        bisect_left(arguments[LAST_EVENTS], number)
        for number in range(1, len(arguments[METADATA]) + 1)
    ]
    return all(
        json.loads(metadata).get("command_id") in (None, arguments[COMMAND_IDS][command])
        for command, metadata in zip(commands, arguments[METADATA], strict=True)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_whatever_is_accepted_leaves_a_log_in_which_nothing_is_found(
    database: Database, data: st.DataObject
) -> None:
    """Some of the arrays are rearranged at random, or say otherwise; most calls are refused."""
    tenants = [f"t{new_uuid().hex}" for _ in range(2)]
    arguments = two_commands(*tenants)
    names = {
        TENANTS: tenants,
        STREAMS: ["receipt/1", "receipt/2", "receipt/3"],
        COMMAND_IDS: [*arguments[COMMAND_IDS], *IDS],
        EFFECTS: TIMES,
    }
    for place in data.draw(st.lists(st.sampled_from(VARIED), min_size=1, max_size=3)):
        values: st.SearchStrategy[Any] = st.sampled_from(names.get(place, range(6)))
        if place == METADATA:
            values = told_otherwise(arguments[METADATA])
        size = len(arguments[place])
        arguments[place] = data.draw(st.lists(values, min_size=size, max_size=size))
    async with await connected(database) as connection:
        told = await refusal(connection, arguments)
    assert told in (None, "PV002", "PV003", "PV004", "23505")
    named = await found(database)
    assert len(named) < NAMED_MAX, "all are named, of former tries too"
    faults = [each for each in named if each.tenant in tenants]
    if told is None and not say_their_commands(arguments):
        faults = [each for each in faults if "not all its own" not in each.what]
    assert faults == []
