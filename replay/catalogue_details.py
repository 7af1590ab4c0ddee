"""What sentences about catalogue items tell at length.

Each function tells one passage of the sentences in `sentences.py`, which name it in braces.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from replay.wording import Told, counted, in_turn, words

_FLAGS: Final = {
    "hazardous": "hazardous",
    "implant": "an implant",
    "udi_required": "bought with a UDI only",
}
NAMED_MAX: Final = 10  # Of a recall's lots and serials; it may have two thousand.


def _packs(told: Told) -> str:
    """In which units the item comes, and what must be recorded of it."""
    data = told.data
    parts = [f"counted in {data['base_unit']}"]
    parts += [f"{pack['unit']} of {_content(pack)}" for pack in data["packs"]]
    if data["controls"]:
        parts.append(f"controlled by {in_turn(data['controls'])}")
    return ", ".join(parts)


def _content(pack: Mapping[str, Any]) -> str:
    units = f"{counted(str(pack['numerator']))} {pack['base_unit']}"
    return units if pack["denominator"] == 1 else f"{units} / {pack['denominator']}"


def _units_held(told: Told) -> str:
    """How many base units the unit holds from then on."""
    return _content(told.data["pack"])


def _handling(told: Told) -> str:
    """Every rule that holds; those that do not are not told."""
    stated = told.data["handling"]
    parts = [f"controlled by {in_turn(stated['controls'])}"] if stated["controls"] else []
    if "shelf_life_days_min" in stated:
        parts.append(f"at least {counted(str(stated['shelf_life_days_min']))} days of shelf life")
    if "cold_chain" in stated:
        parts.append(f"kept {words(stated['cold_chain'])}")
    parts += [text for name, text in _FLAGS.items() if stated[name]]
    if "controlled_schedule" in stated:
        parts.append(f"a controlled substance of schedule {stated['controlled_schedule']}")
    return ", ".join(parts) or "nothing special"


def _votes(told: Told) -> str:
    data = told.data
    away = f", {data['abstentions']} abstaining" if data["abstentions"] else ""
    return f"by {data['votes_for']} to {data['votes_against']}{away}"


def _conditions(told: Told) -> str:
    """Under which conditions, and until when."""
    data = told.data
    trial = f", on trial until {data['trial_until']}" if "trial_until" in data else ""
    return trial + "".join(f"; condition: {each}" for each in data["conditions"])


def _where(told: Told) -> str:
    """Where, and for whom."""
    data = told.data
    only, others = data["only_at"], data["not_at"]
    parts = [f"for {_some(only)} only"] if only else []
    parts += [f"for every facility but {_some(others)}"] if others else []
    if "departments" in data:
        parts.append(f"for {_some(data['departments'])} only")
    if "requester_roles" in data:
        parts.append(f"when asked for by role {_some(data['requester_roles'])}")
    return ", ".join(parts)


def _successor(told: Told) -> str:
    return f", then {told.data['successor']['number']}" if "successor" in told.data else ""


def _label(told: Told) -> str:
    return f", labelled {told.data['gtin']}" if "gtin" in told.data else ""


def _equivalence(told: Told) -> str:
    equivalent = told.data["clinically_equivalent"]
    return "clinically equivalent" if equivalent else "not clinically equivalent"


def _recalled(told: Told) -> str:
    """The units of a recall."""
    scope = (("lots", "lot"), ("serials", "serial"))
    named = [
        f"{one if len(told.data[many]) == 1 else many} {_some(told.data[many])}"
        for many, one in scope
        if told.data[many]
    ]
    return " and ".join(named) or "every unit of the item"


def _some(values: Sequence[str]) -> str:
    """The first values by name, the others by count."""
    left = len(values) - NAMED_MAX
    return f"{', '.join(values[:NAMED_MAX])} and {left} more" if left > 0 else in_turn(values)


CATALOGUE_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "packs_and_controls": _packs,
    "handling_rules": _handling,
    "votes": _votes,
    "conditions_and_trial": _conditions,
    "where_bought": _where,
    "then_successor": _successor,
    "under_gtin": _label,
    "how_equivalent": _equivalence,
    "units_recalled": _recalled,
    "units_held": _units_held,
}
