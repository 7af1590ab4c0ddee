"""Which facts of other documents a hold of an invoice rests on, found in their own histories.

Each function takes one document's events, in order, and yields those that still stand: what was
released, reopened, judged or ratified since is left out. Who asks is in `hold_causes.py`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from domain.event import Recorded
from domain.receipts.state import Receipt, evolve
from replay.stored_facts import fact_of

FACTS_MAX: Final = 10  # Of one document behind one hold; the newest ones.
_ORDER: Final = "purchase_order."
_SUPPLIER: Final = "supplier."
_SUPPLIER_OPEN: Final = frozenset({"activated", "conditionally_activated", "reinstated"})
_SUPPLIER_OVER: Final = frozenset({"deactivated", "merged"})  # Bills are paid all the same.
_SUPPLIER_NOT_OPEN: Final = frozenset(
    {"proposed", "screening_started", "credentialing_started", "suspended", "debarred"}
    | {"debarment_lifted"}
)
_STANDING: Final = _SUPPLIER_OPEN | _SUPPLIER_OVER | _SUPPLIER_NOT_OPEN
_TERMS: Final = frozenset({f"{_ORDER}issued", f"{_ORDER}change_order_implemented"})
_ON_ITS_WAY: Final = frozenset(
    f"{_ORDER}{each}"
    for each in ("created", "submitted", "rejected", "submission_recalled", "approved", "discarded")
)
_RATIFIED_BY: Final = f"{_ORDER}ratified"
_UNRATIFIED: Final = frozenset(
    f"{_ORDER}{each}"
    for each in ("issued", "ratification_asked", "ratification_overdue", "ratification_refused")
)
_MOVED: Final = frozenset(
    f"receipt.{each}" for each in ("posted", "reversed", "goods_returned", "corrected")
)

Events = Sequence[Recorded]


class Place(NamedTuple):
    """Where and when it is asked what stands: of whose books, on which day, on which lines."""

    legal_entity: str
    day: date
    order_lines: frozenset[int]  # empty: all


Finder = Callable[[Events, Place], Iterable[Recorded]]


def against_bills(events: Events, place: Place) -> list[Recorded]:
    """What stops bills and payments of a supplier: its standing, holds, hits in lists."""
    open_by_key: dict[object, Recorded] = {}
    for event in events:
        told, data = event.type.removeprefix(_SUPPLIER), event.data
        if told in _STANDING:
            open_by_key["standing"] = event
        elif told in ("hold_placed", "hold_released"):
            key = ("hold", data["scope"], data.get("legal_entity"))
            _opens(open_by_key, key, event, begins=told == "hold_placed")
        elif told == "screening_recorded":
            begins = data["result"] != "clear"
            _opens(open_by_key, ("list", data["exclusion_list"]), event, begins=begins)
        elif told == "match_adjudicated" and data["outcome"] == "cleared":
            open_by_key.pop(("list", data["exclusion_list"]), None)
    return [each for each in open_by_key.values() if _stops_bills(each, place)]


def against_payments(events: Events, place: Place) -> list[Recorded]:
    """The same of payments: a hold of its invoices alone lets those be paid that are posted."""
    found = against_bills(events, place)
    return [each for each in found if each.data.get("scope") != "invoice"]


def _stops_bills(event: Recorded, place: Place) -> bool:
    told, data = event.type.removeprefix(_SUPPLIER), event.data
    if told in _STANDING:
        return told in _SUPPLIER_NOT_OPEN
    if told != "hold_placed":
        return True
    until, entity = data.get("until"), data.get("legal_entity")
    ended = until is not None and date.fromisoformat(until) < place.day
    return data["scope"] != "order" and not ended and entity in (None, place.legal_entity)


def account_change(bank_details: int | None) -> Finder:
    """How the account came that asks for caution: sent in, and called back."""

    def found(events: Events, place: Place) -> Iterable[Recorded]:
        del place
        kinds = ("supplier.bank_details_proposed", "supplier.bank_details_verified")
        named = [each for each in events if each.type in kinds]
        return [each for each in named if each.data["bank_details"] == bank_details]

    return found


def order_hold(events: Events, place: Place) -> list[Recorded]:
    """The order's own hold."""
    del place
    open_by_key: dict[object, Recorded] = {}
    for event in events:
        if event.type in (f"{_ORDER}hold_placed", f"{_ORDER}hold_released"):
            _opens(open_by_key, "hold", event, begins=event.type.endswith("placed"))
    return list(open_by_key.values())


def not_ratified(events: Events, place: Place) -> list[Recorded]:
    """The order that was issued before anybody agreed, and what was said of it since."""
    del place
    waits: dict[str, Recorded] = {}
    for event in events:
        if event.type in _UNRATIFIED:
            waits.setdefault(event.type, event)
        elif event.type == _RATIFIED_BY:
            waits.clear()
    return list(waits.values())


