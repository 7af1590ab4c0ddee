"""How many base units a unit holds, from a day on: a maker packs fifty where it packed a hundred.

Documents keep the conversion that they were made with; what is stated takes that of its day. A
conversion never reaches back, and one that is planned is replaced by another of the same day.
"""

from typing import Final

from domain.catalogue.commands import ChangeCatalogueItemConversion
from domain.catalogue.committees import PLAN_DAYS_MAX, check_day
from domain.catalogue.errors import CatalogueItemInvalidPacks, CatalogueItemIsRetired
from domain.catalogue.events import CatalogueItemEvent
from domain.catalogue.lifecycle_errors import (
    CatalogueItemConversionUnchanged,
    CatalogueItemTooManyConversions,
)
from domain.catalogue.lifecycle_events import CatalogueItemConversionChanged
from domain.catalogue.packs import PACKS_MAX, resolved
from domain.catalogue.state import CatalogueItem

CONVERSIONS_MAX: Final = 200  # Of one item; more is a mistake in the item master.


def change_conversion(
    item: CatalogueItem, command: ChangeCatalogueItemConversion
) -> tuple[CatalogueItemEvent, ...]:
    """From that day on the unit holds so much, or the item comes in a unit that it did not have."""
    if item.status == "retired":
        raise CatalogueItemIsRetired(item.number)
    check_day("starts_on", command.starts_on, command.now.date(), PLAN_DAYS_MAX)
    stands = item.packs_on(command.starts_on)
    unit = command.pack.unit
    others = [each for name, each in stands.items() if name not in (item.base_unit, unit)]
    if len(others) >= PACKS_MAX:
        raise CatalogueItemInvalidPacks(unit, f"is beyond {PACKS_MAX} packs")
    pack = resolved(item.base_unit, (*others, command.pack))[-1]
    standing = stands.get(pack.unit)
    if standing == pack:
        raise CatalogueItemConversionUnchanged(item.number, pack, command.starts_on)
    if len(item.conversions) >= CONVERSIONS_MAX:
        raise CatalogueItemTooManyConversions(item.number, CONVERSIONS_MAX)
    return (
        CatalogueItemConversionChanged(
            pack=pack, starts_on=command.starts_on, reason_code=command.reason_code
        ),
    )
