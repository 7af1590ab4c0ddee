"""A recall leads to the cases in which its units were used, whichever was known first."""

from typing import Any

from domain.event import Event
from projections.projection import Row
from projections.recalls import RECALLS
from tests.conftest import Database
from tests.domain.bill_only import recorded, withdrawn
from tests.domain.consignment_orders import consumed_by
from tests.domain.orders import GLOVES, ORDER
from tests.domain.stock import STOCK, parcel
from tests.projections.by_hand import answered
from tests.projections.folding import Story
from tests.projections.test_recalls import ITEM, LIFTED, PLACED

STREAM = f"purchase_order/{ORDER.id}"


def used(usage: int, **told: Any) -> Event:
    return recorded(usage=usage, item_id=GLOVES, **told)


def cases(database: Database, story: Story, **asked: Any) -> list[Row]:
    return answered(database.url, RECALLS, story, "recall_usages", **asked)


def test_cases_that_used_a_recalled_lot_or_an_unknown_one_are_told(database: Database) -> None:
    story = Story().happens(STREAM, used(1, lot="l-7"), used(2, lot="L-9"), number="PO-1")
    story.happens(STREAM, used(3, lot=None, serials=("S-1",)), number="PO-1")
    story.happens(STREAM, used(4, lot="L8", waste_reason="dropped"), number="PO-1")
    story.happens(STREAM, recorded(usage=5, lot="L-7"), number="PO-1")  # Of no catalogued item.
    story.happens(ITEM, PLACED, number="I-1", facility=None)
    rows = cases(database, story)
    assert [(row["case_reference"], row["lot"], row["state"]) for row in rows] == [
        ("CASE-20931", "L-7", "used"),
        ("CASE-20931", None, "used"),
        ("CASE-20931", "L8", "wasted"),
    ]
    assert cases(database, story, facility="SOUTH") == []
    story.happens(ITEM, LIFTED, number="I-1", facility=None)
    assert cases(database, story) == []


def test_evidence_that_was_withdrawn_leads_to_nobody(database: Database) -> None:
    story = Story().happens(ITEM, PLACED, number="I-1", facility=None)
    story.happens(STREAM, used(1, lot="L-7"), withdrawn(1), recorded(usage=2), withdrawn(2))
    assert cases(database, story) == []


def test_consigned_goods_are_found_by_the_number_of_their_item(database: Database) -> None:
    parcels = (parcel("1", "consigned", lot="L-7"), parcel("2", "consigned", lot="L-9"))
    told = {"parcels": parcels, "case_reference": "CASE-7"}
    use = consumed_by(ORDER, "3", "120").model_copy(update=told)
    story = Story().happens(f"stock_item/{STOCK.id}", use, number="I-1")
    story.happens(ITEM, PLACED, number="I-1", facility=None)
    (row,) = cases(database, story)
    assert (row["case_reference"], row["lot"], row["quantity"]) == ("CASE-7", "L-7", "1")
