"""What sentences about purchase orders tell at length, with what a value was before.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable, Sequence
from typing import Final

from domain.purchase_orders.state import PurchaseOrder
from replay.carried_details import parts_stated, taxes_stated
from replay.dealing_details import served, shared
from replay.wording import Facts, Told, counted, in_turn, is_zero, words

_SIDES: Final = {
    "receiving": "nothing more is to be received",
    "invoicing": "nothing more is to be invoiced",
}


def _buyer(told: Told) -> str:
    person = told.data["buyer_id"]
    return "" if person == told.event.metadata["actor"]["id"] else f" for buyer {person}"


def _out_of_stock(told: Told) -> str:
    """Whose stock delivers on an inter-company order, and at what beyond its cost."""
    seller = told.data.get("seller")
    if seller is None:
        return ""
    markup = seller["markup_percent"]
    price = "" if is_zero(markup) else f" plus {counted(markup)} %"
    return f", out of the stock of {seller['facility']} at cost{price}"


def _ordered(told: Told) -> str:
    line = told.data["line"]
    taxed = f", plus {taxes_stated(told, line['taxes'])}" if line.get("taxes") else ""
    if line.get("basis") == "amount":
        return f"{line['description']} for {told.money(line['amount'])}{taxed}"
    agreement = f" {line['agreement']}" if "agreement" in line else ""
    return (
        f"{counted(line['quantity'])} {line['pack']['unit']} of {line['description']} at"
        f" {told.price(line['unit_price'])} (price from {words(line['price_source'])}{agreement}),"
        f" {told.money(line['amount'])} in all{taxed}{served(line)}"
    )


def _submitted(told: Told) -> str:
    if "approval_case_id" in told.data:
        return " for approval"
    return "; approved requisitions or an earlier approval cover it"


def _approved(told: Told) -> str:
    return " by its approval case" if "approval_case_id" in told.data else " without a new case"


def _requests(told: Told) -> str:
    return in_turn([each["number"] for each in told.data["requests"]])


def _issue(told: Told) -> str:
    data = told.data
    if data["revision"] == 1:
        return f"{told.who} issued the order over {told.money(data['amount'])}"
    return f"Revision {data['revision']} over {told.money(data['amount'])} is in force"


def _refusal(told: Told) -> str:
    restored = told.data.get("restored")
    if restored is None:
        return "The order was rejected and is a draft again"
    return f"The change was rejected: the terms of revision {restored} stand"


def _recalled(told: Told) -> str:
    restored = told.data.get("restored")
    return "" if restored is None else f": the terms of revision {restored} stand"


def _changes(told: Told) -> str:
    """Each new value with what it was, and the total before and after."""
    data, before = told.data, told.before
    order = before if isinstance(before, PurchaseOrder) else None
    parts = [_line_change(told, change) for change in data["changes"]]
    if order is not None and order.currency != data["currency"]:
        parts.append(f"currency from {order.currency} to {data['currency']}")
    if "supplier_name" in data:
        was = f"from {order.supplier_name} " if order else ""
        parts.append(f"the supplier {was}to {data['supplier_name']}")
    if "payment_terms" in data:
        was = f"from {order.payment_terms} " if order else ""
        parts.append(f"payment terms {was}to {data['payment_terms']}")
    if "parts" in data:
        parts.append(f"what it carries to {parts_stated(told, data['parts'])}")
    if "cap_amount" in data:
        was = f"from {told.money(str(order.cap_amount))} " if order and order.cap_amount else ""
        parts.append(f"the cap {was}to {told.money(data['cap_amount'])}")
    if "valid_until" in data:
        was = f"from {order.valid_until} " if order else ""
        parts.append(f"its last day {was}to {data['valid_until']}")
    currency = order.currency if order else data["currency"]
    former = told.money(data["amount_before"], currency)
    parts.append(f"the total from {former} to {told.money(data['amount_after'])}")
    return "; ".join(parts)


def _revision(told: Told) -> str:
    revision = told.data["revision"]
    return f"order, now revision {revision}" if revision else "draft"


def _line_change(told: Told, change: Facts) -> str:
    terms: Facts = {}
    if isinstance(told.before, PurchaseOrder) and change["line"] in told.before.lines:
        terms = told.before.lines[change["line"]].terms.model_dump(mode="json", exclude_none=True)
    shown: dict[str, Callable[[str], str]] = {
        "quantity": counted,
        "unit_price": told.price,
        "storage_location": str,
        "need_by": str,
        "description": str,
        "item_class": words,
        "agreement": str,
    }
    values = []
    if "pack" in change and change["pack"] != terms.get("pack"):
        was = f"from {terms['pack']['unit']} " if terms else ""
        values.append(f"unit {was}to {change['pack']['unit']}")
    if "off_agreement" in change:
        values.append("no longer under an agreement")
    for name, show in shown.items():
        if name in change and change[name] != terms.get(name):
            was = f"from {show(terms[name])} " if name in terms else ""
            values.append(f"{words(name)} {was}to {show(change[name])}")
    if "taxes" in change:
        stated = taxes_stated(told, change["taxes"]) if change["taxes"] else "none"
        values.append(f"taxes to {stated}")
    if "dealt" in change:
        values.append(f"its requests to {shared(told, change['line'], change['dealt'], 'for')}")
    if "shares" in change:
        values.append(f"borne by {_bearers(change['shares'])}")
    if not values:
        values.append(f"amount to {told.money(change['amount'])}")
    return f"line {change['line']} {', '.join(values)}"


def _bearers(shares: Sequence[Facts]) -> str:
    if not shares:
        return "the department"
    return in_turn(
        [f"{each['cost_centre']} on {each['account']} ({each['weight']})" for each in shares]
    )


def _reopened(told: Told) -> str:
    data = told.data
    if data["undone"] != "cancelled":
        return f"reopened line {data['line']} for {data['undone']}"
    part = told.amount_of_line(data["line"], data["quantity"])
    return f"wants the cancelled {part} again, worth {told.money(data['amount'])}"


def _cleared(told: Told) -> str:
    """What goes against the account of goods received; nothing on two-way lines."""
    cleared = told.data["cleared"]
    return "" if is_zero(cleared) else f", clearing {told.money(cleared)} of goods received"


def _credited(told: Told) -> str:
    data = told.data
    if is_zero(data["quantity"]):
        return f"on the price of line {data['line']}"
    return f"for {told.amount_of_line(data['line'], data['quantity'])}"


def _traced(told: Told) -> str:
    """How the units can be found again, and that they were wasted, if they were."""
    data = told.data
    lot = f", lot {data['lot']}" if "lot" in data else ""
    serials = f", serials {', '.join(data['serials'])}" if data.get("serials") else ""
    wasted = f"; wasted ({words(data['waste_reason'])})" if "waste_reason" in data else ""
    return f"{lot}{serials}{wasted}"


def _authorized(told: Told) -> str:
    number = told.data.get("authorization")
    return f" under the supplier's authorization {number}" if number else ""


def _line_closing(told: Told) -> str:
    """Who closed a side of the line, or within which tolerance it closed by itself."""
    data = told.data
    side = _SIDES[data["side"]]
    if "within_percent" in data:
        percent = counted(data["within_percent"])
        return f"Line {data['line']} closed by itself, short by at most {percent} %: {side}"
    return f"{told.who} closed line {data['line']}: {side}"


def _closing_percents(told: Told) -> str:
    """What an entity said of each side."""
    sides = (("received", "receipt_percent"), ("billed and settled", "invoice_percent"))
    parts = [
        f"{word} up to {counted(told.data[name])} % short"
        if name in told.data
        else f"{word}: never"
        for word, name in sides
    ]
    return "; ".join(parts)


def _small_difference_caps(told: Told) -> str:
    """In all and to one supplier; the currency is that of the entity's books."""
    parts = (("in all", "cap"), ("to one supplier", "supplier_cap"))
    return "; ".join(
        f"{told.money(told.data[name])} {whose}" if name in told.data else f"any amount {whose}"
        for whose, name in parts
    )


