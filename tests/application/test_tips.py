"""What a process knows of documents is never read twice, nor taken for more than it is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import psycopg
import pytest

from adapters.postgres.event_log import PostgresEventLog
from application.handle import Application
from application.handlers import HANDLERS
from application.ports import LoadedState, StoredVersion
from application.tips import SNAPSHOT_EVENTS
from domain.aggregate import Aggregate, State
from domain.suppliers.commands import ReleaseSupplierHold
from domain.suppliers.errors import SupplierHeldAlready
from domain.suppliers.state import SUPPLIER
from tests.application.test_handle import ACME, HOLD, NOW, PROPOSE, context
from tests.conftest import Database
from tests.passing_log import PassingLog

STREAM: Final = SUPPLIER.stream(ACME)
RELEASE: Final = ReleaseSupplierHold(now=NOW, supplier_id=ACME, scope="order")


class CountingLog(PassingLog):
    """The real log, and how many events were read of it."""

    def __init__(self, log: PostgresEventLog) -> None:
        super().__init__(log)
        self.of_states: list[int] = []
        self.loaded: list[int] = []

    async def load(
        self, tenant: str, stream: str, after_version: int = 0
    ) -> Sequence[StoredVersion]:
        events = await super().load(tenant, stream, after_version)
        self.loaded.append(len(events))
        return events

    async def load_state(
        self, tenant: str, aggregate: Aggregate[State], stream: str
    ) -> LoadedState[State]:
        loaded = await super().load_state(tenant, aggregate, stream)
        self.of_states.append(len(loaded.events))
        return loaded


async def held_and_released(application: Application, name: str, times: int) -> None:
    """So many times: two events each."""
    for number in range(times):
        await application.handle(HOLD, context(f"{name}-hold-{number}"))
        await application.handle(RELEASE, context(f"{name}-release-{number}"))


async def test_what_another_process_did_is_read_and_nothing_before_it(
    log: PostgresEventLog,
) -> None:
    counting = CountingLog(log)
    ours, other = Application(counting, HANDLERS), Application(log, HANDLERS)
    await ours.handle(PROPOSE, context("c-1"))
    await held_and_released(ours, "ours", 20)
    before = len(counting.loaded)
    await held_and_released(other, "other", 1)
    await ours.handle(replace(HOLD, scope="payment"), context("c-2"))
    assert counting.loaded[before:] == [2]  # The conflict told that there was something to read.
    assert counting.of_states == []
    await ours.handle(replace(RELEASE, scope="payment"), context("c-3"))
    assert counting.loaded[before:] == [2]


async def test_a_refusal_rests_on_what_another_process_did_last(log: PostgresEventLog) -> None:
    counting = CountingLog(log)
    ours, other = Application(counting, HANDLERS), Application(log, HANDLERS)
    await ours.handle(PROPOSE, context("c-1"))
    await ours.handle(HOLD, context("c-2"))
    await other.handle(RELEASE, context("c-3"))
    await ours.handle(HOLD, context("c-4"))
    with pytest.raises(SupplierHeldAlready):
        await ours.handle(HOLD, context("c-5"))
    assert counting.of_states == []


async def test_a_long_history_is_read_from_its_newest_snapshot_after_a_restart(
    database: Database,
) -> None:
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        application = Application(log, HANDLERS)
        await application.handle(PROPOSE, context("c-1"))
        await held_and_released(application, "before", SNAPSHOT_EVENTS)
    async with PostgresEventLog(*urls) as log:
        counting = CountingLog(log)
        restarted = Application(counting, HANDLERS)
        await restarted.handle(HOLD, context("c-2"))
        with pytest.raises(SupplierHeldAlready):
            await restarted.handle(HOLD, context("c-3"))
        assert len(counting.of_states) == 1
        assert counting.of_states[0] < SNAPSHOT_EVENTS


async def test_a_long_history_without_a_snapshot_gets_one_when_it_is_read(
    database: Database,
) -> None:
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        application = Application(log, HANDLERS)
        await application.handle(PROPOSE, context("c-1"))
        await held_and_released(application, "before", SNAPSHOT_EVENTS // 2)
    with psycopg.connect(database.url) as owner:
        owner.execute("DELETE FROM log.snapshot")
    async with PostgresEventLog(*urls) as log:
        await Application(log, HANDLERS).handle(HOLD, context("c-2"))
    with psycopg.connect(database.url) as reader:
        kept = reader.execute("SELECT stream, version FROM log.snapshot").fetchall()
    assert kept == [(STREAM, SNAPSHOT_EVENTS + 1)]
