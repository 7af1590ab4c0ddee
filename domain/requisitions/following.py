"""How a requisition follows the orders that took of it: what they give back, and what arrives.

The order is asked how much each of its lines holds by now, and the requisition is brought to that,
in the save that changes the order. So it does not matter which of the order's ways led there
(a line cancelled, closed short, reopened, changed), and nothing is given back twice.
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Final

from domain.event import DocumentRef
from domain.money import EXACT, plain
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import CloseSide, request_key
from domain.purchase_orders.serving import arrived, billed, held
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import QUANTITY_PLACES_MAX, Pack, content
from domain.requisitions.errors import RequisitionOverOrdered
from domain.requisitions.events import (
    RequisitionEvent,
    RequisitionLineOrdered,
    RequisitionLineReceiptTakenBack,
    RequisitionLineReceived,
    RequisitionLineUnordered,
)
from domain.requisitions.line_progress import NOTHING_TAKEN, ZERO, Take, take_key
from domain.requisitions.lines import RequisitionLine, requested_pack, requested_units
from domain.requisitions.state import Requisition, closing, evolve

_QUANTUM: Final = Decimal(1).scaleb(-QUANTITY_PLACES_MAX)


def holding(order: PurchaseOrder, line: Line) -> Take:
    """What the order's line holds and has brought, in the order's unit.

    A line that is closed short, or by the final close, holds what came of it; the rest is given
    back.
    """
    came = max(line.invoiced if line.terms.match == "two_way" else line.arrived, ZERO)
    wanted = min(line.ordered, came) if _is_ended(order, line) else line.ordered
    return Take(wanted, line.arrived)


def _is_ended(order: PurchaseOrder, line: Line) -> bool:
    """Whether nothing more will come of it."""
    side: CloseSide = "invoicing" if line.terms.match == "two_way" else "receiving"
    return line.closed(side) or order.stage == "finally_closed"


def follow(
    requisition: Requisition,
    before: PurchaseOrder,
    after: PurchaseOrder,
    reason_code: str,
    receipt: DocumentRef | None = None,
) -> tuple[RequisitionEvent, ...]:
    """What each line of the order holds now of what it once took. One that is gone holds nothing.

    A line that grows takes what is left. Beyond that the order stands on its own approval, unless
    another order holds the rest of the request: then the same need would be ordered twice.
    """
    state, events = requisition, list[RequisitionEvent]()
    for number, order_line in _taking_lines(requisition, after.id):
        now = _now(state, number, after, order_line)
        if now.ordered > _now(state, number, before, order_line).ordered:
            _refuse_twice(state, number, now, take_key(after.id, order_line))
        for event in _moves(state, number, after.ref, order_line, now, reason_code, receipt):
            state = evolve(state, event)
            events.append(event)
    return (*events, *closing(state))


def give_back_reserve(
    requisition: Requisition, order: DocumentRef, reason_code: str
) -> tuple[RequisitionEvent, ...]:
    """The order has ended: what was reserved for lines that never came may be ordered again."""
    state, events = requisition, list[RequisitionEvent]()
    for number, each in requisition.lines.items():
        reserved = each.reserved.get(order.id, ZERO)
        if reserved > 0:
            event = _unordered(number, reserved, order, None, reason_code)
            state = evolve(state, event)
            events.append(event)
    return (*events, *closing(state))


def _taking_lines(requisition: Requisition, order_id: str) -> list[tuple[int, int]]:
    """Each of our lines with each line of the order that took of it."""
    prefix = f"{order_id}/"
    return [
        (number, int(key.removeprefix(prefix)))
        for number, each in requisition.lines.items()
        for key in each.takes
        if key.startswith(prefix)
    ]


def holdings(order: PurchaseOrder, line: Line) -> Mapping[str, Take]:
    """As `holding`, for each request of a line that serves several, in base units."""
    here, is_closed = arrived(line), _is_ended(order, line)
    came = billed(line) if line.terms.match == "two_way" else here
    return {
        key: Take(min(each, max(came[key], ZERO)) if is_closed else each, here[key])
        for key, each in held(line).items()
    }


def _now(requisition: Requisition, number: int, order: PurchaseOrder, order_line: int) -> Take:
    line = order.lines.get(order_line)
    if line is None:
        return NOTHING_TAKEN
    if line.terms.serves is not None:
        return _now_of_several(requisition, number, order, line)
    wish, had = requisition.lines[number].line, holding(order, line)
    return Take(
        _in_requested_unit(had.ordered, line.terms.pack, wish),
        _in_requested_unit(had.received, line.terms.pack, wish),
    )


def _now_of_several(
    requisition: Requisition, number: int, order: PurchaseOrder, line: Line
) -> Take:
    wish, pack = requisition.lines[number].line, line.terms.pack
    key = request_key(requisition.requisition_id, number)
    now = holdings(order, line).get(key, NOTHING_TAKEN)
    wished = requested_pack(pack, wish)
    ratio = 1 / content(wished) if wished else Fraction(1)
    return Take(_rounded_up(now.ordered, ratio), _rounded_up(now.received, ratio))


def _refuse_twice(requisition: Requisition, number: int, now: Take, key: str) -> None:
    line = requisition.lines[number]
    had = line.takes[key].ordered
    is_wanted_elsewhere = had + line.left < line.line.quantity
    if is_wanted_elsewhere and now.ordered > had + line.left:
        raise RequisitionOverOrdered(number, had + line.left, now.ordered, line.line.unit)


def _in_requested_unit(quantity: Decimal, pack: Pack, wish: RequisitionLine) -> Decimal:
    """As the wish counted it; up to the next of six places, since this may not be refused.

    Of a unit that does not lead to that of the wish, the base units.
    """
    ratio = requested_units(pack, wish) or content(pack)
    return _rounded_up(quantity, ratio)


def _rounded_up(quantity: Decimal, ratio: Fraction) -> Decimal:
    if ratio == 1:
        return quantity
    exact = Fraction(quantity) * ratio
    value = EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return plain(value.quantize(_QUANTUM, rounding=ROUND_CEILING, context=EXACT).normalize(EXACT))


def _moves(
    requisition: Requisition,
    number: int,
    order: DocumentRef,
    order_line: int,
    now: Take,
    reason_code: str,
    receipt: DocumentRef | None,
) -> list[RequisitionEvent]:
    line = requisition.lines[number]
    had = line.takes[take_key(order.id, order_line)]
    events = list[RequisitionEvent]()
    grown = min(now.ordered - had.ordered, max(line.left, ZERO))
    if grown > 0 and requisition.orderable:
        events.append(
            RequisitionLineOrdered(
                line=number, quantity=grown, purchase_order=order, purchase_order_line=order_line
            )
        )
    elif now.ordered < had.ordered:
        back = had.ordered - now.ordered
        events.append(_unordered(number, back, order, order_line, reason_code))
    came = now.received - had.received
    if receipt is not None and came:
        fact = RequisitionLineReceived if came > 0 else RequisitionLineReceiptTakenBack
        events.append(
            fact(
                line=number,
                quantity=abs(came),
                purchase_order=order,
                purchase_order_line=order_line,
                receipt=receipt,
            )
        )
    return events


def _unordered(
    number: int, quantity: Decimal, order: DocumentRef, order_line: int | None, reason_code: str
) -> RequisitionLineUnordered:
    return RequisitionLineUnordered(
        line=number,
        quantity=quantity,
        purchase_order=order,
        purchase_order_line=order_line,
        reason_code=reason_code,
    )
