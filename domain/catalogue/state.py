"""A catalogue item as its history left it, and the units it comes in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemEvent,
    CatalogueItemGtinAssigned,
    CatalogueItemGtinWithdrawn,
    CatalogueItemHandlingDefined,
    CatalogueItemRecallLifted,
    CatalogueItemRecallPlaced,
    CatalogueItemRequested,
    CatalogueItemRetired,
    Control,
    Handling,
    ItemEvent,
)
from domain.catalogue.lifecycle_events import (
    CatalogueItemAnalysisStarted,
    CatalogueItemCommitteeDecided,
    CatalogueItemConversionChanged,
    CatalogueItemPhaseOutStarted,
    CatalogueItemRestricted,
    CatalogueItemRestrictionLifted,
    CatalogueItemStandardCostSet,
    LifecycleEvent,
)
from domain.catalogue.parts import (
    Analysis,
    Conversion,
    Recall,
    Restriction,
    StandardCost,
    Substitute,
    SupplierItem,
)
from domain.catalogue.sourcing_events import (
    CatalogueItemSubstituteApproved,
    CatalogueItemSubstituteDeclared,
    CatalogueItemSubstituteWithdrawn,
    CatalogueItemSupplierMapped,
    CatalogueItemSupplierUnmapped,
    SourcingEvent,
)
from domain.event import DocumentRef
from domain.frozen import replace
from domain.quantity import Pack

CatalogueItemStatus = Literal[
    "requested", "under_analysis", "approved", "rejected", "active", "phase_out", "retired"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueItem:
    """What may be bought. `packs` maps every unit, the base unit too, to base units.

    That is as the item was requested; `conversions` change it from their days on (`packs_on`).

    `gtins` maps each GTIN to the unit that it names; a unit may bear several, as labels change.
    """

    item_id: str
    number: str
    description: str
    item_class: str
    base_unit: str
    packs: Mapping[str, Pack]
    gtins: Mapping[str, str]
    handling: Handling
    status: CatalogueItemStatus = "requested"
    recalls: tuple[Recall, ...] = ()  # those that stand, in the order in which they were placed
    analysis: Analysis | None = None  # the latest one, whatever came of it
    trial_until: date | None = None  # the last day of a trial that the committee granted
    restriction: Restriction | None = None
    last_order_on: date | None = None  # of an item that is phased out
    successor: DocumentRef | None = None
    substitutes: Mapping[str, Substitute] = field(default_factory=dict)  # by their item's id
    supplier_items: tuple[SupplierItem, ...] = ()
    conversions: tuple[Conversion, ...] = ()  # in the order in which they became known
    standard_costs: tuple[StandardCost, ...] = ()  # in the order in which they became known

    # An item serves the whole tenant.
    legal_entity: None = None
    facility: None = None

    @property
    def ref(self) -> DocumentRef:
        """How claims and other documents point at it."""
        return DocumentRef(aggregate=CATALOGUE_ITEM.name, id=self.item_id, number=self.number)

    @property
    def units(self) -> frozenset[str]:
        """Every unit that it comes in, or will."""
        return frozenset(self.packs) | {each.pack.unit for each in self.conversions}

    def packs_on(self, day: date) -> Mapping[str, Pack]:
        """What each unit holds on that day; a unit that it comes in later is not there yet."""
        if not self.conversions:
            return self.packs
        begun = [each for each in self.conversions if each.starts_on <= day]
        begun.sort(key=lambda each: each.starts_on)  # Stable: of one day, the later fact counts.
        return {**self.packs, **{each.pack.unit: each.pack for each in begun}}

    @property
    def controls(self) -> tuple[Control, ...]:
        """What is recorded of each unit that comes."""
        return self.handling.controls

    @property
    def shelf_life_days_min(self) -> int | None:
        """The days that must be left on the day of receipt; none: any that are left will do."""
        return self.handling.shelf_life_days_min


def evolve(state: CatalogueItem | None, event: CatalogueItemEvent) -> CatalogueItem:
    """The next state."""
    if isinstance(event, CatalogueItemRequested):
        base = Pack(unit=event.base_unit, base_unit=event.base_unit)
        return CatalogueItem(
            item_id=event.item_id,
            number=event.number,
            description=event.description,
            item_class=event.item_class,
            base_unit=event.base_unit,
            packs={pack.unit: pack for pack in (base, *event.packs)},
            gtins={event.gtin: event.base_unit} if event.gtin else {},
            handling=Handling(controls=event.controls),
        )
    assert state is not None, "the first event requests the item"
    if isinstance(event, LifecycleEvent):
        return _lived(state, event)
    if isinstance(event, SourcingEvent):
        return _sourced(state, event)
    return _kept(state, event)


def _kept(state: CatalogueItem, event: ItemEvent) -> CatalogueItem:
    match event:
        case CatalogueItemActivated():
            return replace(state, status="active")
        case CatalogueItemRetired():
            return replace(state, status="retired")
        case CatalogueItemHandlingDefined():
            return replace(state, handling=event.handling)
        case CatalogueItemGtinAssigned():
            return replace(state, gtins={**state.gtins, event.gtin: event.unit})
        case CatalogueItemGtinWithdrawn():
            kept = {gtin: unit for gtin, unit in state.gtins.items() if gtin != event.gtin}
            return replace(state, gtins=kept)
        case CatalogueItemRecallPlaced():
            return replace(state, recalls=(*state.recalls, _recall(event)))
        case CatalogueItemRecallLifted():
            left = tuple(each for each in state.recalls if each.recall != event.recall)
            return replace(state, recalls=left)
        case CatalogueItemRequested():
            raise AssertionError("an item is requested once")
        case _:
            assert_never(event)


def _lived(state: CatalogueItem, event: LifecycleEvent) -> CatalogueItem:
    match event:
        case CatalogueItemAnalysisStarted():
            analysis = Analysis(committee=event.committee, submitted_by=event.submitted_by)
            return replace(state, status="under_analysis", analysis=analysis)
        case CatalogueItemCommitteeDecided():
            status = state.status
            if event.outcome == "rejected":
                status = "rejected"
            elif status == "under_analysis":
                status = "approved"
            return replace(state, status=status, trial_until=event.trial_until)
        case CatalogueItemRestricted():
            restriction = Restriction(
                reason_code=event.reason_code,
                only_at=event.only_at,
                not_at=event.not_at,
                departments=event.departments or (),
                requester_roles=event.requester_roles or (),
            )
            return replace(state, restriction=restriction)
        case CatalogueItemRestrictionLifted():
            return replace(state, restriction=None)
        case CatalogueItemPhaseOutStarted():
            return replace(
                state,
                status="phase_out",
                last_order_on=event.last_order_on,
                successor=event.successor,
            )
        case CatalogueItemConversionChanged():
            conversion = Conversion(pack=event.pack, starts_on=event.starts_on)
            return replace(state, conversions=(*state.conversions, conversion))
        case CatalogueItemStandardCostSet():
            cost = StandardCost(
                legal_entity=event.legal_entity,
                currency=event.currency,
                unit_cost=event.unit_cost,
                starts_on=event.starts_on,
            )
            return replace(state, standard_costs=(*state.standard_costs, cost))
        case _:
            assert_never(event)


def _sourced(state: CatalogueItem, event: SourcingEvent) -> CatalogueItem:
    match event:
        case CatalogueItemSupplierMapped():
            mapped = SupplierItem(
                supplier=event.supplier,
                part_number=event.part_number,
                unit=event.unit,
                gtin=event.gtin,
            )
            return replace(state, supplier_items=(*state.supplier_items, mapped))
        case CatalogueItemSupplierUnmapped():
            gone = (event.supplier.id, event.part_number)
            kept = (each for each in state.supplier_items if _part(each) != gone)
            return replace(state, supplier_items=tuple(kept))
        case CatalogueItemSubstituteDeclared():
            declared = Substitute(
                ref=event.substitute,
                clinically_equivalent=event.clinically_equivalent,
                declared_by=event.declared_by,
            )
            return _with_substitute(state, declared)
        case CatalogueItemSubstituteApproved():
            declared = state.substitutes[event.substitute.id]
            return _with_substitute(state, replace(declared, approved_by=event.approved_by))
        case CatalogueItemSubstituteWithdrawn():
            gone_id = event.substitute.id
            left = {each: it for each, it in state.substitutes.items() if each != gone_id}
            return replace(state, substitutes=left)
        case _:
            assert_never(event)


def _with_substitute(state: CatalogueItem, substitute: Substitute) -> CatalogueItem:
    return replace(state, substitutes={**state.substitutes, substitute.ref.id: substitute})


def _part(mapped: SupplierItem) -> tuple[str, str]:
    return mapped.supplier.id, mapped.part_number


def _recall(event: CatalogueItemRecallPlaced) -> Recall:
    return Recall(
        recall=event.recall,
        recall_class=event.recall_class,
        placed_by=event.placed_by,
        lots=event.lots,
        serials=event.serials,
    )


CATALOGUE_ITEM: Final = Aggregate(name="catalogue_item", state=CatalogueItem, evolve=evolve)
