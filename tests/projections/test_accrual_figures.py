"""Accrual accuracy, worked by hand on order lines that were received and billed."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import DocumentRef
from domain.invoices.lines import AccountedLine
from projections.journal import JOURNAL
from projections.projection import Row
from tests.conftest import Database
from tests.domain.invoices import accounted
from tests.domain.orders import id_of
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, bills, in_all, order_ref, orders, receipt
from tests.projections.folding import Story

ORDERED: Final = date(2026, 3, 2)
CAME: Final = date(2026, 3, 10)
BILLED: Final = date(2026, 4, 5)


def settles(story: Story, number: int, cleared: str, amount: str, quantity: str = "100") -> Story:
    """The invoice of an order: what it clears of what was accrued, and what it comes to."""
    bills(story, number, BILLED, quantity, amount)
    ref = DocumentRef(aggregate="invoice", id=id_of(2000 + number), number=f"INV-{number}")
    line = AccountedLine(
        line=1,
        purchase_order_line=1,
        quantity=Decimal(quantity),
        amount=Decimal(amount),
        cleared=Decimal(cleared),
        variance=Decimal(amount) - Decimal(cleared),
        accounting="stock",
    )
    told = accounted(amount, cleared).model_copy(
        update={
            "invoice_id": ref.id,
            "number": ref.number,
            "posted_on": BILLED,
            "lines": (line,),
            "purchase_order": order_ref(number),
        }
    )
    return at(story, BILLED, f"invoice/{ref.id}", told, number=ref.number)


@pytest.fixture
def story() -> Story:
    """Accrued 1000 each: billed at 1000, at 1100, at 950; and one of which half is still open."""
    told = Story()
    for number in range(1, 5):
        orders(told, number, ORDERED)
        receipt(told, number, CAME, order=number)
    settles(told, 1, "1000.00", "1000.00")
    settles(told, 2, "1000.00", "1100.00")
    settles(told, 3, "1000.00", "950.00")
    settles(told, 4, "500.00", "600.00", quantity="50")
    return told


def asked(database: Database, story: Story, name: str, **chosen: Any) -> list[Row]:
    return answered(database.url, JOURNAL, story, name, **chosen)


def test_accrual_accuracy_by_hand(database: Database, story: Story) -> None:
    (april,) = asked(database, story, "accrual_accuracy")
    told = {name: value for name, value in april.items() if name not in ("month", "currency")}
    assert (april["month"], april["currency"]) == ("2026-04", "USD")
    assert {name: Decimal(value) for name, value in told.items()} == {
        "lines": 3,
        "accrued": 3000,
        "billed": 3050,
        "off": 150,  # 100 too little and 50 too much do not make up for each other.
        "off_pct": Decimal("4.92"),  # 150 of 3050
        "accuracy_pct": Decimal("95.08"),
    }


def test_the_lines_behind_it_come_to_it(database: Database, story: Story) -> None:
    behind = asked(database, story, "accrued_lines", month="2026-04", currency="USD")
    told = [(row["purchase_order_number"], row["difference"]) for row in behind]
    assert told == [("PO-2", "100.00"), ("PO-3", "-50.00"), ("PO-1", "0.00")]
    assert in_all(behind, "billed") == 3050
    assert asked(database, story, "accrued_lines", month="2026-03") == []
    assert asked(database, story, "accrued_lines", facility="SOUTH") == []


def test_a_line_counts_once_nothing_of_it_is_open(database: Database, story: Story) -> None:
    settles(story, 4, "500.00", "500.00", quantity="50")
    (april,) = asked(database, story, "accrual_accuracy")
    assert (april["lines"], april["off"]) == (4, "250.00")
