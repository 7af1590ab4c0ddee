"""Why cases wait whose words nobody understands yet, by topic. Other cases of a topic may run."""

from typing import Any, Final

_INVOICES: Final = "waits for invoices and accounting in full"
_OVER_RECEIPTS: Final = "waits for over-receipts that a buyer accepts line by line"
_ORDERS: Final = "waits for orders that return goods, are amended in full or asked back"
_REQUESTS: Final = "waits for requisitions that are merged in one order line or await a reset"
_PRICES: Final = "waits for prices of one unit asked for in another"

WAITING: Final[dict[str, str]] = {
    **dict.fromkeys(
        (
            *("accrual", "currency", "debit_note", "duplicate_invoice", "exception", "hold"),
            *("invoice_cancel", "landed_cost", "match", "partial_invoice", "payment"),
            *("payment_terms", "prepayment", "price_variance", "supplier_hold", "tax"),
            *("three_way_match", "partial_receipt", "authorization"),
        ),
        _INVOICES,
    ),
    **dict.fromkeys(("over_receipt", "receipt_cancel"), _OVER_RECEIPTS),
    **dict.fromkeys(("amendment", "approval", "return"), _ORDERS),
    "requisition": _REQUESTS,
    **dict.fromkeys(("contract", "uom"), _PRICES),
    "analytics": "waits for key figures of suppliers",
}


def waits_for(scenario: dict[str, Any]) -> str:
    """What has to be built first."""
    return WAITING.get(scenario["topic"], "waits for words that the interpreter does not know")
