"""What may be asked of a catalogue item."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.catalogue.events import Control, Handling, RecallClass
from domain.catalogue.lifecycle_events import Committee, Outcome
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


@dataclass(frozen=True, slots=True, kw_only=True)
class StartValueAnalysis(Command):
    """Which committee decides, the policy says by the item's class."""

    item_id: str
    submitted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCommitteeDecision(Command):
    """Whoever brought the item before the committee cannot record its decision."""

    item_id: str
    committee: Committee
    outcome: Outcome
    votes_for: int
    votes_against: int
    decided_by: str
    abstentions: int = 0
    conditions: tuple[str, ...] = ()
    trial_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictCatalogueItem(Command):
    """Either the facilities that alone may buy it, or those that may not; and who may use it.

    The item is for these departments, and has to be asked for by somebody in one of these roles.
    """

    item_id: str
    reason_code: str
    only_at: tuple[str, ...] = ()
    not_at: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    requester_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftCatalogueItemRestriction(Command):
    item_id: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOutCatalogueItem(Command):
    item_id: str
    last_order_on: date
    reason_code: str
    successor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCatalogueItemConversion(Command):
    """The pack may be stated in another pack of that day: a case of ten boxes."""

    item_id: str
    pack: Pack
    starts_on: date
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStandardCost(Command):
    """Of one base unit, in the currency of the entity's books."""

    item_id: str
    legal_entity: str
    currency: str
    unit_cost: Decimal
    starts_on: date
    reason_code: str
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSupplierItem(Command):
    item_id: str
    supplier_id: str
    part_number: str
    unit: str
    gtin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmapSupplierItem(Command):
    item_id: str
    supplier_id: str
    part_number: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareSubstitute(Command):
    item_id: str
    substitute_id: str
    clinically_equivalent: bool
    declared_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveSubstitute(Command):
    """Whoever declared the substitute cannot approve it."""

    item_id: str
    substitute_id: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSubstitute(Command):
    item_id: str
    substitute_id: str
    reason_code: str
