"""The part of the case in which one legal entity buys out of the stock of another."""

from typing import Any, Final

from api import examples
from domain.stock.state import stock_item_id
from tests.api.stock_case import ISSUED_AT, ORDER, STOCK, Story

EASTSIDE: Final = {"legal_entity": "EASTSIDE"}
ENTITY: Final = "/v1/legal-entities/{legal_entity}"
DEPOT: Final = {"legal_entity": "EASTSIDE", "facility": "EAST-DEPOT"}
LINE: Final[dict[str, Any]] = {
    "line": 1,
    "description": "Nitrile examination gloves, medium",
    "item_class": "medical_supplies",
    "item_id": examples.ITEM,
    "quantity": "3",
    "pack": {"unit": "BX", "base_unit": "EA", "numerator": 100},
}
BETWEEN: Final[dict[str, Any]] = {
    "number": "PO-4301",
    "supplier_id": None,
    "requisition_id": None,
    "order_type": "intercompany",
    "seller": DEPOT,
    "lines": [LINE],
}
LOT: Final = {"lot": "L-7001", "expires_on": "2028-06-30"}


def between_entities(story: Story) -> None:
    """EASTSIDE keeps gloves at 50 cents, and NORTHSIDE buys three boxes of them."""
    story.tell("fred", "/v1/legal-entities", legal_entity="EASTSIDE", name="Eastside Trust")
    place = {"facility": "EAST-DEPOT", "name": "East Depot"}
    story.tell("fred", f"{ENTITY}/facilities", EASTSIDE, **place)
    story.tell("fred", f"{ENTITY}/transfer-pricing", EASTSIDE)
    story.tell("kim", "/v1/stock-items", **DEPOT)
    kept = stock_item_id(story.office.tenant, "EASTSIDE", "EAST-DEPOT", examples.ITEM, "EA")
    found = {"bins": [{"quantity": "1000", **LOT}], "unit_cost": "0.50", "currency": "USD"}
    story.tell("cora", f"{STOCK}/counts", kept, **found, counted_on="2026-03-01")
    order = examples.INTERCOMPANY_ORDER
    story.tell("ben", "/v1/purchase-orders", id=order, **BETWEEN)
    story.tell("ben", f"{ORDER}/submit", order, approval_case_id=order)
    story.tell("ben", f"{ORDER}/issue", order, effective_at=ISSUED_AT)
    came = [{"purchase_order_line": 1, "quantity": "2", **LOT}]
    told = {"id": order, "number": "GR-5301", "purchase_order_id": order}
    story.tell("rosa", "/v1/receipts", **told, lines=came)
    story.tell("ana", "/v1/intercompany-bills")
