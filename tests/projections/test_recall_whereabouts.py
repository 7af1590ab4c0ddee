"""Recalled goods are followed from shelf to shelf, ward and way, until none of them are left.

Ten of lot L-7 came to NORTH: two went to the ICU, five with a shipment to SOUTH, one by a transfer.
"""

from decimal import Decimal
from typing import Any, Final

import pytest

from domain.receipts.label_events import Label
from domain.stock.events import StockItemScrapped, StockItemTransferredIn, StockItemTransferredOut
from domain.stock.label_events import RelabelledIssue, StockItemRelabelled
from projections.recalls import RECALLS
from tests.conftest import Database
from tests.domain.orders import RECEIPT, TODAY, id_of
from tests.domain.stock import ELSEWHERE, STOCK, brought, issued, opened, parcel
from tests.projections.by_hand import answered
from tests.projections.folding import Story
from tests.projections.test_recalls import ITEM, PLACED

LOT: Final[dict[str, Any]] = {"lot": "l-7"}


def north(story: Story, *facts: Any) -> Story:
    return story.happens(f"stock_item/{STOCK.id}", *facts, number="I-1")


def south(story: Story, *facts: Any) -> Story:
    return story.happens(f"stock_item/{ELSEWHERE}", *facts, number="I-1", facility="SOUTH")


def scrapped(quantity: str) -> StockItemScrapped:
    return StockItemScrapped(
        scrapped_on=TODAY,
        scrapped_by="kim",
        reason_code="recalled",
        parcels=(parcel(quantity, **LOT),),
        costs=(),
    )


@pytest.fixture
def story() -> Story:
    told = Story().happens(ITEM, PLACED, number="I-1", facility=None)
    north(told, opened(), brought("10", "100", **LOT), brought("4", "40", lot="L-9"))
    north(told, issued("0", parcel("2", **LOT)))
    south(told, opened(ELSEWHERE, "SOUTH"))
    transfer: dict[str, Any] = {
        "transfer_id": id_of(90),
        "transferred_on": TODAY,
        "transferred_by": "kim",
        "parcels": (parcel("1", **LOT),),
        "costs": (),
    }
    there: dict[str, Any] = {
        "to_stock_item_id": ELSEWHERE,
        "to_legal_entity": "NHS",
        "to_facility": "SOUTH",
    }
    here: dict[str, Any] = {
        "from_stock_item_id": STOCK.id,
        "from_legal_entity": "NHS",
        "from_facility": "NORTH",
    }
    north(told, StockItemTransferredOut(**transfer, **there))
    south(told, StockItemTransferredIn(**transfer, **here))
    return told


def lies(database: Database, story: Story, **chosen: Any) -> list[tuple[Any, ...]]:
    rows = answered(database.url, RECALLS, story, "recall_whereabouts", **chosen)
    names = ("facility", "whereabouts", "place", "lot")
    return [
        (*(row[each] for each in names), int(Decimal(row["quantity"])), row["sure"]) for row in rows
    ]


def test_goods_are_where_they_went_and_count_once(database: Database, story: Story) -> None:
    assert lies(database, story) == [
        ("NORTH", "department", "ICU", "l-7", 2, True),
        ("NORTH", "store", "", "l-7", 7, True),
        ("SOUTH", "store", "", "l-7", 1, True),
    ]
    assert lies(database, story, facility="SOUTH") == [("SOUTH", "store", "", "l-7", 1, True)]


def test_nothing_is_left_once_all_of_it_was_destroyed(database: Database, story: Story) -> None:
    north(story, scrapped("7"))
    south(story, scrapped("1"))
    assert lies(database, story) == [("NORTH", "department", "ICU", "l-7", 2, True)]


def test_goods_without_a_lot_may_be_meant(database: Database, story: Story) -> None:
    north(story, brought("3", "30"))
    assert ("NORTH", "store", "", "", 3, False) in lies(database, story)


def test_goods_whose_label_was_wrong_are_found_by_the_true_one(
    database: Database, story: Story
) -> None:
    was: dict[str, Any] = {"lot": "L-9"}
    becomes: dict[str, Any] = {"lot": "L-7"}
    change = StockItemRelabelled(
        receipt=RECEIPT,
        receipt_line=1,
        relabelled_by="rico",
        relabelled_on=TODAY,
        reason_code="mistyped",
        was=Label(lot="L-9"),
        becomes=Label(lot="L-7"),
        taken=(parcel("3", **was),),
        placed=(parcel("3", "quarantined", **becomes),),
        issued=(
            RelabelledIssue(
                department="ICU", taken=parcel("1", **was), placed=parcel("1", **becomes)
            ),
        ),
    )
    north(story, issued("0", parcel("1", **was)), change)
    assert lies(database, story, facility="NORTH") == [
        ("NORTH", "department", "ICU", "L-7", 1, True),
        ("NORTH", "department", "ICU", "l-7", 2, True),
        ("NORTH", "store", "", "L-7", 3, True),
        ("NORTH", "store", "", "l-7", 7, True),
    ]
