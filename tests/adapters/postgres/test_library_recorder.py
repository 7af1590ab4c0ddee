"""The library's recorder on our log, where its own test cases do not look."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    Tracking,
)
from psycopg_pool import PoolTimeout

from adapters.nats.cloud_event import decode, publication
from adapters.postgres.library.errors import library_errors
from adapters.postgres.library.recorder import PAGE_EVENTS_MAX, LogRecorder
from adapters.postgres.log_reader import read, recorded
from application.errors import CommandReused, Conflict, EventTooLarge, LogBusy, LogUnavailable
from domain.event import EVENT_BYTES_MAX
from tests.adapters.postgres.library_support import recorder_on, stored
from tests.adapters.postgres.log_support import change, opened, save
from tests.conftest import Database

PUMP = UUID("00000000-0000-4000-8000-000000000001")
BED = UUID("00000000-0000-4000-8000-000000000002")


@pytest.fixture
def recorder(database: Database) -> Iterator[LogRecorder]:
    with recorder_on(database) as made:
        yield made


def test_versions_may_begin_at_0_or_at_1_and_come_back_as_they_were(recorder: LogRecorder) -> None:
    for originator, begin in ((PUMP, 0), (BED, 1)):
        first = [stored(originator, begin), stored(originator, begin + 1)]
        recorder.insert_events(first)
        recorder.insert_events([stored(originator, begin + 2)])
        assert recorder.select_events(originator) == [*first, stored(originator, begin + 2)]
        with pytest.raises(IntegrityError):
            recorder.insert_events([stored(originator, begin + 2)])


@pytest.mark.parametrize("versions", [(2,), (-1,), (1, 3), (1, 1), (2, 1)])
def test_versions_that_jump_are_refused(recorder: LogRecorder, versions: tuple[int, ...]) -> None:
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(PUMP, each) for each in versions])
    recorder.insert_events([stored(BED, 1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(BED, 3)])
    assert recorder.max_notification_id() == 1


@pytest.mark.parametrize("begin", [0, 1])
def test_a_part_of_an_aggregate_can_be_selected(recorder: LogRecorder, begin: int) -> None:
    events = [stored(PUMP, begin + n) for n in range(5)]
    recorder.insert_events(events)
    middle = recorder.select_events(PUMP, gt=begin, lte=begin + 3)
    assert middle == events[1:4]
    assert recorder.select_events(PUMP, gt=begin, lte=begin + 3, desc=True) == events[3:0:-1]
    assert recorder.select_events(PUMP, desc=True, limit=2) == events[:2:-1]
    assert recorder.select_events(PUMP, limit=2) == events[:2]
    assert recorder.select_events(PUMP, gt=-7) == events
    assert recorder.select_events(BED) == []


def test_a_history_of_many_pages_is_selected_whole(recorder: LogRecorder) -> None:
    count = 2 * PAGE_EVENTS_MAX + 3
    topics = ["rare:Topic" if n % 900 == 899 else "a:Topic" for n in range(count)]
    events = [stored(PUMP, n, topic) for n, topic in enumerate(topics)]
    recorder.insert_events(events)
    assert recorder.select_events(PUMP) == events
    everything = recorder.select_notifications(None, 10 * count)
    assert [each.id for each in everything] == list(range(1, count + 1))
    rare = recorder.select_notifications(None, 10, topics=["rare:Topic"])
    assert [each.id for each in rare] == [900, 1800]
    assert [each.id for each in recorder.select_notifications(1, 1, topics=["rare:Topic"])] == [900]
    assert recorder.select_notifications(-5, 1)[0].id == 1


def test_ids_follow_the_events_where_aggregates_take_turns(recorder: LogRecorder) -> None:
    events = [stored(PUMP, 1), stored(BED, 1), stored(PUMP, 2), stored(BED, 2)]
    ids = recorder.insert_events(events)
    told = {each.id: each for each in recorder.select_notifications(None, 10)}
    assert sorted(ids) == [1, 2, 3, 4]
    assert [(told[n].originator_id, told[n].originator_version) for n in ids] == [
        (each.originator_id, each.originator_version) for each in events
    ]


def test_one_conflict_keeps_the_whole_call_out(recorder: LogRecorder) -> None:
    recorder.insert_events([stored(PUMP, 1)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(BED, 1), stored(PUMP, 1)])
    assert recorder.select_events(BED) == []


@pytest.mark.parametrize(
    "state",
    [b"", b"{}", b'{"a": "\\u0000"}', b"\x00", b"\xff\xfe", "ä€𝄞".encode(), b"\xed\xa0\x80"],
)
def test_any_bytes_come_back_as_they_were(recorder: LogRecorder, state: bytes) -> None:
    recorder.insert_events([stored("a text id/1", 1, state=state)])
    assert recorder.select_events("a text id/1") == [stored("a text id/1", 1, state=state)]
    (told,) = recorder.select_notifications(None, 1)
    assert (told.originator_id, told.state) == ("a text id/1", state)


def test_an_id_as_text_is_another_aggregate_than_the_same_uuid(recorder: LogRecorder) -> None:
    recorder.insert_events([stored(PUMP, 1)])
    recorder.insert_events([stored(str(PUMP), 1)])
    told = recorder.select_notifications(None, 10)
    assert [each.originator_id for each in told] == [PUMP, str(PUMP)]


def test_what_the_log_does_not_take_has_an_error_of_the_library(recorder: LogRecorder) -> None:
    with pytest.raises(DataError, match="at most"):
        recorder.insert_events([stored(PUMP, 1, state=b"x" * EVENT_BYTES_MAX)])
    with pytest.raises(DataError, match="NUL"):
        recorder.insert_events([stored(PUMP, 1, topic="a\0b")])
    with pytest.raises(NotSupportedError, match="tracking"):
        recorder.insert_events([stored(PUMP, 1)], tracking=Tracking("upstream", 1))
    assert recorder.insert_events([], tracking=None) == []
    assert recorder.max_notification_id() is None


def test_many_threads_share_the_transactions_of_the_log(
    recorder: LogRecorder, database: Database
) -> None:
    saves = 400
    originators = [UUID(int=number) for number in range(saves)]
    with ThreadPoolExecutor(32) as threads:
        ids = threads.map(lambda each: recorder.insert_events([stored(each, 1)]), originators)
    assert sorted(each for (each,) in ids) == list(range(1, saves + 1))
    with psycopg.connect(database.url) as connection:
        row = connection.execute("SELECT count(DISTINCT xmin::text) FROM log.event").fetchone()
    assert row is not None
    assert row[0] < saves / 2


def test_an_application_sees_its_own_tenant_alone(
    recorder: LogRecorder, database: Database
) -> None:
    with recorder_on(database, tenant="others") as other:
        other.insert_events([stored(PUMP, 1)])
        assert recorder.insert_events([stored(PUMP, 1)]) == [2]
        assert [each.id for each in recorder.select_notifications(None, 10)] == [2]
        assert (other.max_notification_id(), recorder.max_notification_id()) == (1, 2)


async def test_events_that_the_library_did_not_store_are_refused_by_name(
    recorder: LogRecorder, database: Database
) -> None:
    async with opened(database) as log:
        await log.append(save(change("purchase_order/1", 0), tenant="cases"))
    with pytest.raises(ProgrammingError, match=r"purchase_order\.hold_placed"):
        recorder.select_notifications(None, 1)


def test_a_relay_and_its_readers_take_the_events_of_the_library(
    recorder: LogRecorder, database: Database
) -> None:
    recorder.insert_events([stored(PUMP, 0, topic="pumps:Pump.Registered", state=b"\xff")])
    with psycopg.connect(database.role_url("purvey_relay")) as connection:
        (row,) = read(connection, 0, 10)
    message = publication(row)
    assert message.subject == "purvey.cases._.library.event"
    assert decode(message.body) == recorded(row)
    assert (row.stream, row.version) == (f"aggregate/{PUMP}", 1)
    assert recorded(row).metadata["actor"] == {"id": "cases", "type": "service"}
    assert recorded(row).data == {"topic": "pumps:Pump.Registered", "version": 0, "base64": "/w=="}


def test_a_subscription_outlives_a_broken_connection(
    recorder: LogRecorder, database: Database
) -> None:
    recorder.insert_events([stored(PUMP, 1)])
    with recorder.subscribe() as subscription:
        assert next(subscription).id == 1
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
            )
        recorder.insert_events([stored(PUMP, 2)])
        assert next(subscription).id == 2


def test_a_closed_recorder_says_so(database: Database) -> None:
    with recorder_on(database) as recorder:
        subscription = recorder.subscribe()
    recorder.close()
    with pytest.raises(InterfaceError, match="closed"):
        recorder.max_notification_id()
    with subscription, pytest.raises(InterfaceError):
        next(subscription)


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        (Conflict("newer"), IntegrityError),
        (CommandReused("other body"), IntegrityError),
        (EventTooLarge("too large"), DataError),
        (psycopg.DataError("no such number"), DataError),
        (LogBusy("later"), OperationalError),
        (LogUnavailable("away"), OperationalError),
        (PoolTimeout("away"), OperationalError),
        (psycopg.OperationalError("away"), OperationalError),
        (psycopg.ProgrammingError("no such table"), DatabaseError),
    ],
)
def test_each_failure_of_the_log_has_its_name_in_the_library(
    failure: Exception, name: type[Exception]
) -> None:
    with pytest.raises(name, match=str(failure)) as raised, library_errors():
        raise failure
    assert raised.type is name
    assert raised.value.__cause__ is failure
