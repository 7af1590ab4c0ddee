"""The part of the case that happens in the store: controlled goods are witnessed, stock moves."""

from typing import Any, Protocol

from api import examples
from domain.stock.state import stock_item_id
from tests.api.office import Json, Office

CASE = "/v1/approval-cases/{approval_case_id}"
ITEM = "/v1/catalogue-items/{item_id}"
ISSUED_AT = "2026-03-01T09:00:00Z"  # The day before the goods of the examples come.
ORDER = "/v1/purchase-orders/{purchase_order_id}"
RECEIPT = "/v1/receipts/{receipt_id}"
STOCK = "/v1/stock-items/{stock_item_id}"
SENT = "/v1/shipments/{shipment_id}"
SHELF = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d22"
OPIOID = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d21"


class Story(Protocol):
    """Whoever tells the case (`case.py`)."""

    office: Office

    def tell(
        self, actor: str, route: str, names: str | dict[str, Any] = "", **changes: Any
    ) -> Json: ...


def unordered(story: Story) -> None:
    """Two boxes came without an order: one finds it, one goes back."""
    story.tell("rosa", "/v1/unordered-deliveries")
    for act in ("match", "send-back"):
        route = f"/v1/unordered-deliveries/{{unordered_delivery_id}}/{act}"
        story.tell("rosa", route, examples.UNORDERED)


def opioids(story: Story) -> None:
    """Controlled goods, which a second person counts as well."""
    schedule = {"controlled_schedule": "II", "controls": []}
    told: dict[str, Any] = {"gtin": None, "controls": [], "package_gtins": [], "handling": schedule}
    story.tell(
        "ivan",
        "/v1/catalogue-items",
        id=OPIOID,
        number="ITEM-2003",
        item_class="controlled",
        **told,
    )
    story.tell("ivan", f"{ITEM}/analysis", OPIOID)
    story.tell("vera", f"{ITEM}/decisions", OPIOID, committee="pharmacy_therapeutics")
    story.tell("ivan", f"{ITEM}/activate", OPIOID)
    line = {
        "line": 1,
        "description": "Fentanyl ampoules",
        "item_class": "controlled",
        "item_id": OPIOID,
        "quantity": "5",
        "pack": {"unit": "EA", "base_unit": "EA"},
        "unit_price": "4.00",
    }
    story.tell(
        "ben", "/v1/purchase-orders", id=OPIOID, number="PO-4004", requisition_id=None, lines=[line]
    )
    story.tell("ben", f"{ORDER}/submit", OPIOID, approval_case_id=OPIOID)
    story.tell("mia", f"{CASE}/approve", OPIOID)
    first_line = {"purchase_order_id": OPIOID, "line": 1}
    story.tell("petra", f"{ORDER}/lines/{{line}}/order-form", first_line)
    story.tell("ben", f"{ORDER}/issue", OPIOID, effective_at=ISSUED_AT)
    counted = {"purchase_order_line": 1, "quantity": "5"}
    story.tell(
        "rosa",
        "/v1/receipts",
        id=OPIOID,
        number="GR-5009",
        purchase_order_id=OPIOID,
        lines=[counted],
    )
    story.tell("rita", f"{RECEIPT}/witness", OPIOID)


def stock(story: Story) -> None:
    place = ("NORTHSIDE", "HOSP-NORTH")
    kept = stock_item_id(story.office.tenant, *place, examples.ITEM, "EA")
    story.tell("kim", f"{STOCK}/issues", kept)
    story.tell("kim", f"{STOCK}/issue-returns", kept)
    story.tell("cora", f"{STOCK}/counts", kept)
    story.tell("cora", f"{STOCK}/scraps", kept)
    story.tell("kim", f"{STOCK}/moves", kept)
    story.tell("kim", "/v1/stock-items")
    story.tell("kim", f"{STOCK}/transfers", kept)
    story.tell("kim", f"{STOCK}/consignments", kept)
    story.tell("kim", f"{STOCK}/consumptions", kept)
    story.tell("kim", f"{STOCK}/consumption-reversals", kept)
    story.tell("kim", f"{STOCK}/consignment-returns", kept)
    on_its_way(story)
    consignment_order(story, kept)


def on_its_way(story: Story) -> None:
    """Gloves go to the clinic: most come, one box is damaged, one lost, and some come back."""
    story.tell("kim", "/v1/shipments")
    story.tell("rosa", f"{SENT}/receive", examples.SHIPMENT)
    story.tell("cora", f"{SENT}/write-off", examples.SHIPMENT)
    story.tell("kim", f"{SENT}/take-back", examples.SHIPMENT)


def consignment_order(story: Story, kept: str) -> None:
    """A shelf that an order fills: what is used of it is received by it, and one use was none."""
    line = {
        "line": 1,
        "description": "Nitrile gloves",
        "item_class": "medical_supplies",
        "item_id": examples.ITEM,
        "quantity": "60",
        "pack": {"unit": "EA", "base_unit": "EA"},
        "unit_price": "0.60",
        "accounting": "consignment",
    }
    told: dict[str, Any] = {"number": "PO-4111", "requisition_id": None, "lines": [line]}
    story.tell("ben", "/v1/purchase-orders", id=SHELF, order_type="consignment", **told)
    story.tell("ben", f"{ORDER}/submit", SHELF, approval_case_id=SHELF)
    story.tell("ben", f"{ORDER}/issue", SHELF, effective_at=ISSUED_AT)
    ordered = {"purchase_order_id": SHELF, "purchase_order_line": 1, "unit_price": None}
    parcels = [{"quantity": "40", "lot": "C-119", "expires_on": "2028-02-29"}]
    came = {**ordered, "currency": None, "delivery_note": "DN-7732", "parcels": parcels}
    story.tell("kim", f"{STOCK}/consignments", kept, **came)
    for quantity in ("50", "3"):  # Fifty-one came without an order, and are used first.
        story.tell("kim", f"{STOCK}/consumptions", kept, quantity=quantity, lot=None)
    whole = {"quantity": None, "reason_code": "wrong_case"}
    story.tell("kim", f"{STOCK}/consumption-reversals", kept, consumption=3, **whole)
