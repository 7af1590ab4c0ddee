"""What accounts payable is refused, once the case has been told."""

from typing import Any, Final

from api import examples
from tests.api.agreement_case import DISPUTE, NO_REBATE, REBATE
from tests.api.bill_case import INVOICE, LOST, MEMO, PREPAYMENT, RECOVERY, RENT, TWICE
from tests.api.catalogue_case import SECOND

ORDER: Final = "/v1/purchase-orders/{purchase_order_id}"
ORDERED: Final = examples.PURCHASE_ORDER
NO_ORDERS: Final[dict[str, Any]] = {"purchase_order_ids": []}
DISPUTES: Final = f"{INVOICE}/disputes"
NO_DISPUTE: Final = {"invoice_id": examples.INVOICE, "dispute": 9}
NO_HOLD: Final = {"invoice_id": examples.INVOICE, "hold": 9}
NEW: Final = {"id": "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2ffd", "number": "INV-9001"}
NO_TAX: Final = {**NEW, "parts": [{"charge": "vat", "kind": "tax", "amount": "5.00"}]}
NO_ROUNDING: Final = {**NEW, "parts": [{"charge": "r", "kind": "rounding", "amount": "0.70"}]}
NO_PART: Final = {**NEW, "parts": [{"charge": "d", "kind": "discount", "amount": "0"}]}
NO_PLACE: Final = {**NEW, "facility": "NOWHERE"}
BILL_REFUSALS: Final[list[tuple[str, str, str | dict[str, Any], dict[str, Any], int, str]]] = [
    ("ana", "/v1/prepayments", "", {}, 409, "prepayment.exists"),
    ("tom", f"{PREPAYMENT}/pay", examples.PREPAYMENT, {}, 409, "prepayment.not_due"),
    ("ana", f"{PREPAYMENT}/credit", examples.PREPAYMENT, {}, 409, "prepayment.too_high"),
    ("ana", "/v1/invoices", "", {}, 409, "invoice.exists"),
    ("ana", "/v1/invoices", "", NO_TAX, 422, "invoice.parts_disagree"),
    ("ana", "/v1/invoices", "", NO_ROUNDING, 422, "invoice.rounding_too_large"),
    ("ana", "/v1/invoices", "", NO_PART, 422, "invoice.part_unclear"),
    ("ana", "/v1/invoices", "", NO_PLACE, 422, "legal_entity.foreign_facility"),
    ("ana", f"{INVOICE}/link", examples.INVOICE, {}, 409, "invoice.linked_already"),
    ("ana", f"{INVOICE}/link-by-rule", examples.INVOICE, {}, 409, "invoice.linked_already"),
    ("ana", f"{INVOICE}/link-by-rule", SECOND, NO_ORDERS, 422, "invoice.too_many_orders"),
    ("ana", f"{ORDER}/self-bills", ORDERED, {}, 409, "invoice.self_billing_not_agreed"),
    ("ana", f"{INVOICE}/self-credits", examples.INVOICE, {}, 409, "invoice.not_self_billed"),
    ("ana", f"{INVOICE}/unlink", examples.INVOICE, {}, 409, "invoice.paid"),
    ("max", f"{INVOICE}/approve-without-order", RENT, {}, 409, "invoice.posted_without_order"),
    ("max", f"{INVOICE}/approve-without-order", SECOND, {}, 409, "invoice.voided"),
    ("ana", f"{INVOICE}/link", RENT, {}, 409, "invoice.posted_without_order"),
    ("ana", f"{INVOICE}/rematch", examples.INVOICE, {}, 409, "invoice.settled"),
    ("ana", f"{INVOICE}/holds", examples.INVOICE, {}, 409, "invoice.settled"),
    ("max", f"{INVOICE}/holds/{{hold}}/release", NO_HOLD, {}, 404, "invoice.unknown_hold"),
    ("ana", f"{INVOICE}/holds/{{hold}}/lengthen", NO_HOLD, {}, 404, "invoice.unknown_hold"),
    ("ana", f"{INVOICE}/disputes", examples.INVOICE, {}, 409, "invoice.settled"),
    ("mona", f"{INVOICE}/short-pay", examples.INVOICE, {}, 409, "invoice.settled"),
    ("max", f"{DISPUTES}/{{dispute}}/write-back", NO_DISPUTE, {}, 404, "invoice.unknown_dispute"),
    (
        "max",
        f"{DISPUTES}/{{dispute}}/resolve",
        NO_DISPUTE,
        {},
        404,
        "invoice.unknown_dispute",
    ),
    ("tom", f"{INVOICE}/payments", SECOND, {}, 409, "invoice.voided"),
    ("mona", f"{INVOICE}/payments/schedule", SECOND, {}, 409, "invoice.voided"),
    ("mona", f"{INVOICE}/payments/withdraw", SECOND, {}, 404, "invoice.payment_not_scheduled"),
    ("tom", f"{INVOICE}/payments/fail", SECOND, {}, 404, "invoice.payment_not_scheduled"),
    ("tina", f"{INVOICE}/payments/void", SECOND, {}, 404, "invoice.payment_unknown"),
    ("max", f"{INVOICE}/void", examples.INVOICE, {}, 409, "invoice.paid"),
    ("ana", "/v1/credit-memos", "", {}, 409, "credit_memo.exists"),
    ("ana", f"{MEMO}/post", examples.CREDIT_MEMO, {}, 409, "credit_memo.posted_already"),
    ("ana", f"{MEMO}/post", TWICE, {}, 409, "credit_memo.recovered"),
    ("mona", f"{MEMO}/apply", examples.CREDIT_MEMO, {}, 409, "credit_memo.too_high"),
    ("carla", "/v1/rebates", "", {}, 409, "rebate.exists"),
    ("carla", f"{REBATE}/confirm", examples.REBATE, {}, 409, "rebate.wrong_status"),
    ("carla", f"{REBATE}/decline", NO_REBATE, {}, 409, "rebate.wrong_status"),
    ("carla", f"{REBATE}/purchases", examples.REBATE, {}, 409, "rebate.nothing_to_count"),
    ("ana", f"{REBATE}/earnings", examples.REBATE, {}, 409, "rebate.nothing_earned"),
    ("carla", f"{REBATE}/claims", examples.REBATE, {}, 409, "rebate.nothing_to_claim"),
    ("ana", f"{REBATE}/credits", examples.REBATE, {}, 409, "rebate.credit_differs"),
    ("tom", f"{REBATE}/receipts", examples.REBATE, {}, 409, "rebate.payment_repeated"),
    ("carla", f"{REBATE}/disputes", examples.REBATE, {}, 409, "rebate.disputed_too_much"),
    ("colin", f"{REBATE}/disputes/{{dispute}}/settle", DISPUTE, {}, 409, "rebate.dispute_not_open"),
    ("ana", "/v1/recoveries", "", {}, 409, "recovery.exists"),
    ("ana", f"{RECOVERY}/assign", LOST, {}, 409, "recovery.not_open"),
    ("tom", f"{RECOVERY}/refund", LOST, {}, 409, "recovery.not_open"),
    ("frida", f"{RECOVERY}/write-off", LOST, {}, 409, "recovery.not_open"),
    ("max", f"{RECOVERY}/close", LOST, {}, 409, "recovery.not_open"),
    ("tom", f"{MEMO}/refunds", examples.CREDIT_MEMO, {}, 409, "credit_memo.refund_repeated"),
]
