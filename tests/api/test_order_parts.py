"""What an order carries beside its lines, over HTTP: stated, seen, told, and billed."""

from typing import Final

import pytest

from tests.api import tour
from tests.api.office import Json, Office, refused

FREIGHT: Final = {"charge": "freight", "kind": "freight", "amount": "50.00"}
VOLUME: Final = {"charge": "volume", "kind": "discount", "percent": "2"}
GST: Final = {"tax": "gst", "percent": "10", "recoverable": "60"}


@pytest.fixture
def order(office: Office) -> str:
    """Ten pumps for 1,450.00 are on order; the path of the order, which carries 160.00 more."""
    for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY):
        office.do(step.path, step.body, step.actor)
    (row,) = office.see("purchase-orders")["data"]
    path = f"purchase-orders/{row['purchase_order_id']}"
    change = {"lines": [{"line": 1, "taxes": [GST]}], "parts": [FREIGHT, VOLUME]}
    office.do(f"{path}/change-orders", change, "ben")
    return path


def test_an_order_shows_what_it_comes_to_row_by_row(office: Office, order: str) -> None:
    told: Json = office.see(order)["data"]
    figures = ("amount", "tax_amount", "charges_amount", "total")
    assert [told[name] for name in figures] == ["1450.00", "145.00", "21.00", "1616.00"]
    rows = office.see("purchase-order-parts", charge="gst")["data"]
    assert [(row["kind"], row["amount"], row["so_far"]) for row in rows] == [
        ("tax", "87.00", "1537.00"),
        ("tax_in_cost", "58.00", "1595.00"),
    ]
    (line,) = told["lines"]
    assert (line["borne_cost"], line["borne_tax"]) == ("79.00", "87.00")


def test_the_history_says_what_was_stated_and_what_it_comes_to(office: Office, order: str) -> None:
    sentences = [step["sentence"] for step in office.see(f"{order}/history")["steps"]]
    assert any(
        "line 1 taxes to gst of 10 % of the line (60 % of it given back); what it carries to"
        " freight of 50.00 USD and discount volume of 2 % of the lines; the total" in each
        for each in sentences
    ), sentences
    assert sentences[-1] == (
        "Its lines of 1,450.00 USD with 87.00 USD of gst, 58.00 USD of gst in cost,"
        " 50.00 USD of freight and less 29.00 USD of volume come to 1,616.00 USD in all."
    )


def test_the_next_bill_says_what_is_due_beside_its_lines(office: Office, order: str) -> None:
    office.do(tour.RECEIVE_SIX.path, tour.RECEIVE_SIX.body, tour.RECEIVE_SIX.actor)
    told = office.see(f"{order}/proposed-bill")
    assert [(part["charge"], part["kind"], part["amount"]) for part in told["parts"]] == [
        ("freight", "freight", "30.00"),
        ("volume", "discount", "17.40"),
        ("gst", "tax", "52.20"),
        ("gst", "tax_in_cost", "34.80"),
    ]
    assert (told["total"], told["total_with_parts"]) == ("870.00", "969.60")


@pytest.mark.parametrize(
    "part",
    [
        {"charge": "freight", "kind": "freight"},
        {**FREIGHT, "percent": "3"},
        {**FREIGHT, "amount": "0.00"},
        {**FREIGHT, "base": "so_far"},
        {**VOLUME, "recoverable": "5"},
    ],
)
def test_a_part_that_nobody_could_expect_is_refused(office: Office, order: str, part: Json) -> None:
    change = {"parts": [part]}
    refused(
        office.post(f"{order}/change-orders", change, "ben"), 422, "purchase_order.part_unclear"
    )


@pytest.mark.parametrize(
    "part",
    [
        {**FREIGHT, "amount": "-1.00"},
        {**FREIGHT, "amount": "0.001"},
        {**VOLUME, "percent": "101"},
        {**VOLUME, "percent": "-1"},
        {**FREIGHT, "kind": "bribe"},
        {**FREIGHT, "charge": ""},
    ],
)
def test_a_part_that_is_no_number_or_name_is_refused(
    office: Office, order: str, part: Json
) -> None:
    response = office.post(f"{order}/change-orders", {"parts": [part]}, "ben")
    assert response.status_code == 422, response.text
    told = office.see(order)["data"]
    assert told["total"] == "1616.00"
