"""What sentences about disputes tell at length: what is withheld, and which holds stop nothing."""

from collections.abc import Callable, Sequence
from typing import Final

from replay.wording import Told, in_turn, is_zero

Details = dict[str, Callable[[Told], str]]


def _withheld(told: Told) -> str:
    """Of which lines, with which tax; whatever is of no line is of the whole."""
    data = told.data
    parts = [_line(told, each) for each in data.get("lines") or ()]
    shown = f", as {data['evidence']} shows" if "evidence" in data else ""
    covers = [each["hold"] for each in data.get("covers") or ()]
    paid = f"; the rest is paid although {_holds(covers)}" if covers else ""
    return (f": {in_turn(parts)}" if parts else "") + shown + paid


def _line(told: Told, line: dict[str, str]) -> str:
    tax = "" if is_zero(line["tax"]) else f" and {told.money(line['tax'])} of its tax"
    return f"{told.money(line['amount'])} of line {line['line']}{tax}"


def _ended(told: Told) -> str:
    """By which document, with whose consent, and what stops the payment again."""
    data = told.data
    memo = f" by {data['credit_memo']['number']}" if "credit_memo" in data else ""
    agreed = f", as the supplier agrees in {data['evidence']}" if "evidence" in data else ""
    again = data.get("stops_again") or ()
    verb = "stops" if len(again) == 1 else "stop"
    stops = f"; {_holds(again)} and {verb} its payment again" if again else ""
    return memo + agreed + stops


def _holds(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"hold {numbers[0]} stands"
    return f"holds {in_turn([str(each) for each in numbers])} stand"


DISPUTE_DETAILS: Final[Details] = {"withheld": _withheld, "dispute_ended": _ended}
