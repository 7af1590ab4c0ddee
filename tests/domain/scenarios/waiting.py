"""Why cases wait whose words nobody understands yet, by topic. Other cases of a topic may run."""

from typing import Any, Final

_BOOKS: Final = "waits for taxes of orders, landed cost and exchange rates in the books"
_ADVANCES: Final = "waits for prepayments, payment schedules and debit notes"
_OVER_RECEIPTS: Final = "waits for over-receipts that are approved with the order"
_ORDERS: Final = "waits for orders of negative quantities"
_REQUESTS: Final = "waits for requisitions that are merged in one order line or await a reset"

WAITING: Final[dict[str, str]] = {
    "currency": _BOOKS,
    "tax": _BOOKS,
    **dict.fromkeys(("payment_terms", "prepayment"), _ADVANCES),
    "approval": _OVER_RECEIPTS,
    "return": _ORDERS,
    "requisition": _REQUESTS,
    "analytics": "waits for key figures of suppliers",
}


def waits_for(scenario: dict[str, Any]) -> str:
    """What has to be built first."""
    return WAITING.get(scenario["topic"], "waits for words that the interpreter does not know")
