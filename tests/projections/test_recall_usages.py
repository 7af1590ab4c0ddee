"""A recall leads to the cases in which its units were used, whichever was known first."""

from decimal import Decimal
from typing import Any

from domain.event import Event
from domain.stock import consignment
from domain.stock.consigned import Laid
from domain.stock.parcels import Parcel
from projections.projection import Row
from projections.recalls import RECALLS
from tests.conftest import Database
from tests.domain.bill_only import recorded, withdrawn
from tests.domain.consignment_orders import came, consumed_by, taken
from tests.domain.orders import GLOVES, MEDLINE, ORDER
from tests.domain.stock import STOCK, parcel
from tests.domain.test_consumption_reversals import reversed_by
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


USE = consumed_by(ORDER, "3", "120").model_copy(
    update={
        "parcels": (
            parcel("2", "consigned", lot="L-7", serials=("S-1", "S-2")),
            parcel("1", "consigned", lot="L8"),
        ),
        "case_reference": "CASE-7",
        "consumption": 1,
    }
)


def not_used(*parcels: Parcel) -> Event:
    return reversed_by("1", "40").model_copy(update={"parcels": parcels})


def test_a_use_that_was_taken_back_leads_to_no_case(database: Database) -> None:
    story = Story().happens(f"stock_item/{STOCK.id}", USE, number="I-1")
    story.happens(ITEM, PLACED, number="I-1", facility=None)
    part = parcel("1", "quarantined", lot="L-7", serials=("S-1",))
    story.happens(f"stock_item/{STOCK.id}", not_used(part), number="I-1")
    told = [(row["lot"], row["quantity"], row["serials"]) for row in cases(database, story)]
    assert told == [("L-7", "1", ["S-2"]), ("L8", "1", [])]
    rest = (
        parcel("1", "quarantined", lot="L-7", serials=("S-2",)),
        parcel("1", "consigned", lot="L8"),
    )
    story.happens(f"stock_item/{STOCK.id}", not_used(*rest), number="I-1")
    assert cases(database, story) == []


def test_what_lies_here_as_a_suppliers_falls_under_the_recall_until_it_is_used_or_gone(
    database: Database,
) -> None:
    laid = came(ORDER, "5", lot="L-7")
    both = (parcel("5", "consigned", lot="l-7", owner_id=MEDLINE), parcel("4", "consigned"))
    other = parcel("9", "consigned", lot="L-9", owner_id=MEDLINE)
    story = Story().happens(
        f"stock_item/{STOCK.id}",
        laid.model_copy(update={"parcels": (*both, other)}),
        USE.model_copy(update={"parcels": (parcel("3", "consigned", lot="L-7"),)}),
        number="I-1",
    )
    story.happens(ITEM, PLACED, number="I-1", facility=None)
    assert exposed(database, story) == [("L-7", MEDLINE, "5", "2"), (None, MEDLINE, "4", "4")]
    gone = consignment.given_back(taken("1"), consignment.Part(Laid(Decimal(1)), (both[0],)))
    gone = gone.model_copy(update={"parcels": (parcel("1", "quarantined", lot="L-7"),)})
    again = not_used(parcel("3", "quarantined", lot="L-7"))
    story.happens(f"stock_item/{STOCK.id}", again, gone, number="I-1")
    assert exposed(database, story)[0] == ("L-7", MEDLINE, "5", "4")


def exposed(database: Database, story: Story) -> list[tuple[Any, ...]]:
    rows = answered(database.url, RECALLS, story, "recall_exposure")
    return [(row["lot"], row["owner_id"], row["received"], row["left"]) for row in rows]
