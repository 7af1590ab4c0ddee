"""Cancelling, closing and reopening lines. The header follows its lines (`progress`)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from domain.money import extended
from domain.purchase_orders.amount_lines import require_amount
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ClosePurchaseOrderLine,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.errors import (
    PurchaseOrderLineClosedAlready,
    PurchaseOrderLineNotWanted,
    PurchaseOrderNothingToCancel,
    PurchaseOrderNothingToReopen,
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderRequisitionCancelled,
    PurchaseOrderTooMuchToCancel,
)
from domain.purchase_orders.events import (
    PurchaseOrderEvent,
    PurchaseOrderLineCancelled,
    PurchaseOrderLineClosed,
    PurchaseOrderLineReopened,
)
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.line_state import NOTHING, ZERO, Line
from domain.purchase_orders.lines import Dealt
from domain.purchase_orders.serving import NOBODY_CHOSE, given_back, given_up
from domain.purchase_orders.state import PurchaseOrder
from domain.requisitions.state import Requisition

_UNWANTED: Final = ("cancelled", "expired", "withdrawn")


def cancel_line(
    order: PurchaseOrder, command: CancelPurchaseOrderLine
) -> tuple[PurchaseOrderEvent, ...]:
    """What was neither received nor invoiced is no longer wanted, at any stage of the order."""
    told = (command.reason_code, command.quantity, command.dealt)
    return (cancellation(order, command.line, *told, cancelled_by=command.cancelled_by),)


def cancellation(
    order: PurchaseOrder,
    number: int,
    reason_code: str,
    quantity: Decimal | None = None,
    dealt: Sequence[Dealt] = NOBODY_CHOSE,
    cancelled_by: str | None = None,
) -> PurchaseOrderLineCancelled:
    """So much of the line is given up, or all that can still be taken from it.

    `dealt` says by which of the requests that it serves, where somebody chose.
    """
    line = line_of(order, number)
    if not line.live:
        raise PurchaseOrderLineNotWanted(order.number, number)
    if line.uncommitted == 0:
        raise PurchaseOrderNothingToCancel(order.number, number, line.committed)
    wanted = line.uncommitted if quantity is None else quantity
    if wanted <= 0:
        raise PurchaseOrderQuantityNotPositive(number, wanted)
    if wanted > line.uncommitted:
        raise PurchaseOrderTooMuchToCancel(order.number, number, wanted, line.uncommitted)
    require_amount(line.terms, wanted, order.currency)
    amount = line.amount
    if wanted < line.ordered:
        amount = min(amount, _given_up(line, wanted, order.currency))
    return PurchaseOrderLineCancelled(
        line=number,
        quantity=wanted,
        amount=amount,
        reason_code=reason_code,
        dealt=given_up(line, wanted, dealt),
        cancelled_by=order.editor(cancelled_by),
    )


def close_line(
    order: PurchaseOrder, command: ClosePurchaseOrderLine
) -> tuple[PurchaseOrderEvent, ...]:
    """Nothing more is expected on this side; an invoice that still comes is held."""
    line = line_of(order, command.line)
    if not line.live:
        raise PurchaseOrderLineNotWanted(order.number, command.line)
    if line.closed(command.side):
        raise PurchaseOrderLineClosedAlready(order.number, command.line, command.side)
    return (
        PurchaseOrderLineClosed(
            line=command.line,
            side=command.side,
            reason_code=command.reason_code,
            closed_by=order.editor(command.closed_by),
        ),
    )


def require_requested(order: PurchaseOrder, line: int, requisition: Requisition) -> None:
    """Raises where nobody wants any more what the line was to bring back."""
    wishes = (requisition.lines.get(each) for each in _asking(order, line, requisition))
    is_given_up = any(each is not None and each.cancelled > 0 and each.left <= 0 for each in wishes)
    if is_given_up or requisition.status in _UNWANTED:
        raise PurchaseOrderRequisitionCancelled(order.number, line, requisition.number)


def _asking(order: PurchaseOrder, line: int, requisition: Requisition) -> Iterator[int]:
    """The lines of the requisition to which it was to bring something back."""
    found = line_of(order, line)
    if found.terms.requisition_line is not None:
        yield found.terms.requisition_line
    for each in found.terms.serves or ():
        gave_up = found.given_up.get(each.key, ZERO) > 0
        if gave_up and each.requisition.id == requisition.requisition_id:
            yield each.requisition_line


def reopen_line(
    order: PurchaseOrder, command: ReopenPurchaseOrderLine
) -> tuple[PurchaseOrderEvent, ...]:
    """Undoes a cancellation, which gives its quantity back, or a close."""
    line = line_of(order, command.line)
    if command.undo not in line.undoable:
        raise PurchaseOrderNothingToReopen(order.number, command.line, command.undo, line.undoable)
    restored = line.cancelled if command.undo == "cancelled" else NOTHING
    return (
        PurchaseOrderLineReopened(
            line=command.line,
            undone=command.undo,
            quantity=restored.quantity,
            amount=restored.amount,
            changed_by=order.editor(command.changed_by),
            dealt=given_back(line) if command.undo == "cancelled" else None,
        ),
    )


def _given_up(line: Line, quantity: Decimal, currency: str) -> Decimal:
    """By how much the line is worth less, so that receipts of the rest add up to what is left."""
    price = line.terms.unit_price
    left = extended(line.ordered - quantity, price, currency)
    return extended(line.ordered, price, currency) - left
