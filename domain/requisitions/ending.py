"""How a requisition ends before it is ordered in full: cancelled, expired, not agreed to in time.

What orders took stays ordered. So a requisition of which something is ordered closes, and only one
of which nothing is ordered is cancelled or expired.
"""

from datetime import date
from typing import Final

from domain.requisitions.commands import (
    CancelRequisition,
    ExpireRequisition,
    RecordMissedRatification,
)
from domain.requisitions.decide import ENDED, require_own
from domain.requisitions.events import (
    RequisitionCancelled,
    RequisitionEvent,
    RequisitionExpired,
    RequisitionLineCancelled,
    RequisitionRatificationMissed,
)
from domain.requisitions.kind_errors import (
    RequisitionNotCancellable,
    RequisitionNotExpired,
    RequisitionRatificationNotDue,
    RequisitionUndecided,
)
from domain.requisitions.state import Requisition, closing, evolve

EXPIRED: Final = "expired"  # Why the rest of a line is given up that nobody ordered in time.


def cancel(requisition: Requisition, command: CancelRequisition) -> tuple[RequisitionEvent, ...]:
    """Nothing more is wanted of it, at whatever stage it stands."""
    require_own(requisition, command.cancelled_by, command.roles)
    if requisition.status in ENDED:
        raise RequisitionNotCancellable(requisition.number, requisition.status)
    if not requisition.is_taken:
        return (RequisitionCancelled(reason_code=command.reason_code),)
    if requisition.status != "approved":
        raise RequisitionUndecided(requisition.number)
    return _give_up(requisition, command.reason_code)


def expire(requisition: Requisition, command: ExpireRequisition) -> tuple[RequisitionEvent, ...]:
    """Its day has come, and nobody ordered the rest."""
    if requisition.status not in ("submitted", "approved"):
        raise RequisitionNotExpired(requisition.number, f"is {requisition.status}")
    if requisition.expires_on is None:
        raise RequisitionNotExpired(requisition.number, "was submitted without a last day")
    today = command.now.date()
    if today < requisition.expires_on:
        raise RequisitionNotExpired(requisition.number, f"stands until {requisition.expires_on}")
    return _expire(requisition, today)


def miss_ratification(
    requisition: Requisition, command: RecordMissedRatification
) -> tuple[RequisitionEvent, ...]:
    """Recorded once; from now on nothing is ordered before somebody agrees."""
    due = requisition.ratify_by
    if requisition.status != "submitted" or due is None:
        obstacle = f"is {requisition.status} and waits for nobody to agree afterwards"
        raise RequisitionRatificationNotDue(requisition.number, obstacle)
    if requisition.ratification_missed:
        raise RequisitionRatificationNotDue(requisition.number, "is recorded as missed already")
    if command.now.date() <= due:
        raise RequisitionRatificationNotDue(requisition.number, f"may be agreed to until {due}")
    return (RequisitionRatificationMissed(ratify_by=due),)


def _expire(requisition: Requisition, today: date) -> tuple[RequisitionEvent, ...]:
    if not requisition.is_taken:
        return (RequisitionExpired(expired_on=today),)
    if requisition.status != "approved":
        raise RequisitionNotExpired(requisition.number, "is ordered and not agreed to yet")
    return _give_up(requisition, EXPIRED)


def _give_up(requisition: Requisition, reason_code: str) -> tuple[RequisitionEvent, ...]:
    state, events = requisition, list[RequisitionEvent]()
    for number, each in requisition.lines.items():
        if each.left > 0:
            event = RequisitionLineCancelled(
                line=number, quantity=each.left, reason_code=reason_code
            )
            state = evolve(state, event)
            events.append(event)
    return (*events, *closing(state))
