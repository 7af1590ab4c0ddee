"""Expiry against the rate of use, worked by hand on lots of gloves."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from projections.projection import Row
from projections.stock import STOCK as READ_MODEL
from tests.conftest import Database
from tests.domain.stock import brought, consigned, issued, opened, parcel
from tests.projections.by_hand import answered
from tests.projections.folding import Story
from tests.projections.test_stock_risk import FIRST, LAST, in_stock


def lot(story: Story, name: str, quantity: str, days: int, amount: str = "0") -> Story:
    """A lot that came on the first day, and expires so many days after the last."""
    expires = LAST + timedelta(days)
    return in_stock(story, FIRST, brought(quantity, amount, lot=name, expires_on=expires))


@pytest.fixture
def story() -> Story:
    """Ten a day are used until LAST; lots of 50 end in 2, 9 and 40 days, one was over before."""
    told = in_stock(Story(), FIRST, opened(), brought("100", "1000"))
    for days in range(10):
        in_stock(told, FIRST + timedelta(days), issued("100", parcel("10")))
    lot(told, "A", "50", 2, "600")
    lot(told, "B", "50", 9, "400")
    lot(told, "C", "50", 40, "500")
    lot(told, "OLD", "5", -1, "50")
    return lot(told, "FAR", "5", 400, "50")


def risk(database: Database, story: Story, **chosen: Any) -> dict[str, Row]:
    rows = answered(database.url, READ_MODEL, story, "expiry_risk", **chosen)
    return {row["lot"]: row for row in rows}


def unusable(database: Database, story: Story, **chosen: Any) -> dict[str, int]:
    return {
        name: int(Decimal(row["unusable"]))
        for name, row in risk(database, story, **chosen).items()
        if Decimal(row["unusable"])
    }


def test_what_is_not_used_by_its_last_day_is_lost(database: Database, story: Story) -> None:
    # Of A 30 are used on three days, of B 50 on the next seven; then C has all the time it needs.
    assert unusable(database, story) == {"OLD": 5, "A": 20}
    kept = risk(database, story)
    assert kept.keys() == {"OLD", "A", "B", "C"}, "the last one ends later than in 90 days"
    assert "FAR" in risk(database, story, within_days=500)
    # 160 are ours, worth 1,600.
    assert (kept["A"]["unit_cost"], kept["A"]["value"]) == ("10.000000", "200.00")
    (north,) = answered(database.url, READ_MODEL, story, "expiry_risk_by_facility")
    assert (north["facility"], north["currency"], north["lots"]) == ("NORTH", "USD", 4)
    assert (north["lots_at_risk"], north["value"]) == (2, "250.00")


def test_more_of_one_lot_leaves_less_time_for_the_next(database: Database, story: Story) -> None:
    lot(story, "A", "70", 2)
    lot(story, "B", "40", 9)
    # Of A 30 of 120, of B 70 of 90 by the tenth day.
    assert unusable(database, story) == {"OLD": 5, "A": 90, "B": 20}


def test_what_is_not_used_at_all_is_lost_in_full(database: Database, story: Story) -> None:
    later = LAST + timedelta(1)
    assert unusable(database, story, window_days=1, day=later) == {
        "OLD": 5,
        "A": 50,
        "B": 50,
        "C": 50,
    }


def test_what_suppliers_keep_here_is_no_lot_of_ours(database: Database, story: Story) -> None:
    in_stock(story, FIRST, consigned("40", lot="X", expires_on=LAST))
    assert "X" not in risk(database, story)
    assert Decimal(risk(database, story)["A"]["unit_cost"]) == 10
    assert risk(database, story, facility="SOUTH") == {}
