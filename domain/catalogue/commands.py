"""What may be asked of a catalogue item."""

from dataclasses import dataclass

from domain.catalogue.events import Control, Handling, RecallClass
from domain.event import Command, Value
from domain.ids import Number
from domain.quantity import Pack, Unit


class PackageGtin(Value):
    """The GTIN on one packaging level: of the box, of the case."""

    unit: Unit
    gtin: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCatalogueItem(Command):
    """`gtin` names the base unit. `handling`, where given, says the controls instead."""

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
    package_gtins: tuple[PackageGtin, ...] = ()
    handling: Handling | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateCatalogueItem(Command):
    item_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireCatalogueItem(Command):
    item_id: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineCatalogueItemHandling(Command):
    """Replaces all that was said before, controls too."""

    item_id: str
    handling: Handling


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCatalogueItemGtin(Command):
    item_id: str
    unit: str
    gtin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCatalogueItemGtin(Command):
    item_id: str
    gtin: str
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
