"""The port that the command loop sees: append, load, outcome; conflicts, repeats and limits."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import psycopg
import pytest

from adapters.postgres import group_commit
from adapters.postgres.event_log import PostgresEventLog
from application.errors import (
    CommandReused,
    Conflict,
    EpochChanged,
    EventTooLarge,
    InvalidText,
    LogBusy,
    LogUnavailable,
    Unrecordable,
)
from application.ports import StoredVersion
from domain.event import EVENT_BYTES_MAX, Reason, SealedText
from domain.purchase_orders.events import PurchaseOrderHoldPlaced
from tests.adapters.postgres.log_support import (
    OTHER_BODY,
    change,
    opened,
    placed,
    released,
    save,
)
from tests.conftest import Database


@pytest.fixture
async def log(database: Database) -> AsyncIterator[PostgresEventLog]:
    async with opened(database) as log:
        yield log


async def test_what_was_appended_is_loaded_in_order(log: PostgresEventLog) -> None:
    outcome = await log.append(save(change("purchase_order/1", 0, placed("a"), released())))
    assert (outcome.stream, outcome.version, outcome.position) == ("purchase_order/1", 2, 2)
    assert outcome.token == "1.2"
    assert not outcome.duplicate
    assert await log.load("demo", "purchase_order/1") == [
        StoredVersion(version=1, event=placed("a")),
        StoredVersion(version=2, event=released()),
    ]
    assert await log.load("demo", "purchase_order/1", after_version=1) == [
        StoredVersion(version=2, event=released())
    ]


async def test_a_stream_belongs_to_its_tenant(log: PostgresEventLog) -> None:
    await log.append(save(change("purchase_order/1", 0), tenant="north"))
    assert await log.load("south", "purchase_order/1") == []
    outcome = await log.append(save(change("purchase_order/1", 0), tenant="south"))
    assert outcome.position == 1


async def test_a_command_that_was_never_sent_has_no_outcome(log: PostgresEventLog) -> None:
    assert await log.outcome("demo", "never") is None


async def test_the_outcome_of_a_command_can_be_asked_for(log: PostgresEventLog) -> None:
    sent = save(change("purchase_order/1", 0))
    outcome = await log.append(sent)
    known = (sent.body_hash, replace(outcome, duplicate=True))
    assert await log.outcome("demo", sent.command_id) == known
    assert await log.outcome("other", sent.command_id) is None


async def test_a_repeated_command_stores_nothing_and_gets_its_first_outcome(
    log: PostgresEventLog,
) -> None:
    sent = save(change("purchase_order/1", 0))
    first = await log.append(sent)
    await log.append(save(change("purchase_order/1", 1)))
    assert await log.append(sent) == replace(first, duplicate=True)
    assert len(await log.load("demo", "purchase_order/1")) == 2


async def test_a_command_id_with_another_body_is_refused(log: PostgresEventLog) -> None:
    sent = save(change("purchase_order/1", 0))
    await log.append(sent)
    with pytest.raises(CommandReused):
        await log.append(replace(sent, body_hash=OTHER_BODY))


async def test_two_tenants_may_use_the_same_command_id(log: PostgresEventLog) -> None:
    sent = save(change("purchase_order/1", 0))
    await log.append(sent)
    outcome = await log.append(replace(sent, tenant="other", body_hash=OTHER_BODY))
    assert not outcome.duplicate


async def test_a_save_of_several_streams_is_stored_whole_or_not_at_all(
    log: PostgresEventLog,
) -> None:
    await log.append(save(change("purchase_order/1", 0)))
    with pytest.raises(Conflict) as caught:
        await log.append(save(change("receipt/1", 0), change("purchase_order/1", 0)))
    assert caught.value.values == {"stream": "purchase_order/1", "version": 1}
    assert await log.load("demo", "receipt/1") == []
    outcome = await log.append(save(change("receipt/1", 0), change("purchase_order/1", 1)))
    assert (outcome.stream, outcome.version, outcome.position) == ("receipt/1", 1, 3)


async def test_calls_keep_their_order_in_the_log_and_build_on_each_other(
    log: PostgresEventLog,
) -> None:
    calls = [log.append(save(change("purchase_order/1", version))) for version in range(300)]
    outcomes = await asyncio.gather(*calls)
    assert [outcome.version for outcome in outcomes] == list(range(1, 301))
    assert [outcome.position for outcome in outcomes] == list(range(1, 301))


async def test_a_conflict_in_a_batch_rejects_its_own_command_and_those_that_build_on_it(
    log: PostgresEventLog,
) -> None:
    await log.append(save(change("purchase_order/1", 0)))
    results = await asyncio.gather(
        log.append(save(change("purchase_order/1", 1))),
        log.append(save(change("purchase_order/1", 1))),  # decided on what the first one changed
        log.append(save(change("purchase_order/2", 0))),
        log.append(save(change("purchase_order/1", 3))),  # builds on the one that was rejected
        log.append(save(change("purchase_order/1", 2))),
        return_exceptions=True,
    )
    kinds = [type(result).__name__ for result in results]
    assert kinds == ["Outcome", "Conflict", "Outcome", "Conflict", "Outcome"]


async def test_a_command_sent_twice_at_once_is_stored_once(log: PostgresEventLog) -> None:
    sent = save(change("purchase_order/1", 0))
    other = replace(sent, body_hash=OTHER_BODY)
    calls = [log.append(sent), log.append(sent), log.append(other), log.append(sent)]
    first, second, third, fourth = await asyncio.gather(*calls, return_exceptions=True)
    assert second == fourth == await log.append(sent)
    assert not isinstance(first, BaseException)
    assert second == replace(first, duplicate=True)
    assert isinstance(third, CommandReused)
    assert len(await log.load("demo", "purchase_order/1")) == 1


async def test_an_event_too_large_is_refused_at_once_and_harms_no_other(
    log: PostgresEventLog,
) -> None:
    text = SealedText(subject="p", box="x" * EVENT_BYTES_MAX)
    large = PurchaseOrderHoldPlaced(reason_code="audit", note=text)
    refused = log.append(save(change("purchase_order/1", 0, large)))
    assert isinstance(refused.exception(), EventTooLarge)
    assert (await log.append(save(change("purchase_order/1", 0)))).version == 1


@pytest.mark.parametrize("text", ["nul \0", "half \ud800 a pair"])
async def test_text_that_the_log_cannot_hold_is_refused_at_once(
    log: PostgresEventLog, text: str
) -> None:
    refused = log.append(save(replace(change("purchase_order/1", 0), number=text)))
    assert isinstance(refused.exception(), InvalidText)
    reason = Reason(code=text)
    assert isinstance(
        log.append(save(change("purchase_order/1", 0), reason=reason)).exception(), InvalidText
    )
    assert await log.load("demo", "purchase_order/1") == []


async def test_what_only_the_database_refuses_fails_alone(log: PostgresEventLog) -> None:
    results = await asyncio.gather(
        log.append(save(change("purchase_order/1", 0))),
        log.append(save(change("purchase_order/1", 0), tenant="not a tenant")),
        log.append(save(change("purchase_order/1", 1))),
        log.append(save(change("purchase_order/1", 2), command_id="nul \0")),
        log.append(save(change("purchase_order/1", 2))),
        return_exceptions=True,
    )
    assert isinstance(results[1], Unrecordable)
    assert isinstance(results[3], InvalidText)
    assert [getattr(result, "version", None) for result in results] == [1, None, 2, None, 3]


async def test_beyond_the_queue_limit_saves_are_refused_as_busy(database: Database) -> None:
    async with opened(database, saves_max=3) as log:
        calls = [log.append(save(change(f"purchase_order/{n}", 0))) for n in range(5)]
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert [isinstance(result, LogBusy) for result in results] == [False] * 3 + [True] * 2
        assert (await log.append(save(change("purchase_order/4", 0)))).position == 4


async def test_beyond_the_limit_in_bytes_saves_are_refused_as_busy(database: Database) -> None:
    async with opened(database, bytes_max=1_000) as log:
        for again in range(2):  # What was stored makes room.
            calls = [log.append(save(change(f"receipt/{again}-{n}", 0))) for n in range(10)]
            results = await asyncio.gather(*calls, return_exceptions=True)
            refused = [isinstance(result, LogBusy) for result in results]
            assert refused == sorted(refused)
            assert 0 < refused.count(True) < 10


async def test_a_save_larger_than_a_batch_is_still_one_save(log: PostgresEventLog) -> None:
    events = [placed()] * (group_commit.BATCH_EVENTS_MAX * 3)
    outcome = await log.append(save(change("purchase_order/1", 0, *events)))
    assert outcome.version == len(events)


async def test_a_caller_that_goes_away_takes_nobody_with_it(log: PostgresEventLog) -> None:
    gone = log.append(save(change("purchase_order/1", 0)))
    follows = log.append(save(change("purchase_order/1", 1)))
    gone.cancel()
    assert (await follows).version == 2


async def test_closing_the_log_stores_what_was_appended_before(database: Database) -> None:
    async with opened(database) as log:
        call = log.append(save(change("purchase_order/1", 0)))
    assert (await call).version == 1


async def test_a_log_at_another_epoch_takes_nothing(
    log: PostgresEventLog, database: Database
) -> None:
    await log.append(save(change("purchase_order/1", 0)))
    with psycopg.connect(database.url) as connection:
        connection.execute("UPDATE log.log_head SET epoch = 2")
    calls = [log.append(save(change(f"purchase_order/{n}", 0))) for n in range(2, 400)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(result) for result in results} == {EpochChanged}
    assert await log.load("demo", "purchase_order/2") == []


async def test_opening_a_log_that_is_not_there_says_so() -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    with pytest.raises(LogUnavailable):
        async with PostgresEventLog(url, url, reader_seconds_max=0.2):
            pytest.fail("there is no log")
