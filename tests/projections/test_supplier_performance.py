"""The scorecard of a supplier, worked by hand on a few order lines."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args

import pytest

from domain.event import Event
from domain.purchase_orders.events import PurchaseOrderAcknowledged
from domain.purchase_orders.lines import AcknowledgedLine, AcknowledgementCode
from domain.purchase_orders.supplier_events import (
    PurchaseOrderBackorderCancelled,
    PurchaseOrderBackorderRecorded,
    PurchaseOrderBackorderReleased,
)
from domain.purchase_orders.words import HeldCode
from projections.projection import Row
from projections.supplier_performance import SUPPLIER_PERFORMANCE
from tests.conftest import Database
from tests.domain.orders import (
    added,
    cancelled,
    change,
    changed,
    created,
    issued,
    receipt_reversed,
    received,
)
from tests.projections.by_hand import answered
from tests.projections.folding import Story

NEEDED = date(2026, 3, 5)
ONE = created().purchase_order_id


def on(story: Story, day: int, *facts: Event, hour: int = 12, order: str = "one") -> Story:
    """Facts of one moment in March."""
    story.clock = datetime(2026, 3, day, hour - 1, tzinfo=UTC)
    return story.happens(f"purchase_order/{order}", *facts)


def ordered(*quantities: str, order: str = "one", **header: Any) -> Story:
    lines = [added(each, line=n, need_by=NEEDED) for n, each in enumerate(quantities, 1)]
    first = created().model_copy(update=header)
    return on(Story(), 1, first, *lines, issued(), order=order)


def answer(line: int, code: AcknowledgementCode, **terms: Any) -> AcknowledgedLine:
    return AcknowledgedLine(line=line, code=code, **terms)


def acknowledged(*lines: AcknowledgedLine) -> PurchaseOrderAcknowledged:
    return PurchaseOrderAcknowledged(revision=1, lines=lines)


def card(database: Database, story: Story, **asked: Any) -> Row:
    (row,) = answered(database.url, SUPPLIER_PERFORMANCE, story, "supplier_scorecard", **asked)
    return row


def figures(row: Row, *names: str) -> list[Decimal | None]:
    return [None if row[name] is None else Decimal(row[name]) for name in names]


def test_answers_fills_and_deliveries_by_hand(database: Database) -> None:
    story = ordered("100", "100")
    part = answer(2, "IQ", quantity=Decimal(60))
    on(story, 1, acknowledged(answer(1, "IA"), part), hour=15)
    on(story, 4, received("90", "900"))
    on(story, 5, received("60", "600", line=2))
    on(story, 6, cancelled("10", "100"))
    on(story, 9, received("40", "400", line=2))
    row = card(database, story)
    assert (row["supplier_name"], row["lines"], row["lines_due"]) == ("Medline", 2, 2)
    assert figures(row, "answered_pct", "answer_hours_p90") == [100, 3]
    assert figures(row, "line_fill_pct", "unit_fill_pct") == [50, 80]  # 1 of 2; 160 of 200.
    assert figures(row, "on_time_lines_pct", "on_time_units_pct") == [0, 75]  # 150 of 200.
    late = card(database, story, window_days=4)
    assert figures(late, "on_time_lines_pct", "on_time_units_pct") == [50, 95]
    early = card(database, story, day="2026-03-04")
    assert (early["lines_due"], early["on_time_lines_pct"]) == (0, None)


def test_nine_of_ten_on_two_lines_are_ninety_percent_and_another_supplier_changes_nothing(
    database: Database,
) -> None:
    story = ordered("10", "10")
    on(story, 5, received("9", "90"), received("9", "90", line=2))
    on(story, 6, cancelled("1", "10"), cancelled("1", "10", line=2))
    other = {"supplier_id": "5a1c7c1e-0000-4000-8000-000000000099", "supplier_name": "Zimmer"}
    theirs = created().model_copy(update=other)
    on(story, 6, theirs, added("10", need_by=NEEDED), issued(), order="2")
    on(story, 6, received("8", "80"), order="2")
    rows = answered(database.url, SUPPLIER_PERFORMANCE, story, "supplier_scorecard")
    told = {row["supplier_name"]: figures(row, "on_time_units_pct") for row in rows}
    assert told == {"Medline": [90], "Zimmer": [0]}, "what came on the 6th was needed by the 5th"


def test_what_was_given_up_before_anything_came_is_not_due(database: Database) -> None:
    story = on(ordered("10", "10"), 3, cancelled("10", "100"))
    on(story, 5, received("10", "100", line=2))
    row = card(database, story)
    assert (row["lines"], row["lines_due"]) == (2, 1)
    assert figures(row, "on_time_lines_pct") == [100]


def test_the_day_promised_last_counts_and_a_change_asks_for_its_own_quantity(
    database: Database,
) -> None:
    story = ordered("10")
    on(story, 2, acknowledged(answer(1, "DR", promised_on=date(2026, 3, 8))))
    on(story, 3, changed("100", "120", change(1, "120", quantity=Decimal(12))))
    on(story, 8, received("10", "100"))
    row = card(database, story)
    assert figures(row, "line_fill_pct", "unit_fill_pct") == [100, 100]
    assert figures(row, "on_time_lines_pct", "on_time_units_pct") == [0, Decimal("83.33")]


def test_goods_sent_by_mistake_and_counted_back_are_not_delivered(database: Database) -> None:
    story = on(ordered("10"), 4, received("10", "100"))
    on(story, 9, receipt_reversed("10", "100"))
    row = card(database, story)
    assert figures(row, "on_time_units_pct") == [0]


def test_a_line_that_comes_later_counts_once_and_fills_nothing(database: Database) -> None:
    story = on(ordered("10"), 2, acknowledged(answer(1, "IB")))
    for day in (2, 3):
        late = PurchaseOrderBackorderRecorded(line=1, quantity=Decimal(10))
        on(story, day, late)
    row = card(database, story)
    assert figures(row, "backordered_pct", "line_fill_pct", "unit_fill_pct") == [100, 0, 0]
    assert (row["lines_due"], row["on_time_lines_pct"]) == (0, None), "it is the 3rd"


def test_back_orders_last_until_nothing_of_them_is_waited_for(database: Database) -> None:
    story = ordered("10", "10", "10", "10", "10", order=ONE)
    on(story, 2, *(backordered("4", line=line) for line in range(1, 6)), order=ONE)
    on(story, 4, released("3"), released("4", line=2), order=ONE)
    on(story, 5, released("1"), order=ONE)  # Line 1: three days; line 2: two.
    on(story, 6, received("10", "100", line=2), received("6", "60", line=3), order=ONE)
    on(story, 8, received("4", "40", line=3), order=ONE)  # Line 3 had come whole: six days.
    given_up = PurchaseOrderBackorderCancelled(line=4, quantity=Decimal(4), reason_code="none_left")
    on(
        story, 9, given_up, cancelled("4", "40", line=4), order=ONE
    )  # Seven days, and six of ten still come.
    on(story, 12, received("1", "10", line=5), order=ONE)  # Ten days, and it goes on.
    row = card(database, story)
    assert figures(row, "backordered_pct", "backorder_days_avg") == [100, Decimal("5.60")]  # 28 ÷ 5
    assert figures(card(database, story, day="2026-03-15"), "backorder_days_avg") == [
        Decimal("6.20")  # Three days more of line 5: 31 ÷ 5.
    ]
    lines = answered(database.url, SUPPLIER_PERFORMANCE, story, "supplier_scorecard_lines")
    assert [row["backorder_days"] for row in lines] == [3, 2, 6, 7, 10]


def test_a_line_is_on_time_by_the_day_promised_and_by_the_day_needed_apart(
    database: Database,
) -> None:
    story = ordered("10", "10", "10", "10")
    later, sooner = date(2026, 3, 8), date(2026, 3, 4)
    promises = (answer(1, "DR", promised_on=later), answer(2, "DR", promised_on=sooner))
    on(story, 2, acknowledged(*promises, answer(3, "DR", promised_on=later)))
    on(story, 5, received("10", "100", line=2), received("10", "100", line=4))
    on(story, 8, received("10", "100"), received("5", "50", line=3))
    row = card(database, story)
    # As promised: line 1 of the three with a promise. As needed, by the 5th: lines 2 and 4 of four.
    assert (row["lines_promised"], row["lines_needed"]) == (3, 4)
    assert figures(row, "as_promised_lines_pct") == [Decimal("33.33")]
    assert figures(row, "as_needed_lines_pct") == [50]
    assert figures(row, "on_time_lines_pct") == [50], "lines 1 and 4: promised, else needed"
    early = card(database, story, day="2026-03-05")
    assert (early["lines_promised"], early["lines_needed"], early["lines_due"]) == (1, 4, 2)
    graced = card(database, story, window_days=1)
    assert figures(graced, "as_promised_lines_pct") == [Decimal("66.67")]


def backordered(quantity: str, line: int = 1) -> PurchaseOrderBackorderRecorded:
    return PurchaseOrderBackorderRecorded(line=line, quantity=Decimal(quantity))


def released(quantity: str, line: int = 1) -> PurchaseOrderBackorderReleased:
    return PurchaseOrderBackorderReleased(line=line, quantity=Decimal(quantity))


@pytest.mark.parametrize("code", get_args(HeldCode))
def test_who_looks_into_it_has_not_answered(database: Database, code: HeldCode) -> None:
    row = card(database, on(ordered("10"), 2, acknowledged(answer(1, code))))
    assert figures(row, "answered_pct", "answer_hours_p90", "line_fill_pct") == [0, None, None]


@pytest.mark.parametrize("order_type", ["bill_only", "blanket"])
def test_orders_that_deliver_nothing_are_out(database: Database, order_type: str) -> None:
    story = ordered("10", order_type=order_type)
    assert answered(database.url, SUPPLIER_PERFORMANCE, story, "supplier_scorecard") == []
