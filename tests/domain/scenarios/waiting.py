"""Why cases wait whose words nobody understands yet, by topic. Other cases of a topic may run."""

from typing import Any, Final

WAITING: Final[dict[str, str]] = {}  # Every case of ours runs; another file may bring others.


def waits_for(scenario: dict[str, Any]) -> str:
    """What has to be built first."""
    return WAITING.get(scenario["topic"], "waits for words that the interpreter does not know")
