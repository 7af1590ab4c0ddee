"""The stock room sees what lies where, in which lot, and every movement that led to it."""

from decimal import Decimal
from typing import Any, Final

from domain.event import Event
from domain.receipts.events import ReceiptLine
from domain.receipts.label_events import Label
from domain.stock.events import StockItemCounted, StockItemMoved
from domain.stock.parcels import CountedParcel
from projections.stock import STOCK as READ_MODEL
from tests.domain.orders import GLOVES, MEDLINE, RECEIPT, TODAY
from tests.domain.receipts import (
    goods_returned,
    labels_corrected,
    posted,
    receipt_line,
    reversed_whole,
)
from tests.domain.stock import (
    LATE,
    SOON,
    STOCK,
    brought,
    consigned,
    cost,
    issued,
    opened,
    parcel,
    taken_back,
)
from tests.projections.folding import Folded, Story, fold

KEPT: Final = f"NHS/NORTH/{GLOVES}/EA"


def told(*facts: tuple[str, Event]) -> Folded:
    """The read model after facts of receipts at facilities."""
    story = Story()
    for facility, fact in facts:
        story.happens(f"receipt/{RECEIPT.id}", fact, facility=facility)
    return fold(READ_MODEL, story.events)


def stock_after(*facts: Event) -> Folded:
    """The read model after facts of one stock item."""
    return fold(READ_MODEL, Story().happens(f"stock_item/{STOCK.id}", opened(), *facts).events)


def gloves(quantity: str, amount: str, **found: Any) -> ReceiptLine:
    return receipt_line(quantity, amount, item_id=GLOVES, **found)


def levels(kept: Folded) -> dict[tuple[str, str], str]:
    """On hand by facility and lot."""
    return {(row["facility"], row["lot"]): row["on_hand"] for row in kept.table("stock_levels")}


def bins(kept: Folded) -> dict[tuple[str, str], str]:
    """On hand by lot and disposition."""
    rows = kept.table("stock_levels")
    return {(row["lot"], row["disposition"]): row["on_hand"] for row in rows}


def test_each_lot_place_and_disposition_has_a_level_of_its_own() -> None:
    kept = stock_after(
        brought("40", "400.00", lot="L-7", expires_on=SOON),
        brought("10", "100.00", lot="L-8", disposition="quarantined"),
        brought("5", "50.00", lot="L-7", expires_on=SOON),
        consigned("3", lot="C-1"),
    )
    assert bins(kept) == {
        ("L-7", "available"): "45",
        ("L-8", "quarantined"): "10",
        ("C-1", "consigned"): "3",
    }
    row = kept.row("stock_items")
    assert (row["available"], row["quarantined"], row["consigned"]) == ("45", "10", "3")
    assert kept.row("stock_values")["amount"] == "550.00"


def test_what_leaves_takes_its_value_along_and_an_empty_level_is_gone() -> None:
    kept = stock_after(
        brought("40", "400.00", lot="L-7", expires_on=LATE),
        issued("100.00", parcel("10", lot="L-7", expires_on=LATE)),
        taken_back("330.00", parcel("30", lot="L-7", expires_on=LATE), written_off=(cost("-30"),)),
    )
    assert kept.table("stock_levels") == []
    assert Decimal(kept.row("stock_values")["amount"]) == 0
    moved = [
        (row["movement"], row["quantity"], row["amount"]) for row in kept.table("stock_movements")
    ]
    assert moved == [
        ("received", "40", "400.00"),
        ("issued", "-10", "-100.00"),
        ("returned", "-30", "30"),
        ("returned", "0", "-330.00"),
    ]


def test_a_movement_says_for_whom_why_and_from_which_receipt() -> None:
    kept = stock_after(brought("40", "400.00"), issued("100.00", parcel("10")))
    received, gone = kept.table("stock_movements")
    assert (received["receipt_id"], received["supplier_id"]) == (RECEIPT.id, MEDLINE)
    assert (gone["department"], gone["receipt_id"]) == ("ICU", None)


