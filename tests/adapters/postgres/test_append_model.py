"""Whatever commands a call brings, it answers as if they came one by one.

`Model` says that in the plainest way: one command after the other, each on what the former ones
left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.system import new_uuid
from application.ports import Save, StreamRead
from tests.adapters.postgres.log_support import (
    BODY,
    OTHER_BODY,
    call,
    change,
    connected,
    placed,
    save,
)
from tests.conftest import Database

HISTORY: Final = (
    'SELECT tenant, position, stream, version, "offset" FROM log.event'
    ' WHERE tenant = ANY(%s) ORDER BY "offset"'
)


class Change(NamedTuple):
    """`expected` none: whatever is right at that moment. Without events it is only read."""

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
            change(each.stream, self.version(command, each), *[placed()] * each.events)
            for each in command.changes
            if each.events
        )
        sent = save(*changes, tenant=command.tenant, command_id=command.command_id)
        reads = tuple(
            StreamRead(each.stream, self.version(command, each))
            for each in command.changes
            if not each.events
        )
        return replace(sent, body_hash=command.body, reads=reads)

    def version(self, command: Command, each: Change) -> int:
        if each.expected is not None:
            return each.expected
        return self.versions.get((command.tenant, each.stream), 0)

    def append(self, sent: Save) -> tuple[str, str | None, int | None, int | None]:
        """Result, stream, version, position."""
        key = (sent.tenant, sent.command_id)
        if key in self.known:
            body, stream, version, position = self.known[key]
            if body == sent.body_hash:
                return "duplicate", stream, version, position
            return "reused", None, None, None
        rests_on = [(each.stream, each.expected_version) for each in sent.changes]
        rests_on += [(each.stream, each.version) for each in sent.reads]
        for stream, expected in rests_on:
            version = self.versions.get((sent.tenant, stream), 0)
            if version != expected:
                return "conflict", stream, version, None
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
_SOME: Final = st.lists(
    st.builds(
        Change,
        st.sampled_from(STREAMS),
        st.one_of(st.none(), st.none(), st.integers(0, 4)),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda each: each.stream,
)
CHANGES: Final = _SOME.filter(lambda some: any(each.events for each in some)).map(tuple)
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
