"""Verification holds each snapshot against its events, because commands start from it."""

from typing import Any, Final

import pytest

from adapters.postgres import snapshot_check
from domain.purchase_orders.state import PURCHASE_ORDER
from replay.verify import Verified
from tests.adapters.postgres.log_support import change, opened, save
from tests.adapters.postgres.read_support import execute, verified
from tests.adapters.postgres.test_snapshots import history
from tests.adapters.postgres.told_histories import STREAM
from tests.conftest import Database

VERSION: Final = len(history()) - 3


async def with_a_snapshot(database: Database, *streams: str) -> None:
    """A history in each of these streams, and a snapshot three events before its end."""
    events = history()
    async with opened(database) as log:
        for stream in streams:
            await log.append(save(change(stream, 0, *events)))
            state = None
            for stored in (await log.load("demo", stream))[:VERSION]:
                state = PURCHASE_ORDER.evolve(state, stored.event)
            assert state is not None
            log.keep("demo", PURCHASE_ORDER, stream, state, VERSION)


def told(report: Verified) -> list[Any]:
    return [(each.what, each.tenant, each.stream, each.version) for each in report.named_faults]


async def test_snapshots_that_follow_from_their_events_are_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot_check, "PAGE_SNAPSHOTS", 2)
    monkeypatch.setattr(snapshot_check, "PAGE_EVENTS", 2)
    await with_a_snapshot(database, *(f"purchase_order/{number}" for number in range(4)))
    report = await verified(database, [])
    assert (report.differences, report.snapshots) == (0, 4)
    assert report.checked == report.events + 4


FALSIFIED: Final = {
    "convert_to(replace(convert_from(state, 'UTF8'), 'USD', 'EUR'), 'UTF8'), version": (
        "the snapshot is not what its events make",
        VERSION,
    ),
    "state, version - 1": ("the snapshot is not what its events make", VERSION - 1),
    "state, version + 4": (
        f"the snapshot is ahead of its stream, which ends at version {VERSION + 3}",
        VERSION + 4,
    ),
    "'{}'::bytea, version": ("the snapshot cannot be read", VERSION),
}


@pytest.mark.parametrize("values", FALSIFIED)
async def test_a_falsified_snapshot_is_named_by_stream_and_version(
    database: Database, values: str
) -> None:
    await with_a_snapshot(database, STREAM, "purchase_order/other")
    change_it = f"UPDATE log.snapshot SET (state, version) = (SELECT {values}) WHERE stream = %s"
    execute(database, change_it, STREAM)
    report = await verified(database, [])
    what, version = FALSIFIED[values]
    assert told(report) == [(what, "demo", STREAM, version)]
    assert (report.differences, report.snapshots) == (1, 2)


async def test_a_snapshot_of_no_known_aggregate_is_a_fault(database: Database) -> None:
    await with_a_snapshot(database, STREAM)
    execute(database, "UPDATE log.snapshot SET stream = 'wish/1'")
    (fault,) = told(await verified(database, []))
    assert fault[2] == "wish/1"


async def test_snapshots_that_nobody_believes_are_not_compared(database: Database) -> None:
    await with_a_snapshot(database, STREAM, "purchase_order/other")
    execute(database, "UPDATE log.snapshot SET state = '{}'")
    execute(database, "UPDATE log.snapshot SET form = 'other rules' WHERE stream = %s", STREAM)
    execute(database, "UPDATE log.snapshot SET epoch = 9 WHERE stream <> %s", STREAM)
    report = await verified(database, [])
    assert (report.differences, report.snapshots) == (0, 0)
