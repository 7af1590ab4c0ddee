"""What sentences about suppliers, requisitions and approvals tell at length.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable
from typing import Final

from domain.approvals.state import ApprovalCase
from domain.requisitions.state import Requisition
from replay.wording import Facts, Told, counted, in_turn, without_ids, words


def _holder(told: Told) -> str:
    holder = told.data["holder"]
    return f"{words(holder['aggregate']).capitalize()} {holder['number']}"


def _requester(told: Told) -> str:
    """For whom, where it is not who acted."""
    person = told.data["requester_id"]
    return "" if person == told.event.metadata["actor"]["id"] else f" for {person}"


def _need(told: Told) -> str:
    return f", needed by {told.data['need_by']}" if "need_by" in told.data else ""


_TERMS: Final = {
    "need_by": "needed by {}",
    "deliver_to": "to be delivered to {}",
    "from_facility": "from facility {}",
    "clinician_id": "for clinician {}",
    "used_on": "used on {}",
    "project": "for project {}",
}


def _terms(told: Told) -> str:
    """What is said of the requisition as a whole."""
    data = told.data
    said = [text.format(data[name]) for name, text in _TERMS.items() if name in data]
    if "emergency_reason_code" in data:
        said.append(f"as an emergency ({words(data['emergency_reason_code'])})")
    if "justification" in data:
        said.append("for sealed reasons")
    return f": {in_turn(said)}" if said else ""


def _terms_beyond(told: Told) -> str:
    """The same of a new draft, whose day is told already."""
    data = told.data
    said = [text.format(data[name]) for name, text in _TERMS.items() if name in data]
    return "".join(f", {each}" for each in said if "needed by" not in each)


def _ratified(told: Told) -> str:
    """Until when an emergency has to be agreed to."""
    day = told.data.get("ratify_by")
    return f"; as an emergency it may be ordered now, and is agreed to by {day}" if day else ""


def _requested(told: Told) -> str:
    return _wish(told, told.data["line"])


def _formerly(told: Told) -> str:
    """The requisition's line as it read before."""
    number = told.data["line"]["line"]
    if not isinstance(told.before, Requisition) or number not in told.before.lines:
        return ""
    return f" instead of {_wish(told, told.before.lines[number].line.model_dump(mode='json'))}"


def _removed(told: Told) -> str:
    number = told.data["line"]
    if not isinstance(told.before, Requisition) or number not in told.before.lines:
        return f"line {number}"
    return f"line {number}, {_wish(told, told.before.lines[number].line.model_dump(mode='json'))},"


def _wish(told: Told, line: Facts) -> str:
    return (
        f"{counted(line['quantity'])} {line['unit']} of {line['description']}"
        f" at {told.price(line['unit_price'])}, {told.money(line['amount'])} in all"
    )


def _taken(told: Told) -> str:
    """What an order took of a requisition line, or reserved before it had lines."""
    data, order = told.data, told.data["purchase_order"]["number"]
    part = told.amount_of_line(data["line"], data["quantity"])
    if "purchase_order_line" not in data:
        return f"Order {order} reserved {part}"
    before = ""
    if "reserved" in data:
        before = f", {counted(data['reserved'])} of it reserved before"
    return f"Order {order} took {part} (its line {data['purchase_order_line']}{before})"


def _picked(told: Told) -> str:
    """How much of what was issued had been picked before."""
    return f", {counted(told.data['picked'])} of it picked before" if "picked" in told.data else ""


def _checked_by(told: Told) -> str:
    return str(told.data.get("recorded_by", "Purvey"))


def _checks(told: Told) -> str:
    """What each check found."""
    return "; ".join(
        f"{words(each['check'])} {words(each['outcome'])}"
        + (f" for line {each['line']}" if "line" in each else "")
        + f" ({each['evidence']})"
        for each in told.data["checks"]
    )


def _items(told: Told) -> str:
    count, texts = len(told.data["lines"]), len(told.data.get("texts", ()))
    parts = ["1 item" if count == 1 else f"{count} items"] if count else []
    if texts:
        parts.append("1 thing in words" if texts == 1 else f"{texts} things in words")
    return in_turn(parts)


def _alike(told: Told) -> str:
    return "of the same item" if "alike_by" not in told.data else "in the same words"


def _part(told: Told) -> str:
    return told.amount_of_line(told.data["line"], told.data["quantity"])


def _route(told: Told) -> str:
    """Who has to agree, and which rule of the policy asks for each."""
    steps = [f"{words(each['role'])} ({words(each['rule'])})" for each in told.data["steps"]]
    return f"needs {', then '.join(steps)} to agree" if steps else "needs nobody to agree"


def _amount(told: Told) -> str:
    facts = told.data["facts"]
    return told.money(facts["amount"], facts["currency"])


def _document(told: Told) -> str:
    document = told.data["document"]
    return f"{words(document['aggregate']).capitalize()} {document['number']}"


def _step(told: Told) -> str:
    number = told.data["step"]
    if isinstance(told.before, ApprovalCase):
        return f"step {number} of {len(told.before.steps)}"
    return f"step {number}"


def _agreed(told: Told) -> str:
    if isinstance(told.before, ApprovalCase) and not told.before.steps:
        return "Nobody had to be asked: it is approved"
    return "All steps agreed: it is approved"


REQUEST_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "who": lambda told: told.who,
    "document_number": lambda told: str(told.event.metadata["number"]),
    "part_of_line": _part,
    "checked_by": _checked_by,
    "checks_told": _checks,
    "items_counted": _items,
    "alike": _alike,
    "picked_before": _picked,
    "number_holder": _holder,
    "number_claimed": lambda told: without_ids(told.data["key"]),
    "for_requester": _requester,
    "needed_by": _need,
    "terms_stated": _terms,
    "terms_beyond": _terms_beyond,
    "ratified_later": _ratified,
    "line_requested": _requested,
    "instead_of": _formerly,
    "line_removed": _removed,
    "line_taken": _taken,
    "route": _route,
    "amount_at_stake": _amount,
    "document_named": _document,
    "step_of_all": _step,
    "all_agreed": _agreed,
}
