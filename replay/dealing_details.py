"""For whom a line of several requests is, and what of it falls to each: passages of sentences."""

from collections.abc import Callable, Iterable
from typing import Final

from domain.purchase_orders.lines import request_key
from domain.purchase_orders.state import PurchaseOrder
from replay.wording import Facts, Told, counted, in_turn


def served(line: Facts) -> str:
    """The requests that a line serves, each with its part; nothing: it comes from one at most."""
    serves = line.get("serves")
    if not serves:
        return ""
    unit = line["pack"]["base_unit"]
    return f"; together for {in_turn([_served(each, unit) for each in serves])}"


def _served(each: Facts, unit: str) -> str:
    where = [each["department"]]
    where += [each["deliver_to"]] if "deliver_to" in each else []
    where += [f"needed by {each['need_by']}"] if "need_by" in each else []
    named = each["requisition"]["number"]
    return (
        f"{counted(each['quantity'])} {unit} of {named}, asked by {each['requester_id']}"
        f" ({', '.join(where)})"
    )


def shared(told: Told, line: int, parts: Iterable[Facts], word: str = "to") -> str:
    """How much goes to which request, or comes from it."""
    numbers, unit = _named(told, line)
    shown = []
    for each in parts:
        key = request_key(each["requisition_id"], each["requisition_line"])
        quantity = counted(each["quantity"])
        shown.append(f"{quantity}{unit} {word} {numbers.get(key, 'a request')}")
    return in_turn(shown)


def _dealt(told: Told) -> str:
    """What of the fact falls to whom, or is taken from whom."""
    parts = told.data.get("dealt")
    return f": {shared(told, told.data['line'], parts)}" if parts else ""


def _dealt_from(told: Told) -> str:
    parts = told.data.get("dealt")
    return f": {shared(told, told.data['line'], parts, 'from')}" if parts else ""


def _named(told: Told, line: int) -> tuple[dict[str, str], str]:
    """The numbers of the line's requests, and the unit in which their parts count."""
    if not isinstance(told.before, PurchaseOrder) or line not in told.before.lines:
        return {}, ""
    terms = told.before.lines[line].terms
    return {each.key: each.requisition.number for each in terms.serves or ()}, (
        f" {terms.pack.base_unit}"
    )


DEALING_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "dealt": _dealt,
    "dealt_from": _dealt_from,
}
