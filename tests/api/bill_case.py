"""The part of the case that happens in accounts payable: invoices, payments and a credit memo."""

from typing import Any

from api import examples
from tests.api.catalogue_case import SECOND
from tests.api.sister_case import between_entities
from tests.api.stock_case import Story

INVOICE = "/v1/invoices/{invoice_id}"
PREPAYMENT = "/v1/prepayments/{prepayment_id}"
MEMO = "/v1/credit-memos/{credit_memo_id}"
RECOVERY = "/v1/recoveries/{recovery_id}"
LOST = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2e01"
TWICE = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2e03"
MISTAKEN = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2e02"
RENT = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2e77"
SETTLED = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2f63"


def bills(story: Story) -> None:
    between_entities(story)
    pay_ahead(story)
    story.tell("ana", "/v1/invoices")
    story.tell("ana", f"{INVOICE}/holds", examples.INVOICE)
    first_hold = {"invoice_id": examples.INVOICE, "hold": 1}
    story.tell("ana", f"{INVOICE}/holds/{{hold}}/lengthen", first_hold)
    story.tell("max", f"{INVOICE}/holds/{{hold}}/release", first_hold)
    story.tell("ana", f"{INVOICE}/disputes", examples.INVOICE)
    over = {"invoice_id": examples.INVOICE, "dispute": 1}
    story.tell("max", f"{INVOICE}/disputes/{{dispute}}/resolve", over)
    pay(story)
    story.tell("ana", "/v1/credit-memos")
    story.tell("ana", f"{MEMO}/post", examples.CREDIT_MEMO)
    settle_with_credit(story)
    line = {**examples.GLOVES, "quantity": "1", "amount": "62.50", "item_id": examples.ITEM}
    bill: dict[str, Any] = {"number": "INV-88121", "total": "62.50"}
    bill["lines"] = [{**line, "unit": "BX"}]
    story.tell("ana", "/v1/invoices", id=SECOND, purchase_order_id=None, **bill)
    claim_back(story)
    past = {"until": "2026-03-05", "effective_at": "2026-03-05T09:00:00Z"}
    story.tell("ana", f"{INVOICE}/holds", SECOND, **past)
    story.tell("ana", f"{INVOICE}/rematch", SECOND)
    story.tell("ana", "/v1/invoices", id=RENT, purchase_order_id=None, **rent())
    story.tell("max", f"{INVOICE}/approve-without-order", RENT)
    story.tell("mona", f"{INVOICE}/short-pay", RENT)
    less = {"invoice_id": RENT, "dispute": 1}
    story.tell("max", f"{INVOICE}/disputes/{{dispute}}/write-back", less)
    story.tell("ana", f"{INVOICE}/link-by-rule", SECOND)
    story.tell("ana", f"{INVOICE}/unlink", SECOND)
    story.tell("ana", f"{INVOICE}/link", SECOND)
    story.tell("ana", f"{INVOICE}/unlink", SECOND)
    story.tell("max", f"{INVOICE}/void", SECOND)
    settle_receipts(story)


def rent() -> dict[str, Any]:
    """What nobody ordered, and is paid all the same."""
    line = {"line": 1, "description": "Rent of a lift", "quantity": "1", "unit": "MON"}
    lines = [{**line, "unit_price": "900.00", "amount": "900.00"}]
    return {"number": "RENT-2026-03", "total": "900.00", "lines": lines}


def settle_receipts(story: Story) -> None:
    """The supplier stops sending invoices for a while: what comes is settled, and credited."""
    self_billing, order = "/v1/suppliers/{supplier_id}/self-billing", examples.OTHER_PURCHASE_ORDER
    story.tell("cleo", self_billing, examples.SUPPLIER)
    line = {"purchase_order_line": 1, "quantity": "3", "lot": "L-1", "expires_on": "2039-06-30"}
    told: dict[str, Any] = {"purchase_order_id": order, "lines": [line], "charges": []}
    story.tell("rosa", "/v1/receipts", id=SETTLED, number="GR-5901", **told)
    story.tell("ana", "/v1/purchase-orders/{purchase_order_id}/self-bills", order)
    back = {"reason_code": "damaged", "lines": [{"line": 1, "quantity": "1"}]}
    story.tell("rosa", "/v1/receipts/{receipt_id}/returns", SETTLED, **back)
    story.tell("ana", f"{INVOICE}/self-credits", examples.SELF_BILL)
    story.tell("cleo", f"{self_billing}/end", examples.SUPPLIER)


def pay_ahead(story: Story) -> None:
    """Asked for, paid, and given back before the order's invoice could use it up."""
    story.tell("ana", "/v1/prepayments")
    story.tell("tom", f"{PREPAYMENT}/pay", examples.PREPAYMENT)
    story.tell("ana", f"{PREPAYMENT}/credit", examples.PREPAYMENT)
    rest = {"credit": "CN-119", "amount": "80.00"}
    story.tell("ana", f"{PREPAYMENT}/credit", examples.PREPAYMENT, **rest)


def pay(story: Story) -> None:
    """Planned and given up, planned and failed, made and returned, and made at last."""
    story.tell("mona", f"{INVOICE}/payments/schedule", examples.INVOICE)
    story.tell("mona", f"{INVOICE}/payments/withdraw", examples.INVOICE)
    again = {"payment": "RUN-2026-14-2"}
    story.tell("mona", f"{INVOICE}/payments/schedule", examples.INVOICE, **again)
    story.tell("tom", f"{INVOICE}/payments/fail", examples.INVOICE)
    returned = {"payment": "BANK-90016", "amount": "250.00"}
    story.tell("tom", f"{INVOICE}/payments", examples.INVOICE, **returned)
    story.tell("tina", f"{INVOICE}/payments/void", examples.INVOICE)
    story.tell("tom", f"{INVOICE}/payments", examples.INVOICE)


def settle_with_credit(story: Story) -> None:
    """The payment came back, so part of the credit settles the invoice; the rest is paid back."""
    returned = {"payment": "BANK-90017", "voided_on": "2026-04-09"}
    story.tell("tina", f"{INVOICE}/payments/void", examples.INVOICE, **returned)
    story.tell("mona", f"{MEMO}/apply", examples.CREDIT_MEMO)
    rest = {"payment": "BANK-90018", "paid_on": "2026-04-10", "amount": "1220.00"}
    story.tell("tom", f"{INVOICE}/payments", examples.INVOICE, **rest)
    story.tell("tom", f"{MEMO}/refunds", examples.CREDIT_MEMO)


def claim_back(story: Story) -> None:
    """Claimed and paid back, claimed and lost, claimed in error; then the supplier credits it."""
    story.tell("ana", "/v1/recoveries")
    story.tell("ana", f"{RECOVERY}/assign", examples.RECOVERY)
    story.tell("tom", f"{RECOVERY}/refund", examples.RECOVERY)
    story.tell("ana", "/v1/recoveries", id=LOST)
    story.tell("frida", f"{RECOVERY}/write-off", LOST)
    story.tell("ana", "/v1/recoveries", id=MISTAKEN)
    story.tell("max", f"{RECOVERY}/close", MISTAKEN)
    story.tell("ana", "/v1/credit-memos", id=TWICE, number="CM-TWICE")
