"""What sentences about shipments tell at length: the goods, and in which state they came.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable
from typing import Final

from replay.wording import Facts, Told, counted, in_turn, words


def _goods(told: Told) -> str:
    """Line by line."""
    return "; ".join(_line(told, each) for each in told.data["lines"])


def _line(told: Told, line: Facts) -> str:
    amounts = [told.money(each["amount"], each["currency"]) for each in line["costs"]]
    worth = f" worth {in_turn(amounts)}" if amounts else ""
    what = f"{counted(line['quantity'])} {line['base_unit']} of {line['description']}"
    return f"{what}{worth} ({', '.join(_which(line))})"


def _which(line: Facts) -> list[str]:
    parts = [f"line {line['line']}"]
    if "lot" in line:
        parts.append(f"lot {line['lot']}")
    if "expires_on" in line:
        parts.append(f"expires on {line['expires_on']}")
    if line["serials"]:
        parts.append(f"serials {', '.join(line['serials'])}")
    if "disposition" in line:
        reason = line.get("reason_code")
        parts.append(words(line["disposition"]) + (f" as {words(reason)}" if reason else ""))
    if "storage_location" in line:
        parts.append(f"at {line['storage_location']}")
    return parts


def _waybill(told: Told) -> str:
    """How it travels, and when it is awaited."""
    parts = ""
    if "waybill" in told.data:
        parts += f", waybill {told.data['waybill']}"
    if "expected_on" in told.data:
        parts += f", expected on {told.data['expected_on']}"
    return parts


SHIPMENT_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "goods_shipped": _goods,
    "on_which_waybill": _waybill,
}
