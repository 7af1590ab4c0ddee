"""The parts of the case about duties: overridden and reviewed, at a desk, counted blind."""

from typing import Any

from api import examples
from tests.api.budget_case import ENTITY
from tests.api.stock_case import ISSUED_AT, ORDER, RECEIPT, Story

OVERRIDE = "/v1/duty-overrides/{duty_override_id}"
USED = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d31"
REQUISITION = "/v1/requisitions/{requisition_id}"
WISH = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d41"
BLIND = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d42"
URGENT_ORDER = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d32"


def overridden_duties(story: Story) -> None:
    """One override is not needed after all; under another the buyer receives what he bought."""
    story.tell("olga", "/v1/duty-overrides")
    story.tell("olga", f"{OVERRIDE}/revoke", examples.DUTY_OVERRIDE)
    line: dict[str, Any] = {
        "line": 1,
        "description": "Sterile drapes",
        "item_class": "consumable",
        "quantity": "5",
        "pack": {"unit": "EA", "base_unit": "EA"},
        "unit_price": "4.00",
    }
    named: dict[str, Any] = {
        "id": URGENT_ORDER,
        "number": "PO-4201",
        "requisition_id": None,
        "lines": [line],
    }
    story.tell("ben", "/v1/purchase-orders", **named)
    story.tell("ben", f"{ORDER}/submit", URGENT_ORDER, approval_case_id=URGENT_ORDER)
    story.tell("ben", f"{ORDER}/issue", URGENT_ORDER, effective_at=ISSUED_AT)
    story.tell("olga", "/v1/duty-overrides", id=USED, document_id=URGENT_ORDER)
    story.tell(
        "ben",
        "/v1/receipts",
        id=URGENT_ORDER,
        number="GR-5021",
        purchase_order_id=URGENT_ORDER,
        lines=[{"purchase_order_line": 1, "quantity": "5"}],
        effective_at="2026-03-02T09:00:00Z",
    )
    story.tell("rolf", f"{OVERRIDE}/review", USED)


def at_the_desk(story: Story) -> None:
    """Four of twelve sessions took place, and whoever asked for them confirms it."""
    asked: dict[str, Any] = {
        "line": 1,
        "description": "Interpreting",
        "item_class": "service",
        "quantity": "12",
        "unit": "EA",
        "unit_price": "40.00",
    }
    story.tell("nora", "/v1/requisitions", id=WISH, number="REQ-3041", lines=[asked])
    story.tell("nora", f"{REQUISITION}/submit", WISH, approval_case_id=WISH)
    ordered = {name: asked[name] for name in ("line", "description", "item_class", "quantity")}
    ordered |= {"unit_price": "40.00", "pack": {"unit": "EA", "base_unit": "EA"}}
    ordered |= {"delivery": "service", "accounting": "expense"}
    ordered |= {"requisition_id": WISH, "requisition_line": 1}
    order = {"id": examples.DESKTOP_ORDER, "number": "PO-4041", "requisition_id": WISH}
    story.tell("ben", "/v1/purchase-orders", **order, lines=[ordered])
    approval = {"approval_case_id": examples.DESKTOP_ORDER}
    story.tell("ben", f"{ORDER}/submit", examples.DESKTOP_ORDER, **approval)
    story.tell("ben", f"{ORDER}/issue", examples.DESKTOP_ORDER, effective_at=ISSUED_AT)
    story.tell("nora", "/v1/receipts/desktop")
    counted_blind(story)


def counted_blind(story: Story) -> None:
    """A receiver counts without knowing what was ordered, and another one counts again."""
    entity = {"legal_entity": "NORTHSIDE"}
    story.tell("fred", f"{ENTITY}/receiving", entity, blind=True)
    line: dict[str, Any] = {
        "line": 1,
        "description": "Sterile drapes",
        "item_class": "consumable",
        "quantity": "6",
        "pack": {"unit": "EA", "base_unit": "EA"},
        "unit_price": "4.00",
    }
    named: dict[str, Any] = {"id": BLIND, "number": "PO-4202", "requisition_id": None}
    story.tell("ben", "/v1/purchase-orders", **named, lines=[line])
    story.tell("ben", f"{ORDER}/submit", BLIND, approval_case_id=BLIND)
    story.tell("ben", f"{ORDER}/issue", BLIND, effective_at=ISSUED_AT)
    count = {"purchase_order_line": 1, "quantity": "5"}
    receipt: dict[str, Any] = {"id": BLIND, "number": "GR-5022", "purchase_order_id": BLIND}
    story.tell("rosa", "/v1/receipts", **receipt, lines=[count])
    story.tell("ben", f"{RECEIPT}/recount-requests", BLIND)
    story.tell("rita", f"{RECEIPT}/recounts", BLIND)
    story.tell("fred", f"{ENTITY}/receiving", entity, blind=False)
