"""Catalogue items: what each command needs to know, and what it saves."""

from typing import Final

from application.numbers import claim, release
from application.work import Handlers, Work
from domain.catalogue import decide, gtins, handling, recalls
from domain.catalogue.commands import (
    ActivateCatalogueItem,
    AssignCatalogueItemGtin,
    DefineCatalogueItemHandling,
    LiftCatalogueItemRecall,
    PlaceCatalogueItemRecall,
    RequestCatalogueItem,
    RetireCatalogueItem,
    WithdrawCatalogueItemGtin,
)
from domain.catalogue.state import CATALOGUE_ITEM

GTIN: Final = "gtin"  # The kind under which GTINs are claimed: one names one item.


async def request_catalogue_item(work: Work, command: RequestCatalogueItem) -> None:
    """A new item, the only one with its number and with its GTINs."""
    item = await work.find_or_assume_new(CATALOGUE_ITEM, command.item_id)
    new = await work.record(CATALOGUE_ITEM, command.item_id, decide.request(item, command))
    assert new is not None, "a request is a fact"
    await claim(work, CATALOGUE_ITEM.name, command.number, new.ref)
    for gtin in new.gtins:
        await claim(work, GTIN, gtin, new.ref)


async def define_catalogue_item_handling(work: Work, command: DefineCatalogueItemHandling) -> None:
    """The item is handled so from now on."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, handling.define_handling(item, command))


async def assign_catalogue_item_gtin(work: Work, command: AssignCatalogueItemGtin) -> None:
    """The GTIN names one unit of this item and nothing else in the tenant."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, gtins.assign_gtin(item, command))
    await claim(work, GTIN, command.gtin, item.ref)


async def withdraw_catalogue_item_gtin(work: Work, command: WithdrawCatalogueItemGtin) -> None:
    """The GTIN is free for another item."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, gtins.withdraw_gtin(item, command))
    await release(work, GTIN, command.gtin, item.ref)


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
    DefineCatalogueItemHandling: define_catalogue_item_handling,
    AssignCatalogueItemGtin: assign_catalogue_item_gtin,
    WithdrawCatalogueItemGtin: withdraw_catalogue_item_gtin,
    ActivateCatalogueItem: activate_catalogue_item,
    RetireCatalogueItem: retire_catalogue_item,
    PlaceCatalogueItemRecall: place_catalogue_item_recall,
    LiftCatalogueItemRecall: lift_catalogue_item_recall,
}
