"""What must be true of a log, its stream and its read models after whatever was killed.

The log is read once, from its first event to its last, and everything else is held against it:
numbers without gaps, the stream message by message, the journals command by command.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
import psycopg

from adapters.nats.cloud_event import encode
from adapters.nats.connection import NatsConnection, connected
from adapters.nats.errors import NatsError
from adapters.nats.stored_page import PAGE_MESSAGES, StoredMessage, stored_page
from adapters.nats.topology import stream_state
from adapters.postgres.log_reader import LogRow, read
from tests.cli.program import LOOK_SECONDS, SECONDS_MAX, Home
from tests.faults.journal import REFUSED, ROLLED_BACK, SENT, TOLD, lines_of

# Everything of a fact but when, and at which place in the log, it was written down.
Fact = tuple[str, int, str, bytes]
_COMMANDS: Final = "SELECT command_id, stream, version, position, epoch FROM log.command"


class Checked(NamedTuple):
    """What was compared, and found to be the same."""

    events: int
    digest: str  # over the hashes of all events, in order
    acknowledged_commands: int
    acknowledged_events: int


@dataclass(slots=True)
class Walk:
    """What the events of the log come to, looked at in order."""

    offset: int = 0
    positions: dict[str, int] = field(default_factory=dict)
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    commands: Counter[str] = field(default_factory=Counter)
    ends: dict[str, int] = field(default_factory=dict)  # the position at which a command ends
    event_ids: set[str] = field(default_factory=set)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def take(self, row: LogRow) -> None:
        """The next event, which must follow the one before in every count."""
        document = (row.tenant, row.stream)
        assert row.offset == self.offset + 1
        assert row.position == self.positions.get(row.tenant, 0) + 1
        assert row.version == self.versions.get(document, 0) + 1
        self.offset = row.offset
        self.positions[row.tenant] = row.position
        self.versions[document] = row.version
        metadata = orjson.loads(row.metadata)
        command_id = metadata["command_id"]
        former = self.ends.get(command_id, row.position - 1)
        assert former == row.position - 1, f"{command_id} stands in one piece"
        self.commands[command_id] += 1
        self.ends[command_id] = row.position
        self.event_ids.add(metadata["event_id"])
        self.digest.update(row.hash)


def facts(database_url: str) -> Counter[Fact]:
    """The facts of the tenant that imports, in any order."""
    with psycopg.connect(database_url) as connection:
        found: list[Fact] = connection.execute(
            "SELECT stream, version, type, payload FROM log.event WHERE tenant = 'demo'"
        ).fetchall()
    return Counter(found)


def log_head(database_url: str) -> int:
    """How many events the log holds, by its own count."""
    with psycopg.connect(database_url) as connection:
        (row,) = connection.execute('SELECT "offset" FROM log.log_head').fetchall()
    head: int = row[0]
    return head


def walked(database_url: str) -> Walk:
    """The whole log, looked at by itself."""
    walk = Walk()
    with psycopg.connect(database_url) as connection:
        while rows := read(connection, walk.offset, PAGE_MESSAGES):
            for row in rows:
                walk.take(row)
    return walk


async def check_log_and_stream(
    database_url: str, nats_url: str, journals: Sequence[Path]
) -> Checked:
    """Numbers are dense, the stream is the log, and the log holds what was acknowledged."""
    head, walk = log_head(database_url), Walk()
    await _stream_as_long_as(nats_url, head)
    with psycopg.connect(database_url) as connection:
        async with connected(nats_url, "test") as nats:
            while rows := read(connection, walk.offset, PAGE_MESSAGES):
                await _check_mirrored(nats, rows)
                for each in rows:
                    walk.take(each)
    assert walk.offset == head, "the head is the last event"
    assert len(walk.event_ids) == walk.offset, "no event has the id of another"
    told = check_journals(
        database_url, walk, [line for each in journals for line in lines_of(each)]
    )
    events = sum(line["events"] for line in told.values())
    return Checked(walk.offset, walk.digest.hexdigest(), len(told), events)


def check_journals(
    database_url: str, walk: Walk, lines: Sequence[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What was acknowledged is stored, and nothing is stored in part; what was told, by command."""
    with psycopg.connect(database_url) as connection:
        commands = {each[0]: each[1:] for each in connection.execute(_COMMANDS)}
    assert walk.commands.keys() == commands.keys()
    assert all(commands[each][2] == end for each, end in walk.ends.items())
    told = [line for line in lines if line["what"] == TOLD]
    assert told, "something was acknowledged"
    for line in told:
        outcome = (line["stream"], line["version"], line["position"], line["epoch"])
        assert commands.get(line["command_id"]) == outcome, line
        assert line["duplicate"] or walk.commands[line["command_id"]] == line["events"], line
    fresh = Counter(line["command_id"] for line in told if not line["duplicate"])
    assert set(fresh.values()) <= {1}, "nothing is acknowledged as new twice"
    for line in lines:
        if line["what"] == SENT:
            assert walk.commands[line["command_id"]] in (0, line["events"]), line
        elif line["what"] in (REFUSED, ROLLED_BACK):
            assert line["command_id"] not in commands, line
    return {line["command_id"]: line for line in told}


