"""How commands about goods are refused: a part of the table in `test_refusals.py`."""

from typing import Any

from api import examples
from tests.api.stock_case import OPIOID, RECEIPT, STOCK

UNORDERED = "/v1/unordered-deliveries"
DELIVERY = f"{UNORDERED}/{{unordered_delivery_id}}"
UNKNOWN = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2ffe"

GOODS_REFUSALS: list[tuple[str, str, str | dict[str, Any], dict[str, Any], int, str]] = [
    ("rita", f"{RECEIPT}/inspections", UNKNOWN, {}, 404, "document.not_found"),
    ("rita", f"{RECEIPT}/quarantine", UNKNOWN, {}, 404, "document.not_found"),
    ("rosa", f"{RECEIPT}/corrections", UNKNOWN, {}, 404, "document.not_found"),
    ("rita", f"{RECEIPT}/witness", OPIOID, {}, 409, "receipt.nothing_to_witness"),
    ("kim", "/v1/stock-items", "", {}, 409, "stock_item.exists"),
    *(
        (person, f"{STOCK}/{act}", UNKNOWN, dict[str, Any](), 404, "document.not_found")
        for person, acts in (
            ("kim", ("issues", "issue-returns", "moves", "transfers")),
            ("kim", ("consignments", "consumptions", "consignment-returns")),
            ("cora", ("counts", "scraps")),
        )
        for act in acts
    ),
    ("rosa", UNORDERED, "", {}, 409, "unordered_delivery.exists"),
    ("rosa", f"{DELIVERY}/match", examples.UNORDERED, {}, 422, "unordered_delivery.quantity_wrong"),
    (
        "rosa",
        f"{DELIVERY}/send-back",
        examples.UNORDERED,
        {},
        422,
        "unordered_delivery.quantity_wrong",
    ),
]
