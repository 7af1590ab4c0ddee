"""What is recorded of commands is held against their events, whoever changed it."""

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.command_check import check_commands
from replay.verify import Findings
from tests.adapters.postgres.log_support import call, change, connected, placed, save
from tests.conftest import Database

HISTORY = (
    save(change("receipt/1", 0, placed(), placed()), change("receipt/2", 0), command_id="first"),
    save(change("receipt/1", 2), command_id="second"),
    save(change("receipt/2", 1), change("receipt/1", 3), command_id="third"),
    save(change("receipt/1", 0), tenant="south", command_id="first"),
)
CHANGES = {
    "another version": ("SET version = 1 WHERE command_id = 'first' AND tenant = 'demo'", "last"),
    "a version of another's": ("SET version = 3 WHERE command_id = 'first'", "version"),
    "a version that is not there": ("SET version = 9 WHERE command_id = 'second'", "no event"),
    "another document": ("SET stream = 'receipt/9' WHERE command_id = 'second'", "no event"),
    "an earlier end": ("SET position = 2 WHERE command_id = 'first'", "not all its own"),
    "another's end": ("SET position = 4 WHERE command_id = 'first' AND tenant = 'demo'", "too"),
    "an end that is not there": ("SET position = 99 WHERE command_id = 'third'", "no event"),
    "another epoch": ("SET epoch = 2 WHERE command_id = 'second'", "another epoch"),
    "another time": ("SET recorded_at = '2020-01-01Z' WHERE command_id = 'third'", "another time"),
    "another tenant": ("SET tenant = 'south' WHERE command_id = 'second'", "no event"),
    "another id": ("SET command_id = 'other' WHERE command_id = 'second'", "not all its own"),
}


async def checked(database: Database) -> Findings:
    async with await AsyncConnection.connect(database.role_url("purvey_relay")) as relay:
        return await check_commands(relay)


@pytest.fixture
async def recorded(database: Database) -> Database:
    """A log with commands of one and of several documents, of two tenants."""
    async with await connected(database) as connection:
        results = await call(connection, *HISTORY)
    assert {each.result for each in results} == {"appended"}
    return database


def tamper(database: Database, statement: str) -> None:
    with psycopg.connect(database.url) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute("ALTER TABLE log.command DISABLE TRIGGER ALL")
        assert superuser.execute(statement.encode()).rowcount > 0
        superuser.execute("ALTER TABLE log.command ENABLE ALWAYS TRIGGER refuse_change")


async def test_what_the_append_recorded_is_right(recorded: Database) -> None:
    assert await checked(recorded) == Findings(checked=0)


@pytest.mark.parametrize(("change", "words"), CHANGES.values(), ids=CHANGES)
async def test_what_was_changed_of_a_command_is_named(
    recorded: Database, change: str, words: str
) -> None:
    tamper(recorded, f"UPDATE log.command {change}")
    told = (await checked(recorded)).faults
    assert any(words in each.what for each in told), told


@pytest.mark.parametrize("command", ["first", "second", "third"])
async def test_a_command_that_is_gone_is_missed(recorded: Database, command: str) -> None:
    tamper(recorded, f"DELETE FROM log.command WHERE command_id = '{command}' AND tenant = 'demo'")
    assert (await checked(recorded)).count == 1


async def test_a_command_that_nobody_gave_is_found(recorded: Database) -> None:
    """Whoever holds its id would be told that his own was carried out."""
    tamper(
        recorded,
        "INSERT INTO log.command SELECT tenant, 'mine', body_hash, stream, version, position,"
        " epoch, recorded_at FROM log.command WHERE command_id = 'second'",
    )
    told = [(each.command_id, each.what) for each in (await checked(recorded)).faults]
    assert [command for command, _ in told] == ["mine", "second"]
    assert told[0][1].startswith("the events up to there")
    assert told[1][1].startswith("another command")
