"""Snapshots: a state that was kept is the state that its events make, or it is not used."""

import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg
import pytest

import domain
from adapters.postgres import event_log
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read, recorded
from adapters.postgres.snapshots import (
    STATE_BYTES_MAX,
    Snapshots,
    decoded,
    digest_of_source,
    encoded,
    snapshot_form,
)
from domain.event import Event, Recorded
from domain.purchase_orders.events import PurchaseOrderHoldPlaced, PurchaseOrderHoldReleased
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.registry import AGGREGATES, EVENTS
from tests.adapters.postgres.log_support import change, opened, save
from tests.adapters.postgres.told_histories import (
    STREAM,
    a_closed_month,
    a_correction,
    a_rate,
    a_year_of_purchases,
    billed_between,
    cents_of_a_day,
    goods_on_their_way,
    goods_put_aside,
    left_on_an_account,
    overridden_duty,
    paid_ahead,
    paid_too_much,
    tolerances_agreed_on,
    valued_goods,
)
from tests.conftest import Database, Imported
from tests.domain.orders import in_force

EVENTS_MAX: Final = 200_000  # More than the sample leaves in the log.


@pytest.fixture(scope="module")
def documents(imported: Imported) -> dict[str, list[Recorded]]:
    """The events of each document that the import of real histories made."""
    with psycopg.connect(imported.database.url) as connection:
        rows = read(connection, 0, EVENTS_MAX, "demo")
    assert len(rows) < EVENTS_MAX
    streams: defaultdict[str, list[Recorded]] = defaultdict(list)
    for row in rows:
        streams[row.stream].append(recorded(row))
    return streams


def test_a_state_read_back_equals_the_folded_one_and_goes_on_as_it_does(
    documents: dict[str, list[Recorded]],
) -> None:
    kinds = set()
    # No history of the file has these.
    agreed = (
        goods_on_their_way(),
        goods_put_aside(),
        overridden_duty(),
        tolerances_agreed_on(),
        paid_ahead(),
    )
    books = (a_closed_month(), a_rate(), a_correction(), paid_too_much(), cents_of_a_day())
    more = (billed_between(), a_year_of_purchases(), left_on_an_account(), valued_goods())
    histories = [*documents.values(), *agreed, *books, *more]
    for events in histories:
        aggregate = AGGREGATES[events[0].aggregate]
        kinds.add(aggregate.name)
        state, kept = None, None
        for each in events:
            event = EVENTS[each.type].model_validate(each.data)
            state, kept = aggregate.evolve(state, event), aggregate.evolve(kept, event)
            assert kept == state
            kept = decoded(aggregate.state, encoded(aggregate.state, kept))
            assert kept == state
    assert kinds == AGGREGATES.keys()


def toggled(times: int) -> Sequence[Event]:
    placed, released = PurchaseOrderHoldPlaced(reason_code="audit"), PurchaseOrderHoldReleased()
    return [(placed, released)[number % 2] for number in range(times)]


def history() -> tuple[Event, ...]:
    return (*in_force(), *toggled(6))


async def test_a_stream_is_loaded_from_its_snapshot_and_the_events_since(
    database: Database,
) -> None:
    events = history()
    async with opened(database) as log:
        await log.append(save(change(STREAM, 0, *events)))
        whole = await log.load_state("demo", PURCHASE_ORDER, STREAM)
        assert (whole.state, whole.version, len(whole.events)) == (None, 0, len(events))
        states: list[PurchaseOrder | None] = [None]
        for stored in whole.events:
            states.append(PURCHASE_ORDER.evolve(states[-1], stored.event))
        kept = states[-4]
        assert kept is not None
        log.keep("demo", PURCHASE_ORDER, STREAM, kept, len(events) - 3)
    async with opened(database) as log:
        loaded = await log.load_state("demo", PURCHASE_ORDER, STREAM)
        assert (loaded.state, loaded.version) == (kept, len(events) - 3)
        assert loaded.events == whole.events[-3:]


async def test_a_stream_without_events_is_loaded_as_nothing(database: Database) -> None:
    async with opened(database) as log:
        loaded = await log.load_state("demo", PURCHASE_ORDER, STREAM)
    assert (loaded.state, loaded.version, list(loaded.events)) == (None, 0, [])


