"""How units are handled: what is recorded of each, how cold they stay, who may not mix them up."""

from typing import Final

from domain.catalogue.commands import DefineCatalogueItemHandling
from domain.catalogue.errors import (
    CatalogueItemHandlingContradicts,
    CatalogueItemHandlingUnchanged,
    CatalogueItemIsRetired,
)
from domain.catalogue.events import CatalogueItemEvent, CatalogueItemHandlingDefined, Handling
from domain.catalogue.state import CatalogueItem

CONTROLLED: Final = "controlled"  # The item class of controlled substances.


def define_handling(
    item: CatalogueItem, command: DefineCatalogueItemHandling
) -> tuple[CatalogueItemEvent, ...]:
    """The item is handled so from now on; what was received before stays as it was recorded."""
    if item.status == "retired":
        raise CatalogueItemIsRetired(item.number)
    handling = consistent(command.handling, item.item_class)
    if handling == item.handling:
        raise CatalogueItemHandlingUnchanged(item.number)
    return (CatalogueItemHandlingDefined(handling=handling),)


def consistent(handling: Handling, item_class: str) -> Handling:
    """The handling with each control once; refused where one half of it undoes the other."""
    controls = tuple(sorted(set(handling.controls)))
    if handling.shelf_life_days_min is not None and "expiry" not in controls:
        raise CatalogueItemHandlingContradicts(
            "shelf_life_days_min", "a minimum shelf life needs expiry control"
        )
    if handling.implant and not {"lot", "serial"} & {*controls}:
        raise CatalogueItemHandlingContradicts(
            "implant", "an implant needs lot or serial control, so that its patient can be found"
        )
    if handling.controlled_schedule is not None and item_class != CONTROLLED:
        raise CatalogueItemHandlingContradicts(
            "controlled_schedule", f"a scheduled substance belongs to item class {CONTROLLED}"
        )
    return handling.model_copy(update={"controls": controls})
