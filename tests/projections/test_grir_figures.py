"""Goods received and not invoiced by age, worked by hand on receipts and invoices."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from projections.journal import JOURNAL
from projections.projection import Row
from tests.conftest import Database
from tests.projections.by_hand import answered
from tests.projections.figure_story import order_ref, orders, receipt
from tests.projections.folding import Story
from tests.projections.test_accrual_figures import BILLED, settles


@pytest.fixture
def story() -> Story:
    """Came 95, 40 and 3 days before; of the second half is billed; the fourth is billed only."""
    told = Story()
    for number, days in ((1, 95), (2, 40), (3, 3)):
        orders(told, number, BILLED - timedelta(120))
        receipt(told, number, BILLED - timedelta(days), order=number)
    settles(told, 2, "500.00", "600.00", quantity="50")
    orders(told, 4, BILLED)
    return settles(told, 4, "300.00", "300.00", quantity="30")


def asked(database: Database, story: Story, name: str, **chosen: Any) -> list[Row]:
    return answered(database.url, JOURNAL, story, name, **chosen)


def test_balances_are_told_by_side_and_age(database: Database, story: Story) -> None:
    def aged(**chosen: Any) -> list[tuple[str, str, int, Decimal]]:
        return [
            (row["side"], row["age"], row["order_lines"], Decimal(row["balance"]))
            for row in asked(database, story, "grir_by_age", **chosen)
        ]

    assert aged() == [
        ("received", "up to 30", 2, Decimal(1500)),  # Half of the second moved with its bill.
        ("received", "over 90", 1, Decimal(1000)),
        ("billed", "up to 30", 1, Decimal(-300)),
    ]
    assert [each[:3] for each in aged(day=BILLED + timedelta(60))] == [
        ("received", "31 to 60", 1),
        ("received", "61 to 90", 1),
        ("received", "over 90", 1),
        ("billed", "31 to 60", 1),
    ]
    assert aged(facility="SOUTH") == []


def test_each_line_says_since_when_nothing_moved(database: Database, story: Story) -> None:
    oldest, *others = asked(database, story, "grir_lines")
    assert (oldest["purchase_order_id"], oldest["days"]) == (order_ref(1).id, 95)
    assert [row["days"] for row in others] == [3, 0, 0]
    (billed,) = asked(database, story, "grir_lines", side="billed")
    assert billed["purchase_order_id"] == order_ref(4).id
    assert Decimal(billed["balance"]) == -300
    assert asked(database, story, "grir_lines", age="over 90", day=BILLED) == [oldest]


LATER: Final = date(2027, 1, 1)


def test_what_is_settled_is_not_told(database: Database, story: Story) -> None:
    for number, cleared in ((1, "1000.00"), (2, "500.00"), (3, "1000.00"), (4, "-300.00")):
        settles(story, number, cleared, cleared)
    assert asked(database, story, "grir_by_age", day=LATER) == []
