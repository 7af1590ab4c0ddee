"""The sentence of what credits on price took off stock, and what goods that move do with it.

How it is filled is told in `sentences.py`.
"""

from collections.abc import Callable
from typing import Final

from replay.wording import Told, counted


def _cheaper(told: Told) -> str:
    """By how much less, or no more so much less, the goods count on stock."""
    amount = told.data["amount"]
    whole = told.money(amount.lstrip("-"))
    return f"{whole} off" if amount.startswith("-") else f"{whole} off no more"


def _replaced(told: Told) -> str:
    """What goods that come in the place of others take over."""
    awaited = told.data.get("awaited")
    if awaited is None:
        return ""
    part = told.money(told.data["awaited_amount"].lstrip("-"))
    return f"; {counted(awaited)} that come instead would take {part} of it over"


PRICE_SENTENCES: Final[dict[str, str]] = {
    "purchase_order.line_revalued": "Goods of line {line} count on stock at what they came at, with"
    " {cheaper}, by {source[aggregate]:words} {source[number]}{replaced}",
}
PRICE_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "cheaper": _cheaper,
    "replaced": _replaced,
}
