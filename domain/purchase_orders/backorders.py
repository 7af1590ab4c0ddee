"""Back-orders: what of a line comes later, when it is shipped after all, and when it never is."""

from decimal import Decimal

from domain.purchase_orders.answer_errors import (
    PurchaseOrderBackorderTooLarge,
    PurchaseOrderNoBackorder,
)
from domain.purchase_orders.closing import cancellation
from domain.purchase_orders.coming_days import check_coming
from domain.purchase_orders.decide import require_issued_once
from domain.purchase_orders.errors import (
    PurchaseOrderLineNotWanted,
    PurchaseOrderQuantityNotPositive,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.supplier_commands import (
    CancelBackorder,
    RecordBackorder,
    ReleaseBackorder,
)
from domain.purchase_orders.supplier_events import (
    PurchaseOrderBackorderCancelled,
    PurchaseOrderBackorderRecorded,
    PurchaseOrderBackorderReleased,
)


def record(order: PurchaseOrder, command: RecordBackorder) -> tuple[PurchaseOrderEvent, ...]:
    """In place of what was recorded before; never more than is still expected."""
    require_issued_once(order)
    line = line_of(order, command.line)
    if not line.live:
        raise PurchaseOrderLineNotWanted(order.number, command.line)
    check_coming(order, command.expected_on, command.line)
    quantity = _within(order, line, command.quantity, line.open_for_receiving)
    return (
        PurchaseOrderBackorderRecorded(
            line=command.line, quantity=quantity, expected_on=command.expected_on
        ),
    )


def release(order: PurchaseOrder, command: ReleaseBackorder) -> tuple[PurchaseOrderEvent, ...]:
    """The goods are on their way; the line expects them as it did before."""
    line = _backordered_line(order, command.line)
    quantity = _within(order, line, command.quantity, line.backordered)
    return (PurchaseOrderBackorderReleased(line=command.line, quantity=quantity),)


def cancel(order: PurchaseOrder, command: CancelBackorder) -> tuple[PurchaseOrderEvent, ...]:
    """The supplier gives up: that much of the line is cancelled in the same moment."""
    line = _backordered_line(order, command.line)
    most = min(line.backordered, line.uncommitted)
    quantity = _within(order, line, command.quantity, most)
    return (
        PurchaseOrderBackorderCancelled(
            line=command.line, quantity=quantity, reason_code=command.reason_code
        ),
        cancellation(order, command.line, command.reason_code, quantity),
    )


def _backordered_line(order: PurchaseOrder, number: int) -> Line:
    line = line_of(order, number)
    if line.backordered <= 0:
        raise PurchaseOrderNoBackorder(order.number, number)
    return line


def _within(order: PurchaseOrder, line: Line, wanted: Decimal | None, most: Decimal) -> Decimal:
    """The quantity that is meant: all there is where none is stated."""
    number = line.terms.line
    quantity = most if wanted is None else wanted
    if wanted is not None and wanted <= 0:
        raise PurchaseOrderQuantityNotPositive(number, wanted)
    if quantity > most or quantity <= 0:
        raise PurchaseOrderBackorderTooLarge(order.number, number, quantity, most)
    return quantity
