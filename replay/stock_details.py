"""What sentences about stock tell at length: the parcels, what they cost, where they went.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from domain.stock.state import StockItem
from replay.shipment_details import SHIPMENT_DETAILS
from replay.wording import Facts, Told, counted, in_turn, words


def _goods(told: Told) -> str:
    return _parcels(told, told.data["parcels"])


def _parcels(told: Told, parcels: Iterable[Facts]) -> str:
    return in_turn([_parcel(told, each) for each in parcels])


def _parcel(told: Told, parcel: Facts) -> str:
    return f"{_units(told, parcel['quantity'])}{_which(parcel)}"


def _which(parcel: Facts) -> str:
    """Lot, date, serials, place and disposition, as far as they are known."""
    parts = []
    if "lot" in parcel:
        parts.append(f"lot {parcel['lot']}")
    if "expires_on" in parcel:
        parts.append(f"expires on {parcel['expires_on']}")
    if parcel["serials"]:
        parts.append(f"serials {', '.join(parcel['serials'])}")
    if "storage_location" in parcel:
        parts.append(f"at {parcel['storage_location']}")
    parts.append(parcel["disposition"])
    return f" ({', '.join(parts)})"


def _costs(told: Told) -> str:
    """What the fact moves in value; nothing where the goods have none."""
    amounts = [told.money(each["amount"], each["currency"]) for each in told.data["costs"]]
    return f", worth {in_turn(amounts)}" if amounts else ""


def _received_at(told: Told) -> str:
    cost = told.data["cost"]
    return told.money(cost["amount"], cost["currency"])


def _written_off(told: Told) -> str:
    off = told.data["written_off"]
    amounts = [told.money(each["amount"], each["currency"]) for each in off]
    return f"; {in_turn(amounts)} of the average went with it" if amounts else ""


def _why_taken(told: Told) -> str:
    return {
        "reversed": "was reversed",
        "returned": "went back in part",
        "corrected": "was corrected",
    }[told.data["cause"]]


def _differs_by(told: Told) -> str:
    """Which way a document differs from what the goods came at."""
    (cost,) = told.data["costs"]
    amount = told.data["difference"]
    way = "less" if amount.startswith("-") else "more"
    return f"{told.money(amount.lstrip('-'), cost['currency'])} {way}"


def _covered_here(told: Told) -> str:
    """How much of that stock bears."""
    (cost,) = told.data["costs"]
    amount = cost["amount"]
    way = "came off" if amount.startswith("-") else "went on"
    part = told.money(amount.lstrip("-"), cost["currency"])
    covered, whole = counted(told.data["covered"]), _units(told, told.data["of_quantity"])
    return f"{covered} of {whole} are covered by what is here, so {part} {way} stock"


def _units(told: Told, quantity: str) -> str:
    unit = f" {told.before.base_unit}" if isinstance(told.before, StockItem) else ""
    return f"{counted(quantity)}{unit}"


def _for_requisition(told: Told) -> str:
    asked = told.data.get("requisition")
    return f", for line {asked['line']} of requisition {asked['number']}" if asked else ""


def _for_case(told: Told) -> str:
    case = told.data.get("case_reference")
    return f" in case {case}" if case else ""


def _as_consumption(told: Told) -> str:
    number = told.data.get("consumption")
    return f" (consumption {number})" if number else ""


def _count(told: Told) -> str:
    """Each bin: what was found, and what the books said."""
    bins = []
    for each in told.data["parcels"]:
        found = _parcel(told, each["counted"])
        expected = Decimal(each["expected"])
        missing = each["missing_serials"]
        lost = f", without serials {', '.join(missing)}" if missing else ""
        bins.append(f"{found} where {counted(expected)} were expected{lost}")
    return "; ".join(bins)


def _move(told: Told) -> str:
    """From where to where, parcel by parcel."""
    pairs = zip(told.data["taken"], told.data["placed"], strict=True)
    return "; ".join(f"{_parcel(told, a)} to{_target(a, b)}" for a, b in pairs)


def _labels(told: Told) -> str:
    """What lies here and what departments have is of another label; what is gone would be."""
    data = told.data
    pairs = zip(data["taken"], data["placed"], strict=True)
    parts = [f"{_parcel(told, a)} are{_which(b)}" for a, b in pairs]
    parts += [
        f"{_parcel(told, each['taken'])} with {each['department']} are{_which(each['placed'])}"
        for each in data["issued"]
    ]
    if "missed" in data:
        parts.append(f"nothing is left of {_units(told, data['missed'])}")
    return "; ".join(parts)


def _target(taken: Facts, placed: Facts) -> str:
    parts = []
    if placed["disposition"] != taken["disposition"]:
        parts.append(f" {words(placed['disposition'])}")
    if placed.get("storage_location") != taken.get("storage_location"):
        parts.append(f" {placed['storage_location']}")
    return ",".join(parts)


STOCK_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "parcels_told": _goods,
    "costs_told": _costs,
    "received_at": _received_at,
    "written_off_too": _written_off,
    "why_taken": _why_taken,
    "differs_by": _differs_by,
    "covered_here": _covered_here,
    "for_requisition": _for_requisition,
    "in_case": _for_case,
    "as_consumption": _as_consumption,
    "counts_told": _count,
    "moves_told": _move,
    "labels_here": _labels,
    **SHIPMENT_DETAILS,
}
