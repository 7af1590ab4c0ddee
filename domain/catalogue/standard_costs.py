"""What a base unit of an item stands for in the books of a legal entity, from a day on.

Goods that come are put on stock at standard cost; what they cost beyond it is price variance.
Without a standard they stand at what they cost. A standard never reaches back.
"""

from datetime import date
from typing import Final

from domain.catalogue.commands import SetStandardCost
from domain.catalogue.committees import PLAN_DAYS_MAX, check_day
from domain.catalogue.errors import CatalogueItemIsRetired
from domain.catalogue.events import CatalogueItemEvent
from domain.catalogue.lifecycle_errors import (
    CatalogueItemStandardCostOtherCurrency,
    CatalogueItemStandardCostUnchanged,
    CatalogueItemTooManyStandardCosts,
)
from domain.catalogue.lifecycle_events import CatalogueItemStandardCostSet
from domain.catalogue.parts import StandardCost
from domain.catalogue.state import CatalogueItem

STANDARD_COSTS_MAX: Final = 400  # Of one item: ten years of four entities that revise quarterly.


def set_standard_cost(
    item: CatalogueItem, command: SetStandardCost, *, books_currency: str
) -> tuple[CatalogueItemEvent, ...]:
    """From that day on a base unit that comes counts so much in the books of the entity."""
    if item.status == "retired":
        raise CatalogueItemIsRetired(item.number)
    check_day("starts_on", command.starts_on, command.now.date(), PLAN_DAYS_MAX)
    if command.currency != books_currency:
        raise CatalogueItemStandardCostOtherCurrency(
            command.legal_entity, books_currency, command.currency
        )
    standing = standard_cost(item, command.legal_entity, command.starts_on)
    if standing is not None and standing.unit_cost == command.unit_cost:
        raise CatalogueItemStandardCostUnchanged(item.number, command.unit_cost, command.starts_on)
    if len(item.standard_costs) >= STANDARD_COSTS_MAX:
        raise CatalogueItemTooManyStandardCosts(item.number, STANDARD_COSTS_MAX)
    return (
        CatalogueItemStandardCostSet(
            legal_entity=command.legal_entity,
            currency=command.currency,
            unit_cost=command.unit_cost,
            starts_on=command.starts_on,
            reason_code=command.reason_code,
            decided_by=command.decided_by,
        ),
    )


def standard_cost(item: CatalogueItem, legal_entity: str, day: date) -> StandardCost | None:
    """The one in force there on that day. Of two that start on one day the later fact counts."""
    begun = [
        each
        for each in item.standard_costs
        if each.legal_entity == legal_entity and each.starts_on <= day
    ]
    begun.sort(key=lambda each: each.starts_on)  # Stable, so the later fact stays behind.
    return begun[-1] if begun else None
