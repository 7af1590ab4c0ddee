"""The sentences of how an order ends, and of what becomes of what it leaves on goods received.

How they are filled is told in `sentences.py`.
"""

from collections.abc import Callable
from typing import Final

from replay.wording import Told


def _given_up(told: Told) -> str:
    """What of a line came and is not billed, or the reverse."""
    amount, line = told.data["amount"], told.data["line"]
    if amount.startswith("-"):
        return f"{told.money(amount[1:])} that were billed of line {line} and did not come"
    return f"{told.money(amount)} that came of line {line} and were not billed"


def _left_by_prices(told: Told) -> str:
    """Which way the prices of receipts and bills differ."""
    amount, line = told.data["amount"], told.data["line"]
    side = "less" if amount.startswith("-") else "more"
    return f"line {line} came at {told.money(amount.lstrip('-'))} {side} than bills cleared of it"


def _why_again(told: Told) -> str:
    is_late = told.data["cause"] == "late_document"
    return "what came late settles it" if is_late else "the order goes on"


ENDING_SENTENCES: Final[dict[str, str]] = {
    "purchase_order.finally_closed": "{closed_by} closed the order for good{left_behind}",
    "purchase_order.final_close_removed": "{reopened_by} took the final close back",
    "purchase_order.line_written_off": "{written_off_by} wrote off {given_up}",
    "purchase_order.line_write_off_taken_back": "The write-off was taken back of {given_up}:"
    " {why_again}",
    "purchase_order.line_difference_cleared": "All that stands as received is billed, and"
    " {left_by_prices}: the difference was cleared",
}
ENDING_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "given_up": _given_up,
    "left_by_prices": _left_by_prices,
    "why_again": _why_again,
}
