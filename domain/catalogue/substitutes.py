"""What may stand in for an item: said by one person, approved by a second.

Whether it may on a given day at a given facility, `substitute_obstacle` in `buying.py` tells.
"""

from typing import Final

from domain.catalogue.commands import (
    ApproveSubstitute,
    DeclareSubstitute,
    WithdrawSubstitute,
)
from domain.catalogue.events import CatalogueItemEvent
from domain.catalogue.parts import Substitute
from domain.catalogue.sourcing_errors import (
    CatalogueItemSubstituteApprovedAlready,
    CatalogueItemSubstituteDeclaredAlready,
    CatalogueItemSubstituteNotDeclared,
    CatalogueItemSubstituteSelfApproved,
    CatalogueItemSubstituteUnfit,
)
from domain.catalogue.sourcing_events import (
    CatalogueItemSubstituteApproved,
    CatalogueItemSubstituteDeclared,
    CatalogueItemSubstituteWithdrawn,
)
from domain.catalogue.state import CatalogueItem

SUBSTITUTES_MAX: Final = 50  # Of one item; more is a class, not a substitute.


def declare(
    item: CatalogueItem, command: DeclareSubstitute, substitute: CatalogueItem
) -> tuple[CatalogueItemEvent, ...]:
    """The other item is of the same class, counted in the same unit, and still to be had."""
    problem = _misfit(item, substitute)
    if problem is not None:
        raise CatalogueItemSubstituteUnfit(item.number, substitute.number, problem)
    if substitute.item_id in item.substitutes:
        raise CatalogueItemSubstituteDeclaredAlready(item.number, substitute.number)
    return (
        CatalogueItemSubstituteDeclared(
            substitute=substitute.ref,
            clinically_equivalent=command.clinically_equivalent,
            declared_by=command.declared_by,
        ),
    )


def approve(item: CatalogueItem, command: ApproveSubstitute) -> tuple[CatalogueItemEvent, ...]:
    """A second person agrees."""
    declared = _declared(item, command.substitute_id)
    if command.approved_by == declared.declared_by:
        raise CatalogueItemSubstituteSelfApproved(declared.ref.number, command.approved_by)
    if declared.approved_by is not None:
        raise CatalogueItemSubstituteApprovedAlready(declared.ref.number, declared.approved_by)
    return (
        CatalogueItemSubstituteApproved(substitute=declared.ref, approved_by=command.approved_by),
    )


def withdraw(item: CatalogueItem, command: WithdrawSubstitute) -> tuple[CatalogueItemEvent, ...]:
    """The other item may not stand in any more."""
    declared = _declared(item, command.substitute_id)
    return (
        CatalogueItemSubstituteWithdrawn(substitute=declared.ref, reason_code=command.reason_code),
    )


def _misfit(item: CatalogueItem, substitute: CatalogueItem) -> str | None:
    if substitute.item_id == item.item_id:
        return "it is the item itself"
    if substitute.item_class != item.item_class:
        return f"it is of class {substitute.item_class}, not {item.item_class}"
    if substitute.base_unit != item.base_unit:
        return f"it is counted in {substitute.base_unit}, not in {item.base_unit}"
    if substitute.status in ("retired", "rejected"):
        return f"it is {substitute.status}"
    if len(item.substitutes) >= SUBSTITUTES_MAX:
        return f"{SUBSTITUTES_MAX} others may already, which is the most"
    return None


def _declared(item: CatalogueItem, substitute_id: str) -> Substitute:
    declared = item.substitutes.get(substitute_id)
    if declared is None:
        known = tuple(each.ref.number for each in item.substitutes.values())
        raise CatalogueItemSubstituteNotDeclared(item.number, substitute_id, known)
    return declared
