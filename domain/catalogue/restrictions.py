"""Where, for whom and until when an item may be bought: its restrictions and its phase-out."""

from domain.catalogue.commands import (
    LiftCatalogueItemRestriction,
    PhaseOutCatalogueItem,
    RestrictCatalogueItem,
)
from domain.catalogue.committees import PLAN_DAYS_MAX, check_day
from domain.catalogue.errors import CatalogueItemIsRetired
from domain.catalogue.events import CatalogueItemEvent
from domain.catalogue.lifecycle_errors import (
    CatalogueItemNotRestricted,
    CatalogueItemRestrictionUnclear,
    CatalogueItemSuccessorUnfit,
    CatalogueItemWrongStatus,
)
from domain.catalogue.lifecycle_events import (
    CatalogueItemPhaseOutStarted,
    CatalogueItemRestricted,
    CatalogueItemRestrictionLifted,
)
from domain.catalogue.state import CatalogueItem


def restrict(item: CatalogueItem, command: RestrictCatalogueItem) -> tuple[CatalogueItemEvent, ...]:
    """The item is bought for these facilities alone, or for all but these; or for some people."""
    if item.status == "retired":
        raise CatalogueItemIsRetired(item.number)
    whom = (*command.departments, *command.requester_roles)
    both, neither = (command.only_at and command.not_at), not (command.only_at or command.not_at)
    if both or (neither and not whom):
        raise CatalogueItemRestrictionUnclear(item.number)
    return (
        CatalogueItemRestricted(
            reason_code=command.reason_code,
            only_at=tuple(sorted(set(command.only_at))),
            not_at=tuple(sorted(set(command.not_at))),
            departments=tuple(sorted(set(command.departments))) or None,
            requester_roles=tuple(sorted(set(command.requester_roles))) or None,
        ),
    )


def lift_restriction(
    item: CatalogueItem, command: LiftCatalogueItemRestriction
) -> tuple[CatalogueItemEvent, ...]:
    """The item is bought for every facility again."""
    if item.restriction is None:
        raise CatalogueItemNotRestricted(item.number)
    return (CatalogueItemRestrictionLifted(reason_code=command.reason_code),)


def phase_out(
    item: CatalogueItem, command: PhaseOutCatalogueItem, successor: CatalogueItem | None
) -> tuple[CatalogueItemEvent, ...]:
    """Orders end on a day that is announced, and the successor, if any, takes over."""
    if item.status != "active":
        raise CatalogueItemWrongStatus(item.number, item.status, ("active",))
    check_day("last_order_on", command.last_order_on, command.now.date(), PLAN_DAYS_MAX)
    if successor is not None and successor.item_id == item.item_id:
        raise CatalogueItemSuccessorUnfit(item.number, "it is the item itself")
    if successor is not None and successor.status != "active":
        raise CatalogueItemSuccessorUnfit(successor.number, f"it is {successor.status}")
    return (
        CatalogueItemPhaseOutStarted(
            last_order_on=command.last_order_on,
            reason_code=command.reason_code,
            successor=successor.ref if successor else None,
        ),
    )
