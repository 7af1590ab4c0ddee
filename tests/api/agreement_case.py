"""The price agreements of the case over HTTP, and the order that rests on one of them."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from adapters.system import utc_now
from api import examples

if TYPE_CHECKING:
    from tests.api.case import Story

AGREEMENT: Final = "/v1/price-agreements/{price_agreement_id}"
ORDER: Final = "/v1/purchase-orders/{purchase_order_id}"
REBATE: Final = "/v1/rebates/{rebate_id}"
DISPUTE: Final = {"rebate_id": examples.REBATE, "dispute": "1"}
NO_REBATE: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d04"
EXPIRING: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d02"
DROPPED: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d03"


def agree_on_prices(story: "Story") -> None:
    """Prices, tiers, a correction and its claim; beside it agreements that end."""
    one = examples.PRICE_AGREEMENT
    story.tell("carla", "/v1/price-agreements")
    story.tell("carla", f"{AGREEMENT}/prices", one)
    proposal = f"{AGREEMENT}/proposals/{{proposal}}"
    story.tell("colin", f"{proposal}/confirm", {"price_agreement_id": one, "proposal": 1})
    story.tell("carla", f"{AGREEMENT}/prices", one)
    story.tell("colin", f"{proposal}/decline", {"price_agreement_id": one, "proposal": 2})
    for act in ("sign", "activate"):
        story.tell("colin", f"{AGREEMENT}/{act}", one)
    story.tell("carla", f"{AGREEMENT}/tiers", one)
    for act in ("tiers/confirm", "tiers/lapse"):
        story.tell("colin", f"{AGREEMENT}/{act}", one)
    an_agreed_order(story)
    story.tell("carla", f"{AGREEMENT}/corrections", one)
    story.tell("colin", f"{proposal}/confirm", {"price_agreement_id": one, "proposal": 3})
    story.tell("carla", f"{AGREEMENT}/claims", one)
    story.tell("carla", f"{AGREEMENT}/renewals", one)
    a_rebate(story)
    soon = (utc_now() + timedelta(days=30)).date().isoformat()
    story.tell("carla", "/v1/price-agreements", id=EXPIRING, number="PA-6002", ends_on=soon)
    for act in ("sign", "activate", "review-expiry"):
        story.tell("colin", f"{AGREEMENT}/{act}", EXPIRING)
    story.tell("carla", f"{AGREEMENT}/terminate", EXPIRING, terminated_on=soon)
    story.tell("carla", "/v1/price-agreements", id=DROPPED, number="PA-6003")
    story.tell("carla", f"{AGREEMENT}/terminate", DROPPED)


def an_agreed_order(story: "Story") -> None:
    """Two boxes of gloves at the price of January, ordered and billed."""
    gloves = {**examples.GLOVES, "quantity": "2"}
    line = {
        **{name: value for name, value in gloves.items() if name != "unit_price"},
        "item_class": "medical_supplies",
        "pack": {"unit": "BX", "base_unit": "EA", "numerator": 100},
        "item_id": examples.ITEM,
        "agreement": "PA-6001",
        "match": "two_way",
    }
    order = examples.AGREED_ORDER
    january = "2026-01-10T09:00:00Z"
    told: dict[str, Any] = {"number": "PO-4010", "requisition_id": None, "effective_at": january}
    story.tell("ben", "/v1/purchase-orders", id=order, lines=[line], **told)
    story.tell("ben", f"{ORDER}/submit", order, approval_case_id=order, effective_at=january)
    story.tell("ben", f"{ORDER}/issue", order, effective_at=january)
    billed = {**gloves, "unit": "BX", "amount": "125.00", "purchase_order_line": 1}
    invoice = {"id": order, "number": "INV-88010", "purchase_order_id": order}
    story.tell("ana", "/v1/invoices", lines=[billed], total="125.00", **invoice)


def a_rebate(story: "Story") -> None:
    """Four per cent of what was billed already, of which a part is credited and the rest paid."""
    story.tell("carla", "/v1/rebates")
    story.tell("colin", f"{REBATE}/confirm", examples.REBATE)
    story.tell("carla", f"{REBATE}/purchases", examples.REBATE)
    story.tell("ana", f"{REBATE}/earnings", examples.REBATE)
    story.tell("carla", f"{REBATE}/claims", examples.REBATE)
    line = {"line": 1, "description": "Rebate of the year", "quantity": "0", "amount": "3.00"}
    memo: dict[str, Any] = {"id": examples.REBATE_CREDIT, "number": "CM-7001", "basis": "price"}
    memo |= {"invoice_id": None, "purchase_order_id": None, "lines": [line]}
    amounts = {"tax": "0.00", "freight": "0.00", "total": "3.00"}
    story.tell("ana", "/v1/credit-memos", **memo, **amounts)
    story.tell("ana", f"{REBATE}/credits", examples.REBATE)
    story.tell("carla", f"{REBATE}/disputes", examples.REBATE)
    story.tell("colin", f"{REBATE}/disputes/{{dispute}}/settle", DISPUTE)
    story.tell("tom", f"{REBATE}/receipts", examples.REBATE)
    story.tell("carla", "/v1/rebates", id=NO_REBATE, number="RB-7002")
    story.tell("carla", f"{REBATE}/decline", NO_REBATE)
