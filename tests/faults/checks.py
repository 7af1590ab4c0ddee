"""What must be true of an instance after whatever was killed in it."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any, Final

import orjson
import psycopg

from adapters.nats.cloud_event import decode
from adapters.nats.connection import connected
from adapters.nats.topology import stored_body, stream_state
from adapters.postgres.log_reader import read, recorded
from domain.event import Recorded
from tests.cli.program import LOOK_SECONDS, SECONDS_MAX, Home

EVENTS_MAX: Final = 1_000_000

# Everything of a fact but when, and at which place in the log, it was written down.
Fact = tuple[str, int, str, bytes]


def journal_lines(journal: Path) -> list[dict[str, Any]]:
    """What was acknowledged; a line that a kill cut short was not written before the answer."""
    text = journal.read_bytes() if journal.exists() else b""
    return [orjson.loads(line) for line in text[: text.rfind(b"\n") + 1].splitlines()]


def facts(database_url: str) -> Counter[Fact]:
    """The facts of the tenant that imports, in any order."""
    with psycopg.connect(database_url) as connection:
        found: list[Fact] = connection.execute(
            "SELECT stream, version, type, payload FROM log.event WHERE tenant = 'demo'"
        ).fetchall()
    return Counter(found)


def check_journal(home: Home, journal: Path) -> None:
    """Every acknowledged command stands in the log once, with the outcome that was told."""
    with psycopg.connect(home.addresses.database_url) as connection:
        events = [recorded(row) for row in read(connection, 0, EVENTS_MAX)]
        columns = "command_id, stream, version, position, epoch"
        commands = {
            each[0]: each[1:] for each in connection.execute(f"SELECT {columns} FROM log.command")
        }
    assert [each.offset for each in events] == list(range(1, len(events) + 1))
    assert [each.position for each in events] == list(range(1, len(events) + 1))
    assert len({each.metadata["event_id"] for each in events}) == len(events)
    by_command: dict[str, list[Recorded]] = {}
    for each in events:
        by_command.setdefault(each.metadata["command_id"], []).append(each)
    assert by_command.keys() == commands.keys()
    told = journal_lines(journal)
    assert told, "something was acknowledged"
    for line in told:
        stored = by_command[line["command_id"]]
        outcome = (line["stream"], line["version"], line["position"], line["epoch"])
        assert commands[line["command_id"]] == outcome
        assert stored[-1].position == line["position"]
        assert line["duplicate"] or len(stored) == line["events"]
    fresh = Counter(line["command_id"] for line in told if not line["duplicate"])
    assert set(fresh.values()) == {1}, "nothing is acknowledged as new twice"


async def check_stream(home: Home) -> int:
    """The stream holds every event of the log at the sequence that is its offset; how many."""
    with psycopg.connect(home.addresses.database_url) as connection:
        events = [recorded(row) for row in read(connection, 0, EVENTS_MAX)]
    async with connected(home.addresses.nats_url, "test") as nats:
        async with asyncio.timeout(SECONDS_MAX):  # A relay that was killed often comes back late.
            state = await stream_state(nats)
            while state is None or state.messages < len(events):
                await asyncio.sleep(LOOK_SECONDS)
                state = await stream_state(nats)
        assert (state.messages, state.last_sequence) == (len(events), len(events))
        for event in events:
            body = await stored_body(nats, event.offset)
            assert body is not None
            assert decode(body) == event
    return len(events)


def check_read_models(home: Home, log_events: int) -> None:
    """Every read model stands at the end of the log, and follows from it."""
    report = home.purvey("status", "--json").report
    assert report["log_events"] == log_events
    assert {each["offset"] for each in report["projections"].values()} == {log_events}
    verified = home.purvey("verify", "--json")
    assert verified.code == 0, verified.said + verified.out
    assert (verified.report["differences"], verified.report["skipped"]) == (0, {})