def test_a_move_shows_both_ends_and_a_count_what_it_changed() -> None:
    counted = CountedParcel(expected=Decimal(6), counted=parcel("7"))
    kept = stock_after(
        brought("10", "100.00"),
        StockItemMoved(
            moved_by="kim",
            reason_code="damaged",
            taken=(parcel("4"),),
            placed=(parcel("4", "rejected", storage_location="QC"),),
        ),
        StockItemCounted(
            counted_on=TODAY,
            counted_by="cora",
            reason_code="cycle_count",
            parcels=(counted,),
            costs=(cost("10.00"),),
        ),
    )
    assert bins(kept) == {("", "available"): "7", ("", "rejected"): "4"}
    moved = [(row["movement"], row["quantity"]) for row in kept.table("stock_movements")]
    assert moved[1:] == [("moved", "-4"), ("moved", "4"), ("counted", "1")]


def test_goods_that_no_stock_item_keeps_are_counted_from_their_receipts() -> None:
    kept = told(
        ("NORTH", posted(gloves("40", "400.00", lot="L-7"), gloves("10", "100.00", lot="L-8"))),
        ("SOUTH", posted(gloves("5", "50.00", lot="L-7"))),
        ("NORTH", posted(gloves("20", "220.00", lot="L-7"))),
    )
    assert levels(kept) == {("NORTH", "L-7"): "60", ("NORTH", "L-8"): "10", ("SOUTH", "L-7"): "5"}
    worth = {row["facility"]: row["amount"] for row in kept.table("stock_values")}
    assert worth == {"NORTH": "720.00", "SOUTH": "50.00"}
    assert {row["disposition"] for row in kept.table("stock_levels")} == {"unkept"}
    assert kept.table("stock_items") == []


def test_a_line_that_a_stock_item_keeps_is_not_counted_twice() -> None:
    kept = told(("NORTH", posted(gloves("40", "400.00", stock_item_id=STOCK.id))))
    assert kept.table("stock_levels") == kept.table("stock_movements") == []


def test_goods_that_nothing_keeps_lie_under_the_label_that_they_bear() -> None:
    was, becomes = Label(lot="L-7"), Label(lot="L-8")
    change = labels_corrected(gloves("40", "400.00"), was, becomes)
    kept = told(("NORTH", posted(gloves("40", "400.00", lot="L-7"))), ("NORTH", change))
    assert levels(kept) == {("NORTH", "L-8"): "40"}


def test_quantities_count_in_the_base_unit() -> None:
    kept = told(("NORTH", posted(gloves("3", "360.00", base="36", unit="BX"))))
    row = kept.row("stock_levels")
    assert (row["holder"], row["on_hand"], row["base_unit"]) == (KEPT, "36", "EA")


def test_returns_and_reversals_take_out_what_came_in() -> None:
    arrived = ("NORTH", posted(gloves("40", "400.00")))
    returned = told(arrived, ("NORTH", goods_returned(gloves("15", "150.00"))))
    assert levels(returned)["NORTH", ""] == "25"
    assert returned.row("stock_values")["amount"] == "250.00"
    undone = told(arrived, ("NORTH", reversed_whole(gloves("40", "400.00"))))
    assert undone.table("stock_levels") == []
    moved = [(row["movement"], row["quantity"]) for row in undone.table("stock_movements")]
    assert moved == [("received", "40"), ("reversed", "-40")]


def test_what_is_used_up_at_once_never_lies_in_stock() -> None:
    kept = told(("NORTH", posted(gloves("40", "400.00", accounting="expense"))))
    assert kept.table("stock_levels") == kept.table("stock_movements") == []


def test_a_line_that_only_its_invoice_books_is_counted_at_no_value() -> None:
    kept = told(("NORTH", posted(gloves("40", "400.00", match="two_way"))))
    assert levels(kept)["NORTH", ""] == "40"
    assert kept.row("stock_values")["amount"] == "0"


def test_what_is_not_catalogued_goes_by_its_description_and_unit() -> None:
    kept = told(
        ("NORTH", posted(receipt_line("2", "20.00"))),
        ("NORTH", posted(receipt_line("3", "30.00"), receipt_line("1", "99.00", base_unit="CS"))),
    )
    found = [(row["holder"], row["on_hand"]) for row in kept.table("stock_levels")]
    assert found == [("NHS/NORTH/Gloves/EA", "5"), ("NHS/NORTH/Gloves/CS", "1")]
