"""What the catalogue says to those who want to buy an item, or something in its place."""

from collections.abc import Collection
from datetime import date

from domain.catalogue.errors import (
    CatalogueItemNotActive,
    CatalogueItemRecalled,
    CatalogueItemUnknownUnit,
)
from domain.catalogue.lifecycle_errors import (
    CatalogueItemPhasedOut,
    CatalogueItemRestrictedHere,
    CatalogueItemRestrictedToDepartments,
    CatalogueItemRestrictedToRoles,
    CatalogueItemTrialOver,
)
from domain.catalogue.state import CatalogueItem
from domain.errors import Rejected
from domain.quantity import Pack

BUYABLE = ("active", "phase_out")


def buyable_pack(item: CatalogueItem, unit: str, *, facility: str, on: date) -> Pack:
    """How many base units the unit holds; refused unless the facility may buy it on that day."""
    refusal = buying_obstacle(item, facility, on)
    if refusal is not None:
        raise refusal
    packs = item.packs_on(on)
    if unit not in packs:
        raise CatalogueItemUnknownUnit(item.number, unit, tuple(packs))
    return packs[unit]


def buying_obstacle(item: CatalogueItem, facility: str, on: date) -> Rejected | None:
    """Why the facility may not buy the item on that day; none: it may."""
    if item.status not in BUYABLE:
        return CatalogueItemNotActive(item.number, item.status)
    restriction = item.restriction
    if restriction is not None and not restriction.allows(facility):
        return CatalogueItemRestrictedHere(item.number, facility, restriction.reason_code)
    if item.last_order_on is not None and on > item.last_order_on:
        successor = item.successor.number if item.successor else None
        return CatalogueItemPhasedOut(item.number, item.last_order_on, successor)
    if item.trial_until is not None and on > item.trial_until:
        return CatalogueItemTrialOver(item.number, item.trial_until)
    return None


def require_orderable(item: CatalogueItem, facility: str, on: date) -> None:
    """Raises unless the supplier may be told today to send the item there.

    A recall of some lots alone is no obstacle: what comes is judged when it comes.
    """
    refusal = buying_obstacle(item, facility, on)
    if refusal is not None:
        raise refusal
    if is_recalled_whole(item):
        raise CatalogueItemRecalled(item.number)


def is_recalled_whole(item: CatalogueItem) -> bool:
    """Whether no unit of the item is safe."""
    return any(not recall.lots and not recall.serials for recall in item.recalls)


def require_user(item: CatalogueItem, department: str, *, is_entitled: bool) -> None:
    """Raises unless the item is for this department, and was asked for by somebody entitled.

    Where the item is restricted to roles: who submits a requisition acts in one of them, and an
    order takes of a requisition that was submitted so.
    """
    restriction = item.restriction
    if restriction is None:
        return
    why, departments = restriction.reason_code, restriction.departments
    if departments and department not in departments:
        raise CatalogueItemRestrictedToDepartments(item.number, department, departments, why)
    if restriction.requester_roles and not is_entitled:
        raise CatalogueItemRestrictedToRoles(item.number, restriction.requester_roles, why)


def acts_for(item: CatalogueItem, roles: Collection[str]) -> bool:
    """Whether somebody in these roles may ask for the item."""
    restriction = item.restriction
    if restriction is None or not restriction.requester_roles:
        return True
    return not set(restriction.requester_roles).isdisjoint(roles)


def substitute_obstacle(
    item: CatalogueItem, substitute: CatalogueItem, facility: str, on: date
) -> str | None:
    """Why the other item may not be delivered for this one there, on that day; none: it may.

    A recall of some lots alone is no obstacle: what comes is judged when it comes.
    """
    declared = item.substitutes.get(substitute.item_id)
    if declared is None:
        return f"item {substitute.number} is no declared substitute of item {item.number}"
    if declared.approved_by is None:
        return f"no second person has approved {substitute.number} as its substitute"
    if not declared.clinically_equivalent:
        return f"{substitute.number} is not clinically equivalent; a clinician has to agree"
    if substitute.item_class != item.item_class:
        return f"{substitute.number} is of class {substitute.item_class}, not {item.item_class}"
    if is_recalled_whole(substitute):
        return f"all of {substitute.number} is recalled"
    refusal = buying_obstacle(substitute, facility, on)
    return None if refusal is None else refusal.message.removesuffix(".")
