"""Which lots are offered to whoever picks: none that falls under a recall, wherever it lies."""

from typing import Final

import pytest

from projections.stock import STOCK as READ_MODEL
from tests.conftest import Database
from tests.domain.stock import STOCK, brought, opened
from tests.projections.by_hand import answered
from tests.projections.folding import Story
from tests.projections.test_recalls import ITEM, LIFTED, PLACED

WIDE: Final = "\uff4c\uff0d\uff17"  # L-7 in letters of full width.
ONLY_SERIALS: Final = PLACED.model_copy(update={"lots": (), "serials": ("S-1",)})
WHOLE: Final = PLACED.model_copy(update={"lots": ()})


@pytest.fixture
def story() -> Story:
    told = Story().happens(f"stock_item/{STOCK.id}", opened(), number="I-1")
    came = [brought("10", "100", lot=lot) for lot in (WIDE, "L\u00a0 8", "L-9")]
    return told.happens(f"stock_item/{STOCK.id}", *came, brought("10", "100"), number="I-1")


def offered(database: Database, story: Story) -> list[str]:
    rows = answered(database.url, READ_MODEL, story, "lots_to_pick")
    return sorted(row["lot"] for row in rows)


def test_a_recalled_lot_is_not_offered_however_it_is_spelled(
    database: Database, story: Story
) -> None:
    assert offered(database, story) == ["", "L-9", "L\u00a0 8", WIDE]
    story.happens(ITEM, PLACED, number="I-1", facility=None)
    assert offered(database, story) == ["L-9"], "without a lot, it may be one of those recalled"
    story.happens(ITEM, LIFTED, number="I-1", facility=None)
    assert len(offered(database, story)) == 4


def test_a_recalled_item_is_not_offered_and_one_of_single_units_is(
    database: Database, story: Story
) -> None:
    story.happens(ITEM, WHOLE, number="I-1", facility=None)
    assert offered(database, story) == []
    story.happens(ITEM, LIFTED, ONLY_SERIALS, number="I-1", facility=None)
    assert len(offered(database, story)) == 4
