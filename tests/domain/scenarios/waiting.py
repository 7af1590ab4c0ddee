"""Why cases wait whose words nobody understands yet, by topic. Other cases of a topic may run."""

from typing import Any, Final

_REQUESTS: Final = "stays: an order line answers one request, so that each is followed by itself"

WAITING: Final[dict[str, str]] = {
    "requisition": _REQUESTS,
}


def waits_for(scenario: dict[str, Any]) -> str:
    """What has to be built first."""
    return WAITING.get(scenario["topic"], "waits for words that the interpreter does not know")
