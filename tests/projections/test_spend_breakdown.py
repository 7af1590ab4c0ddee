"""Spend by supplier, class, facility, department and month, worked by hand on a few orders."""

from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from domain.exchange_rates.events import ExchangeRateRecorded
from domain.legal_entities.events import LegalEntityRegistered
from domain.purchase_orders.ledger_events import PurchaseOrderLineCredited
from projections.projection import Row
from projections.purchase_orders import PURCHASE_ORDERS
from tests.conftest import Database
from tests.domain.orders import MEMO, id_of
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, bills, in_all, invoice, of_order, order_ref, orders
from tests.projections.folding import Story

MARCH: Final = date(2026, 3, 10)
APRIL: Final = date(2026, 4, 10)
STRANGER: Final = {"supplier_id": id_of(88), "supplier_name": "Stranger"}


def registered(story: Story, currency: str = "USD") -> Story:
    told = LegalEntityRegistered(
        legal_entity="NHS", name="North", currency=currency, fiscal_year_start=1
    )
    return at(story, date(2026, 1, 1), f"legal_entity/{id_of(900)}", told, number="NHS")


def rate(story: Story, pair: tuple[str, str], value: str, on: date) -> Story:
    told = ExchangeRateRecorded(
        from_currency=pair[0],
        to_currency=pair[1],
        rate=Decimal(value),
        starts_on=on,
        source="ecb",
        recorded_by="carla",
    )
    stream = f"exchange_rate/{id_of(901 + (pair[0] > pair[1]))}"
    return at(story, date(2026, 1, 2), stream, told, number="/".join(pair))


def credited(story: Story, number: int, on: date, amount: str) -> Story:
    told = PurchaseOrderLineCredited(
        line=1,
        quantity=Decimal(0),
        amount=Decimal(amount),
        cleared=Decimal(0),
        currency="USD",
        credit_memo=MEMO,
        invoice=order_ref(number).model_copy(update={"aggregate": "invoice"}),
    )
    return of_order(story, number, on, told)


@pytest.fixture
def story() -> Story:
    """March: 1000 ordered, 900 billed, 100 credited; 500 of a stranger, unbilled; April: 300."""
    told = registered(Story())
    orders(told, 1, MARCH, item_class="gloves")
    bills(told, 1, MARCH, "90", "900.00")
    credited(told, 1, APRIL, "100.00")
    orders(told, 2, MARCH, "50", header={**STRANGER, "department": "LAB"}, item_class="kits")
    orders(told, 3, APRIL, "30", header={"facility": "SOUTH"}, item_class="kits")
    bills(told, 3, APRIL, "30", "300.00")
    invoice(told, 6, APRIL, order=None)  # A thousand.
    return told


def asked(database: Database, story: Story, by: str, **chosen: str) -> list[Row]:
    return answered(database.url, PURCHASE_ORDERS, story, f"spend_by_{by}", **chosen)


def figures(rows: list[Row], by: str) -> dict[str, tuple[int, int]]:
    """What was ordered and spent, in whole units, by the dimension."""
    return {row[by]: (int(Decimal(row["ordered"])), int(Decimal(row["spend"]))) for row in rows}


@pytest.mark.parametrize(
    ("by", "column", "expected"),
    [
        ("supplier", "supplier_name", {"Medline": (1300, 2100), "Stranger": (500, 0)}),
        (
            *("item_class", "item_class"),
            {"none": (0, 1000), "gloves": (1000, 800), "kits": (800, 300)},
        ),
        ("facility", "facility", {"NORTH": (1500, 1800), "SOUTH": (300, 300)}),
        ("department", "department", {"SURGERY": (1300, 1100), "none": (0, 1000), "LAB": (500, 0)}),
        ("month", "month", {"2026-03": (1500, 800), "2026-04": (300, 1300)}),
    ],
)
def test_spend_by_hand(
    database: Database, story: Story, by: str, column: str, expected: dict[str, tuple[int, int]]
) -> None:
    rows = asked(database, story, by)
    assert figures(rows, column) == expected
    assert {row["books_currency"] for row in rows} == {"USD"}
    assert round(in_all(rows, "share_pct")) == 100
    assert list(figures(rows, column)) == list(expected), "the largest first, months in order"


def test_what_is_asked_for_stands_in_the_rows_and_leads_to_the_lines(
    database: Database, story: Story
) -> None:
    (row,) = asked(database, story, "supplier", month="2026-03", item_class="gloves")
    assert [row[each] for each in ("month", "item_class", "facility")] == [
        "2026-03",
        "gloves",
        None,
    ]
    assert Decimal(row["to_be_billed"]) == 200  # 1000 less 900, and 100 came back.
    chosen = {"month": "2026-03", "item_class": "gloves", "supplier_id": row["supplier_id"]}
    behind = answered(database.url, PURCHASE_ORDERS, story, "spend_lines", **chosen)
    assert [in_all(behind, each) for each in ("books_ordered", "books_spend")] == [1000, 800]
    spanned = asked(database, story, "month", first_month="2026-04", last_month="2026-12")
    assert figures(spanned, "month") == {"2026-04": (300, 1300)}


def test_spend_is_what_the_figure_of_maverick_spend_is_a_share_of(
    database: Database, story: Story
) -> None:
    for row in answered(database.url, PURCHASE_ORDERS, story, "maverick_spend"):
        (ours,) = asked(database, story, "month", month=row["month"])
        assert Decimal(ours["spend"]) == Decimal(row["spend"])


@pytest.mark.parametrize(
    ("pair", "value", "on", "expected"),
    [
        (("USD", "EUR"), "0.8", date(2026, 3, 1), "640.00"),  # of 800
        (("EUR", "USD"), "1.28", date(2026, 3, 1), "625.00"),
        (("USD", "EUR"), "0.8", date(2026, 3, 11), None),  # known from the next day on alone
    ],
)
def test_amounts_count_in_the_books_at_the_rate_of_the_orders_day(
    database: Database, pair: tuple[str, str], value: str, on: date, expected: str | None
) -> None:
    story = rate(registered(Story(), "EUR"), pair, value, on)
    rate(story, pair, "9", APRIL)
    bills(orders(story, 1, MARCH), 1, APRIL, "80", "800.00")
    (row,) = asked(database, story, "supplier")
    assert (row["books_currency"], row["spend"]) == ("EUR", expected)
    assert row["unvalued"] == (expected is None)


def test_of_blankets_their_releases_count(database: Database) -> None:
    blanket = {"order_type": "blanket", "cap_amount": Decimal(5000)}
    story = orders(registered(Story()), 1, MARCH, header=blanket)
    orders(story, 2, MARCH, header={"order_type": "release"})
    assert figures(asked(database, story, "month"), "month") == {"2026-03": (1000, 0)}
