"""Catalogue items: what each command needs to know, and what it saves."""

from typing import Final

from application.numbers import claim
from application.work import Handlers, Work
from domain.catalogue import decide, recalls
from domain.catalogue.commands import (
    ActivateCatalogueItem,
    LiftCatalogueItemRecall,
    PlaceCatalogueItemRecall,
    RequestCatalogueItem,
    RetireCatalogueItem,
)
from domain.catalogue.state import CATALOGUE_ITEM
from domain.event import DocumentRef

GTIN: Final = "gtin"  # The kind under which GTINs are claimed: one names one item.


async def request_catalogue_item(work: Work, command: RequestCatalogueItem) -> None:
    """A new item, the only one with its number and with its GTIN."""
    item = await work.find_or_assume_new(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, decide.request(item, command))
    holder = DocumentRef(aggregate=CATALOGUE_ITEM.name, id=command.item_id, number=command.number)
    await claim(work, CATALOGUE_ITEM.name, command.number, holder)
    if command.gtin is not None:
        await claim(work, GTIN, command.gtin, holder)


async def activate_catalogue_item(work: Work, command: ActivateCatalogueItem) -> None:
    """Opens the item for buying."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, decide.activate(item, command))


async def retire_catalogue_item(work: Work, command: RetireCatalogueItem) -> None:
    """Ends the buying of the item."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, decide.retire(item, command))


async def place_catalogue_item_recall(work: Work, command: PlaceCatalogueItemRecall) -> None:
    """Units of the item are unsafe."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, recalls.place_recall(item, command))


async def lift_catalogue_item_recall(work: Work, command: LiftCatalogueItemRecall) -> None:
    """The units are safe again."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, recalls.lift_recall(item, command))


HANDLERS: Final[Handlers] = {
    RequestCatalogueItem: request_catalogue_item,
    ActivateCatalogueItem: activate_catalogue_item,
    RetireCatalogueItem: retire_catalogue_item,
    PlaceCatalogueItemRecall: place_catalogue_item_recall,
    LiftCatalogueItemRecall: lift_catalogue_item_recall,
}
