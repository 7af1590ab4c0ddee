"""A catalogue item as its history left it, and the units it comes in."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    RecallClass,
)
from domain.event import DocumentRef
from domain.frozen import replace
from domain.quantity import Pack

CatalogueItemStatus = Literal["requested", "active", "retired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A recall that stands. Its units are those of its lots and serials; without both, all."""

    recall: str
    recall_class: RecallClass
    placed_by: str
    lots: tuple[str, ...]
    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueItem:
    """What may be bought. `packs` maps every unit, the base unit too, to base units.

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

    # An item serves the whole tenant.
    legal_entity: None = None
    facility: None = None

    @property
    def ref(self) -> DocumentRef:
        """How claims and other documents point at it."""
        return DocumentRef(aggregate=CATALOGUE_ITEM.name, id=self.item_id, number=self.number)

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
        case _:
            assert_never(event)


def _recall(event: CatalogueItemRecallPlaced) -> Recall:
    return Recall(
        recall=event.recall,
        recall_class=event.recall_class,
        placed_by=event.placed_by,
        lots=event.lots,
        serials=event.serials,
    )


CATALOGUE_ITEM: Final = Aggregate(name="catalogue_item", state=CatalogueItem, evolve=evolve)
