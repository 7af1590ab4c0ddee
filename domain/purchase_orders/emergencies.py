"""Emergency orders: issued before anybody agreed, and ratified by somebody else afterwards."""

from datetime import date, timedelta

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
)
from domain.purchase_orders.control_events import (
    PurchaseOrderRatificationOverdue,
    PurchaseOrderRatified,
)
from domain.purchase_orders.errors import PurchaseOrderWrongStage
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.policy import RATIFICATION_DAYS


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
    assert order.ratify_by is not None, "an emergency order has a last day"
    if order.ratification_missed:
        raise PurchaseOrderNotRatifiable(order.number, "was told to be late already")
    if command.now.date() <= order.ratify_by:
        raise PurchaseOrderNotRatifiable(order.number, f"has time until {order.ratify_by}")
    return (PurchaseOrderRatificationOverdue(due_on=order.ratify_by),)


def _require_open(order: PurchaseOrder) -> None:
    if order.order_type != "emergency":
        raise PurchaseOrderNotRatifiable(order.number, "is no emergency order")
    if order.revision == 0:
        raise PurchaseOrderWrongStage(order.number, order.stage, "issued")
    if order.ratified_by is not None:
        raise PurchaseOrderNotRatifiable(order.number, f"was ratified by {order.ratified_by}")
