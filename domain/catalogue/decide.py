"""What a catalogue item answers when it is requested, opened and retired.

Its committee, where it is bought and how it ends: `committees.py`, `restrictions.py`; labels and
handling: `gtins.py`, `handling.py`; who sells it, what may stand in: `supplier_items.py`,
`substitutes.py`; what is unsafe: `recalls.py`. Those who want to buy it ask `buying.py`.
"""

from domain.catalogue.commands import (
    ActivateCatalogueItem,
    AssignCatalogueItemGtin,
    RequestCatalogueItem,
    RetireCatalogueItem,
)
from domain.catalogue.committees import committee_of
from domain.catalogue.errors import (
    CatalogueItemExists,
    CatalogueItemGtinMissing,
    CatalogueItemHandlingContradicts,
    CatalogueItemNotRequested,
    CatalogueItemRetiredAlready,
)
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemEvent,
    CatalogueItemHandlingDefined,
    CatalogueItemRequested,
    CatalogueItemRetired,
    Handling,
)
from domain.catalogue.gtin import checked_gtin
from domain.catalogue.gtins import assign_gtin
from domain.catalogue.handling import consistent
from domain.catalogue.lifecycle_errors import CatalogueItemCommitteeNeeded
from domain.catalogue.packs import resolved
from domain.catalogue.state import CatalogueItem, evolve


def request(
    item: CatalogueItem | None, command: RequestCatalogueItem
) -> tuple[CatalogueItemEvent, ...]:
    """A new item, its packs stated in base units; it cannot be bought before it is activated."""
    if item is not None:
        raise CatalogueItemExists(command.item_id)
    handling = _handling(command)
    requested = CatalogueItemRequested(
        item_id=command.item_id,
        number=command.number,
        description=command.description,
        item_class=command.item_class,
        base_unit=command.base_unit,
        packs=resolved(command.base_unit, command.packs),
        gtin=None if command.gtin is None else checked_gtin(command.gtin),
        manufacturer=command.manufacturer,
        manufacturer_number=command.manufacturer_number,
        controls=handling.controls,
    )
    state = evolve(None, requested)
    events: list[CatalogueItemEvent] = [requested]
    if handling != state.handling:
        events.append(CatalogueItemHandlingDefined(handling=handling))
    for each in command.package_gtins:
        assign = AssignCatalogueItemGtin(
            item_id=command.item_id, unit=each.unit, gtin=each.gtin, now=command.now
        )
        assigned = assign_gtin(state, assign)
        events += assigned
        for event in assigned:
            state = evolve(state, event)
    return tuple(events)


def _handling(command: RequestCatalogueItem) -> Handling:
    if command.handling is None:
        return Handling(controls=tuple(sorted(set(command.controls))))
    handling = consistent(command.handling, command.item_class)
    if command.controls and set(command.controls) != {*handling.controls}:
        raise CatalogueItemHandlingContradicts(
            "controls", "they are stated twice, and differently in the handling"
        )
    return handling


def activate(item: CatalogueItem, command: ActivateCatalogueItem) -> tuple[CatalogueItemEvent, ...]:
    """Opens an item for buying: one that its committee approved, or that needs no committee."""
    if item.status not in ("requested", "approved"):
        raise CatalogueItemNotRequested(item.number, item.status)
    committee = committee_of(item.item_class)
    if item.status == "requested" and committee is not None:
        raise CatalogueItemCommitteeNeeded(item.number, item.item_class, committee)
    if item.handling.udi_required and not item.gtins:
        raise CatalogueItemGtinMissing(item.number)
    return (CatalogueItemActivated(),)


def retire(item: CatalogueItem, command: RetireCatalogueItem) -> tuple[CatalogueItemEvent, ...]:
    """Ends the buying of an item, or drops one that was only requested."""
    if item.status == "retired":
        raise CatalogueItemRetiredAlready(item.number)
    return (CatalogueItemRetired(reason_code=command.reason_code),)
