"""The sentence of what those who share a line have come to bear of it.

How it is filled is told in `sentences.py`.
"""

from collections.abc import Callable
from typing import Final

from replay.wording import Told


def _borne(told: Told) -> str:
    """Each of those who share, and what of it is his; whom nothing falls to is left out."""
    return ", ".join(
        f"{part['cost_centre']} on {part['account']} {told.money(part['total'])}"
        for part in told.data["parts"]
        if part["total"].strip("-0.")
    )


def _of_it(told: Told) -> str:
    borne = _borne(told)
    return f": {borne}" if borne else ""


SHARED_COST_SENTENCES: Final[dict[str, str]] = {
    "purchase_order.line_cost_shared": "{source[number]} moved what several bear of line {line} by"
    " {amount:money} to {total:money}{of_it}",
}
SHARED_COST_DETAILS: Final[dict[str, Callable[[Told], str]]] = {"of_it": _of_it}
