"""GTINs by packaging level: the number on the label of the each, of the box, of the case.

One GTIN names one unit of one item; `application/catalogue.py` claims it for the tenant. A unit may
bear several, because a maker gives a new one whenever label or contents change.
"""

from typing import Final

from domain.catalogue.commands import AssignCatalogueItemGtin, WithdrawCatalogueItemGtin
from domain.catalogue.errors import (
    CatalogueItemGtinAssignedAlready,
    CatalogueItemGtinNotAssigned,
    CatalogueItemIsRetired,
    CatalogueItemTooManyGtins,
    CatalogueItemUnknownUnit,
)
from domain.catalogue.events import (
    CatalogueItemEvent,
    CatalogueItemGtinAssigned,
    CatalogueItemGtinWithdrawn,
)
from domain.catalogue.gtin import checked_gtin
from domain.catalogue.state import CatalogueItem

GTINS_MAX: Final = 100  # Of one item; more is a mistake in the item master.


def assign_gtin(
    item: CatalogueItem, command: AssignCatalogueItemGtin
) -> tuple[CatalogueItemEvent, ...]:
    """The GTIN names this unit of the item."""
    if item.status == "retired":
        raise CatalogueItemIsRetired(item.number)
    if command.unit not in item.units:
        raise CatalogueItemUnknownUnit(item.number, command.unit, tuple(sorted(item.units)))
    gtin = checked_gtin(command.gtin)
    if gtin in item.gtins:
        raise CatalogueItemGtinAssignedAlready(item.number, gtin, item.gtins[gtin])
    if len(item.gtins) >= GTINS_MAX:
        raise CatalogueItemTooManyGtins(item.number, GTINS_MAX)
    return (CatalogueItemGtinAssigned(unit=command.unit, gtin=gtin),)


def withdraw_gtin(
    item: CatalogueItem, command: WithdrawCatalogueItemGtin
) -> tuple[CatalogueItemEvent, ...]:
    """The GTIN was given by mistake, or is no longer used; another item may bear it then."""
    if command.gtin not in item.gtins:
        raise CatalogueItemGtinNotAssigned(item.number, command.gtin, tuple(item.gtins))
    return (CatalogueItemGtinWithdrawn(gtin=command.gtin, reason_code=command.reason_code),)
