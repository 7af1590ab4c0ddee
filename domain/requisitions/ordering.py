"""What orders and cancellations take of an approved requisition.

The purchase order's own decision stands beside it in the same save, so that two orders cannot
take the same quantity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.event import DocumentRef
from domain.quantity import Pack, in_pack
from domain.requisitions.commands import CancelRequisitionLine
from domain.requisitions.decide import require_line, require_own
from domain.requisitions.errors import (
    RequisitionAsksForDecision,
    RequisitionCurrencyDiffers,
    RequisitionNotApproved,
    RequisitionNothingOpen,
    RequisitionOverOrdered,
    RequisitionQuantityNotPositive,
    RequisitionTooMuchToCancel,
    RequisitionUnitDiffers,
)
from domain.requisitions.events import (
    RequisitionEvent,
    RequisitionLineCancelled,
    RequisitionLineOrdered,
)
from domain.requisitions.line_progress import ZERO, LineProgress
from domain.requisitions.lines import RequisitionLine, requested_pack
from domain.requisitions.policy import REQUISITION_POLICY, RequisitionPolicy
from domain.requisitions.state import Requisition, closing, evolve
from domain.requisitions.stock_errors import RequisitionMovesStock
from domain.tolerance import Limits, Scope, TolerancePolicy, allowed, most_within, places

Allowed = tuple[Limits, Scope]
Allowances = Mapping[int, Allowed | None]  # By line of the requisition.
NO_ALLOWANCE: Final[Allowances] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLine:
    """What one order line takes of a requisition line; `quantity` counts in `pack.unit`.

    Of a line that serves several requests it counts in the pack's base unit.
    """

    line: int
    quantity: Decimal
    pack: Pack
    purchase_order_line: int
    in_base: bool = False


def order_lines(
    requisition: Requisition,
    taken: Sequence[TakenLine],
    purchase_order: DocumentRef,
    currency: str,
    policy: RequisitionPolicy = REQUISITION_POLICY,
    allowances: Allowances = NO_ALLOWANCE,
) -> tuple[RequisitionEvent, ...]:
    """Records what the order's lines take; the requisition closes when nothing is left.

    Whole packs may hold more than is left: a box of a hundred is ordered for ninety-five. Beyond
    that the tenant's tolerances say, by line, how much more than was asked for is taken.

    What the same order took by `order_open_lines` counts as already ordered. `currency` is the
    order's: nothing converts here, so that it has to be the one that approvers saw.
    """
    require_currency(requisition, currency)
    state, events = requisition, list[RequisitionEvent]()
    for each in taken:
        event = _line_ordered(state, each, purchase_order, policy, allowances.get(each.line))
        state = evolve(state, event)
        events.append(event)
    return (*events, *closing(state))


def over_order_allowances(
    requisition: Requisition, supplier_id: str, policy: TolerancePolicy
) -> Allowances:
    """How much more than each line asks for an order of this supplier may take of it."""
    return {
        number: allowed(
            "over_order",
            policy,
            places(
                supplier_id,
                requisition.legal_entity,
                item_id=line.line.item_id,
                item_class=line.line.item_class,
            ),
        )
        for number, line in requisition.lines.items()
    }


def order_open_lines(
    requisition: Requisition, purchase_order: DocumentRef, currency: str
) -> tuple[RequisitionEvent, ...]:
    """Reserves all that is left for an order whose lines come later."""
    require_currency(requisition, currency)
    _require_orderable(requisition)
    events = tuple(
        RequisitionLineOrdered(line=number, quantity=each.left, purchase_order=purchase_order)
        for number, each in requisition.lines.items()
        if each.left > 0
    )
    if not events:
        raise RequisitionNothingOpen(requisition.number)
    return (*events, *closing(_after(requisition, events)))


def cancel_line(
    requisition: Requisition, command: CancelRequisitionLine
) -> tuple[RequisitionEvent, ...]:
    """What is left of the line, or a part of it, is no longer wanted."""
    require_own(requisition, command.cancelled_by, command.roles)
    line = require_line(requisition, command.line)
    if requisition.status != "approved":
        raise RequisitionNotApproved(requisition.number, requisition.status)
    if line.left <= 0:
        raise RequisitionNothingOpen(requisition.number, command.line)
    quantity = line.left if command.quantity is None else command.quantity
    if quantity <= 0:
        raise RequisitionQuantityNotPositive(command.line, quantity)
    if quantity > line.left:
        raise RequisitionTooMuchToCancel(command.line, line.left, quantity, line.line.unit)
    event = RequisitionLineCancelled(
        line=command.line, quantity=quantity, reason_code=command.reason_code
    )
    return (event, *closing(evolve(requisition, event)))


def _line_ordered(
    requisition: Requisition,
    taken: TakenLine,
    purchase_order: DocumentRef,
    policy: RequisitionPolicy,
    allowance: Allowed | None,
) -> RequisitionLineOrdered:
    line = require_line(requisition, taken.line)
    reserved = line.reserved.get(purchase_order.id, ZERO)
    if not (requisition.status == "closed" and (reserved > 0 or _takes_more(line, allowance))):
        _require_orderable(requisition)
    if taken.quantity <= 0:
        raise RequisitionQuantityNotPositive(taken.line, taken.quantity)
    quantity = _in_requested_unit(taken, line.line)
    most = reserved + line.left
    if quantity > most and not (policy.rounds_up_to_packs and _rounded_up(taken, quantity, most)):
        _require_allowed(line, taken.line, quantity, most, reserved, allowance)
    return RequisitionLineOrdered(
        line=taken.line,
        quantity=quantity,
        purchase_order=purchase_order,
        purchase_order_line=taken.purchase_order_line,
        reserved=min(reserved, quantity) or None,
    )


def _takes_more(line: LineProgress, allowance: Allowed | None) -> bool:
    """Whether a tolerance may let more be ordered of a line that was ordered in full.

    What was given up of a line nobody wants more of.
    """
    return allowance is not None and line.left == 0 and line.cancelled == 0 and line.ordered > 0


def _require_allowed(
    line: LineProgress,
    number: int,
    quantity: Decimal,
    most: Decimal,
    reserved: Decimal,
    allowance: Allowed | None,
) -> None:
    """Raises where orders would hold more than was asked for and is allowed beyond it.

    It counts all that orders took, so that many small ones come to no more than one.
    """
    limits, scope = allowance or (None, None)
    if limits is not None and line.wanted > 0:
        top = most_within(limits, line.wanted)
        if top is None or line.taken - reserved + quantity <= top:
            return
        most = max(most, top - line.taken + reserved)
    raise RequisitionOverOrdered(number, most, quantity, line.line.unit, scope)


def _rounded_up(taken: TakenLine, quantity: Decimal, most: Decimal) -> bool:
    """Whether the last of these whole packs is needed for what is left, though not all of it."""
    if most <= 0 or taken.in_base or taken.quantity != taken.quantity.to_integral_value():
        return False
    return quantity - quantity / taken.quantity < most


def require_unit(requisition: Requisition, line: int, pack: Pack) -> None:
    """Raises unless what comes in the pack can be counted in the unit of the requested line."""
    wish = require_line(requisition, line).line
    if requested_pack(pack, wish) is None:
        raise RequisitionUnitDiffers(line, wish.unit, pack.unit)


def require_currency(requisition: Requisition, currency: str) -> None:
    """Raises unless an order in this currency may take of the requisition."""
    if requisition.currency != currency:
        raise RequisitionCurrencyDiffers(requisition.number, requisition.currency, currency)


def _in_requested_unit(taken: TakenLine, wish: RequisitionLine) -> Decimal:
    """A box that holds fifty by now is half of one that was wished for as a hundred."""
    wished = requested_pack(taken.pack, wish)
    if wished is None:
        raise RequisitionUnitDiffers(taken.line, wish.unit, taken.pack.unit)
    counted = taken.pack
    if taken.in_base:
        counted = Pack(unit=counted.base_unit, base_unit=counted.base_unit)
    return in_pack(taken.quantity, counted, wished)


def _after(requisition: Requisition, events: Sequence[RequisitionEvent]) -> Requisition:
    for event in events:
        requisition = evolve(requisition, event)
    return requisition


def _require_orderable(requisition: Requisition) -> None:
    if requisition.kind == "new_product":
        raise RequisitionAsksForDecision(requisition.number)
    if requisition.kind == "transfer" and requisition.from_facility is not None:
        raise RequisitionMovesStock(requisition.number, requisition.from_facility)
    if not requisition.orderable:
        raise RequisitionNotApproved(requisition.number, requisition.status)
