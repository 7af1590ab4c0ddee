"""The stock room sees what lies where, in which lot, and every movement that led to it."""

from typing import Any

from domain.event import Event
from domain.receipts.events import ReceiptLine
from projections.stock import STOCK
from tests.domain.orders import GLOVES, RECEIPT
from tests.domain.receipts import goods_returned, posted, receipt_line, reversed_whole
from tests.projections.folding import Folded, Story, fold


def told(*facts: tuple[str, Event]) -> Folded:
    """The read model after facts of receipts at facilities."""
    story = Story()
    for facility, fact in facts:
        story.happens(f"receipt/{RECEIPT.id}", fact, facility=facility)
    return fold(STOCK, story.events)


def gloves(quantity: str, amount: str, **found: Any) -> ReceiptLine:
    return receipt_line(quantity, amount, item_id=GLOVES, **found)


def levels(kept: Folded) -> dict[tuple[str, str, str], tuple[str, str]]:
    """On hand and value by facility, item and lot."""
    return {
        (row["facility"], row["item"], row["lot"]): (row["on_hand"], row["amount"])
        for row in kept.table("stock_levels")
    }


def test_each_facility_and_lot_has_a_level_of_its_own() -> None:
    kept = told(
        ("NORTH", posted(gloves("40", "400.00", lot="L-7"), gloves("10", "100.00", lot="L-8"))),
        ("SOUTH", posted(gloves("5", "50.00", lot="L-7"))),
        ("NORTH", posted(gloves("20", "220.00", lot="L-7"))),
    )
    assert levels(kept) == {
        ("NORTH", GLOVES, "L-7"): ("60", "620.00"),
        ("NORTH", GLOVES, "L-8"): ("10", "100.00"),
        ("SOUTH", GLOVES, "L-7"): ("5", "50.00"),
    }


def test_quantities_count_in_the_base_unit() -> None:
    kept = told(("NORTH", posted(gloves("3", "360.00", base="36", unit="BX"))))
    assert levels(kept)["NORTH", GLOVES, ""] == ("36", "360.00")
    assert kept.row("stock_levels")["base_unit"] == "EA"


def test_returns_and_reversals_take_out_what_came_in() -> None:
    arrived = ("NORTH", posted(gloves("40", "400.00")))
    returned = told(arrived, ("NORTH", goods_returned(gloves("15", "150.00"))))
    assert levels(returned)["NORTH", GLOVES, ""] == ("25", "250.00")
    undone = told(arrived, ("NORTH", reversed_whole(gloves("40", "400.00"))))
    assert levels(undone)["NORTH", GLOVES, ""] == ("0", "0.00")
    moved = [(row["movement"], row["quantity"]) for row in undone.table("stock_movements")]
    assert moved == [("received", "40"), ("reversed", "-40")]


def test_what_is_used_up_at_once_never_lies_in_stock() -> None:
    kept = told(("NORTH", posted(gloves("40", "400.00", accounting="expense"))))
    assert kept.table("stock_levels") == kept.table("stock_movements") == []


def test_a_line_that_only_its_invoice_books_is_counted_at_no_value() -> None:
    kept = told(("NORTH", posted(gloves("40", "400.00", match="two_way"))))
    assert levels(kept)["NORTH", GLOVES, ""] == ("40", "0")


def test_what_is_not_catalogued_goes_by_its_description_and_unit() -> None:
    kept = told(
        ("NORTH", posted(receipt_line("2", "20.00"))),
        ("NORTH", posted(receipt_line("3", "30.00"), receipt_line("1", "99.00", base_unit="CS"))),
    )
    found = [(row["item"], row["base_unit"], row["on_hand"]) for row in kept.table("stock_levels")]
    assert found == [("Gloves", "EA", "5"), ("Gloves", "CS", "1")]
