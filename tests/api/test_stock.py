"""Stock over HTTP: what receipts bring is issued, counted and moved, and refused in plain words."""

from typing import Any, Final

import pytest

from domain.stock.state import stock_item_id
from tests.api import tour
from tests.api.office import Office, refused

PLACE: Final = ("LE-1", "HOSP-NORTH")
FOREIGN: Final = "t-foreign"


@pytest.fixture
def pumps(office: Office) -> str:
    """Six pumps at 145.00 have come; the id of their stock."""
    for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY, tour.RECEIVE_SIX):
        office.do(step.path, step.body, step.actor)
    return stock_item_id(office.tenant, *PLACE, tour.ITEM, "EA")


def test_what_a_receipt_brought_is_issued_at_its_average(office: Office, pumps: str) -> None:
    told = office.do(f"stock-items/{pumps}/issues", {"quantity": "4", "department": "ICU"}, "kim")
    assert told["version"] == 3
    shown = office.see(f"stock-items/{pumps}")
    assert (shown["data"]["available"], shown["version"]) == ("2", 3)
    (level,) = shown["data"]["levels"]
    assert (level["on_hand"], level["disposition"]) == ("2", "available")
    (value,) = office.see("stock-values", item_id=tour.ITEM)["data"]
    assert value["amount"] == "290.00"
    lines = office.see("journal-lines", document=f"stock_item/{pumps}")["data"]
    sums = {each["account"]: (each["debit"], each["credit"]) for each in lines}
    assert sums == {"expense": ("580.00", "0"), "inventory": ("0", "580.00")}
    assert {each["department"] for each in lines} == {"ICU"}
    steps = office.see(f"stock-items/{pumps}/history")["steps"]
    assert steps[-1]["sentence"] == (
        "kim issued 4 EA (available) to department ICU on"
        f" {steps[-1]['effective_at'][:10]}, worth 580.00 USD."
    )


def test_the_last_of_it_goes_once_and_the_refusal_says_what_is_left(
    office: Office, pumps: str
) -> None:
    issue = {"quantity": "5", "department": "ICU"}
    office.do(f"stock-items/{pumps}/issues", issue, "kim")
    told = refused(
        office.post(f"stock-items/{pumps}/issues", issue, "kim"), 409, "stock_item.insufficient"
    )
    assert told["values"] == {"asked": "5", "here": "1"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"quantity": "0"}, "stock_item.quantity_not_positive"),
        ({"quantity": "-3"}, "stock_item.quantity_not_positive"),
        ({"quantity": "2", "serials": ["S-1"]}, "stock_item.serial_count"),
        ({"quantity": "1", "serials": ["S-1"]}, "stock_item.unknown_serial"),
        ({"quantity": 1.5}, "request.inexact_number"),
        ({"quantity": "1e3"}, "request.invalid"),
        ({"quantity": "0.0000001"}, "request.invalid"),
        ({"quantity": "1", "unit": "BX"}, "request.invalid"),
    ],
)
def test_a_quantity_is_refused_unless_it_counts_units(
    office: Office, pumps: str, body: dict[str, Any], code: str
) -> None:
    response = office.post(f"stock-items/{pumps}/issues", {"department": "ICU", **body}, "kim")
    refused(response, 422, code)


def test_stock_of_another_tenant_does_not_exist(office: Office, pumps: str) -> None:
    stranger = Office(office.client, office.token, FOREIGN)
    response = stranger.post(f"stock-items/{pumps}/issues", {"quantity": "1", "department": "ICU"})
    refused(response, 404, "document.not_found")
    assert stranger.get(f"stock-items/{pumps}").status_code == 404


def test_whoever_keeps_stock_does_not_count_it_away(office: Office, pumps: str) -> None:
    keeper = {"X-Purvey-Roles": "stock_keeper"}
    count = {"reason_code": "cycle_count", "bins": [{"quantity": "1"}]}
    response = office.post(f"stock-items/{pumps}/counts", count, "kim", keeper)
    told = refused(response, 403, "access.forbidden")
    assert "stock_controller" in told["detail"]


def test_quarantined_goods_are_listed_and_lots_are_suggested_in_order(
    office: Office, pumps: str
) -> None:
    move = {"quantity": "2", "reason_code": "recall", "to_disposition": "quarantined"}
    office.do(f"stock-items/{pumps}/moves", move, "kim")
    (held,) = office.see("stock-levels", disposition="quarantined")["data"]
    assert (held["on_hand"], held["item_id"]) == ("2", tour.ITEM)
    (lot,) = office.see("questions/lots-to-pick", facility="HOSP-NORTH", item_id=tour.ITEM)["data"]
    assert lot["on_hand"] == "4"
    kinds = office.see("questions/stock-movements-by-kind", item_id=tour.ITEM)["data"]
    assert [(each["movement"], each["quantity"]) for each in kinds] == [
        ("moved", "0"),
        ("received", "6"),
    ]
