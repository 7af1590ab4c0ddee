"""What sentences about the supplier's answers tell at length.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable
from typing import Final

from domain.purchase_orders.state import PurchaseOrder
from replay.wording import Facts, Told, counted, is_zero, words

_ANSWERS: Final = {  # X12 855, ACK01
    "IA": "accepted",
    "AA": "accepted, and forwarded to another warehouse",
    "AC": "accepted and shipped",
    "AR": "accepted and released for shipment",
    "IE": "accepted, its price to follow",
    "SP": "accepted, its schedule to follow",
    "IB": "backordered",
    "IC": "accepted with changes",
    "ID": "deleted",
    "IP": "accepted at another price",
    "IQ": "accepted in another quantity",
    "IS": "accepted with a substitute",
    "DR": "accepted for another date",
    "BP": "shipped in part, the rest backordered",
    "IH": "on hold",
    "IF": "on hold: its description is incomplete",
    "IW": "on hold: a waiver is required",
    "IR": "rejected",
    "R1": "rejected: not a contract item",
    "R2": "rejected: invalid item number",
    "R3": "rejected: invalid unit of measure",
    "R4": "rejected: contract date not valid",
    "R5": "rejected: credit hold",
    "R6": "rejected: contract expired",
    "R7": "rejected: buyer not eligible for the contract",
    "R8": "rejected: invalid drug code",
    "RD": "rejected: the offer is void",
    "RF": "rejected: ordered beyond the forecast",
    "RJ": "rejected: not in stock",
    "RN": "rejected: not supplied any more",
    "RO": "rejected: the order was a duplicate",
    "RV": "rejected: quantity or price out of range",
}
_EQUIVALENCE: Final = {
    "equivalent": "clinically equivalent",
    "acceptable": "acceptable in its place",
}


def _answers(told: Told) -> str:
    answers = []
    for line in told.data["lines"]:
        answer = f"line {line['line']} {_ANSWERS[line['code']]}"
        if "quantity" in line:
            answer += f", {counted(line['quantity'])}"
        if "unit_price" in line:
            answer += f", at {told.price(line['unit_price'])}"
        if "promised_on" in line:
            answer += f", promised for {line['promised_on']}"
        answers.append(answer)
    return "; ".join(answers)


def _proposal(told: Told) -> str:
    data = told.data
    number, kind = data["line"], data["kind"]
    if kind == "price":
        return f"line {number} at {told.price(data['unit_price'])}"
    if kind == "date":
        return f"line {number} on {data['promised_on']}"
    part = told.amount_of_line(number, data["quantity"])
    if kind == "quantity":
        return f"{part} in all"
    if kind == "backorder":
        expected = data.get("promised_on")
        return f"{part} later, {f'on {expected}' if expected else 'on a day not known yet'}"
    if kind == "substitute":
        return f"{_offer(told, data['substitute'])} in place of {part}"
    return f"not to deliver {part}"


def _offer(told: Told, substitute: Facts) -> str:
    unit = substitute["pack"]["unit"]
    quantity = f"{counted(substitute['quantity'])} " if "quantity" in substitute else ""
    price = told.price(substitute["unit_price"])
    return f"{quantity}{unit} of {substitute['description']} at {price}"


def _accepted(told: Told) -> str:
    """Who took the change: a person, or the policy in his place."""
    data = told.data
    change = f"change {data['change']} ({words(data['kind'])} of line {data['line']})"
    if "policy" in data:
        policy = data["policy"]
        return (
            f"Policy {policy['id'].replace('_', ' ')}, version {policy['version']}, took {change}"
        )
    return f"{data['accepted_by']} took {change}"


def _expected(told: Told) -> str:
    day = told.data.get("expected_on")
    return f", expected on {day}" if day else ", on a day not known yet"


def _substituted(told: Told) -> str:
    data = told.data
    unit = ""
    if isinstance(told.before, PurchaseOrder) and data["substitute_line"] in told.before.lines:
        unit = f" {told.before.lines[data['substitute_line']].terms.pack.unit}"
    return f"{counted(data['substitute_quantity'])}{unit} on line {data['substitute_line']}"


def _clinically(told: Told) -> str:
    data = told.data
    if "approver_id" not in data:
        return ""
    return f"; {data['approver_id']} judged it {_EQUIVALENCE[data['equivalence']]}"


def _judged(told: Told) -> str:
    return _EQUIVALENCE[told.data["equivalence"]]


def _shipped(told: Told) -> str:
    """What is on its way, line by line."""
    parts = []
    for line in told.data["lines"]:
        lot = f" of lot {line['lot']}" if "lot" in line else ""
        parts.append(f"{told.amount_of_line(line['line'], line['quantity'])}{lot}")
    return ", ".join(parts)


def _taken_in(told: Told) -> str:
    """What came of the shipment, and what the notice says where it says another."""
    parts = []
    for line in told.data["lines"]:
        if is_zero(line["quantity"]):
            continue
        lot = f" of lot {line['lot']}" if "lot" in line else ""
        much = told.amount_of_line(line["line"], line["quantity"].removeprefix("-"))
        sign = "less " if line["quantity"].startswith("-") else ""
        announced = counted(line["announced"]) if "announced" in line else "none"
        parts.append(f"{sign}{much}{lot} ({announced} announced)")
    if "ends" in told.data:
        parts.append("the rest does not come")
    return ", ".join(parts)


def _left_behind(told: Told) -> str:
    """Goods received and not invoiced, or the reverse, line by line; empty: nothing."""
    left = [
        f"{told.money(each['balance'])} of line {each['line']}"
        for each in told.data["residues"]
        if not is_zero(each["balance"])
    ]
    return f"; received and not cleared: {', '.join(left)}" if left else ""


ANSWER_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "answers": _answers,
    "supplier_offer": _proposal,
    "change_taken": _accepted,
    "expected_when": _expected,
    "substitute_taken": _substituted,
    "clinically_judged": _clinically,
    "judged": _judged,
    "shipped": _shipped,
    "taken_in_of_it": _taken_in,
    "left_behind": _left_behind,
}
