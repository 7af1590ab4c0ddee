"""Several requests that become one order line: how they are named, and what the line says of them.

Each keeps who asked, where it is to go, when it is needed and who pays, so that it is received,
paid and followed by itself. What is one request's alone by its nature stays a line of its own:
what a case used, what lies here as the supplier's, and services by amount.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from domain.purchase_orders.commands import NamedRequest, OrderedLine
from domain.purchase_orders.control_events import OrderType
from domain.purchase_orders.line_state import ZERO
from domain.purchase_orders.lines import CostShare, ServedRequest
from domain.purchase_orders.serving import in_order_of_need
from domain.purchase_orders.serving_errors import (
    PurchaseOrderRequestOfOtherEntity,
    PurchaseOrderRequestsDoNotFit,
    PurchaseOrderRequestsNotShared,
    PurchaseOrderRequestsUnclear,
)
from domain.quantity import Pack, content, in_base
from domain.requisitions.decide import require_line
from domain.requisitions.errors import RequisitionNothingOpen, RequisitionUnitDiffers
from domain.requisitions.line_progress import LineProgress
from domain.requisitions.lines import Distribution, requested_pack
from domain.requisitions.policy import REQUISITION_POLICY
from domain.requisitions.state import Requisition

REQUESTS_MAX: Final = 100  # Of one line, so that its facts stay small.
# Of one line, over all its requests: each is named with his part in every fact that moves its cost,
# in some 450 bytes at the most, and an event has 256 KiB.
BEARERS_MAX: Final = 400


def require_shareable(order_type: OrderType, line: OrderedLine) -> None:
    """Raises where a line names several requests and is none that may serve them."""
    if not line.requests and line.serves is None:
        return
    if order_type == "bill_only":
        raise PurchaseOrderRequestsNotShared(line.line, "billed only, for a case that used it")
    if line.accounting == "consignment":
        raise PurchaseOrderRequestsNotShared(line.line, "consignment")
    if line.basis == "amount":
        raise PurchaseOrderRequestsNotShared(line.line, "a service by amount")


def served_requests(
    line: OrderedLine, order_id: str, legal_entity: str, asked: Mapping[str, Requisition]
) -> tuple[ServedRequest, ...]:
    """What the line serves. `asked` holds every requisition that it names, by id."""
    _require_plain(line)
    served = in_order_of_need(
        _served(line, each, order_id, legal_entity, asked[each.requisition_id])
        for each in line.requests
    )
    _require_few_bearers(line, served)
    requested = sum((each.quantity for each in served), ZERO)
    ordered = in_base(line.quantity, line.pack)
    beyond = ordered - requested
    is_whole = line.quantity == line.quantity.to_integral_value()
    rounds_up = REQUISITION_POLICY.rounds_up_to_packs and is_whole
    if beyond < 0 or (beyond > 0 and not (rounds_up and beyond < content(line.pack))):
        raise PurchaseOrderRequestsDoNotFit(line.line, requested, ordered, line.pack.base_unit)
    return served


def base_of(pack: Pack) -> Pack:
    """The base unit of a pack, as a pack of one."""
    return Pack(unit=pack.base_unit, base_unit=pack.base_unit)


def _require_plain(line: OrderedLine) -> None:
    if line.requisition_id is not None or line.requisition_line is not None:
        raise PurchaseOrderRequestsUnclear(line.line, "names one request and several")
    if line.shares is not None:
        raise PurchaseOrderRequestsUnclear(line.line, "says who pays, which its requests say")
    if len(line.requests) > REQUESTS_MAX:
        raise PurchaseOrderRequestsUnclear(line.line, f"names more than {REQUESTS_MAX} requests")
    named = {(each.requisition_id, each.requisition_line) for each in line.requests}
    if len(named) < len(line.requests):
        raise PurchaseOrderRequestsUnclear(line.line, "names a request twice")


def _require_few_bearers(line: OrderedLine, served: Sequence[ServedRequest]) -> None:
    count = sum(len(each.bearers) for each in served)
    if count > BEARERS_MAX:
        problem = f"names requests that {count} bear, more than {BEARERS_MAX}: order fewer together"
        raise PurchaseOrderRequestsUnclear(line.line, problem)


def _served(
    line: OrderedLine,
    named: NamedRequest,
    order_id: str,
    legal_entity: str,
    requisition: Requisition,
) -> ServedRequest:
    wish = require_line(requisition, named.requisition_line)
    if requisition.legal_entity != legal_entity:
        theirs = requisition.legal_entity
        raise PurchaseOrderRequestOfOtherEntity(line.line, requisition.number, theirs, legal_entity)
    return ServedRequest(
        requisition=requisition.ref,
        requisition_line=named.requisition_line,
        quantity=_quantity(line, named, order_id, requisition, wish),
        requester_id=requisition.requester_id,
        facility=requisition.facility,
        department=requisition.department,
        deliver_to=wish.line.deliver_to or requisition.deliver_to,
        need_by=wish.line.need_by or requisition.need_by,
        bearers=_bearers(requisition, wish, line.item_class),
    )


def _quantity(
    line: OrderedLine,
    named: NamedRequest,
    order_id: str,
    requisition: Requisition,
    wish: LineProgress,
) -> Decimal:
    if named.quantity is not None:
        if named.quantity <= 0:
            raise PurchaseOrderRequestsUnclear(line.line, "asks nothing for one of its requests")
        return named.quantity
    wished = requested_pack(line.pack, wish.line)
    if wished is None:
        raise RequisitionUnitDiffers(wish.line.line, wish.line.unit, line.pack.unit)
    left = wish.left + wish.reserved.get(order_id, ZERO)
    if left <= 0:
        raise RequisitionNothingOpen(requisition.number, wish.line.line)
    return in_base(left, wished)


def _bearers(
    requisition: Requisition, wish: LineProgress, item_class: str
) -> tuple[CostShare, ...]:
    """Who pays what the request takes: those whom it names, or the department that asked."""
    if wish.line.distributions is None:
        return (
            CostShare(cost_centre=requisition.department, account=item_class, weight=Decimal(1)),
        )
    return cost_shares(wish.line.distributions)


def cost_shares(parts: Sequence[Distribution]) -> tuple[CostShare, ...]:
    """Who bears what the request takes; of a wish that is free all bear as much."""
    shares = tuple(map(_cost_share, parts))
    if any(each.weight for each in shares):
        return shares
    return tuple(each.model_copy(update={"weight": Decimal(1)}) for each in shares)


def _cost_share(part: Distribution) -> CostShare:
    """Weighted by what was stated, so that rounding of the request does not add up."""
    return CostShare(
        cost_centre=part.cost_centre,
        account=part.account,
        project=part.project,
        grant=part.grant,
        weight=part.amount if part.percent is None else part.percent,
    )