@pytest.mark.parametrize("changed", ["rules", "epoch", "tenant", "version"])
async def test_a_snapshot_that_is_not_of_this_history_is_as_good_as_none(
    database: Database, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = history()
    async with opened(database) as log:
        for tenant in ("demo", "south"):
            await log.append(save(change(STREAM, 0, *events), tenant=tenant))
        loaded = await log.load_state("demo", PURCHASE_ORDER, STREAM)
        state = None
        for stored in loaded.events:
            state = PURCHASE_ORDER.evolve(state, stored.event)
        assert state is not None
        log.keep("demo", PURCHASE_ORDER, STREAM, state, len(events))
    if changed == "rules":
        monkeypatch.setattr(event_log, "snapshot_form", lambda: "other rules")
    if changed == "epoch":
        with psycopg.connect(database.url) as owner:
            owner.execute("UPDATE log.log_head SET epoch = 2")
    if changed == "version":
        with psycopg.connect(database.url) as owner:
            owner.execute("UPDATE log.snapshot SET version = version + 1")
    async with opened(database) as log:
        tenant = "south" if changed == "tenant" else "demo"
        loaded = await log.load_state(tenant, PURCHASE_ORDER, STREAM)
    assert (loaded.state, len(loaded.events)) == (None, len(events))


async def test_a_snapshot_that_cannot_be_read_is_as_good_as_none(database: Database) -> None:
    events = history()
    async with opened(database) as log:
        await log.append(save(change(STREAM, 0, *events)))
    with psycopg.connect(database.role_url("purvey_append")) as connection:
        connection.execute(
            "SELECT log.keep_snapshot('demo', %s, %s, 1, %s, '{}')",
            [STREAM, len(events) - 3, snapshot_form()],
        )
    async with opened(database) as log:
        loaded = await log.load_state("demo", PURCHASE_ORDER, STREAM)
    assert (loaded.state, loaded.version, len(loaded.events)) == (None, 0, len(events))


KEEP: Final = "SELECT log.keep_snapshot('demo', 'receipt/1', %s, %s, %s, %s)"


@pytest.mark.parametrize(
    ("kept", "survives"),
    [
        ((3, 1, "rules", b"{}"), True),
        ((1, 1, "rules", b"{}"), False),  # An older one.
        ((1, 1, "other rules", b"{}"), True),
        ((1, 2, "rules", b"{}"), True),
        ((4, 1, "rules", b"{}"), False),  # Ahead of the stream.
    ],
)
async def test_the_newest_snapshot_of_a_stream_is_kept_and_none_is_ahead_of_it(
    database: Database, kept: tuple[int, int, str, bytes], survives: bool
) -> None:
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0, *toggled(3))))
    first = (2, 1, "rules", b"[]")
    with psycopg.connect(database.role_url("purvey_append"), autocommit=True) as connection:
        connection.execute(KEEP, (1, 1, "rules", b"[]"))
        connection.execute(KEEP, first)
        connection.execute(KEEP, kept)
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(KEEP, (3, 1, "rules", b"x" * (STATE_BYTES_MAX + 1)))
    with psycopg.connect(database.url) as reader:
        rows = reader.execute("SELECT version, epoch, form, state FROM log.snapshot").fetchall()
    assert rows == [kept if survives else first]


def test_the_form_of_snapshots_is_another_one_when_any_rule_of_the_domain_changes(
    tmp_path: Path,
) -> None:
    rules = tmp_path / "domain"
    shutil.copytree(Path(str(domain.__file__)).parent, rules)
    assert digest_of_source(rules) == snapshot_form()
    changed = rules / "receipts/state.py"
    changed.write_text(changed.read_text() + "\n")
    other = digest_of_source(rules)
    assert other != snapshot_form()
    changed.rename(rules / "receipts/states.py")
    assert digest_of_source(rules) not in (other, snapshot_form())


async def test_what_is_closed_before_its_first_turn_keeps_what_it_was_given(
    database: Database,
) -> None:
    async with opened(database) as log:
        await log.append(save(change(STREAM, 0, *history())))
        state, version = await folded(log), len(history())
    snapshots = Snapshots(database.role_url("purvey_append"))
    snapshots.start(epoch=1)
    snapshots.keep("demo", STREAM, version, PurchaseOrder, state)
    await snapshots.close()
    async with opened(database) as log:
        assert (await log.load_state("demo", PURCHASE_ORDER, STREAM)).version == version


async def folded(log: PostgresEventLog) -> PurchaseOrder:
    state = None
    for stored in await log.load("demo", STREAM):
        state = PURCHASE_ORDER.evolve(state, stored.event)
    assert state is not None
    return state
