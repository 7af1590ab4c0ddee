"""Why goods that come are not free to be used at once, from the gravest reason on.

Nothing here refuses: what is unsafe, unproven or counted by one person alone is taken into
custody, because it is here, and waits.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from domain.catalogue.handling import CONTROLLED
from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CatalogueItem
from domain.numbers.spelling import normalised
from domain.receipts.buckets import WITNESS_PENDING
from domain.receipts.commands import ReceivedLine
from domain.receipts.events import HeldBack


class Standing(NamedTuple):
    """How goods stand as they come, and why; why they are free in spite of something, as well."""

    disposition: HeldBack | None = None
    reason: str | None = None


FREE: Final = Standing()
Dates = Mapping[str, frozenset[date]]  # On which lots expire, as goods that lie here say; by lot.
NO_DATES: Final[Dates] = {}


def standing_of(
    counted: ReceivedLine,
    item: CatalogueItem | None,
    received_on: date,
    today: date,
    dates: Dates = NO_DATES,
) -> Standing:
    """Recalled, controlled, expired since it came, of another date than its lot has here, doubted
    by the receiver, without proof of cold, short of shelf life.
    """
    if item is not None and recall_of(item, counted.lot, counted.serials):
        return Standing("quarantined", "recalled")
    if item is not None and is_controlled(item):
        return Standing("quarantined", WITNESS_PENDING)
    if counted.expires_on is not None and counted.expires_on < today:
        return Standing("quarantined", "expired")
    if _contradicts(counted, dates):
        return Standing("quarantined", "expiry_differs")
    if counted.disposition is not None:
        return Standing(counted.disposition, counted.reason_code or "unspecified")
    if item is not None and item.handling.cold_chain and counted.temperature_log is None:
        return Standing("quarantined", "temperature_unproven")
    if item is not None and _is_short(counted, item, received_on):
        if counted.override is not None:
            return Standing(None, counted.override)
        return Standing("quarantined", "shelf_life_short")
    return FREE


def is_controlled(item: CatalogueItem) -> bool:
    """Whether a second person has to count what comes of the item."""
    return item.handling.controlled_schedule is not None or item.item_class == CONTROLLED


def _contradicts(counted: ReceivedLine, dates: Dates) -> bool:
    """One lot has one date: one of the two was mistyped, and nobody knows which."""
    if counted.lot is None or counted.expires_on is None:
        return False
    known = dates.get(normalised(counted.lot))
    return known is not None and counted.expires_on not in known


def _is_short(counted: ReceivedLine, item: CatalogueItem, received_on: date) -> bool:
    wanted = item.shelf_life_days_min
    if wanted is None or counted.expires_on is None:
        return False
    return (counted.expires_on - received_on).days < wanted
