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


@pytest.fixture
def shelf(office: Office) -> str:
    """Ten pumps of the supplier came on a consignment order at 145.00; the id of their stock."""
    for step in tour.PREPARE:
        office.do(step.path, step.body, step.actor)
    (line,) = tour.BUY[0].body["lines"]
    line = {**line, "accounting": "consignment", "requisition_id": None, "requisition_line": None}
    told = {"requisition_id": None, "order_type": "consignment", "lines": [line]}
    office.do("purchase-orders", {**tour.BUY[0].body, **told}, "ben")
    case = {"approval_case_id": tour.APPROVAL}
    office.do(f"purchase-orders/{tour.ORDER}/submit", case, "ben")
    office.do(f"approval-cases/{tour.APPROVAL}/approve", {}, "mia")
    office.do(f"purchase-orders/{tour.ORDER}/issue", {}, "ben")
    place = {"legal_entity": PLACE[0], "facility": PLACE[1]}
    kept = {**place, "item_id": tour.ITEM, "base_unit": "EA"}
    stock = str(office.do("stock-items", kept, "kim")["id"])
    ordered = {"purchase_order_id": tour.ORDER, "purchase_order_line": 1}
    parcels = [{"quantity": "10", "lot": "L-7"}]
    came = {"supplier_id": tour.SUPPLIER, "delivery_note": "DN-1", "parcels": parcels}
    office.do(f"stock-items/{stock}/consignments", {**came, **ordered}, "kim")
    return stock


def test_a_consignment_order_is_owed_for_by_use_and_for_no_use_that_was_taken_back(
    office: Office, shelf: str
) -> None:
    use = {"supplier_id": tour.SUPPLIER, "department": "ICU", "quantity": "3"}
    office.do(f"stock-items/{shelf}/consumptions", {**use, "case_reference": "CASE-7"}, "kim")
    (line,) = office.see(f"purchase-orders/{tour.ORDER}")["data"]["lines"]
    assert (line["consigned"], line["received"], line["received_amount"]) == ("10", "3", "435.00")
    (owed,) = office.see("grir-balances")["data"]
    assert (owed["purchase_order_line"], owed["balance"]) == (1, "435.00")
    moves = office.see("stock-movements", movement="consumed")["data"]
    assert [(each["quantity"], each["consumption"]) for each in moves] == [("-3", 1)]
    wrong = {"consumption": 1, "quantity": "1", "reason_code": "not_opened"}
    office.do(f"stock-items/{shelf}/consumption-reversals", wrong, "kim")
    (line,) = office.see(f"purchase-orders/{tour.ORDER}")["data"]["lines"]
    assert (line["received"], line["received_amount"]) == ("2", "290.00")
    (owed,) = office.see("grir-balances")["data"]
    assert owed["balance"] == "290.00"
    shown = office.see(f"stock-items/{shelf}")["data"]
    assert (shown["consigned"], shown["available"]) == ("8", "0")
    sentence = office.see(f"stock-items/{shelf}/history")["steps"][-1]["sentence"]
    assert sentence.startswith("kim took consumption 1 back on")
    assert "were not used, and 145.00 USD are not owed" in sentence
    response = office.post(
        f"stock-items/{shelf}/consumption-reversals", {**wrong, "quantity": "3"}, "kim"
    )
    told = refused(response, 409, "stock_item.consumption_exceeded")
    assert told["values"] == {"consumption": 1, "stands": "2"}


def test_a_recall_finds_goods_of_a_supplier_and_holds_them_back(office: Office, shelf: str) -> None:
    recall = {"recall": "Z-7", "recall_class": "I", "source": "fda", "reason_code": "sterility"}
    office.do(f"catalogue-items/{tour.ITEM}/recalls", {**recall, "lots": ["L-7"]}, "rhea")
    (row,) = office.see("questions/recall-exposure")["data"]
    told = ("owner_id", "lot", "received", "left", "receipt_id")
    assert [row[name] for name in told] == [tour.SUPPLIER, "L-7", "10", "10", None]
    (lies,) = office.see("questions/recall-whereabouts")["data"]
    there = ("whereabouts", "disposition", "owner_id", "lot", "quantity", "sure")
    told_of = ["store", "consigned", tour.SUPPLIER, "L-7", "10", True]
    assert [lies[name] for name in there] == told_of
    use = {"supplier_id": tour.SUPPLIER, "department": "ICU", "quantity": "1"}
    path = f"stock-items/{shelf}/consumptions"
    refused(office.post(path, use, "kim"), 409, "stock_item.recalled")
    held = {"quantity": "10", "disposition": "consigned", "to_disposition": "quarantined"}
    held |= {"supplier_id": tour.SUPPLIER, "reason_code": "recalled"}
    office.do(f"stock-items/{shelf}/moves", held, "kim")
    shown = office.see(f"stock-items/{shelf}")["data"]
    assert (shown["consigned"], shown["quarantined"]) == ("0", "10")
    gone = {"supplier_id": tour.SUPPLIER, "quantity": "10", "reason_code": "recalled"}
    back = {**gone, "disposition": "quarantined"}
    office.do(f"stock-items/{shelf}/consignment-returns", back, "kim")
    (row,) = office.see("questions/recall-exposure")["data"]
    assert (row["received"], row["left"]) == ("10", "0")
    assert office.see("questions/recall-whereabouts")["data"] == []
