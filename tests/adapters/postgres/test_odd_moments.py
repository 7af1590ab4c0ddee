"""Times that no calendar has, written past the walls: each is named, and stops its own event alone.

All tests are of one log whose second event has such a time.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

import orjson
import pytest
from psycopg import AsyncConnection

from adapters.nats.cloud_event import OUT_OF_FORM, publication
from adapters.postgres.audit_facts import AuditFacts
from adapters.postgres.audit_reader import AuditReader
from adapters.postgres.epochs import epoch_starts
from adapters.postgres.log_reader import read_async
from adapters.postgres.read_session import connect
from application.errors import LogUnsound, UnreadableEvent
from projections.audit_trail import AUDIT_TRAIL
from replay.as_of import Clock, resolve
from tests.adapters.postgres.epoch_support import begin_epoch
from tests.adapters.postgres.forging import forge, past_the_walls
from tests.adapters.postgres.log_support import call, change, connected, opened, save
from tests.adapters.postgres.read_support import (
    START,
    catch_up,
    execute,
    happen,
    made,
    moved,
    read_models,
    rebuilt,
    table_rows,
    verified,
)
from tests.conftest import PASSES, Database
from tests.projections.toys import TOY_BOX

NOW: Final = datetime(9000, 1, 1, tzinfo=UTC)
ODD: Final = ("infinity", "-infinity", "0044-03-15 12:00:00Z BC", "20000-01-01 00:00:00Z")
AFTER: Final = (ODD[0], ODD[3])  # any other time
READ: Final = (TOY_BOX, AUDIT_TRAIL)
odd = pytest.mark.parametrize("moment", ODD)


def write(database: Database, column: str, moment: str, offset: int = 2) -> None:
    with past_the_walls(database) as superuser:
        superuser.execute(
            f'UPDATE log.event SET {column} = %s WHERE "offset" = %s'.encode(), [moment, offset]
        )


@pytest.fixture
def log(database: Database) -> Database:
    for each in (made("a"), moved("a", "blue"), made("b"), moved("b", "red")):
        happen(database, [each])
    return database


async def asked(database: Database, words: str, clock: Clock) -> int:
    async with read_models(database) as models, models.entered("north") as view:
        return (await resolve(view.history, words, clock, NOW)).position


async def refused(answer: Callable[[], Any]) -> UnreadableEvent:
    with pytest.raises(UnreadableEvent, match=r"verify` names") as told:
        await answer()
    return told.value


@odd
async def test_an_event_without_a_recorded_time_parks_its_document(
    log: Database, moment: str
) -> None:
    write(log, "recorded_at", moment)
    await catch_up(log)
    assert execute(log, 'SELECT "offset" FROM read.parked') == [(2,)]
    boxes = {row["toy_id"]: row["box"] for row in table_rows(log, "toys") if row["fork"] is None}
    assert boxes == {"a": "red", "b": "red"}
    assert (await rebuilt(log)).parked == 1


@odd
async def test_its_history_is_refused_and_others_are_told(log: Database, moment: str) -> None:
    write(log, "recorded_at", moment)
    async with AuditReader(log.role_url("purvey_audit"), PASSES) as reader:
        assert len(await reader.document("north", "toy/b")) == 2
        with pytest.raises(UnreadableEvent, match=r"toy\.moved at position 2 cannot be read"):
            await reader.document("north", "toy/a")


@odd
async def test_the_stream_says_that_it_is_there(log: Database, moment: str) -> None:
    async with await connected(log) as append:
        await call(append, save(change("purchase_order/1", 0)))
    write(log, "recorded_at", moment)
    write(log, "recorded_at", moment, offset=5)
    connection = await connect(log.role_url("purvey_project"))
    try:
        rows = await read_async(connection, 0, 10)
    finally:
        await connection.close()
    (last,) = [publication(row) for row in rows if row.offset == 5]
    assert OUT_OF_FORM in last.subject
    assert orjson.loads(last.body)["logoffset"] == "5"


@odd
@pytest.mark.parametrize("column", ["recorded_at", "effective_at"])
async def test_verification_names_it(log: Database, column: str, moment: str) -> None:
    await catch_up(log)
    write(log, column, moment)
    named = {fault.offset for fault in (await verified(log)).named_faults}
    assert 2 in named


@pytest.mark.parametrize("moment", ODD[2:])
async def test_verification_names_a_recorded_time_that_is_hashed_too(
    log: Database, moment: str
) -> None:
    """In order among the others, so that nothing else is wrong with it."""
    place = 1 if "BC" in moment else 4
    await catch_up(log)
    write(log, "recorded_at", moment, place)
    forge(log, place, b"nothing", b"nothing")
    execute(log, "UPDATE log.log_head SET recorded_at = (SELECT max(recorded_at) FROM log.event)")
    faults = [each for each in (await verified(log)).named_faults if each.offset == place]
    told = {each.what for each in faults if each.table == "log.event"}
    assert told == {"its recorded time lies outside of the years 1 to 9999"}


@odd
async def test_no_moment_on_the_recorded_clock_is_found_by_it(log: Database, moment: str) -> None:
    """The answer is right, or none."""
    rows = execute(log, 'SELECT recorded_at FROM log.event ORDER BY "offset"')
    write(log, "recorded_at", moment)
    told: list[object] = []
    for (time,) in rows:
        try:
            told.append(await asked(log, time.isoformat(), "recorded"))
        except UnreadableEvent as error:
            told.append(error.values)
    odd_one = {"position": 2}
    assert told == ([odd_one] * 4 if moment in AFTER else [odd_one, odd_one, 3, 4])


@odd
async def test_no_moment_on_the_effective_clock_is_found_by_it(log: Database, moment: str) -> None:
    write(log, "effective_at", moment)
    assert await asked(log, "2026-01-01T12:00:00Z", "effective") == 4
    for words in ("2026-01-01T00:01:30Z", "2026-01-01T00:02:30Z"):
        told = await refused(partial(asked, log, words, "effective"))
        assert told.values == {"position": 2}


@odd
async def test_a_list_that_meets_it_says_so(log: Database, moment: str) -> None:
    await catch_up(log, READ)
    for column in ("effective_at", "recorded_at"):
        write(log, column, moment)
        async with read_models(log, READ) as models, models.entered("north") as view:
            assert len((await view.rows("toy_box")).rows) == 2
            told = await refused(lambda: view.rows("audit_trail"))
            assert told.values == {"position": 2}
            if moment in AFTER and column == "effective_at":
                await refused(lambda: view.answer("audit_trail", "active_days"))
    async with (
        AuditReader(log.role_url("purvey_audit"), PASSES) as reader,
        reader.entered("north") as connection,
    ):
        facts = AuditFacts(connection, "north")
        assert await facts.effective_at(1) == START.replace(minute=1)
        await refused(lambda: facts.effective_at(2))


@pytest.mark.parametrize("moment", AFTER)
async def test_a_head_of_the_log_with_such_a_time_takes_nothing(log: Database, moment: str) -> None:
    await catch_up(log)
    with past_the_walls(log) as superuser:
        superuser.execute("UPDATE log.log_head SET recorded_at = %s", [moment])
    async with opened(log) as appended:
        with pytest.raises(LogUnsound, match=r"head of the log says a time .* Nothing was rec"):
            await appended.append(save(change("purchase_order/1", 0)))
    assert execute(log, "SELECT count(*) FROM log.event") == [(4,)]
    (fault,) = (await verified(log)).named_faults
    assert fault.what == "the head of the log says another time than its last event"


@pytest.mark.parametrize("moment", AFTER)
async def test_no_epoch_begins_behind_such_a_head(log: Database, moment: str) -> None:
    """The row that says when it began can never be changed."""
    with past_the_walls(log) as superuser:
        superuser.execute("UPDATE log.log_head SET recorded_at = %s", [moment])
    with pytest.raises(LogUnsound, match="head of the log says a time"):
        await begin_epoch(log)
    assert execute(log, "SELECT epoch FROM log.log_head") == [(1,)]
    assert execute(log, "SELECT count(*) FROM log.epoch_start") == [(0,)]


@odd
async def test_an_epoch_that_began_so_is_read_all_the_same(log: Database, moment: str) -> None:
    began = await begin_epoch(log)
    with past_the_walls(log) as superuser:
        superuser.execute("ALTER TABLE log.epoch_start DISABLE TRIGGER ALL")
        superuser.execute("UPDATE log.epoch_start SET started_at = %s", [moment])
        superuser.execute("ALTER TABLE log.epoch_start ENABLE ALWAYS TRIGGER refuse_change")
    async with await AsyncConnection.connect(log.role_url("purvey_operate")) as operator:
        starts = await epoch_starts(operator)
    assert starts == [began._replace(started_at=datetime(1970, 1, 1, tzinfo=UTC))]


@odd
async def test_a_command_that_is_repeated_is_answered_all_the_same(
    database: Database, moment: str
) -> None:
    sent = save(change("purchase_order/1", 0), command_id="once")
    async with opened(database) as appended:
        stored = await appended.append(sent)
    with past_the_walls(database) as superuser:
        superuser.execute("ALTER TABLE log.command DISABLE TRIGGER ALL")
        superuser.execute("UPDATE log.command SET recorded_at = %s", [moment])
        superuser.execute("ALTER TABLE log.command ENABLE ALWAYS TRIGGER refuse_change")
    async with opened(database) as appended:
        known = await appended.outcome(sent.tenant, "once")
        repeated = await appended.append(sent)
    assert known is not None
    for told in (known[1], repeated):
        assert (told.duplicate, told.version, told.position) == (True, 1, stored.position)
