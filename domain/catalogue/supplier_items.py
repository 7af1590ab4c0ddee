"""Who sells an item under which part number, and in which unit.

A part number of one supplier means one unit of one item; `application/catalogue_sourcing.py`
claims it for the tenant. Several suppliers may sell the same item, each under several numbers.
"""

from typing import Final

from domain.catalogue.commands import MapSupplierItem, UnmapSupplierItem
from domain.catalogue.errors import CatalogueItemIsRetired, CatalogueItemUnknownUnit
from domain.catalogue.events import CatalogueItemEvent
from domain.catalogue.parts import SupplierItem
from domain.catalogue.sourcing_errors import (
    CatalogueItemGtinNamesOther,
    CatalogueItemSupplierMappedAlready,
    CatalogueItemSupplierNotMapped,
    CatalogueItemTooManySuppliers,
)
from domain.catalogue.sourcing_events import (
    CatalogueItemSupplierMapped,
    CatalogueItemSupplierUnmapped,
)
from domain.catalogue.state import CatalogueItem
from domain.event import DocumentRef
from domain.numbers.spelling import normalised

SUPPLIER_ITEMS_MAX: Final = 200  # Of one item, over all suppliers.


def map_supplier(
    item: CatalogueItem, command: MapSupplierItem, supplier: DocumentRef
) -> tuple[CatalogueItemEvent, ...]:
    """The supplier's number means this unit of the item, and bears this GTIN where one is given."""
    if item.status == "retired":
        raise CatalogueItemIsRetired(item.number)
    if command.unit not in item.units:
        raise CatalogueItemUnknownUnit(item.number, command.unit, tuple(sorted(item.units)))
    if command.gtin is not None and item.gtins.get(command.gtin) != command.unit:
        named = item.gtins.get(command.gtin)
        raise CatalogueItemGtinNamesOther(item.number, command.gtin, command.unit, named)
    standing = _mapped(item, command.supplier_id, command.part_number)
    if standing is not None:
        raise CatalogueItemSupplierMappedAlready(item.number, standing.part_number, standing.unit)
    if len(item.supplier_items) >= SUPPLIER_ITEMS_MAX:
        raise CatalogueItemTooManySuppliers(item.number, SUPPLIER_ITEMS_MAX)
    return (
        CatalogueItemSupplierMapped(
            supplier=supplier,
            part_number=command.part_number,
            unit=command.unit,
            gtin=command.gtin,
        ),
    )


def unmap_supplier(
    item: CatalogueItem, command: UnmapSupplierItem
) -> tuple[CatalogueItemEvent, ...]:
    """The number no longer means this item."""
    standing = _mapped(item, command.supplier_id, command.part_number)
    if standing is None:
        known = tuple(
            each.part_number
            for each in item.supplier_items
            if each.supplier.id == command.supplier_id
        )
        raise CatalogueItemSupplierNotMapped(item.number, command.part_number, known)
    return (
        CatalogueItemSupplierUnmapped(
            supplier=standing.supplier,
            part_number=standing.part_number,
            reason_code=command.reason_code,
        ),
    )


def _mapped(item: CatalogueItem, supplier_id: str, part_number: str) -> SupplierItem | None:
    wanted = (supplier_id, normalised(part_number))
    return next(
        (
            each
            for each in item.supplier_items
            if (each.supplier.id, normalised(each.part_number)) == wanted
        ),
        None,
    )