_BRINGING: Final = {
    "receipt": "Receipt",
    "purchase_order": "Usage on order",
    "stock_item": "Consignment of",
}


def _brought_by(told: Told) -> str:
    source = told.data["receipt"]
    return f"{_BRINGING[source['aggregate']]} {source['number']}"


def _taken_back_of(told: Told) -> str:
    source = _brought_by(told)
    return source[0].lower() + source[1:]


def _charges(told: Told) -> str:
    """What is to be billed of charges that goods bear, or was; less than nothing: taken back."""
    charges = told.data["charges"]
    is_taken_back = any(each["amount"].startswith("-") for each in charges)
    sums = [
        f"{told.money(each['amount'].removeprefix('-'))} of {words(each['charge'])}"
        for each in charges
    ]
    if "receipt" in told.data:
        verb = "no longer brought goods that bear" if is_taken_back else "brought goods that bear"
    else:
        verb = "no longer bills" if is_taken_back else "bills"
    return f"{verb} {in_turn(sums)}"


ORDER_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "for_buyer": _buyer,
    "out_of_stock": _out_of_stock,
    "line_ordered": _ordered,
    "asked_approval": _submitted,
    "approved_how": _approved,
    "requests": _requests,
    "issue": _issue,
    "refusal": _refusal,
    "recalled": _recalled,
    "changes": _changes,
    "revision_made": _revision,
    "line_closing": _line_closing,
    "closing_percents": _closing_percents,
    "small_difference_caps": _small_difference_caps,
    "reopened": _reopened,
    "clearing": _cleared,
    "credited_for": _credited,
    "usage_traced": _traced,
    "authorized": _authorized,
    "brought_by": _brought_by,
    "taken_back_of": _taken_back_of,
    "charges_moved": _charges,
}
