"""What sentences about invoices and credit memos tell at length.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from replay.dispute_details import DISPUTE_DETAILS
from replay.match_explanation import VERDICTS
from replay.wording import Facts, Told, counted, in_turn, is_zero, without_ids, words

_CODE: Final = re.compile(r"[a-z_ ]+")  # What else is found is a number, or a document's.
_BASES: Final = {
    "quantity": "for goods given back",
    "price": "on the price",
    "reversal": "for all of the invoice",
}

# How another invoice is like this one, by the rule that found it.
_LIKENESSES: Final = {
    "same_number": "of the same supplier has its number",
    "same_document": "came as the same document",
    "same_number_in_group": "of the same group of suppliers has its number",
    "look_alike_number": "has a number that looks like its own",
    "similar_number": "asks as much for the same order, and its number differs by one character",
    "same_amount_and_date": "asks as much and bears the same date",
    "self_billed_already": "settled the same order line for the supplier",
    "line_billed_already": "billed the rest of the same order line",
}


def _billed(told: Told) -> str:
    """How many lines, and what stands beside them."""
    data = told.data
    count = len(data["lines"])
    parts = ["1 line" if count == 1 else f"{count} lines"]
    parts += [f"{told.money(data[n])} of {n}" for n in ("tax", "freight") if not is_zero(data[n])]
    parts += [
        f"{told.money(each['amount'])} of {words(each['charge'])} ({words(each['kind'])})"
        for each in data.get("parts") or ()
    ]
    return in_turn(parts)


def _links(told: Told) -> str:
    return "; ".join(
        f"line {link['line']} asks {counted(link['quantity'])}"
        f" of order line {link['purchase_order_line']}" + _for_receipts(link)
        for link in told.data["links"]
    )


def _for_receipts(link: Mapping[str, Any]) -> str:
    """Whether it says which receipts it is for, and how much it asks of each of several."""
    if "receipts" in link:
        quantities = [counted(each["quantity"]) for each in link["receipts"]]
        return f" for {len(quantities)} receipts ({in_turn(quantities)})"
    return " for one receipt" if "receipt_id" in link else ""


def _charged(told: Told) -> str:
    """Who bears each line, or which charge of an order it bills."""
    return "; ".join(_charged_line(line) for line in told.data["lines"])


def _charged_line(line: Mapping[str, Any]) -> str:
    if "charge" in line:
        order = line["charged_order"]["number"]
        return f"line {line['line']} is {words(line['charge'])} of order {order}"
    bear = [f"{each['cost_centre']} on {each['account']}" for each in line["shares"]]
    return f"line {line['line']} is charged to {in_turn(bear)}"


def _tied(told: Told) -> str:
    """Who matched it by hand and why, which rule found it, or that it says so itself."""
    data = told.data
    if "rule" in data:
        return f"A rule ({words(data['rule'])}) tied it"
    if "linked_by" not in data:
        return "It was tied"
    why = f" ({words(data['reason_code'])})" if "reason_code" in data else ""
    return f"{data['linked_by']} matched it by hand{why}"


def _untied(told: Told) -> str:
    """Why, which lines, and that it is not in the books any more."""
    numbers = [str(each) for each in told.data["lines"]]
    lines = f"{'line' if len(numbers) == 1 else 'lines'} {in_turn(numbers)}"
    return f" ({words(told.data['reason_code'])}, {lines}); its posting is reversed"


def _variances(told: Told) -> str:
    parts = [
        (f"line {each['line']} " if "line" in each else "")
        + f"{words(each['check'])}: {', '.join(_found(each))}"
        for each in told.data["variances"]
    ]
    return f"; {'; '.join(parts)}" if parts else ""


def _part(told: Told) -> str:
    data = told.data
    return f" (part {data['part']} of {data['parts']})" if "part" in data else ""


def _difference_written_off(told: Told) -> str:
    """Of which invoice, and whether somebody let it pass a cap."""
    data = told.data
    beyond = ", beyond the cap of the day" if "beyond" in data else ""
    amount = told.money(data["amount"])
    kind = "Credit memo" if "credit_memo" in data else "Invoice"
    missed = data.get("credit_memo") or data["invoice"]
    return f"{kind} {missed['number']} missed its parts by {amount}{beyond}"


def _hold(told: Told) -> str:
    """Who placed it, for whom it waits, and what a rule found."""
    data = told.data
    found = _found(data)
    if "exposure" in data and not is_zero(data["exposure"]):
        found.append(f"{told.money(data['exposure'])} at stake")
    line = f" on line {data['line']}" if "line" in data else ""
    placed = f" by {data['placed_by']}" if "placed_by" in data else ""
    why = f": {', '.join(found)}" if found else ""
    kind, owner = words(data["kind"]), words(data["owner_role"])
    placed += f" until {data['until']}" if "until" in data else ""
    return f"Hold {data['hold']} ({kind}){line} was placed{placed} and waits for the {owner}{why}"


def _found(facts: Facts) -> list[str]:
    """What the order says and what the invoice asks."""
    told = (without_ids(facts.get(name, "")) for name in ("expected", "actual"))
    expected, actual = (each.replace("_", " ") if _CODE.fullmatch(each) else each for each in told)
    return [
        *([f"{expected} expected"] if expected else []),
        *([f"{actual} found"] if actual else []),
    ]


def _released(told: Told) -> str:
    data = told.data
    kind = words(data["kind"])
    hold = f"Hold {data['hold']} ({kind})"
    match data["how"]:
        case "manual":
            person = data.get("released_by", told.who)
            return f"{person} released hold {data['hold']} ({kind}) by hand"
        case "voided":
            return f"{hold} fell with the invoice"
        case _:
            return f"{hold} was resolved"


def _touchless(told: Told) -> str:
    if told.data["touchless"]:
        return "no person released a hold on it"
    return "a person released a hold on it"


def _posting(told: Told) -> str:
    """Against what the total is posted."""
    data = told.data
    charges = sum((Decimal(each["amount"]) for each in data.get("charges") or ()), Decimal(0))
    parts = [
        ("goods received", sum((Decimal(each["cleared"]) for each in data["lines"]), Decimal(0))),
        (
            "expense or variance",
            sum((Decimal(each["variance"]) for each in data["lines"]), Decimal(0)),
        ),
        ("of that on stock", _on_stock(data["lines"])),
        ("tax", Decimal(data["tax"])),
        ("freight", Decimal(data["freight"]) - charges),
        ("charges that goods bear", charges),
        ("small difference", Decimal(data["difference"])),
    ]
    shown = [f"{told.money(str(amount))} {name}" for name, amount in parts if amount]
    return f" ({', '.join(shown)})" if shown else ""


def _on_stock(lines: Sequence[Facts]) -> Decimal:
    borne = (each["on_stock"] for each in lines if "on_stock" in each)
    return sum((Decimal(each["amount"]) for each in borne), Decimal(0))


def _left(told: Told) -> str:
    left = told.data["open_amount"]
    return "nothing stays open" if is_zero(left) else f"{told.money(left)} stays open"


def _unused(told: Told) -> str:
    left = told.data["open_amount"]
    return "nothing is left of it" if is_zero(left) else f"{told.money(left)} is still to be used"


def _undone(told: Told) -> str:
    if "accounted" in told.data:
        return "; its posting is reversed"
    return " before it was posted"


def _kept_back(told: Told) -> str:
    if "discount" not in told.data:
        return ""
    return f", less a discount of {told.money(told.data['discount'])}"


def _cleared(told: Told) -> str:
    if "cleared_by" in told.data:
        return f", as {told.data['cleared_by']} found"
    return ", which was voided"


def _answered(told: Told) -> str:
    if "invoice" in told.data:
        return f"invoice {told.data['invoice']['number']}"
    if "purchase_order" in told.data:
        return f"an invoice against order {told.data['purchase_order']['number']}"
    return "an invoice that it does not name"


def _instalments(told: Told) -> str:
    parts = [
        f"{told.money(each['amount'])} on {each['due_on']}"
        for each in told.data.get("instalments") or ()
    ]
    return f" ({in_turn(parts)})" if parts else ""


def _giver(told: Told) -> str:
    """The document that gives back: a credit memo, or the claim on what was paid too much."""
    source = told.data["credit_memo"]
    kind = "Credit memo" if source["aggregate"] == "credit_memo" else "The claim on invoice"
    return f"{kind} {source['number']}"


_AWAITED: Final = {
    "reference_missing": "names the invoice that it answers",
    "facility_mismatch": "says that it is meant for another facility than its invoice",
}
INVOICE_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    **DISPUTE_DETAILS,
    "billed": _billed,
    "line_links": _links,
    "tied": _tied,
    "lines_untied": _untied,
    "variances_found": _variances,
    "likeness": lambda told: _LIKENESSES.get(told.data["rule"], "is like it"),
    "cleared_how": _cleared,
    "part_told": _part,
    "difference_written_off": _difference_written_off,
    "hold_placed": _hold,
    "hold_until": lambda told: told.data.get("until", "another person releases it"),
    "hold_released": _released,
    "touch": _touchless,
    "lines_charged": _charged,
    "posting": _posting,
    "kept_back": _kept_back,
    "withdrawn_how": lambda told: (
        f"by {told.data['withdrawn_by']}"
        if "withdrawn_by" in told.data
        else f"because it was {words(told.data['reason_code'])}"
    ),
    "left_open": _left,
    "left_unused": _unused,
    "posting_undone": _undone,
    "giver": _giver,
    "due_in_parts": _instalments,
    "memo_kind": lambda told: words(told.data.get("kind", "credit_memo")),
    "memo_awaits": lambda told: _AWAITED.get(
        told.data["reason_code"], _AWAITED["reference_missing"]
    ),
    "memo_owner": lambda told: (
        f" for the {words(told.data['owner_role'])}" if "owner_role" in told.data else ""
    ),
    "for_elsewhere": lambda told: (
        ", for another facility than it" if "other_facility" in told.data else ""
    ),
    "invoice_answered": _answered,
    "verdict_in_words": lambda told: VERDICTS[told.data["verdict"]],
    "basis_in_words": lambda told: _BASES[told.data["basis"]],
}
