"""What may be asked of a catalogue item."""

from dataclasses import dataclass

from domain.catalogue.events import Control, RecallClass
from domain.event import Command
from domain.quantity import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCatalogueItem(Command):
    item_id: str
    number: str
    description: str
    item_class: str
    base_unit: str
    packs: tuple[Pack, ...] = ()
    gtin: str | None = None
    manufacturer: str | None = None
    manufacturer_number: str | None = None
    controls: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateCatalogueItem(Command):
    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireCatalogueItem(Command):
    item_id: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCatalogueItemRecall(Command):
    """Without lots and serials every unit of the item is recalled."""

    item_id: str
    recall: str
    recall_class: RecallClass
    source: str
    placed_by: str
    reason_code: str
    lots: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftCatalogueItemRecall(Command):
    """Whoever placed the recall cannot lift it."""

    item_id: str
    recall: str
    lifted_by: str
    reason_code: str
