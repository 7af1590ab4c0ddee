"""What a receipt says of the announced shipment that its goods came with.

The dock decides what it takes: more, less, another lot are outcomes, told and not refused. Refused
is what was never announced, and a shipment of which nothing is under way any more.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from domain.purchase_orders.announced import told
from domain.purchase_orders.shipment_events import PurchaseOrderShipmentTakenIn
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.events import (
    ReceiptCorrected,
    ReceiptEvent,
    ReceiptLine,
    ReceiptPosted,
    ReceiptReversed,
)
from domain.receipts.label_events import ReceiptLabelsCorrected, RelabelledLine
from domain.receipts.shipment_errors import (
    ReceiptShipmentTakenIn,
    ReceiptShipmentUnknown,
    ReceiptShipmentUnnamed,
)
from domain.receipts.state import Receipt

Parts = Iterator[tuple[int, str | None, Decimal]]


def require_under_way(order: PurchaseOrder, shipment: str | None, *, ends: bool) -> None:
    """Raises where a receipt names a shipment that cannot be the one that came."""
    if shipment is None:
        if ends:
            raise ReceiptShipmentUnnamed(order.number)
        return
    announced = order.announced.get(shipment)
    if announced is None:
        raise ReceiptShipmentUnknown(order.number, shipment, order.shipments)
    if not announced.is_under_way:
        raise ReceiptShipmentTakenIn(order.number, shipment)


def taken_in(
    event: ReceiptEvent, receipt: Receipt, order: PurchaseOrder
) -> tuple[PurchaseOrderShipmentTakenIn, ...]:
    """The order's fact; none where the receipt names no shipment, or nothing came or went by it.

    What goes back to the supplier came with the shipment all the same.
    """
    if receipt.shipment is None:
        return ()
    match event:
        case ReceiptPosted() | ReceiptCorrected():
            parts = _parts(event.lines, 1)
        case ReceiptReversed():
            parts = _parts(event.lines, -1)
        case ReceiptLabelsCorrected():
            parts = _relabelled(event.lines)
        case _:
            return ()
    shipment = order.announced[receipt.shipment]
    ends = event.shipment_ends if isinstance(event, ReceiptPosted) else None
    reopens = isinstance(event, ReceiptReversed) and shipment.ended_by == receipt.id
    lines = told(shipment, parts, of_all=ends is not None or reopens)
    if not lines:
        return ()
    return (
        PurchaseOrderShipmentTakenIn(
            shipment=receipt.shipment,
            receipt=receipt.ref,
            lines=lines,
            ends=ends,
            reopens=True if reopens else None,
        ),
    )


def _parts(lines: Iterable[ReceiptLine], sign: int) -> Parts:
    for line in lines:
        yield line.purchase_order_line, line.lot, sign * line.quantity


def _relabelled(lines: Iterable[RelabelledLine]) -> Parts:
    for line in lines:
        if line.was.lot != line.becomes.lot:
            yield line.purchase_order_line, line.was.lot, -line.quantity
            yield line.purchase_order_line, line.becomes.lot, line.quantity
