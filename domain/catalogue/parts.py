"""The parts of a catalogue item's state: recalls, analysis, restriction, conversions,
standard costs, substitutes, suppliers.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.catalogue.events import RecallClass
from domain.catalogue.lifecycle_events import Committee
from domain.event import DocumentRef
from domain.quantity import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A recall that stands. Its units are those of its lots and serials; without both, all."""

    recall: str
    recall_class: RecallClass
    placed_by: str
    lots: tuple[str, ...]
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The committee that has, or had, the item before it, and who brought it there."""

    committee: Committee
    submitted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Where the item is bought: at `only_at` alone, or everywhere but `not_at`; and for whom.

    Empty `departments` are all of them, empty `requester_roles` everybody.
    """

    reason_code: str
    only_at: tuple[str, ...]
    not_at: tuple[str, ...]
    departments: tuple[str, ...] = ()
    requester_roles: tuple[str, ...] = ()

    def allows(self, facility: str) -> bool:
        """Whether the facility may buy the item."""
        return facility in self.only_at if self.only_at else facility not in self.not_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What one unit holds from a day on."""

    pack: Pack
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardCost:
    """What a base unit counts in the books of one legal entity from a day on."""

    legal_entity: str
    currency: str
    unit_cost: Decimal
    starts_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Another item that may stand in once a second person has approved it."""

    ref: DocumentRef
    clinically_equivalent: bool
    declared_by: str
    approved_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierItem:
    """The part number under which a supplier sells one unit of the item."""

    supplier: DocumentRef
    part_number: str
    unit: str
    gtin: str | None
