"""What sentences about budgets tell at length.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from replay.wording import Told, in_turn, words

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def _document(told: Told) -> str:
    """The line of the document that the funds are for."""
    document = told.data["document"]
    return f"line {told.data['line']} of {words(document['aggregate'])} {document['number']}"


def _beyond(told: Told) -> str:
    """What the budget did not hold of it."""
    beyond = told.data.get("beyond")
    return "" if beyond is None else f", {told.money(beyond)} of it beyond the budget"


def _adjusted(told: Told) -> str:
    amount = Decimal(told.data["amount"])
    direction = "less" if amount < 0 else "more"
    return f"{told.money(str(abs(amount)))} {direction}"


def _moved(told: Told) -> str:
    """Budget that came or went, and where."""
    amount, other = Decimal(told.data["amount"]), told.data["counterpart"]["number"]
    direction = f"to {other}" if amount < 0 else f"from {other}"
    return f"{told.money(str(abs(amount)))} {direction}"


def _fiscal_year_start(told: Told) -> str:
    return _MONTHS[told.data["fiscal_year_start"] - 1]


def _desktop_or_dock(told: Told) -> str:
    where = "may confirm" if told.data["desktop_goods"] else "do not confirm"
    blind = "without knowing" if "blind" in told.data else "knowing"
    return f"{where} goods of their own at their desk, receivers count {blind} what was ordered"


def _registered_for(told: Told) -> str:
    data = told.data
    return f"schedule {in_turn(data['schedules'])}, signed for by {in_turn(data['registrants'])}"


def _of_facility(told: Told) -> str:
    return f" at {told.data['facility']}" if "facility" in told.data else ""


def _holidays_told(told: Told) -> str:
    days = told.data["days"]
    return in_turn(days) if days else "none"


BUDGET_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "funds_for": _document,
    "beyond_budget": _beyond,
    "more_or_less": _adjusted,
    "budget_moved": _moved,
    "first_month": _fiscal_year_start,
    "desktop_or_dock": _desktop_or_dock,
    "registered_for": _registered_for,
    "of_facility": _of_facility,
    "holidays_told": _holidays_told,
}
