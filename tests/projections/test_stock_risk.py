"""Stock-out risk, worked by hand on gloves that departments use up."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.catalogue.events import CatalogueItemRequested
from domain.event import Event
from projections.projection import Row
from projections.stock import STOCK as READ_MODEL
from tests.conftest import Database
from tests.domain.orders import BOX, GLOVES, cancelled, received
from tests.domain.stock import STOCK, brought, consigned, issued, opened, parcel
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, of_order, orders, receipt
from tests.projections.folding import Story
from tests.projections.test_recalls import ITEM, LIFTED, PLACED

FIRST: Final = date(2026, 3, 1)
LAST: Final = date(2026, 3, 10)
EACHES: Final[dict[str, Any]] = {"item_id": GLOVES}


def in_stock(story: Story, on: date, *facts: Event) -> Story:
    return at(story, on, f"stock_item/{STOCK.id}", *facts, number="I-1")


def used(story: Story, on: date, quantity: str) -> Story:
    return in_stock(story, on, issued("0", parcel(quantity)))


@pytest.fixture
def story() -> Story:
    """A hundred gloves on the 1st, ten used a day until the 10th; orders come in five days."""
    told = Story()
    orders(told, 1, FIRST - timedelta(5), **EACHES)
    receipt(told, 1, FIRST, order=1)
    of_order(told, 1, FIRST, received("100", "1000"))
    in_stock(told, FIRST, opened(), brought("120", "1200"))
    for days in range(10):
        used(told, FIRST + timedelta(days), "10")
    return told


def risk(database: Database, story: Story, **chosen: Any) -> list[Row]:
    return answered(database.url, READ_MODEL, story, "stock_out_risk", **chosen)


def figures(database: Database, story: Story, **chosen: Any) -> tuple[Any, ...]:
    (row,) = risk(database, story, **chosen)
    names = ("on_hand", "daily_use", "days_cover", "lead_days", "due")
    told = (None if row[name] is None else Decimal(row[name]) for name in names)
    return (*told, row["at_risk"])


def test_what_lasts_two_days_while_more_takes_five_is_at_risk(
    database: Database, story: Story
) -> None:
    (row,) = risk(database, story)
    assert (row["facility"], row["item_number"], row["description"]) == ("NORTH", "I-1", "Gloves")
    assert figures(database, story) == (20, 10, 2, 5, 0, True)
    assert risk(database, story, at_risk=False) == []
    assert risk(database, story, facility="SOUTH") == []


def test_what_is_due_in_time_covers_it_and_what_is_late_does_not(
    database: Database, story: Story
) -> None:
    orders(story, 2, LAST, "30", need_by=LAST + timedelta(5), **EACHES)
    assert figures(database, story) == (20, 10, 2, 5, 30, False)  # 50 are used in five days.
    of_order(story, 2, LAST, cancelled("1", "10"))
    assert figures(database, story)[-2:] == (29, True)
    orders(story, 3, LAST, "500", need_by=LAST + timedelta(6), **EACHES)
    assert figures(database, story)[-2:] == (29, True)


def catalogued(story: Story, on: date) -> Story:
    gloves = CatalogueItemRequested(
        item_id=GLOVES,
        number="I-1",
        description="Gloves",
        item_class="consumable",
        base_unit="EA",
        packs=(BOX,),
    )
    return at(story, on, ITEM, gloves, number="I-1")


def test_boxes_count_by_what_they_hold(database: Database, story: Story) -> None:
    catalogued(story, LAST)
    orders(story, 2, LAST, "3", need_by=LAST, pack=BOX, **EACHES)
    pallet = BOX.model_copy(update={"unit": "PL"})
    orders(story, 3, LAST, "3", need_by=LAST, pack=pallet, **EACHES)
    assert figures(database, story)[-2:] == (36, False)


def test_the_window_says_which_use_counts(database: Database, story: Story) -> None:
    later = LAST + timedelta(4)
    assert figures(database, story, day=later, window_days=5)[:3] == (20, 2, 10)  # Of the 10th.
    assert risk(database, story, day=later, window_days=4) == []
    used(story, LAST, "20")
    assert figures(database, story)[:3] == (0, 12, 0)


def test_goods_of_the_supplier_that_lie_here_are_on_hand(database: Database, story: Story) -> None:
    in_stock(story, LAST, consigned("40"))
    assert figures(database, story)[0] == 60


def test_recalled_lots_and_those_past_their_date_cover_nothing(
    database: Database,
) -> None:
    story = in_stock(catalogued(Story(), FIRST), FIRST, opened())
    in_stock(story, FIRST, brought("98", "980", lot="L-7"))
    in_stock(story, FIRST, brought("12", "120", lot="L-9"))
    in_stock(story, FIRST, issued("0", parcel("2", lot="L-9")))
    assert figures(database, story)[:3] == (108, 2, 54)
    story.happens(ITEM, PLACED, number="I-1", facility=None)
    assert figures(database, story) == (10, 2, 5, None, 0, False)
    in_stock(story, FIRST, issued("0", parcel("10", lot="L-9")))
    assert figures(database, story) == (0, 12, 0, None, 0, True)
    in_stock(story, FIRST, brought("6", "60", lot="L-1", expires_on=FIRST))
    assert figures(database, story, day=FIRST)[0] == 6
    assert figures(database, story, day=FIRST + timedelta(1))[0] == 0
    story.happens(ITEM, LIFTED, number="I-1", facility=None)
    assert figures(database, story, day=FIRST)[0] == 104


def test_what_never_came_has_no_lead_time_and_is_at_risk_once_it_is_gone(
    database: Database,
) -> None:
    story = in_stock(Story(), FIRST, opened(), brought("20", "200"))
    used(story, FIRST, "10")
    assert figures(database, story) == (10, 10, 1, None, 0, False)
    used(story, FIRST, "10")
    assert figures(database, story)[-1] is True


def test_what_nobody_uses_is_no_risk(database: Database) -> None:
    story = in_stock(Story(), FIRST, opened(), brought("20", "200"))
    assert risk(database, story) == []


def out(database: Database, story: Story) -> tuple[str | None, int, int]:
    (row,) = risk(database, story)
    return row["stock_out_pct"], row["use_days"], row["lead_receipts"]


def test_the_probability_follows_the_spread_of_use_and_of_lead_times(database: Database) -> None:
    story = Story()
    orders(story, 1, FIRST - timedelta(5), **EACHES)
    receipt(story, 1, FIRST, order=1)
    of_order(story, 1, FIRST, received("100", "1000"))
    in_stock(story, FIRST, opened(), brought("150", "1500"))
    for days in range(10):
        used(story, FIRST + timedelta(days), "5" if days % 2 else "15")
    # 50 are on hand, and 50 are used in five days, give or take 5 * sqrt(5) = 11.18.
    assert out(database, story) == ("50.0", 10, 1)
    in_stock(story, LAST, brought("11.1803", "112"))
    assert out(database, story)[0] == "15.9"  # One deviation to spare.
    orders(story, 2, FIRST - timedelta(12), **EACHES)
    receipt(story, 2, FIRST + timedelta(2), order=2)
    of_order(story, 2, FIRST + timedelta(2), received("100", "1000"))
    # Five and fourteen days: half within five, variance 20.25; 11.18 to spare of a deviation of
    # sqrt(5 * 25 + 100 * 20.25) = 46.4.
    assert out(database, story) == ("40.5", 10, 2)


def test_what_is_used_evenly_and_comes_punctually_runs_out_or_does_not(
    database: Database, story: Story
) -> None:
    assert out(database, story) == ("100.0", 10, 1)
    in_stock(story, LAST, brought("30", "300"))
    assert out(database, story) == ("0.0", 10, 1), "exactly enough"


def test_what_never_came_has_no_probability(database: Database) -> None:
    story = in_stock(Story(), FIRST, opened(), brought("20", "200"))
    used(story, FIRST, "10")
    assert out(database, story) == (None, 1, 0)
