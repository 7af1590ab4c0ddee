"""Key figures of invoices, worked by hand on a few of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.event import DocumentRef, Event
from domain.invoices.dispute_events import InvoiceDisputeRaised
from domain.invoices.events import InvoiceMatchEvaluated, InvoiceVoided
from domain.invoices.instalments import Instalment
from domain.invoices.lines import Verdict
from domain.small_differences.events import (
    SmallDifferenceTakenBack,
    SmallDifferenceWrittenOff,
)
from projections.invoices import INVOICES
from projections.projection import Row
from tests.conftest import Database
from tests.domain.invoices import (
    accounted,
    captured,
    held,
    invoice_line,
    linked,
    matched,
    paid,
    released,
)
from tests.domain.orders import MEDLINE, ORDER, id_of
from tests.domain.payments import SOON, planned
from tests.projections.by_hand import answered
from tests.projections.folding import Story


def judged(verdict: Verdict) -> InvoiceMatchEvaluated:
    return InvoiceMatchEvaluated(
        purchase_order=ORDER,
        purchase_order_revision=1,
        engine_version=3,
        tolerance_version=1,
        variances=(),
        verdict=verdict,
    )


def on(story: Story, number: int, hour: int, *facts: Event, day: int = 2) -> None:
    """Facts of one invoice at an hour of a day in March."""
    story.clock = datetime(2026, 3, day, hour - 1, tzinfo=UTC)
    story.happens(f"invoice/{id_of(number)}", *facts, number=f"INV-{number}")


def capture(number: int, **header: Any) -> Event:
    return captured(invoice_id=id_of(number), number=f"INV-{number}", **header)


@pytest.fixture
def story() -> Story:
    """Four invoices: passed; held for its price; without an order; voided after a hold."""
    told = Story()
    on(told, 1, 9, capture(1), linked(), judged("pass"), accounted(), matched())
    on(told, 2, 9, capture(2), linked(), judged("hold"), held("price", line=1))
    on(told, 2, 15, released("price"), held("price", 2, line=1))
    on(told, 2, 17, released("price", 2), accounted(), matched(touchless=False))
    on(told, 3, 9, capture(3, purchase_order_id=None, due_on=date(2026, 1, 15)))
    on(told, 4, 9, capture(4), linked(), judged("hold"), held("price", line=1))
    void = InvoiceVoided(
        invoice_id=id_of(4),
        number="INV-4",
        supplier_id=MEDLINE,
        voided_on=date(2026, 3, 2),
        reason_code="wrong",
    )
    on(told, 4, 19, released("price", how="voided", released_by=None), void)
    return told


def asked(database: Database, story: Story, name: str, **given: Any) -> list[Row]:
    return answered(database.url, INVOICES, story, name, **given)


def test_coverage_first_time_match_and_touchless_by_hand(database: Database, story: Story) -> None:
    (march,) = asked(database, story, "invoice_figures")
    assert march == {
        "month": "2026-03",
        "invoices": 3,  # Not the voided one.
        "with_order_pct": "66.67",  # 2 of 3.
        "first_time_match_pct": "50.00",  # 1 of the 2 that were judged.
        "touchless_pct": "33.33",  # 1 of 3.
    }


def test_a_hold_by_hand_does_not_make_a_match_fail(database: Database, story: Story) -> None:
    on(story, 1, 20, held("manual", placed_by="anna"))
    (march,) = asked(database, story, "invoice_figures")
    assert march["first_time_match_pct"] == "50.00"


def test_price_accuracy_counts_lines_on_orders_that_no_price_stopped(
    database: Database, story: Story
) -> None:
    (medline,) = asked(database, story, "price_accuracy_by_supplier")
    assert (medline["supplier_name"], medline["lines"], medline["stopped_lines"]) == (
        *("Medline", 2, 1),  # INV-1 and INV-2; INV-3 has no order, INV-4 is void.
    )
    assert medline["accurate_pct"] == "50.00"


def test_exceptions_by_cause_name_owner_frequency_and_hours(
    database: Database, story: Story
) -> None:
    (price,) = asked(database, story, "exceptions_by_cause")
    assert price == {
        "kind": "price",
        "owner_role": "buyer",
        "invoices": 2,
        "invoices_pct": "50.00",  # 2 of 4: a voided one was stopped as well.
        "holds": 3,
        "open": 0,
        "by_hand": 2,
        "again": 1,  # INV-2, on the same line.
        "hours_p50": "6.00",  # 2, 6 and 10 hours.
    }


def test_exceptions_by_line_are_a_share_of_lines_and_a_hold_on_the_whole_stops_each(
    database: Database, story: Story
) -> None:
    two = tuple(invoice_line("1", "10").model_copy(update={"line": n}) for n in (1, 2))
    on(story, 5, 9, capture(5, lines=two), held("manual", placed_by="anna"))
    manual, price = asked(database, story, "exceptions_by_line")
    assert (manual["kind"], manual["lines"], manual["open"]) == ("manual", 2, 2)
    assert (price["kind"], price["lines"], price["open"]) == ("price", 2, 0)
    assert {row["lines_pct"] for row in (manual, price)} == {"33.33"}  # 2 of 6 each.
    assert price["holds"] == "3", "on INV-2 it came again"
    stopped = asked(database, story, "lines_stopped", kind="manual")
    assert [(row["invoice_number"], row["line"], row["is_open"]) for row in stopped] == [
        ("INV-5", 1, True),
        ("INV-5", 2, True),
    ]


def test_ageing_by_days_past_due_and_state(database: Database, story: Story) -> None:
    def aged(**given: Any) -> dict[tuple[str, str], Decimal]:
        rows = asked(database, story, "invoice_ageing", **given)
        return {(row["days_past_due"], row["state"]): Decimal(row["open_amount"]) for row in rows}

    assert aged() == {("not due", "matched"): 2000, ("31 to 60", "captured"): 1000}
    assert aged(day="2026-03-31")[("not due", "matched")] == 2000, "due on its last day"
    assert aged(day="2026-04-01") == {("1 to 30", "matched"): 2000, ("61 to 90", "captured"): 1000}
    on(story, 1, 20, paid("1000.00", "0.00"), day=3)
    on(story, 2, 20, paid("400.00", "600.00"), day=3)
    assert aged() == {("not due", "partially_paid"): 600, ("31 to 60", "captured"): 1000}


def withheld(amount: str) -> InvoiceDisputeRaised:
    told = {"dispute": 1, "currency": "USD", "reason_code": "damaged", "raised_by": "carl"}
    return InvoiceDisputeRaised.model_validate({**told, "amount": amount})


def test_ageing_tells_what_is_withheld_from_what_is_not(database: Database, story: Story) -> None:
    on(story, 1, 20, withheld("300.00"))
    rows = asked(database, story, "invoice_ageing")
    (matched,) = (row for row in rows if row["state"] == "matched")
    names = ("open_amount", "withheld_amount", "undisputed_amount")
    assert [Decimal(matched[name]) for name in names] == [2000, 300, 1700]
    on(story, 1, 21, paid("700.00", "300.00"), day=3)
    rows = asked(database, story, "invoice_ageing")
    (partly,) = (row for row in rows if row["state"] == "partially_paid")
    assert [Decimal(partly[name]) for name in names] == [300, 300, 0]


def test_what_is_withheld_is_of_the_parts_that_are_due_last(
    database: Database, story: Story
) -> None:
    parts = (
        Instalment(due_on=date(2026, 3, 1), amount=Decimal("300.00")),
        Instalment(due_on=date(2026, 4, 10), amount=Decimal("700.00")),
    )
    told = (capture(5, instalments=parts), linked(), judged("pass"), accounted())
    on(story, 5, 9, *told, withheld("800.00"))

    def due() -> dict[str, list[Decimal]]:
        rows = asked(database, story, "invoice_parts_due")
        names = ("open_amount", "withheld_amount")
        return {
            row["due_on"]: [Decimal(row[name]) for name in names]
            for row in rows
            if row["invoice_number"] == "INV-5"
        }

    assert due() == {"2026-03-01": [300, 100], "2026-04-10": [700, 700]}
    on(story, 5, 20, paid("200.00", "800.00"), day=3)
    assert due() == {"2026-03-01": [100, 100], "2026-04-10": [700, 700]}


def test_payments_to_make_are_those_in_a_run(database: Database, story: Story) -> None:
    assert asked(database, story, "payments_to_make") == []
    on(story, 1, 20, planned("400"), planned("500", "RUN-2", discount=Decimal(10)))
    on(story, 2, 20, planned("1000"))
    (run,) = asked(database, story, "payments_to_make")
    assert (run["pay_on"], run["currency"], run["payments"]) == (SOON.isoformat(), "USD", 3)
    assert [Decimal(run[each]) for each in ("amount", "discount")] == [1900, 10]


def test_payments_due_are_whole_invoices_and_the_open_parts_of_others(
    database: Database, story: Story
) -> None:
    first, second = date(2026, 3, 1), date(2026, 4, 10)
    parts = (
        Instalment(due_on=first, amount=Decimal("300.00")),
        Instalment(due_on=second, amount=Decimal("700.00")),
    )
    on(story, 5, 9, capture(5, instalments=parts), linked(), judged("pass"), accounted())
    on(story, 1, 20, paid("1000.00", "0.00"), day=3)

    def due() -> dict[str, Decimal]:
        rows = asked(database, story, "payments_due")
        return {row["due_on"]: Decimal(row["amount"]) for row in rows}

    assert due() == {"2026-03-01": 300, "2026-03-31": 1000, "2026-04-10": 700}
    on(story, 5, 20, paid("450.00", "550.00"), day=3)
    assert due() == {"2026-03-31": 1000, "2026-04-10": 550}, "what is paid is paid in their order"
    (part,) = asked(database, story, "invoice_parts_due", due_on="2026-04-10", currency="USD")
    assert (part["invoice_number"], part["instalment"]) == ("INV-5", 2)
    assert Decimal(part["open_amount"]) == 550


def test_small_differences_are_added_up_by_day(database: Database) -> None:
    told = Story()

    def off(number: int, amount: str, **more: Any) -> None:
        told.happens(
            f"small_difference/{id_of(90)}",
            SmallDifferenceWrittenOff(
                legal_entity="NHS",
                written_off_on=date(2026, 3, 2),
                invoice=DocumentRef(aggregate="invoice", id=id_of(number), number=f"INV-{number}"),
                supplier_id=MEDLINE,
                amount=Decimal(amount),
                currency="USD",
                cap=Decimal("0.05"),
                **more,
            ),
        )

    off(1, "0.03")
    off(2, "0.04", beyond=True)
    off(3, "0.02")
    gone = DocumentRef(aggregate="invoice", id=id_of(3), number="INV-3")
    told.happens(f"small_difference/{id_of(90)}", SmallDifferenceTakenBack(invoice=gone))
    (day,) = asked(database, told, "small_differences_by_day")
    assert (day["legal_entity"], day["day"], day["invoices"]) == ("NHS", "2026-03-02", 2)
    assert (day["amount"], day["beyond_cap"], day["cap"]) == ("0.07", 1, "0.05")
