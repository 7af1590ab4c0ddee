"""Disputes of a rebate as rows: what is denied, what that leaves owed, and what waits."""

from decimal import Decimal
from typing import Final

from domain.rebates.dispute_events import (
    RebateConceded,
    RebateDisputed,
    RebateDisputeEvent,
    RebateDisputeSettled,
)
from projections.rebates import REBATES
from tests.conftest import Database
from tests.domain.agreements import day
from tests.domain.test_rebates import AGREED, bought
from tests.projections.by_hand import answered
from tests.projections.folding import Story, fold
from tests.projections.test_rebates import CLAIMED, EARNED, MONEY, story

DENIED: Final = RebateDisputed(
    dispute=1,
    claim=1,
    disputed_on=day(8),
    amount=Decimal(4),
    reason_code="not_eligible",
    recorded_by="dora",
    **MONEY,
)
ENDED: Final[tuple[RebateDisputeEvent, ...]] = (
    RebateDisputeSettled(
        dispute=1,
        settled_on=day(9),
        amount=Decimal(4),
        conceded=Decimal(3),
        reason_code="agreed",
        resolved_by="fay",
        **MONEY,
    ),
    RebateConceded(dispute=1, conceded_on=day(9), amount=Decimal(3), resolved_by="fay", **MONEY),
)


def told(*facts: RebateDisputeEvent) -> Story:
    return story(*AGREED, bought("200"), EARNED, CLAIMED, DENIED, *facts)


def test_what_is_denied_is_owed_until_it_is_conceded() -> None:
    figures = ("claimed", "owed", "disputed", "conceded")
    row = fold(REBATES, told().events).row("rebates")
    assert [Decimal(row[name]) for name in figures] == [10, 10, 4, 0]
    kept = fold(REBATES, told(*ENDED).events)
    row = kept.row("rebates")
    assert [Decimal(row[name]) for name in figures] == [10, 7, 0, 3]
    dispute = kept.row("rebate_disputes")
    assert (dispute["state"], dispute["conceded"], dispute["resolved_by"]) == (
        "settled",
        "3",
        "fay",
    )
    entry = kept.table("rebate_entries")[-1]
    assert (entry["entry"], entry["amount"], entry["reference"]) == ("conceded", "3", "1")


def test_disputes_that_run_are_listed(database: Database) -> None:
    (row,) = answered(database.url, REBATES, told(), "rebate_disputes_open")
    assert (row["rebate_number"], row["claim"], row["amount"]) == ("RB-1", 1, "4")
    assert answered(database.url, REBATES, told(*ENDED), "rebate_disputes_open") == []
