"""Discounts for early payment, worked by hand on a few invoices."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.invoices.events import InvoiceCredited, InvoiceVoided
from projections.invoices import INVOICES
from projections.projection import Row
from tests.conftest import Database
from tests.domain.invoices import paid
from tests.domain.orders import MEDLINE, MEMO, id_of
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, in_all, invoice
from tests.projections.folding import Story

MARCH: Final = date(2026, 3, 1)
LAST: Final = date(2026, 3, 10)
AFTER: Final = date(2026, 3, 11)


def pays(story: Story, number: int, on: date, amount: str, discount: str) -> Story:
    """The invoice is paid whole, with that much kept back."""
    told = paid(amount, "0.00").model_copy(
        update={"invoice_id": id_of(2000 + number), "discount": Decimal(discount)}
    )
    return at(story, on, f"invoice/{id_of(2000 + number)}", told, number=f"INV-{number}")


@pytest.fixture
def story() -> Story:
    """20 each: taken; taken in part; paid late; not paid; voided; and one still to be had."""
    told = Story()
    for number in range(1, 7):
        until = date(2026, 3, 31) if number == 6 else LAST
        terms = {"discount_amount": Decimal(20), "discount_until": until}
        invoice(told, number, MARCH, order=None, **terms)
    invoice(told, 7, MARCH, order=None)
    pays(told, 1, LAST, "980.00", "20")
    pays(told, 2, LAST, "995.00", "5")
    pays(told, 3, AFTER, "1000.00", "0")
    void = InvoiceVoided(
        invoice_id=id_of(2005),
        number="INV-5",
        supplier_id=MEDLINE,
        voided_on=AFTER,
        reason_code="wrong",
    )
    return at(told, AFTER, f"invoice/{id_of(2005)}", void, number="INV-5")


def asked(database: Database, story: Story, name: str, **chosen: Any) -> list[Row]:
    return answered(database.url, INVOICES, story, name, **chosen)


def test_discounts_lost_by_hand(database: Database, story: Story) -> None:
    (march,) = asked(database, story, "discounts_lost")
    told = {name: value for name, value in march.items() if name not in ("month", "currency")}
    assert {name: Decimal(value) for name, value in told.items()} == {
        "invoices": 5,
        "offered": 100,
        "taken": 25,
        "lost": 55,  # 15 of INV-2, and all of INV-3 and INV-4.
        "open": 20,  # INV-6 may still be paid early.
        "lost_pct": 55,
    }


def test_a_discount_is_lost_once_its_last_day_is_over(database: Database, story: Story) -> None:
    for day, lost in ((LAST, 0), (AFTER, 55), (date(2026, 4, 1), 75)):
        (march,) = asked(database, story, "discounts_lost", day=day)
        assert Decimal(march["lost"]) == lost


def test_the_invoices_behind_it_come_to_it(database: Database, story: Story) -> None:
    rows = asked(database, story, "discounts_offered", month="2026-03", currency="USD")
    assert in_all(rows, "lost") == 55
    assert [row["invoice_number"] for row in rows[:3]] == ["INV-3", "INV-4", "INV-2"]
    assert asked(database, story, "discounts_offered", month="2026-04") == []


def test_nobody_loses_the_discount_on_what_was_credited(database: Database, story: Story) -> None:
    for number, amount in ((1, 500), (4, 500), (3, 1000)):  # Taken before, never paid, all of it.
        given = InvoiceCredited(credit_memo=MEMO, lines=(), amount=Decimal(amount), currency="USD")
        at(story, AFTER, f"invoice/{id_of(2000 + number)}", given, number=f"INV-{number}")
    (march,) = asked(database, story, "discounts_lost")
    figures = [Decimal(march[each]) for each in ("offered", "taken", "lost", "open")]
    assert figures == [70, 25, 25, 20], "15 of INV-2 and half of the 20 of INV-4"
