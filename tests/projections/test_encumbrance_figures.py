"""Encumbrances by age, worked by hand on orders and a wish that hold a budget."""

from datetime import date, timedelta
from typing import Any, Final

import pytest

from domain.budgets.events import (
    BudgetLineEncumbered,
    BudgetLineEncumbranceLiquidated,
    BudgetLinePreEncumbered,
)
from domain.event import DocumentRef, Event
from projections.budget_lines import BUDGET_LINES
from projections.projection import Row
from tests.conftest import Database
from tests.domain.budget_facts import LINE, WISH, loaded, told
from tests.domain.orders import id_of
from tests.projections.by_hand import answered
from tests.projections.figure_story import at
from tests.projections.folding import Story

LAST: Final = date(2026, 6, 30)
NUMBER: Final = "NHS/SURGERY/supplies"


def order(number: int) -> DocumentRef:
    return DocumentRef(aggregate="purchase_order", id=id_of(number), number=f"PO-{number}")


def budget(story: Story, days_before: int, *facts: Event) -> Story:
    on = LAST - timedelta(days_before)
    return at(story, on, f"budget_line/{LINE}", *facts, number=NUMBER)


@pytest.fixture
def story() -> Story:
    """Held since 91, 90, 31 and 30 days; one of them liquidated in part today, one wholly."""
    story = budget(Story(), 120, loaded(), told(BudgetLineEncumbered, "400", order(5)))
    budget(story, 119, told(BudgetLineEncumbered, "7", order(6)))
    budget(story, 91, told(BudgetLineEncumbered, "100", order(1)))
    budget(story, 90, told(BudgetLineEncumbered, "50", order(2)))
    budget(story, 31, told(BudgetLineEncumbered, "20", order(3)))
    budget(story, 30, told(BudgetLinePreEncumbered, "10", WISH))
    gone = told(BudgetLineEncumbranceLiquidated, "7", order(6))
    return budget(story, 0, told(BudgetLineEncumbranceLiquidated, "150", order(5)), gone)


def asked(database: Database, story: Story, name: str, **chosen: Any) -> list[Row]:
    return answered(database.url, BUDGET_LINES, story, name, **chosen)


def test_encumbrances_are_told_by_how_long_nothing_moved(database: Database, story: Story) -> None:
    rows = asked(database, story, "encumbrances_by_age")
    told = [
        (row["age"], row["encumbrances"], *(float(row[each]) for each in ("open", "reserved")))
        for row in rows
    ]
    assert told == [
        ("up to 30", 2, 250, 10),  # 250 of the oldest order are open still, and moved today.
        ("31 to 60", 1, 20, 0),
        ("61 to 90", 1, 50, 0),
        ("over 90", 1, 100, 0),
    ]
    assert {(row["legal_entity"], row["cost_centre"], row["currency"]) for row in rows} == {
        ("NHS", "SURGERY", "USD")
    }


def test_a_later_day_makes_more_of_them_stale(database: Database, story: Story) -> None:
    def stale(**chosen: Any) -> list[str]:
        rows = asked(database, story, "encumbrances_open", stale=True, **chosen)
        return [row["document_number"] for row in rows]

    assert stale() == ["PO-1"]
    assert stale(day=LAST + timedelta(1)) == ["PO-1", "PO-2"]
    assert len(stale(day=LAST + timedelta(91))) == 5
    assert stale(cost_centre="ICU") == []


def test_each_says_which_document_holds_how_much_since_when(
    database: Database, story: Story
) -> None:
    first, *_, last = asked(database, story, "encumbrances_open")
    assert (first["document"], first["document_id"]) == (
        f"purchase_order/{id_of(1)}",
        id_of(1),
    )
    assert (first["days"], first["moved_on"], first["budget_line"]) == (91, "2026-03-31", NUMBER)
    assert (last["document_number"], last["liquidated"]) == ("PO-5", "150")
    (wish,) = asked(database, story, "encumbrances_open", age="up to 30", day=LAST)[:1]
    assert (wish["document"], wish["reserved"]) == (f"requisition/{WISH.id}", "10")
