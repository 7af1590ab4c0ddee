"""The sentences about tolerances: a part of the table in `sentences.py`."""

from collections.abc import Callable
from typing import Final

from replay.wording import Facts, Told, in_turn, without_ids, words

TOLERANCE_SENTENCES: Final[dict[str, str]] = {
    "tolerance_policy.proposed": "{proposed_by} proposed version {version} of the tolerances:"
    " {limits_stated}",
    "tolerance_policy.published": "{published_by} published version {version}: invoices are judged"
    " by it from {effective_from} on",
    "tolerance_policy.declined": "{declined_by} declined version {version}",
}
TOLD_MAX: Final = 12  # More limits than these are counted.
_BOUNDS: Final = {
    "abs_over": "{} over",
    "pct_over": "{} % over",
    "abs_under": "{} under",
    "pct_under": "{} % under",
}


def _limits(told: Told) -> str:
    limits = told.data["limits"]
    parts = [_limit(each) for each in limits[:TOLD_MAX]]
    more = len(limits) - len(parts)
    return "; ".join([*parts, f"{more} more"] if more else parts)


def _limit(limit: Facts) -> str:
    """What one limit lets pass, and where."""
    key = without_ids(limit.get("key", ""))
    place = " ".join(each for each in (words(limit["scope"]), key) if each)
    bounds = [form.format(limit[name]) for name, form in _BOUNDS.items() if name in limit]
    many = f" ({limit['combinator']})" if len(bounds) > 1 else ""
    may = f"{in_turn(bounds)}{many}" if bounds else "not checked"
    return f"{words(limit['check'])} of the {place} {may}"


TOLERANCE_DETAILS: Final[dict[str, Callable[[Told], str]]] = {"limits_stated": _limits}
