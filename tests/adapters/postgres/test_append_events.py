"""The function that appends: several commands in one call, several callers at once.

What it must answer is said a second time below, in the plainest way (`Model`): one command after
the other, each on what the former ones left.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection

from adapters.postgres.append_arrays import Arrays, MalformedSave
from adapters.postgres.append_call import append_events
from adapters.postgres.append_judge import Result
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.wire_arrays import register_arrays
from adapters.system import new_uuid
from application.ports import Save
from domain.event import EVENT_BYTES_MAX
from tests.adapters.postgres.log_support import (
    BODY,
    OTHER_BODY,
    PARAMETERS,
    Encoded,
    change,
    placed,
    save,
)
from tests.conftest import Database

MAPPER: Final = EventMapper()
HISTORY: Final = (
    'SELECT tenant, position, stream, version, "offset" FROM log.event'
    ' WHERE tenant = ANY(%s) ORDER BY "offset"'
)


async def call(connection: AsyncConnection, *saves: Save, epoch: int = 1) -> list[Result]:
    return await append_events(connection, epoch, [Encoded(s, MAPPER.stored(s)) for s in saves])


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that may append, and nothing else."""
    async with await connected(database) as connection:
        yield connection


async def connected(database: Database) -> AsyncConnection:
    url = database.role_url("purvey_append")
    connection = await AsyncConnection.connect(url, autocommit=True)
    register_arrays(connection)
    return connection


class Change(NamedTuple):
    """`expected` none: whatever is right at that moment."""

    stream: str
    expected: int | None
    events: int


class Command(NamedTuple):
    tenant: str
    command_id: str
    body: bytes
    changes: tuple[Change, ...]


@dataclass
class Model:
    """The log, one command at a time."""

    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    history: list[tuple[str, int, str, int]] = field(default_factory=list)
    known: dict[tuple[str, str], tuple[bytes, str, int, int]] = field(default_factory=dict)

    def save(self, command: Command) -> Save:
        """The command as it is sent at this moment."""
        changes = (
            change(
                each.stream,
                self.version(command, each) if each.expected is None else each.expected,
                *[placed()] * each.events,
            )
            for each in command.changes
        )
        sent = save(*changes, tenant=command.tenant, command_id=command.command_id)
        return replace(sent, body_hash=command.body)

    def version(self, command: Command, each: Change) -> int:
        return self.versions.get((command.tenant, each.stream), 0)

    def append(self, sent: Save) -> tuple[str, str | None, int | None, int | None]:
        """Result, stream, version, position."""
        key = (sent.tenant, sent.command_id)
        if key in self.known:
            body, stream, version, position = self.known[key]
            if body == sent.body_hash:
                return "duplicate", stream, version, position
            return "reused", None, None, None
        for each in sent.changes:
            version = self.versions.get((sent.tenant, each.stream), 0)
            if version != each.expected_version:
                return "conflict", each.stream, version, None
        for each in sent.changes:
            for _ in each.events:
                version = self.versions.get((sent.tenant, each.stream), 0) + 1
                self.versions[sent.tenant, each.stream] = version
                self.history.append((sent.tenant, self.position(sent) + 1, each.stream, version))
        first = sent.changes[0]
        version = first.expected_version + len(first.events)
        self.known[key] = (sent.body_hash, first.stream, version, self.position(sent))
        return "appended", first.stream, version, self.position(sent)

    def position(self, sent: Save) -> int:
        return sum(tenant == sent.tenant for tenant, *_ in self.history)


STREAMS: Final = ("receipt/1", "receipt/2", "purchase_order/1")
CHANGES: Final = st.lists(
    st.builds(
        Change,
        st.sampled_from(STREAMS),
        st.one_of(st.none(), st.none(), st.integers(0, 4)),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda each: each.stream,
).map(tuple)
COMMANDS: Final = st.builds(
    Command,
    st.sampled_from(["north", "south"]),
    st.sampled_from([f"command-{number}" for number in range(8)]),
    st.sampled_from([BODY, BODY, OTHER_BODY]),
    CHANGES,
)
CALLS: Final = st.lists(st.lists(COMMANDS, min_size=1, max_size=8), min_size=1, max_size=4)


@given(calls=CALLS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
async def test_a_call_answers_as_if_its_commands_came_one_by_one(
    database: Database, calls: Sequence[Sequence[Command]]
) -> None:
    example = new_uuid().hex  # Tenants of its own, so that examples share one database.
    model = Model()
    async with await connected(database) as connection:
        for commands in calls:
            sent = []
            wanted = []
            for command in commands:
                sent.append(model.save(command._replace(tenant=f"{command.tenant}-{example}")))
                wanted.append(model.append(sent[-1]))
            results = await call(connection, *sent)
            assert [each[:4] for each in results] == wanted
    with psycopg.connect(database.url) as reader:
        tenants = [f"{tenant}-{example}" for tenant in ("north", "south")]
        rows = reader.execute(HISTORY, [tenants]).fetchall()
    assert [row[:4] for row in rows] == model.history
    offsets = [row[4] for row in rows]
    assert offsets == list(range(min(offsets, default=0), min(offsets, default=0) + len(rows)))


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
    ],
)
async def test_a_malformed_command_is_refused_by_name(
    connection: AsyncConnection, broken: Save, why: str
) -> None:
    with pytest.raises(MalformedSave, match=why):
        await call(connection, broken)


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
        (1, [2]),  # More events than there are of the tenant.
        (4, [-1]),
        (4, [None]),
        (8, [7]),  # An event that is not there.
        (10, []),  # No stream for the event.
        (10, [3]),  # A stream that is not there.
        (10, [1, 1]),
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
    assert caught.value.sqlstate in {"PV002", "22004", "23502"}
    with psycopg.connect(database.url) as reader:
        assert reader.execute("SELECT FROM log.event").rowcount == 0
        assert reader.execute("SELECT FROM log.stream_head").rowcount == 0


async def test_the_database_itself_refuses_an_event_too_large(connection: AsyncConnection) -> None:
    sent = save(change("receipt/1", 0))
    ((event,),) = MAPPER.stored(sent)
    room = EVENT_BYTES_MAX - len(event.metadata)
    large = replace(event, state=b"x" * (room + 1))
    with pytest.raises(psycopg.errors.CheckViolation, match="event_too_large"):
        await append_events(connection, 1, [Encoded(sent, [[large]])])
    (result,) = await append_events(
        connection, 1, [Encoded(sent, [[replace(event, state=b"x" * room)]])]
    )
    assert result.result == "appended"


async def test_a_call_without_commands_answers_nothing(connection: AsyncConnection) -> None:
    assert await call(connection) == []
