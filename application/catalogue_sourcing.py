"""Who sells catalogue items and what stands in for them: what is needed to know, and saved."""

from typing import Final

from application.numbers import claim, release
from application.work import Handlers, Work
from domain.catalogue import substitutes, supplier_items
from domain.catalogue.commands import (
    ApproveSubstitute,
    DeclareSubstitute,
    MapSupplierItem,
    UnmapSupplierItem,
    WithdrawSubstitute,
)
from domain.catalogue.state import CATALOGUE_ITEM
from domain.suppliers.state import SUPPLIER

PART: Final = "supplier_part"  # The kind under which part numbers are claimed, per supplier.


async def map_supplier_item(work: Work, command: MapSupplierItem) -> None:
    """A part number of a supplier that stands means one unit of this item and nothing else."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    supplier = await work.load(SUPPLIER, command.supplier_id)
    events = supplier_items.map_supplier(item, command, supplier.ref)
    await work.record(CATALOGUE_ITEM, command.item_id, events)
    key = f"{command.supplier_id} {command.part_number}"
    told = f"{command.part_number} of supplier {supplier.name}"
    await claim(work, PART, key, item.ref, told)


async def unmap_supplier_item(work: Work, command: UnmapSupplierItem) -> None:
    """The part number is free to mean another item."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    events = supplier_items.unmap_supplier(item, command)
    await work.record(CATALOGUE_ITEM, command.item_id, events)
    await release(work, PART, f"{command.supplier_id} {command.part_number}", item.ref)


async def declare_substitute(work: Work, command: DeclareSubstitute) -> None:
    """Another item may stand in, once a second person agrees."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    substitute = await work.load(CATALOGUE_ITEM, command.substitute_id)
    events = substitutes.declare(item, command, substitute)
    await work.record(CATALOGUE_ITEM, command.item_id, events)


async def approve_substitute(work: Work, command: ApproveSubstitute) -> None:
    """The second person agrees."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, substitutes.approve(item, command))


async def withdraw_substitute(work: Work, command: WithdrawSubstitute) -> None:
    """The other item may not stand in any more."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, substitutes.withdraw(item, command))


HANDLERS: Final[Handlers] = {
    MapSupplierItem: map_supplier_item,
    UnmapSupplierItem: unmap_supplier_item,
    DeclareSubstitute: declare_substitute,
    ApproveSubstitute: approve_substitute,
    WithdrawSubstitute: withdraw_substitute,
}
