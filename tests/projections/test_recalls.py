"""Recalls and what came of them stand beside each other, whichever was known first.

What falls under a recall is asked of a real database in `test_queries.py`.
"""

from domain.catalogue.events import CatalogueItemRecallLifted, CatalogueItemRecallPlaced
from domain.receipts.label_events import Label
from projections.recalls import RECALLS
from tests.domain.orders import GLOVES, MEDLINE, RECEIPT
from tests.domain.receipts import (
    goods_returned,
    labels_corrected,
    posted,
    receipt_line,
    reversed_whole,
)
from tests.projections.folding import Story, fold

PLACED = CatalogueItemRecallPlaced(
    recall="Z-1",
    recall_class="I",
    source="fda",
    placed_by="ivan",
    reason_code="sterility",
    lots=("l-7", "L 8"),
)
LIFTED = CatalogueItemRecallLifted(recall="Z-1", lifted_by="rhea", reason_code="reworked")
ITEM = f"catalogue_item/{GLOVES}"


def test_a_recall_is_listed_with_its_scope_in_the_spelling_that_is_compared() -> None:
    story = Story().happens(ITEM, PLACED, number="I-1", facility=None)
    assert fold(RECALLS, story.events).row("recalls") == {
        "item_id": GLOVES,
        "recall": "Z-1",
        "item_number": "I-1",
        "recall_class": "I",
        "source": "fda",
        "state": "standing",
        "lots": ["L-7", "L8"],
        "serials": [],
        "reason_code": "sterility",
        "placed_by": "ivan",
        "placed_at": "2026-03-01T10:00:00.000000Z",
        "lifted_by": None,
        "lifted_at": None,
        "lift_reason_code": None,
    }


def test_a_lifted_recall_says_by_whom_and_one_placed_again_stands_again() -> None:
    story = Story().happens(ITEM, PLACED, number="I-1", facility=None)
    story.happens(ITEM, LIFTED, number="I-1", facility=None)
    row = fold(RECALLS, story.events).row("recalls")
    assert (row["state"], row["lifted_by"]) == ("lifted", "rhea")
    assert row["lift_reason_code"] == "reworked"
    story.happens(ITEM, PLACED, number="I-1", facility=None)
    row = fold(RECALLS, story.events).row("recalls")
    assert (row["state"], row["lifted_by"]) == ("standing", None)


def test_what_came_under_a_wrong_label_came_under_the_true_one() -> None:
    goods = receipt_line("2", "20.00", item_id=GLOVES, lot="l-7", serials=("S-1", "S-2"))
    was, becomes = (Label(lot=lot, serials=goods.serials) for lot in ("l-7", "L-8"))
    change = labels_corrected(goods, was, becomes)
    story = Story().happens(f"receipt/{RECEIPT.id}", posted(goods), change, number="R-1")
    rows = fold(RECALLS, story.events).table("lots_received")
    assert [(row["movement"], row["lot"], row["quantity"]) for row in rows] == [
        ("received", "L-7", "2"),
        ("relabelled", "L-7", "-2"),
        ("relabelled", "L-8", "2"),
    ]


def test_every_movement_of_catalogued_goods_is_kept_with_lot_and_serials() -> None:
    lots = receipt_line("2", "20.00", item_id=GLOVES, lot="l-7", serials=("s 1", "S2"))
    story = Story()
    story.happens(f"receipt/{RECEIPT.id}", posted(lots, receipt_line("5", "50.00")), number="R-1")
    story.happens(f"receipt/{RECEIPT.id}", goods_returned(lots), number="R-1")
    story.happens(f"receipt/{RECEIPT.id}", reversed_whole(lots), number="R-1")
    rows = fold(RECALLS, story.events).table("lots_received")
    assert [(row["movement"], row["quantity"]) for row in rows] == [
        ("received", "2"),
        ("returned", "-2"),
        ("reversed", "-2"),
    ]
    assert rows[0] == {
        "item_id": GLOVES,
        "item_number": None,
        "movement": "received",
        "lot": "L-7",
        "serials": ["S1", "S2"],
        "description": "Gloves",
        "facility": "NORTH",
        "supplier_id": MEDLINE,
        "owner_id": None,
        "receipt_id": RECEIPT.id,
        "receipt_number": "R-1",
        "receipt_line": 1,
        "shipment_id": None,
        "shipment_number": None,
        "quantity": "2",
        "base_unit": "EA",
    }
