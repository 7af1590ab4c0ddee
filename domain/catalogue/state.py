"""A catalogue item as its history left it, and the units it comes in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemEvent,
    CatalogueItemRecallLifted,
    CatalogueItemRecallPlaced,
    CatalogueItemRequested,
    CatalogueItemRetired,
    Control,
    RecallClass,
)
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
    """What may be bought. `packs` maps every unit, the base unit too, to base units."""

    item_id: str
    number: str
    description: str
    item_class: str
    base_unit: str
    packs: Mapping[str, Pack]
    gtin: str | None
    controls: tuple[Control, ...]
    status: CatalogueItemStatus = "requested"
    recalls: tuple[Recall, ...] = ()  # those that stand, in the order in which they were placed

    # An item serves the whole tenant.
    legal_entity: None = None
    facility: None = None


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
            gtin=event.gtin,
            controls=event.controls,
        )
    assert state is not None, "the first event requests the item"
    match event:
        case CatalogueItemActivated():
            return replace(state, status="active")
        case CatalogueItemRetired():
            return replace(state, status="retired")
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
