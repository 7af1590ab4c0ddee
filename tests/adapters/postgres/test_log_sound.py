"""What the quick look at the log lets pass, and that it doubts all that is not as it was stored."""

import asyncio
from typing import Final

import psycopg
import pytest

from adapters.postgres.log_sound import are_sound
from tests.adapters.postgres.log_support import checked
from tests.adapters.postgres.read_support import eventually, happen, made, moved
from tests.conftest import Database

EVENTS: Final = 40
AT: Final = 20
_WAITING: Final = "SELECT pid FROM pg_locks WHERE NOT granted AND relation = 'log.event'::regclass"
# What whoever owns the table can make of one event, and what is then told of it. The hash is made
# to fit where it is not what is altered.
ALTERED: Final = {
    "payload = convert_to('{\"box\":\"black\"}', 'UTF8')": "do not give the stored hash",
    "type = 'toy.seen'": "do not give the stored hash",
    "hash = sha256(payload)": "do not give the stored hash",
    "effective_at = effective_at + interval '1 microsecond'": "effective time is not that",
    "epoch = epoch - 1": "its epoch is 0, and the log was in 1",
    "epoch = epoch + 2": "its epoch is 3, and the log was in 1",
}


def seen(database: Database, after: int = 0, up_to: int = EVENTS) -> bool:
    with psycopg.connect(database.role_url("purvey_project")) as project:
        return are_sound(project, after, up_to)


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


def test_a_log_as_it_was_stored_is_beyond_doubt(log: Database) -> None:
    assert seen(log)
    assert seen(log, AT, AT + 1)


def test_an_event_that_is_not_there_is_doubted(log: Database) -> None:
    assert not seen(log, 0, EVENTS + 1)
    assert not seen(log, EVENTS, EVENTS + 1)


@pytest.mark.parametrize("change", ALTERED)
async def test_what_was_altered_is_doubted_and_named(log: Database, change: str) -> None:
    alter(log, change)
    assert not seen(log)
    found = await checked(log.role_url("purvey_project"), EVENTS)
    (fault,) = found.faults
    assert fault.offset == AT
    assert ALTERED[change] in fault.what


async def test_an_epoch_is_held_against_its_predecessor_where_nothing_tells_of_epochs(
    log: Database,
) -> None:
    alter(log, "epoch = epoch + 2")
    with psycopg.connect(log.url, autocommit=True) as superuser:
        superuser.execute("UPDATE log.log_head SET epoch = 7")
    found = (await checked(log.role_url("purvey_project"), EVENTS)).faults
    assert [(each.offset, each.what.partition(",")[0]) for each in found] == [
        (AT + 1, "its epoch is below that of its predecessor"),
        (None, "nothing tells how epoch 7 began"),
    ]


async def test_whoever_stops_a_verification_does_not_wait_for_a_lock_with_it(
    log: Database,
) -> None:
    with psycopg.connect(log.url) as holder:

        def is_waited_for() -> bool:
            return holder.execute(_WAITING).fetchone() is not None

        holder.execute("LOCK TABLE log.event IN ACCESS EXCLUSIVE MODE")
        checking = asyncio.create_task(checked(log.role_url("purvey_project"), EVENTS))
        await eventually(is_waited_for)
        checking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await checking
        assert not is_waited_for()
