"""A bill-only order over HTTP: what a procedure used up, and evidence that was wrong."""

from typing import Any, Final

from tests.api.stock_case import Story

_ORDER: Final = "/v1/purchase-orders/{purchase_order_id}"


def bill_only(story: Story, order_id: str) -> None:
    """A screw that a procedure used up; the first evidence names a wrong lot."""
    screw = {
        "line": 1,
        "description": "Cortical screw 3.5 mm",
        "item_class": "implants",
        "quantity": "1",
        "pack": {"unit": "EA", "base_unit": "EA"},
        "unit_price": "84.50",
        "accounting": "expense",
    }
    told: dict[str, Any] = {"number": "PO-4106", "requisition_id": None, "order_type": "bill_only"}
    story.tell("ben", "/v1/purchase-orders", id=order_id, lines=[screw], **told)
    story.tell("rosa", f"{_ORDER}/usages", order_id)
    story.tell(
        "rosa", f"{_ORDER}/usages/{{usage}}/withdraw", {"purchase_order_id": order_id, "usage": 1}
    )
