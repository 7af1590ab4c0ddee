"""What a catalogue item answers to each command, and to those who want to buy it."""

from domain.catalogue.commands import (
    ActivateCatalogueItem,
    RequestCatalogueItem,
    RetireCatalogueItem,
)
from domain.catalogue.errors import (
    CatalogueItemExists,
    CatalogueItemNotActive,
    CatalogueItemNotRequested,
    CatalogueItemRetiredAlready,
    CatalogueItemUnknownUnit,
)
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemEvent,
    CatalogueItemRequested,
    CatalogueItemRetired,
)
from domain.catalogue.gtin import checked_gtin
from domain.catalogue.packs import resolved
from domain.catalogue.state import CatalogueItem
from domain.quantity import Pack


def request(
    item: CatalogueItem | None, command: RequestCatalogueItem
) -> tuple[CatalogueItemEvent, ...]:
    """A new item, its packs stated in base units; it cannot be bought before it is activated."""
    if item is not None:
        raise CatalogueItemExists(command.item_id)
    return (
        CatalogueItemRequested(
            item_id=command.item_id,
            number=command.number,
            description=command.description,
            item_class=command.item_class,
            base_unit=command.base_unit,
            packs=resolved(command.base_unit, command.packs),
            gtin=None if command.gtin is None else checked_gtin(command.gtin),
            manufacturer=command.manufacturer,
            manufacturer_number=command.manufacturer_number,
            controls=tuple(sorted(set(command.controls))),
        ),
    )


def activate(item: CatalogueItem, command: ActivateCatalogueItem) -> tuple[CatalogueItemEvent, ...]:
    """Opens a requested item for buying."""
    if item.status != "requested":
        raise CatalogueItemNotRequested(item.number, item.status)
    return (CatalogueItemActivated(),)


def retire(item: CatalogueItem, command: RetireCatalogueItem) -> tuple[CatalogueItemEvent, ...]:
    """Ends the buying of an item, or drops one that was only requested."""
    if item.status == "retired":
        raise CatalogueItemRetiredAlready(item.number)
    return (CatalogueItemRetired(reason_code=command.reason_code),)


def buyable_pack(item: CatalogueItem, unit: str) -> Pack:
    """How many base units the unit holds; refused unless the item is active and comes in it."""
    if item.status != "active":
        raise CatalogueItemNotActive(item.number, item.status)
    pack = item.packs.get(unit)
    if pack is None:
        raise CatalogueItemUnknownUnit(item.number, unit, tuple(item.packs))
    return pack
