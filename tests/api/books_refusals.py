"""How commands about the books are refused: a part of the table in `test_refusals.py`."""

from typing import Any

from api import examples
from tests.api.budget_case import CALENDAR
from tests.api.sister_case import BETWEEN, DEPOT, EASTSIDE, ENTITY, LINE

SOUTHSIDE = {"legal_entity": "SOUTHSIDE"}
MARCH = {**SOUTHSIDE, "period": "2026-03"}
APRIL = {**SOUTHSIDE, "period": "2026-04"}
PERIOD = f"{CALENDAR}/{{period}}"
BILLS = "/v1/intercompany-bills"
NEW = {"id": None, "number": None}
OF_A_SUPPLIER = {**NEW, "purchase_order_id": examples.PURCHASE_ORDER}
ORDERS = ("ben", "/v1/purchase-orders", "")
ITSELF = {"legal_entity": "NORTHSIDE", "facility": "CLINIC-EAST"}
ELSEWHERE = {**DEPOT, "facility": "WEST-DEPOT"}
UNKNOWN = {**DEPOT, "legal_entity": "WESTSIDE"}
# What is wrong with an inter-company order, each in one place.
UNSOLD: list[tuple[dict[str, Any], str]] = [
    ({"id": None, "number": None, "seller": None}, "purchase_order.type_unclear"),
    ({"id": None, "supplier_id": examples.SUPPLIER}, "purchase_order.type_unclear"),
    ({"id": None, "order_type": "standard"}, "purchase_order.type_unclear"),
    ({"id": None, "seller": ITSELF}, "purchase_order.seller_is_buyer"),
    ({"id": None, "seller": ELSEWHERE}, "legal_entity.foreign_facility"),
    ({"id": None, "seller": UNKNOWN}, "legal_entity.unregistered"),
    ({"id": None, "currency": "EUR"}, "purchase_order.seller_currency_differs"),
    (
        {"id": None, "lines": [{**LINE, "unit_price": "1"}]},
        "purchase_order.transfer_price_stated",
    ),
    (
        {"id": None, "lines": [{**LINE, "match": "two_way"}]},
        "purchase_order.line_not_intercompany",
    ),
]

BOOKS_REFUSALS: list[tuple[str, str, str | dict[str, Any], dict[str, Any], int, str]] = [
    ("fred", f"{ENTITY}/transfer-pricing", EASTSIDE, {}, 409, "legal_entity.prices_so"),
    ("ana", BILLS, "", {}, 409, "intercompany_bill.exists"),
    ("ana", BILLS, "", NEW, 409, "intercompany_bill.nothing_left"),
    ("ana", BILLS, "", OF_A_SUPPLIER, 409, "intercompany_bill.other_order"),
    ("rosa", BILLS, "", NEW, 403, "intercompany_bill.duties_mixed"),
    *((*ORDERS, {**BETWEEN, **told}, 422, code) for told, code in UNSOLD),
    ("fred", "/v1/exchange-rates", "", {}, 409, "exchange_rate.unchanged"),
    ("fred", CALENDAR, SOUTHSIDE, {}, 409, "accounting_calendar.period_stands_so"),
    ("fred", f"{PERIOD}/soft-close", APRIL, {}, 409, "accounting_calendar.period_unknown"),
    ("fred", f"{PERIOD}/close", APRIL, {}, 409, "accounting_calendar.period_unknown"),
    ("flora", f"{PERIOD}/reopen", MARCH, {}, 409, "accounting_calendar.period_stands_so"),
]
