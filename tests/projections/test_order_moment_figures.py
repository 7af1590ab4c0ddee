"""When orders were placed, worked by hand: after goods or bills had come, and in a hurry."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import Event
from domain.invoices.events import InvoiceVoided
from domain.purchase_orders.control_events import PurchaseOrderRatified
from domain.requisitions.events import RequisitionRejected
from projections.projection import Row
from projections.purchase_orders import PURCHASE_ORDERS
from projections.requisitions import REQUISITIONS
from tests.conftest import Database
from tests.domain.orders import MEDLINE, id_of
from tests.domain.receipts import receipt_line, reversed_whole
from tests.domain.requisition_facts import FROM_STOCK, added, approved, created, ordered, submitted
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, invoice, of_order, order_ref, orders, receipt
from tests.projections.folding import Story

MARCH: Final = date(2026, 3, 10)
BEFORE: Final = date(2026, 3, 9)
SAME: Final = MARCH


def asked(database: Database, story: Story, name: str, **chosen: Any) -> list[Row]:
    return answered(database.url, PURCHASE_ORDERS, story, name, **chosen)


def papers(database: Database, story: Story, **chosen: Any) -> dict[str, Row]:
    rows = asked(database, story, "orders_and_first_papers", **chosen)
    return {row["purchase_order_number"]: row for row in rows}


@pytest.fixture
def story() -> Story:
    """In time; billed the day before; received the day before; on the day itself; nothing yet."""
    told = Story()
    for number in range(1, 6):
        orders(told, number, MARCH)
    receipt(told, 1, date(2026, 3, 12), order=1)
    invoice(told, 1, date(2026, 3, 11), order=1)
    invoice(told, 2, BEFORE, order=2)
    receipt(told, 3, date(2026, 3, 1), order=3)
    invoice(told, 3, date(2026, 3, 20), order=3)
    invoice(told, 4, SAME, order=4)
    return told


def test_orders_after_the_fact_by_hand(database: Database, story: Story) -> None:
    (march,) = asked(database, story, "orders_after_the_fact")
    assert march == {
        "month": "2026-03",
        "orders": 5,
        "after_the_fact": 2,  # PO-2 by its bill, PO-3 by its goods.
        "after_the_fact_pct": "40.00",
        "emergencies": 0,
        "ratified": 0,
        "ratification_missed": 0,
    }


def test_the_orders_behind_it_say_what_came_first(database: Database, story: Story) -> None:
    late = papers(database, story, month="2026-03", after_the_fact="true")
    told = {name: (row["first_receipt_on"], row["days_late"]) for name, row in late.items()}
    assert told == {"PO-2": (None, 1), "PO-3": ("2026-03-01", 9)}
    assert papers(database, story).keys() == {f"PO-{number}" for number in range(1, 6)}
    assert papers(database, story, after_the_fact="false").keys() == {"PO-1", "PO-4", "PO-5"}


def test_what_was_voided_or_reversed_came_to_nothing(database: Database, story: Story) -> None:
    gone = reversed_whole(receipt_line("100", "1000")).model_copy(
        update={"receipt_id": id_of(3003), "purchase_order": order_ref(3)}
    )
    at(story, MARCH, f"receipt/{id_of(3003)}", gone, number="GR-3")
    void = InvoiceVoided(
        invoice_id=id_of(2002),
        number="INV-2",
        supplier_id=MEDLINE,
        voided_on=MARCH,
        reason_code="wrong",
    )
    at(story, MARCH, f"invoice/{id_of(2002)}", void, number="INV-2")
    assert papers(database, story, after_the_fact="true") == {}


@pytest.mark.parametrize("order_type", ["bill_only", "consignment"])
def test_goods_that_are_used_already_run_no_race(database: Database, order_type: str) -> None:
    story = orders(Story(), 1, MARCH, header={"order_type": order_type})
    invoice(story, 1, BEFORE, order=1)
    assert asked(database, story, "orders_after_the_fact") == []


def test_emergencies_are_told_apart(database: Database) -> None:
    story = orders(Story(), 1, MARCH, header={"order_type": "emergency"})
    orders(story, 2, MARCH, header={"order_type": "emergency"})
    invoice(story, 1, BEFORE, order=1)
    of_order(story, 2, date(2026, 3, 11), PurchaseOrderRatified(ratified_by="mia"))
    (march,) = asked(database, story, "orders_after_the_fact")
    told = ("orders", "after_the_fact", "after_the_fact_pct", "emergencies", "ratified")
    assert [march[name] for name in told] == [0, 0, None, 2, 1]


def rush(story: Story, number: int, on: date, *facts: Event, kind: str = "emergency") -> Story:
    """An emergency requisition of two lines, submitted on that day."""
    key = id_of(4000 + number)
    draft = created(kind=kind).model_copy(  # type: ignore[arg-type] # one of the kinds
        update={"requisition_id": key, "number": f"R-{number}"}
    )
    told = (draft, added(1), added(2), submitted("50.00"), *facts)
    return at(story, on, f"requisition/{key}", *told, number=f"R-{number}")


def took(story: Story, number: int, on: date, line: int, order: int) -> Story:
    """The order took a line whole."""
    key = id_of(4000 + number)
    fact = ordered(line, "10", 1, order=order_ref(order))
    return at(story, on, f"requisition/{key}", fact, number=f"R-{number}")


def same_day(database: Database, story: Story, **chosen: Any) -> dict[str, tuple[Any, ...]]:
    rows = answered(database.url, REQUISITIONS, story, "rush_orders_same_day", **chosen)
    return {row["month"]: tuple(row.values())[1:] for row in rows}


def test_rush_orders_of_the_same_day_by_hand(database: Database) -> None:
    story = Story()
    for number in range(1, 5):
        rush(story, number, MARCH, approved("50.00"))
    orders(story, 1, MARCH)
    orders(story, 2, date(2026, 3, 11))
    for line in (1, 2):
        took(story, 1, MARCH, line, order=1)  # Both lines, issued on the day.
        took(story, 2, date(2026, 3, 11), line, order=2)  # A day late.
    took(story, 3, MARCH, 1, order=1)  # One of two lines.
    rush(story, 5, date(2026, 3, 11))  # Its day is not over.
    assert same_day(database, story) == {"2026-03": (4, 1, "25.00")}  # nothing ordered.
    assert same_day(database, story, day="2026-03-12") == {"2026-03": (5, 1, "20.00")}
    rows = answered(database.url, REQUISITIONS, story, "rush_requisition_lines", month="2026-03")
    assert {row["requisition_number"] for row in rows} == {"R-1", "R-2", "R-3", "R-4"}
    assert {row["requisition_number"] for row in rows if row["same_day"]} == {"R-1"}
    late = answered(
        database.url, REQUISITIONS, story, "rush_requisition_lines", same_day=False, month="2026-03"
    )
    assert len(late) == 6
    assert {row["purchase_order_number"] for row in late} == {"PO-1", "PO-2", None}


def test_only_emergencies_that_ask_for_an_order_count(database: Database) -> None:
    refused = RequisitionRejected(approval_case_id=id_of(9), reason_code="not_needed")
    story = rush(Story(), 1, BEFORE, kind="stock")
    rush(story, 2, BEFORE, refused)
    key = id_of(4003)
    draft = created(kind="emergency").model_copy(update={"requisition_id": key, "number": "R-3"})
    issue = FROM_STOCK[2].model_copy(update={"picked": None})
    from_stock = (draft, added(1, "5", "12.50"), submitted("12.50"), issue)
    at(story, BEFORE, f"requisition/{key}", *from_stock, number="R-3")
    rush(story, 4, MARCH)
    assert same_day(database, story) == {}
    assert story.clock < datetime(2026, 3, 11, tzinfo=UTC)
    assert Decimal(same_day(database, story, day=date(2026, 3, 11))["2026-03"][2]) == 0