def closed_lines(events: Events, place: Place) -> list[Recorded]:
    """What closed the order, or lines of it, for invoices."""
    open_by_key: dict[object, Recorded] = {}
    for event in events:
        told, data = event.type.removeprefix(_ORDER), event.data
        if told in ("finally_closed", "final_close_removed"):
            _opens(open_by_key, "order", event, begins=told == "finally_closed")
        elif told == "line_closed" and data["side"] == "invoicing":
            _opens(open_by_key, data["line"], event, begins=_is_asked(data["line"], place))
        elif told == "line_reopened" and data["undone"] == "invoicing":
            open_by_key.pop(data["line"], None)
    return list(open_by_key.values())


def on_its_way(events: Events, place: Place) -> list[Recorded]:
    """How far an order has come that is not issued."""
    del place
    last: list[Recorded] = []
    for event in events:
        if event.type in _ON_ITS_WAY:
            last = [event]
        elif event.type == f"{_ORDER}issued":
            last = []
    return last


def terms(events: Events, place: Place) -> list[Recorded]:
    """The fact by which the order has the terms that it has now."""
    del place
    return [each for each in events if each.type in _TERMS][-1:]


def priced(events: Events, place: Place) -> list[Recorded]:
    """How the price of the lines was agreed, and the order issued with it."""
    lines = [each for each in events if each.type == f"{_ORDER}line_priced"]
    newest = {each.data["line"]: each for each in lines if _is_asked(each.data["line"], place)}
    return [*newest.values(), *terms(events, place)]


def arrivals(events: Events, place: Place) -> list[Recorded]:
    """What came by a receipt for these order lines, went back, or was counted anew."""
    return [
        each
        for each in events
        if each.type in _MOVED
        and any(_is_asked(line["purchase_order_line"], place) for line in each.data["lines"])
    ]


def uninspected(events: Events, place: Place) -> list[Recorded]:
    """By which facts goods of the receipt wait for an inspection."""
    waits: dict[int, Recorded] = {}
    receipt: Receipt | None = None
    for event in events:
        receipt = evolve(receipt, fact_of(event))
        if event.type in ("receipt.posted", "receipt.quarantined"):
            waits |= {line["line"]: event for line in event.data["lines"]}
    if receipt is None or receipt.status == "reversed":
        return []
    found = [
        waits[number]
        for number, line in receipt.lines.items()
        if _is_asked(line.posted.purchase_order_line, place)
        and line.in_bucket("received").quantity + line.in_bucket("quarantined").quantity > 0
    ]
    return list({each.position: each for each in found}.values())


def rejections(events: Events, place: Place) -> list[Recorded]:
    """The inspections that rejected goods of these order lines."""
    return [
        each
        for each in events
        if each.type == "receipt.inspected"
        and any(
            Decimal(line["rejected"]) > 0 and _is_asked(line["purchase_order_line"], place)
            for line in each.data["lines"]
        )
    ]


def closed_periods(events: Events, place: Place) -> list[Recorded]:
    """The newest closing of a month that was not opened again."""
    del place
    open_by_key: dict[object, Recorded] = {}
    for event in events:
        if event.type.endswith("closed"):
            open_by_key[event.data["period"]] = event
        elif event.type.endswith("reopened"):
            open_by_key.pop(event.data["period"], None)
    return sorted(open_by_key.values(), key=lambda each: each.position)[-1:]


def first(events: Events, place: Place) -> list[Recorded]:
    """How the document came."""
    del place
    return list(events[:1])


def last(events: Events, place: Place) -> list[Recorded]:
    """What was said last, as of an approval case: whom it waits for since when."""
    del place
    return list(events[-1:])


def receipts_of(events: Events, place: Place) -> tuple[str, ...]:
    """The receipts behind these order lines, by id; the newest ones."""
    named = [
        each.data["receipt"]["id"]
        for each in events
        if "receipt" in each.data and _is_asked(each.data.get("line"), place)
    ]
    return tuple(dict.fromkeys(named))[-FACTS_MAX:]


def _opens(by_key: dict[object, Recorded], key: object, event: Recorded, *, begins: bool) -> None:
    if begins:
        by_key[key] = event
    else:
        by_key.pop(key, None)


def _is_asked(line: object, place: Place) -> bool:
    return not place.order_lines or line in place.order_lines


def of_lines(links: Iterable[tuple[int, int]], line: int | None) -> frozenset[int]:
    """The order lines that an invoice's line is tied to; of the whole invoice: all of them."""
    pairs: Collection[tuple[int, int]] = list(links)
    return frozenset(order_line for own, order_line in pairs if line in (None, own))
