"""Every read model says what the documents say, over real histories and over made-up ones."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

import psycopg
import pytest
from hypothesis import given, settings

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.log_reader import read, recorded
from domain.event import Recorded
from projections.index import PROJECTIONS
from projections.projection import Projection
from tests.application.stories import Story, stories, told
from tests.conftest import Database, Imported, copied_database
from tests.projections.agreement import everything_agrees
from tests.projections.folding import fold
from tests.projections.recall_cases import recall_some

# Their goods were all ordered, nobody had leave to break a rule, and tolerances are built in.
NOT_IN_REAL_HISTORIES: Final = {
    *(
        "shipments",
        "announced_shipments",
        "unordered_deliveries",
        "duty_overrides",
        "tolerance_policies",
        "accounting_calendars",
    ),
    *("exchange_rates", "prepayments", "recoveries", "intercompany_bills", "rebates"),
}
EVENTS_MAX: Final = 200_000  # More than the sample leaves in the log.
BATCH_EVENTS: Final = 97  # Neither one nor all, and no divisor of anything.
STORIES_TOLD: Final = settings(max_examples=settings().max_examples // 4)  # Each has a dozen saves.


def log_of(database: Database, tenant: str) -> list[Recorded]:
    with psycopg.connect(database.url) as connection:
        rows = read(connection, 0, EVENTS_MAX, tenant)
    assert len(rows) < EVENTS_MAX
    return [recorded(row) for row in rows]


@pytest.fixture(scope="module")
def real_history(servers: ServerAddresses, imported: Imported) -> Iterator[Sequence[Recorded]]:
    """What the import of the sample of real histories recorded, and some recalls of what came."""
    with copied_database(servers, imported.name) as database:
        asyncio.run(recall_some(database, log_of(database, "demo")))
        yield log_of(database, "demo")


def test_after_real_histories_every_read_model_agrees_and_nothing_is_parked(
    real_history: Sequence[Recorded],
) -> None:
    kept = everything_agrees(real_history, BATCH_EVENTS)
    assert {event.type.partition(".")[0] for event in real_history} == {
        *("supplier", "catalogue_item", "number", "requisition", "approval_case"),
        *("purchase_order", "receipt", "stock_item", "invoice", "credit_memo"),
        *("price_agreement", "legal_entity", "budget_line", "demand"),
        "invoice_register",
    }
    empty = {each.name for each in PROJECTIONS if not kept[each.name].table(each.main)}
    assert empty <= NOT_IN_REAL_HISTORIES


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda each: each.name)
def test_how_a_real_history_is_cut_into_batches_changes_no_row(
    real_history: Sequence[Recorded], projection: Projection
) -> None:
    """One event at a time also shows that `keys` names every row that an event touches."""
    by_one = fold(projection, real_history, batch_events=1)
    whole = fold(projection, real_history, batch_events=len(real_history))
    for name in by_one.rows:
        assert by_one.versions(name) == whole.versions(name)
    assert by_one.facts == whole.facts


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda each: each.name)
def test_partitions_need_nothing_of_each_other(
    real_history: Sequence[Recorded], projection: Projection
) -> None:
    """Folded one partition after the other, as workers do, the rows are the same."""
    events = [each for each in real_history if projection.handle_of(each.type) is not None]
    apart = sorted(events, key=projection.partition)  # Stable: within one, in order of the log.
    together, split = (fold(projection, each, BATCH_EVENTS) for each in (events, apart))
    for name in together.rows:
        assert together.versions(name) == split.versions(name)
    for name, facts in together.facts.items():
        assert sorted(facts, key=str) == sorted(split.facts[name], key=str)


def test_every_read_model_agrees_after_any_story(database: Database) -> None:
    stories_told = 0
    with told(database) as tell:

        @STORIES_TOLD
        @given(stories())
        def holds(story: Story) -> None:
            nonlocal stories_told
            stories_told += 1
            tell(story)
            everything_agrees(log_of(database, f"t{stories_told}"), batch_events=7)

        holds()
