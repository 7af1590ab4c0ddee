"""How commands about goods are refused: a part of the table in `test_refusals.py`."""

from typing import Any

from api import examples
from tests.api.duty_case import BLIND, USED
from tests.api.stock_case import OPIOID, RECEIPT, SENT, STOCK

OVERRIDES = "/v1/duty-overrides"
OVERRIDE = f"{OVERRIDES}/{{duty_override_id}}"
ABSOLUTE = {"id": None, "rule": "witness_own_count", "document_kind": "receipt"}
UNORDERED = "/v1/unordered-deliveries"
DELIVERY = f"{UNORDERED}/{{unordered_delivery_id}}"
UNKNOWN = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2ffe"
NO_PERIOD = {"id": UNKNOWN, "performed_until": None}

ORDERS = "/v1/purchase-orders"
NEW: dict[str, Any] = {"id": UNKNOWN, "number": "PO-4990", "requisition_id": None}
DEAR: dict[str, Any] = {
    "line": 1,
    "description": "Gloves",
    "item_class": "medical_supplies",
    "item_id": examples.ITEM,
    "quantity": "5",
    "pack": {"unit": "BX", "base_unit": "EA", "numerator": 100},
    "unit_price": "95.00",
}
WHY: dict[str, Any] = {**DEAR, "agreement": "PA-6001", "agreement_reason": "habit"}
WHY |= {"unit_price": None}
ONE = {"purchase_order_line": 1, "lot": "L", "expires_on": "2028-01-01", "quantity": "1"}
FEW: dict[str, Any] = {"id": UNKNOWN, "number": "GR-8", "lines": [ONE]}
NO_CHARGE = {**FEW, "charges": [{"charge": "freight"}]}
NO_WEIGHT = {**FEW, "charges": [{"charge": "freight", "amount": "1.00", "by": "weight"}]}
NO_MEASURE = {"charge": "freight", "kind": "freight"}
UNMEASURED = {**NEW, "lines": [], "parts": [NO_MEASURE]}
TOO_MUCH: dict[str, Any] = {"lines": [{"line": 1, "quantity": "2"}]}  # One is on its way.
OF_ITSELF = {**DEAR, "item_id": None, "pack": {"unit": "EA", "base_unit": "EA", "numerator": 2}}
NOWHERE = {**NEW, "legal_entity": "NOWHERE", "lines": []}

GOODS_REFUSALS: list[tuple[str, str, str | dict[str, Any], dict[str, Any], int, str]] = [
    ("ben", ORDERS, "", {**NEW, "lines": [DEAR]}, 422, "price_agreement.dearer_than_agreed"),
    ("ben", ORDERS, "", {**NEW, "lines": [WHY]}, 422, "price_agreement.reason_unneeded"),
    ("ben", ORDERS, "", UNMEASURED, 422, "purchase_order.part_unclear"),
    (
        *("ben", ORDERS, "", {**NEW, "lines": [OF_ITSELF]}),
        *(422, "quantity.pack_contradicts_itself"),
    ),
    ("ben", ORDERS, "", NOWHERE, 422, "legal_entity.unregistered"),
    (
        *("carla", "/v1/price-agreements", "", {"id": UNKNOWN, "facilities": ["ATLANTIS"]}),
        *(422, "legal_entity.facility_unregistered"),
    ),
    ("rosa", "/v1/receipts", "", NO_CHARGE, 422, "charge.unclear"),
    ("rosa", "/v1/receipts", "", NO_WEIGHT, 422, "charge.weight_missing"),
    ("rita", f"{RECEIPT}/inspections", UNKNOWN, {}, 404, "document.not_found"),
    ("ben", f"{RECEIPT}/inspections", examples.RECEIPT, {}, 403, "receipt.inspected_by_buyer"),
    ("ben", f"{RECEIPT}/recount-requests", examples.RECEIPT, {}, 409, "receipt.not_blind"),
    ("rita", f"{RECEIPT}/recounts", BLIND, {}, 409, "receipt.recount_not_asked"),
    ("rosa", f"{RECEIPT}/recounts", BLIND, {}, 403, "receipt.own_recount"),
    ("nora", "/v1/receipts/desktop", "", {}, 409, "receipt.exists"),
    ("mia", "/v1/receipts/desktop", "", {"id": UNKNOWN}, 403, "receipt.not_requester"),
    ("nora", "/v1/receipts/desktop", "", NO_PERIOD, 422, "receipt.period_invalid"),
    ("rita", f"{RECEIPT}/quarantine", UNKNOWN, {}, 404, "document.not_found"),
    ("rosa", f"{RECEIPT}/corrections", UNKNOWN, {}, 404, "document.not_found"),
    ("rosa", f"{RECEIPT}/label-corrections", UNKNOWN, {}, 404, "document.not_found"),
    ("rita", f"{RECEIPT}/witness", OPIOID, {}, 409, "receipt.nothing_to_witness"),
    ("kim", "/v1/stock-items", "", {}, 409, "stock_item.exists"),
    ("kim", "/v1/shipments", "", {}, 409, "shipment.exists"),
    ("rosa", f"{SENT}/receive", UNKNOWN, {}, 404, "document.not_found"),
    ("rosa", f"{SENT}/receive", examples.SHIPMENT, {}, 422, "shipment.quantity_wrong"),
    ("cora", f"{SENT}/write-off", examples.SHIPMENT, TOO_MUCH, 422, "shipment.quantity_wrong"),
    ("kim", f"{SENT}/write-off", examples.SHIPMENT, {}, 403, "shipment.loss_duties_mixed"),
    ("kim", f"{SENT}/receive", examples.SHIPMENT, {}, 403, "shipment.received_by_dispatcher"),
    ("kim", f"{SENT}/take-back", examples.SHIPMENT, {}, 422, "shipment.quantity_wrong"),
    *(
        (person, f"{STOCK}/{act}", UNKNOWN, dict[str, Any](), 404, "document.not_found")
        for person, acts in (
            ("kim", ("issues", "issue-returns", "moves", "transfers")),
            (
                "kim",
                ("consignments", "consumptions", "consignment-returns", "consumption-reversals"),
            ),
            ("cora", ("counts", "scraps")),
        )
        for act in acts
    ),
    ("olga", OVERRIDES, "", {}, 409, "duty_override.exists"),
    ("olga", OVERRIDES, "", ABSOLUTE, 422, "duty_override.absolute"),
    ("ben", OVERRIDES, "", {"id": None}, 403, "duty_override.not_independent"),
    ("olga", f"{OVERRIDE}/revoke", USED, {}, 409, "duty_override.wrong_status"),
    ("rolf", f"{OVERRIDE}/review", USED, {}, 409, "duty_override.wrong_status"),
    ("rosa", UNORDERED, "", {}, 409, "unordered_delivery.exists"),
    ("ben", f"{RECEIPT}/return-requests", UNKNOWN, {}, 404, "document.not_found"),
    *(
        (
            "ben",
            f"{RECEIPT}/return-requests/{{return_request}}/{act}",
            {"receipt_id": examples.RECEIPT, "return_request": 9},
            dict[str, Any](),
            422,
            "receipt.unknown_return_request",
        )
        for act in ("authorization", "withdraw")
    ),
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
