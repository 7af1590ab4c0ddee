"""Facts of how an item is got: who sells it under which number, and what may stand in for it."""

from typing import ClassVar, Final

from domain.event import DocumentRef, Event
from domain.ids import Code, Number
from domain.quantity import Unit


class CatalogueItemSupplierMapped(Event):
    """The supplier sells this unit of the item under a part number of its own."""

    TYPE: ClassVar[str] = "catalogue_item.supplier_mapped"
    supplier: DocumentRef
    part_number: Number
    unit: Unit
    gtin: Number | None = None  # on the label that this supplier sends


class CatalogueItemSupplierUnmapped(Event):
    """The part number no longer means this item."""

    TYPE: ClassVar[str] = "catalogue_item.supplier_unmapped"
    supplier: DocumentRef
    part_number: Number
    reason_code: Code


class CatalogueItemSubstituteDeclared(Event):
    """Somebody says that the other item may stand in for this one; nobody relies on it yet."""

    TYPE: ClassVar[str] = "catalogue_item.substitute_declared"
    substitute: DocumentRef
    clinically_equivalent: bool
    declared_by: Code


class CatalogueItemSubstituteApproved(Event):
    """A second person agrees."""

    TYPE: ClassVar[str] = "catalogue_item.substitute_approved"
    substitute: DocumentRef
    approved_by: Code


class CatalogueItemSubstituteWithdrawn(Event):
    """The other item may not stand in for this one any more; what was delivered stays."""

    TYPE: ClassVar[str] = "catalogue_item.substitute_withdrawn"
    substitute: DocumentRef
    reason_code: Code


SourcingEvent = (
    CatalogueItemSupplierMapped
    | CatalogueItemSupplierUnmapped
    | CatalogueItemSubstituteDeclared
    | CatalogueItemSubstituteApproved
    | CatalogueItemSubstituteWithdrawn
)
SOURCING_EVENTS: Final = (
    CatalogueItemSupplierMapped,
    CatalogueItemSupplierUnmapped,
    CatalogueItemSubstituteDeclared,
    CatalogueItemSubstituteApproved,
    CatalogueItemSubstituteWithdrawn,
)
