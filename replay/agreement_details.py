"""What sentences about price agreements tell at length.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from domain.agreements.state import PriceAgreement
from replay.wording import Facts, Told, counted, in_turn, words

PRICES_TOLD_MAX: Final = 3  # The read model lists all of them.


def _lasting(told: Told) -> str:
    return f" to {told.data['ends_on']}" if "ends_on" in told.data else " on"


def _capped(told: Told) -> str:
    cap = told.data.get("cap")
    if cap is None:
        return ""
    if "amount" in cap:
        return f", capped at {told.money(cap['amount'])}"
    return f", capped at {counted(cap['quantity'])} {cap['unit']}"


def _following(told: Told) -> str:
    former = told.data.get("renews")
    return f", to follow {former['number']}" if former else ""


def _proposed(told: Told) -> str:
    return _prices(told, told.data["prices"])


def _agreed(told: Told) -> str:
    return _prices(told, told.data["versions"])


def _prices(told: Told, prices: list[Facts]) -> str:
    named = [_price(told, each) for each in prices[:PRICES_TOLD_MAX]]
    left = len(prices) - PRICES_TOLD_MAX
    return in_turn([*named, f"{left} more"] if left > 0 else named)


def _price(told: Told, price: Facts) -> str:
    until = f" to {price['ends_on']}" if "ends_on" in price else ""
    tier = f" in tier {words(price['tier'])}" if "tier" in price else ""
    place = f" for {price['facility']}" if "facility" in price else ""
    steps = "".join(
        f", {told.price(each['unit_price'])} from {counted(each['quantity'])} on"
        for each in price["breaks"]
    )
    return (
        f"{told.price(price['unit_price'])} per {price['pack']['unit']}{steps}{tier}{place}"
        f" from {price['starts_on']}{until}"
    )


def _drawn(told: Told) -> str:
    data, before = told.data, told.before
    if "amount" in data:
        size, measure = Decimal(data["amount"]), told.money(data["amount"].lstrip("-"))
    else:
        size = Decimal(data["quantity"])
        cap = before.cap if isinstance(before, PriceAgreement) else None
        unit = f" {cap.unit}" if cap is not None and cap.unit is not None else ""
        measure = f"{counted(abs(size))}{unit}"
    return f"draws {measure} on the cap" if size > 0 else f"gives {measure} of the cap back"


def _claimed(told: Told) -> str:
    named = [
        f"line {each['line']} of order {each['purchase_order']['number']}"
        for each in told.data["lines"][:PRICES_TOLD_MAX]
    ]
    left = len(told.data["lines"]) - PRICES_TOLD_MAX
    return in_turn([*named, f"{left} more"] if left > 0 else named)


def _line_pricing(told: Told) -> str:
    """Taken or overridden, with the version, so that the price can be found again."""
    data = told.data
    pricing = data["pricing"]
    agreed = f" {told.price(pricing['agreed_price'])}" if "agreed_price" in pricing else " a price"
    tier = f", tier {words(pricing['tier'])}" if "tier" in pricing else ""
    source = (
        f"agreement {pricing['agreement']['number']} (price version {pricing['version']}{tier})"
    )
    if "override_reason" in pricing:
        return (
            f"For line {data['line']} {source} says{agreed} on {pricing['priced_on']}; the price"
            f" is from {words(data['price_source'])} instead, because of"
            f" {words(pricing['override_reason'])}"
        )
    return f"Line {data['line']} has the price of {source} on {pricing['priced_on']}:{agreed}"


def _choice(told: Told) -> str:
    """Which agreement the line is under and by whose word, then what there was beside it."""
    data, number = told.data, told.data.get("agreement", {}).get("number")
    because = f", because of {words(data['reason_code'])}" if "reason_code" in data else ""
    says = {
        "by_precedence": f"Line {data['line']} is under agreement {number}, which goes first",
        "by_buyer": f"Line {data['line']} is under agreement {number} by the buyer's word{because}",
        "beside": f"Line {data['line']} is bought beside what was agreed{because}",
        "off_contract": f"Line {data['line']} is off contract, since no agreement applies",
    }[data["choice"]]
    named = [_candidate(told, each) for each in data["candidates"][:PRICES_TOLD_MAX]]
    left = len(data["candidates"]) - PRICES_TOLD_MAX
    return f"{says}; weighed: {in_turn([*named, f'{left} more'] if left > 0 else named)}"


def _candidate(told: Told, candidate: Facts) -> str:
    number = candidate["agreement"]["number"]
    at = f" at {told.price(candidate['unit_price'])}" if "unit_price" in candidate else ""
    against = f" ({words(candidate['obstacle'])})" if "obstacle" in candidate else ""
    return f"{number}{at}{against}"


AGREEMENT_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "lasting": _lasting,
    "capped": _capped,
    "following": _following,
    "prices_told": _proposed,
    "versions_told": _agreed,
    "drawn": _drawn,
    "line_pricing": _line_pricing,
    "lines_claimed": _claimed,
    "agreement_choice": _choice,
}
