"""What sentences tell of what an order carries beside its lines, and of what a bill asks for so."""

from collections.abc import Callable, Sequence
from typing import Final

from replay.wording import Facts, Told, counted, in_turn, words

_BASES: Final = {"lines": "the lines", "so_far": "what stands before it"}
_KINDS: Final = {
    "tax": "tax",
    "tax_in_cost": "tax in cost",
    "freight": "charges",
    "discount": "discount",
}


def taxes_stated(told: Told, taxes: Sequence[Facts]) -> str:
    """The taxes of one line."""
    return in_turn([_measure(told, each, each["tax"], "the line") for each in taxes])


def parts_stated(told: Told, parts: Sequence[Facts]) -> str:
    """The parts of the order, each with its measure."""
    if not parts:
        return "nothing beside its lines any more"
    stated = (
        _measure(told, each, each["charge"], _BASES[each.get("base", "lines")]) for each in parts
    )
    return in_turn(list(stated))


def _measure(told: Told, part: Facts, name: str, base: str) -> str:
    word = "discount " if part.get("kind") == "discount" else ""
    back = part.get("recoverable")
    kept = "" if back is None else f" ({counted(back)} % of it given back)"
    if "amount" in part:
        return f"{word}{words(name)} of {told.money(part['amount'])}{kept}"
    return f"{word}{words(name)} of {counted(part['percent'])} % of {base}{kept}"


def _carrying(told: Told) -> str:
    parts = told.data.get("parts")
    return f"; beside its lines it carries {parts_stated(told, parts)}" if parts else ""


def _totalled(told: Told) -> str:
    data = told.data
    rows = [row for row in data["rows"] if row["amount"].strip("0.")]
    sums = [
        f"{'less ' if row['kind'] == 'discount' else ''}{told.money(row['amount'])} of"
        f" {words(row['charge'])}{' in cost' if row['kind'] == 'tax_in_cost' else ''}"
        for row in rows
    ]
    beside = f" with {in_turn(sums)}" if sums else ", with nothing beside its lines,"
    return (
        f"Its lines of {told.money(data['lines_amount'])}{beside} come to"
        f" {told.money(data['total'])} in all"
    )


def _parts_billed(told: Told) -> str:
    parts = told.data["parts"]
    amounts = [told.data["goods"], *(each["amount"] for each in parts)]
    is_taken_back = any(each.startswith("-") for each in amounts)
    sums = [
        f"{told.money(each['amount'].removeprefix('-'))} of {_KINDS[each['kind']]}"
        for each in parts
    ] or ["nothing"]
    verb = "no longer states" if is_taken_back else "states"
    return f"Invoice {told.data['invoice']['number']} {verb} {in_turn(sums)} beside its lines"


def _prepaid_parts(told: Told) -> str:
    parts = told.data.get("parts") or ()
    sums = [
        f"{'less ' if each['kind'] == 'discount' else ''}{told.money(each['amount'])} of"
        f" {words(each['charge'])}"
        for each in parts
    ]
    return f" (with {in_turn(sums)})" if sums else ""


CARRIED_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "carrying": _carrying,
    "totalled": _totalled,
    "parts_billed": _parts_billed,
    "prepaid_parts": _prepaid_parts,
}
