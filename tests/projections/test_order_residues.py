"""What orders that are closed for good leave on goods received, by hand on one order."""

from datetime import date
from decimal import Decimal
from typing import Final

from domain.event import Event
from projections.journal import JOURNAL
from projections.projection import Row
from tests.conftest import Database
from tests.domain.orders import MEDLINE
from tests.domain.test_order_residues import FINAL, back, off
from tests.projections.by_hand import answered
from tests.projections.figure_story import order_ref, orders, receipt
from tests.projections.folding import Story, fold

OF: Final = order_ref(1)
FIGURES: Final = ("received_amount", "cleared_amount", "written_off_amount", "balance")
GIVEN_UP: Final = off("1000.00", purchase_order=OF)
TAKEN_BACK: Final = back("400.00").model_copy(update={"purchase_order": OF})


def told(*later: Event) -> Story:
    """A hundred gloves came at 10.00, nobody billed them, and the order is closed for good."""
    story = Story()
    orders(story, 1, date(2026, 3, 2))
    receipt(story, 1, date(2026, 3, 10), order=1)
    for event in later:
        story.happens(f"purchase_order/{OF.id}", event, number=OF.number)
    return story


def figures(row: Row) -> list[Decimal]:
    return [Decimal(row[name]) for name in FIGURES]


def test_what_is_written_off_and_taken_back_has_a_figure_of_its_own() -> None:
    for later, expected in (
        ((FINAL,), [1000, 0, 0, 1000]),
        ((FINAL, GIVEN_UP), [1000, 0, 1000, 0]),
        ((FINAL, GIVEN_UP, TAKEN_BACK), [1000, 0, 600, 400]),
    ):
        row = fold(JOURNAL, told(*later).events).row("grir_balances")
        assert figures(row) == expected
        assert row["open"] is (expected[-1] != 0)


def test_what_closed_orders_leave_waits_for_somebody_to_write_it_off(database: Database) -> None:
    name = "residues_to_write_off"
    (row,) = answered(database.url, JOURNAL, told(FINAL), name)
    assert (row["number"], row["line"], row["balance"]) == ("PO-1", 1, "1000")
    assert answered(database.url, JOURNAL, told(), name) == [], "its bill may still come"
    assert answered(database.url, JOURNAL, told(FINAL, GIVEN_UP), name) == []


def test_what_was_written_off_is_told_by_supplier(database: Database) -> None:
    story = told(FINAL, GIVEN_UP, TAKEN_BACK)
    (row,) = answered(database.url, JOURNAL, story, "residues_written_off")
    assert (row["supplier_id"], row["unbilled"], row["undelivered"]) == (MEDLINE, "600.00", "0")
    (loss,) = answered(
        database.url,
        JOURNAL,
        told(FINAL, off("-30.00", purchase_order=OF)),
        "residues_written_off",
    )
    assert (loss["unbilled"], loss["undelivered"]) == ("0", "30.00")
