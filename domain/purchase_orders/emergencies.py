"""Orders that are issued before anybody agreed, and ratified by somebody else afterwards.

Emergency orders are; so are others that order for emergency requests while these wait. Such an
order is ratified as its requests are approved; where one is refused, nothing more comes of it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from domain.duties import Participants, broken_rule
from domain.purchase_orders.commands import CreatePurchaseOrder
from domain.purchase_orders.control_commands import (
    RatifyEmergencyOrder,
    RecordRatificationOverdue,
)
from domain.purchase_orders.control_errors import (
    PurchaseOrderNotRatifiable,
    PurchaseOrderRatifiedByBuyer,
    PurchaseOrderRatifiedByParticipant,
    PurchaseOrderRefusedAfterwards,
)
from domain.purchase_orders.control_events import (
    PurchaseOrderRatificationAsked,
    PurchaseOrderRatificationOverdue,
    PurchaseOrderRatificationRefused,
    PurchaseOrderRatified,
)
from domain.purchase_orders.errors import PurchaseOrderWrongStage
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.policy import RATIFICATION_DAYS
from domain.requisitions.state import Requisition

_AGREED: Final = frozenset({"approved", "closed", "released_without_order"})


def ratification_due(command: CreatePurchaseOrder) -> date | None:
    """The last day on which somebody may stand for it in time; none where nobody has to."""
    if command.order_type != "emergency":
        return None
    return command.now.date() + timedelta(days=RATIFICATION_DAYS)


def ratify(
    order: PurchaseOrder, command: RatifyEmergencyOrder, participants: Participants | None = None
) -> tuple[PurchaseOrderEvent, ...]:
    """Late is better than never: an overdue ratification is taken too.

    `participants` are those of the order and its receipts; none: nothing came yet.
    """
    _require_open(order)
    person = command.ratified_by
    rule = broken_rule("ratify", person, participants or order.participants)
    if rule is not None and rule.part == "buyer":
        raise PurchaseOrderRatifiedByBuyer(order.number, person)
    if rule is not None:
        raise PurchaseOrderRatifiedByParticipant(order.number, person, rule.part)
    return (PurchaseOrderRatified(ratified_by=command.ratified_by),)


def record_overdue(
    order: PurchaseOrder, command: RecordRatificationOverdue
) -> tuple[PurchaseOrderEvent, ...]:
    """Told once, after the last day."""
    _require_open(order)
    assert order.ratify_by is not None, "what is ratified has a last day"
    if order.ratification_missed:
        raise PurchaseOrderNotRatifiable(order.number, "was told to be late already")
    if command.now.date() <= order.ratify_by:
        raise PurchaseOrderNotRatifiable(order.number, f"has time until {order.ratify_by}")
    return (PurchaseOrderRatificationOverdue(due_on=order.ratify_by),)


def asked_afterwards(requests: Iterable[Requisition]) -> tuple[PurchaseOrderEvent, ...]:
    """What an order that is issued at once owes to those of its requests that still wait."""
    waiting = [each for each in requests if each.status == "submitted"]
    days = [each.ratify_by for each in waiting if each.ratify_by is not None]
    if not days:
        return ()
    told = PurchaseOrderRatificationAsked(
        ratify_by=min(days), requests=tuple(each.ref for each in waiting)
    )
    return (told,)


def agreed_afterwards(
    order: PurchaseOrder, requests: Iterable[Requisition], person: str, participants: Participants
) -> tuple[PurchaseOrderEvent, ...]:
    """Its last request is approved, by a person without a hand in the order.

    Of one who had a hand in it, the order goes on to wait for another person.
    """
    if not order.waits_for_ratification or not order.emergency_requests:
        return ()
    if any(each.status not in _AGREED for each in requests):
        return ()
    if broken_rule("ratify", person, participants) is not None:
        return ()
    return (PurchaseOrderRatified(ratified_by=person),)


def refused_afterwards(
    order: PurchaseOrder, request: Requisition, person: str, reason_code: str
) -> tuple[PurchaseOrderEvent, ...]:
    """What it orders for is refused; nobody but a person who ratifies it lets it go on."""
    if not order.waits_for_ratification or order.refused_afterwards is not None:
        return ()
    told = PurchaseOrderRatificationRefused(
        request=request.ref, refused_by=person, reason_code=reason_code
    )
    return (told,)


def require_not_refused(order: PurchaseOrder) -> None:
    """Raises where nothing may be issued or come, because what it orders for was refused."""
    if order.refused_afterwards is not None:
        raise PurchaseOrderRefusedAfterwards(order.number, order.refused_afterwards)


def _require_open(order: PurchaseOrder) -> None:
    if order.ratify_by is None:
        raise PurchaseOrderNotRatifiable(order.number, "orders nothing in an emergency")
    if order.revision == 0:
        raise PurchaseOrderWrongStage(order.number, order.stage, "issued")
    if order.ratified_by is not None:
        raise PurchaseOrderNotRatifiable(order.number, f"was ratified by {order.ratified_by}")
