"""What differs between two states of a document, value by value, in words.

Both states are walked side by side and whatever is the very same object is passed over, so that one
more fact of a long document costs what it changed. What only the rules need (ids, how a value
was reached) is left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from domain.event import DocumentRef, SealedText
from domain.invoices.events import InvoiceAccounted
from domain.purchase_orders.lines import CostShare
from domain.quantity import Pack
from domain.requisitions.lines import Distribution
from domain.stock.bins import KEY_SEPARATOR
from replay.wording import without_ids

_ZERO: Final = re.compile(r"0(\.0+)?$")
_CODE: Final = re.compile(r"[a-z]+(_[a-z0-9]+)+$")  # pending_approval, but no code of a facility

# What the rules keep for themselves: layers of value, marks, counters and indexes.
_HIDDEN: Final = frozenset(
    {
        "receipts",
        "invoices",
        "judged_by",
        "unlinked_from",
        "waiting_invoices",
        "undoable",
        "submissions",
        "reserved",
        "takes",
        "hold_last",
        "overrides",
        "settled",
        "facts_hash",
        "last",
    }
)
# Parts that a reader does not think of as parts: their values read as those of the whole.
_SILENT: Final = frozenset({"terms", "ledger", "posted", "line"})
_NAMES: Final = {
    "lines": "line",
    "holds": "hold",
    "links": "link",
    "credits": "credit on line",
    "pending": "entered for order line",
    "steps": "step",
    "packs": "pack",
    "bins": "bin",
    "cleared": "cleared of goods received",
    "accounted": "posted on",
    "match": "matching",
    "excess": "excess quantity",
}
_NUMBERED: Final = ("hold", "step", "line")  # By which the parts of a list are told apart.
_Parts = Mapping[str, object]
_NOTHING: Final[_Parts] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value of the state, before and after; none: it was or is not there."""

    field: str
    before: str | None
    after: str | None


def differences(before: object, after: object) -> tuple[Difference, ...]:
    """The values that differ, in the order in which the document holds them."""
    return tuple(_differ("", before, after))


def values(state: object) -> tuple[tuple[str, str], ...]:
    """All values of a state, zeros too, by the names that their differences have."""
    return tuple(_valued("", state))


def _valued(place: str, value: object) -> Iterator[tuple[str, str]]:
    parts = _parts(value)
    if parts is None:
        told = _text(value)
        if told is not None:
            yield place or "value", told
        return
    for name, part in parts.items():
        yield from _valued(_below(place, name, part), part)


def _differ(place: str, before: object, after: object) -> Iterator[Difference]:
    if before is after:
        return
    old, new = _parts(before), _parts(after)
    if old is None and new is None:
        yield from _differ_in_value(place, before, after)
        return
    # A value on one side only, against parts on the other, is nothing.
    old, new = old or _NOTHING, new or _NOTHING
    for name, value in new.items():
        yield from _differ(_below(place, name, value), old.get(name), value)
    for name, value in old.items():
        if name not in new:
            yield from _differ(_below(place, name, value), value, None)


def _differ_in_value(place: str, before: object, after: object) -> Iterator[Difference]:
    if before == after:
        return
    old, new = _text(before), _text(after)
    if old == new or all(each is None or _ZERO.match(each) for each in (old, new)):
        return  # That there is nothing yet is no news.
    yield Difference(field=place or "value", before=old, after=new)


def _below(place: str, name: str, value: object) -> str:
    """The path of a part in words: `line 1, quantity`."""
    if name in _SILENT and _parts(value) is not None:
        return place
    told = _NAMES.get(name, name.removesuffix("_id").replace("_", " "))
    told = " ".join(filter(None, without_ids(told).split(KEY_SEPARATOR)))
    if not place:
        return told
    if not told:  # An id alone, or of nothing else than the place: it has no words of its own.
        return place
    if place.rpartition(", ")[2] in _KEYED:
        return f"{place} {told}"
    return f"{place}, {told}"


_KEYED: Final = frozenset(
    {"line", "hold", "link", "credit on line", "entered for order line", "step", "pack"}
    | {"decided by", "bin"}
)  # Names that the key of a part follows: `line 1`.


def _parts(value: object) -> _Parts | None:
    """The parts by name; none: a value without parts."""
    if isinstance(value, Distribution | CostShare):
        return None
    if isinstance(value, DocumentRef | SealedText | InvoiceAccounted | Pack):
        return None
    if isinstance(value, BaseModel):
        return _named(value)
    if is_dataclass(value) and not isinstance(value, type):
        return _named(value)
    if isinstance(value, Mapping):
        return {str(name): each for name, each in value.items()}
    if isinstance(value, tuple) and value:
        return _listed(value)
    return None


def _named(value: object) -> _Parts:
    """The values of a part; its own number stands in its place already."""
    own = next((name for name in _NUMBERED if isinstance(getattr(value, name, None), int)), "")
    kind: type = type(value)
    return {name: getattr(value, name) for name in _shown(kind) if name != own}


def _listed(values: tuple[Any, ...]) -> _Parts | None:
    """A list of things by their numbers; a list of words is one value."""
    if hasattr(values, "_asdict"):
        return dict(zip(_shown(type(values)), values, strict=True))
    for name in _NUMBERED:
        if hasattr(values[0], name):
            return {str(getattr(each, name)): each for each in values}
    return None


@cache
def _shown(kind: type) -> tuple[str, ...]:
    """The names of a class's values, without those that no reader wants."""
    if issubclass(kind, tuple):
        return tuple(getattr(kind, "_fields", ()))
    if issubclass(kind, BaseModel):
        names = tuple(kind.model_fields)
    else:
        assert is_dataclass(kind), f"{kind} has no named values"
        names = tuple(each.name for each in fields(kind))
    return tuple(name for name in names if name not in _HIDDEN)


def _text(value: object) -> str | None:
    """How a value reads; none: there is nothing."""
    match value:
        case None | "" | () | False:
            return None
        case True:
            return "yes"
        case DocumentRef():
            return f"{value.aggregate.replace('_', ' ')} {value.number}"
        case SealedText():
            return "sealed"
        case InvoiceAccounted():
            return str(value.posted_on)
        case Pack():
            ratio = f"{value.numerator}/{value.denominator}".removesuffix("/1")
            return f"{ratio} {value.base_unit}"
        case Distribution():
            return f"{value.cost_centre} {value.account} {value.amount}"
        case CostShare():
            return f"{value.cost_centre} {value.account} {value.weight}"
        case tuple() | list():
            return ", ".join(_text(each) or "" for each in value)
        case frozenset() | set():
            return ", ".join(sorted(map(str, value))) or None
        case str() if _CODE.match(value):
            return value.replace("_", " ")
        case str():
            return without_ids(value) or None
        case _:
            return str(value)
