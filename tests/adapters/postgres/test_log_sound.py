"""What the quick look at the log lets pass, and that it doubts all that is not as it was stored."""

from typing import Final

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.log_check import check_log
from adapters.postgres.log_sound import are_sound
from tests.adapters.postgres.read_support import happen, made, moved
from tests.conftest import Database

EVENTS: Final = 40
AT: Final = 20
# What whoever owns the table can make of one event, and what is then told of it. The hash is made
# to fit where it is not what is altered.
ALTERED: Final = {
    "payload = convert_to('{\"box\":\"black\"}', 'UTF8')": "do not give the stored hash",
    "type = 'toy.seen'": "do not give the stored hash",
    "hash = sha256(payload)": "do not give the stored hash",
    "effective_at = effective_at + interval '1 microsecond'": "effective time is not that",
    "epoch = epoch - 1": "its epoch is below that of its predecessor",
}


async def seen(database: Database, after: int = 0, up_to: int = EVENTS) -> bool:
    async with await AsyncConnection.connect(database.role_url("purvey_project")) as project:
        return await are_sound(project, after, up_to)


def alter(database: Database, change: str) -> None:
    with psycopg.connect(database.url, autocommit=True) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute("ALTER TABLE log.event DISABLE TRIGGER refuse_change")
        superuser.execute(f'UPDATE log.event SET {change} WHERE "offset" = {AT}'.encode())


@pytest.fixture
def log(database: Database) -> Database:
    happen(
        database, [made("one"), *(moved("one", f"box \u00b5\t\x1f{n}") for n in range(1, EVENTS))]
    )
    return database


async def test_a_log_as_it_was_stored_is_beyond_doubt(log: Database) -> None:
    assert await seen(log)
    assert await seen(log, AT, AT + 1)


async def test_an_event_that_is_not_there_is_doubted(log: Database) -> None:
    assert not await seen(log, 0, EVENTS + 1)
    assert not await seen(log, EVENTS, EVENTS + 1)


@pytest.mark.parametrize("change", ALTERED)
async def test_what_was_altered_is_doubted_and_named(log: Database, change: str) -> None:
    alter(log, change)
    assert not await seen(log)
    async with await AsyncConnection.connect(log.role_url("purvey_project")) as project:
        found = await check_log(project, EVENTS, print)
    (fault,) = found.faults
    assert fault.offset == AT
    assert ALTERED[change] in fault.what
