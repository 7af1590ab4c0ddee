"""Bills in another unit of the order's item: how it counted on the day the order was issued.

A conversion that begins later never reaches back to an order that the supplier has. What a bill is
tied with is kept with the tie (`LineLink.pack`), so that it is judged by that again. Units that the
item did not have on that day stay unknown, and the line is held.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.catalogue.state import CatalogueItem
from domain.frozen import replace
from domain.invoices.order_facts import OrderFacts
from domain.match_sides import OrderSide


class BilledLine(Protocol):
    """A line of an invoice, or of the command that captures it."""

    @property
    def unit(self) -> str | None:
        """As it is billed; none: that of the order's line."""

    @property
    def item_id(self) -> str | None:
        """What it is about, where it says so."""


def items_asked(facts: OrderFacts, lines: Iterable[BilledLine]) -> frozenset[str]:
    """Ids of the items whose units somebody has to know; mostly none."""
    billed = [each for each in lines if each.unit is not None]
    found = (
        side.item_id
        for side in facts.sides.values()
        if side.item_id is not None
        and any(_is_foreign(each.unit, side) for each in billed if _may_be_for(each, side))
    )
    return frozenset() if facts.issued_on is None else frozenset(found)


def with_units(facts: OrderFacts, items: Mapping[str, CatalogueItem]) -> OrderFacts:
    """The order's lines with the units of these items."""
    day, sides = facts.issued_on, dict(facts.sides)
    for number, side in facts.sides.items():
        item = items.get(side.item_id or "")
        if item is None or day is None:
            continue
        packs = {
            unit: pack
            for unit, pack in item.packs_on(day).items()
            if _is_foreign(unit, side) and pack.base_unit == side.pack.base_unit
        }
        sides[number] = replace(side, packs=packs)
    return replace(facts, sides=sides)


def _may_be_for(line: BilledLine, side: OrderSide) -> bool:
    return line.item_id in (None, side.item_id)


def _is_foreign(unit: str | None, side: OrderSide) -> bool:
    return not side.by_amount and unit not in (side.pack.unit, side.pack.base_unit)
