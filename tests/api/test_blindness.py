"""Where a facility counts blind its receivers learn neither quantity nor price of an order."""

from typing import Any

import httpx2
import pytest

from tests.api import tour
from tests.api.office import Office, refused

DOCK = {"X-Purvey-Roles": "receiver,stock_keeper"}
ENTITY: dict[str, Any] = {"legal_entity": "NORTHSIDE", "name": "Northside", "currency": "USD"}
BLIND = {"facility": "HOSP-NORTH", "desktop_goods": False, "reason_code": "audit", "blind": True}


@pytest.fixture
def blind(office: Office) -> Office:
    """Six of ten pumps have come, and the hospital counts blind."""
    for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY):
        office.do(step.path, step.body, step.actor)
    order = office.see("purchase-orders")["data"][0]
    entity = order["legal_entity"]
    office.do("legal-entities", {**ENTITY, "legal_entity": entity})
    office.do(
        f"legal-entities/{entity}/facilities", {"facility": order["facility"], "name": "North"}
    )
    office.do(f"legal-entities/{entity}/receiving", {**BLIND, "facility": order["facility"]})
    office.do(tour.RECEIVE_SIX.path, tour.RECEIVE_SIX.body, tour.RECEIVE_SIX.actor)
    return office


def seen(
    office: Office, path: str, roles: dict[str, str] = DOCK, **parameters: str
) -> httpx2.Response:
    told = {"min_position": office.last_token, **parameters}
    headers = {**office.headers("rosa"), **roles}
    return office.client.get(f"/v1/{path}", params=told, headers=headers)


def test_a_receiver_sees_what_and_where_but_not_how_much(blind: Office) -> None:
    (order,) = seen(blind, "purchase-orders").json()["data"]
    assert order["number"]
    assert (order["amount"], order["open_value"]) == (None, None)
    document = seen(blind, f"purchase-orders/{order['purchase_order_id']}").json()["data"]
    (line,) = document["lines"]
    assert line["description"]
    assert {line[each] for each in ("ordered", "received", "unit_price", "open_quantity")} == {None}
    (line,) = seen(blind, "purchase-order-lines").json()["data"]
    assert line["ordered"] is None
    (counted,) = seen(blind, "receipt-lines").json()["data"]
    assert (counted["quantity"], counted["amount"], counted["expected"]) == ("6", None, None)


def test_he_learns_it_in_no_other_way(blind: Office) -> None:
    (order,) = seen(blind, "purchase-orders").json()["data"]
    document = order["purchase_order_id"]
    refused(seen(blind, "purchase-order-lines", ordered="10"), 403, "access.forbidden")
    for told in ("history", "proposed-bill"):
        refused(seen(blind, f"purchase-orders/{document}/{told}"), 403, "access.forbidden")
    posted = f"postings/purchase_order/{document}"
    for path in (
        posted,
        "postings",
        "journal-lines",
        "invoices",
        "requisitions",
        "questions/orders-by-month",
    ):
        refused(seen(blind, path), 403, "access.forbidden")


def test_people_of_other_duties_see_all_and_learn_of_the_difference(blind: Office) -> None:
    for roles in ({"X-Purvey-Roles": "buyer"}, {"X-Purvey-Roles": "auditor"}):
        (line,) = seen(blind, "purchase-order-lines", roles).json()["data"]
        assert line["ordered"] is not None
    (receipt,) = blind.see("receipts")["data"]
    assert (receipt["blind"], receipt["lines_differing"]) == (True, 1)
    (counted,) = blind.see("receipt-lines")["data"]
    assert counted["expected"] not in (None, counted["quantity"])