async def check_read_models(home: Home, log_events: int) -> None:
    """Every read model comes to the end of the log, and follows from it."""
    async with asyncio.timeout(SECONDS_MAX):
        while True:
            report = home.purvey("status", "--json").report
            offsets = {each["offset"] for each in report["projections"].values()}
            if offsets == {log_events}:
                break
            await asyncio.sleep(LOOK_SECONDS)
    assert report["log_events"] == log_events
    verified = home.purvey("verify", "--json")
    assert verified.code == 0, verified.said + verified.out
    assert (verified.report["differences"], verified.report["skipped"]) == (0, {})


async def _stream_as_long_as(nats_url: str, events: int) -> None:
    """Waits for the stream; a relay that was killed often comes back late."""
    async with asyncio.timeout(SECONDS_MAX):
        while True:
            try:
                async with connected(nats_url, "test") as nats:
                    state = await stream_state(nats)
            except NatsError:
                state = None
            if state is not None and state.last_sequence >= events:
                break
            await asyncio.sleep(LOOK_SECONDS)
    assert (state.messages, state.last_sequence) == (events, events)


async def until_mirrored(database_url: str, nats_url: str, tend: Callable[[], bool]) -> None:
    """Returns once the relay has made whole what was damaged; `tend` keeps it alive meanwhile.

    It walks through the stream at its own pace, so it may come to the damage after the newest
    event has been delivered.
    """
    async with asyncio.timeout(SECONDS_MAX):
        while tend():
            with suppress(NatsError):
                if await _is_mirrored(database_url, nats_url):
                    break
            await asyncio.sleep(LOOK_SECONDS)


async def _is_mirrored(database_url: str, nats_url: str) -> bool:
    offset = 0
    with psycopg.connect(database_url) as connection:
        async with connected(nats_url, "test") as nats:
            while rows := read(connection, offset, PAGE_MESSAGES):
                if await _stored(nats, rows) != _wanted(rows):
                    return False
                offset += len(rows)
    return True


async def _check_mirrored(nats: NatsConnection, rows: Sequence[LogRow]) -> None:
    """The stream holds these events, byte for byte, at the sequences that are their offsets."""
    assert await _stored(nats, rows) == _wanted(rows)


async def _stored(nats: NatsConnection, rows: Sequence[LogRow]) -> list[StoredMessage]:
    """The stream's messages at the offsets of these events; fewer where it has a hole or an end."""
    stored: list[StoredMessage] = []
    while len(stored) < len(rows):
        page = await stored_page(nats, rows[0].offset + len(stored), len(rows) - len(stored))
        if not page:
            break
        stored += page
    return stored


def _wanted(rows: Sequence[LogRow]) -> list[StoredMessage]:
    return [StoredMessage(row.offset, encode(row)) for row in rows]
