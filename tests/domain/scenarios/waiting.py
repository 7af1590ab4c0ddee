"""Why cases wait whose words nobody understands yet, by topic. Other cases of a topic may run."""

from typing import Any, Final

_BOOKS: Final = "waits for taxes of orders, landed cost and exchange rates in the books"
_ADVANCES: Final = "waits for prepayments of what an order charges beside its lines"
_REQUESTS: Final = "stays: an order line answers one request, so that each is followed by itself"

WAITING: Final[dict[str, str]] = {
    "tax": _BOOKS,
    "prepayment": _ADVANCES,
    "requisition": _REQUESTS,
}


def waits_for(scenario: dict[str, Any]) -> str:
    """What has to be built first."""
    return WAITING.get(scenario["topic"], "waits for words that the interpreter does not know")
