"""What a receipt's facts leave on the lines of its order, to be recorded in the same save."""

from typing import assert_never

from domain.event import DocumentRef
from domain.purchase_orders.ledger_events import (
    LedgerEvent,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReceived,
    PurchaseOrderLineReturned,
)
from domain.receipts.events import ReceiptGoodsReturned, ReceiptLine, ReceiptPosted, ReceiptReversed

Booking = ReceiptPosted | ReceiptReversed | ReceiptGoodsReturned


def on_order(event: Booking, receipt: DocumentRef) -> tuple[LedgerEvent, ...]:
    """One ledger fact for each line of the receipt's fact, in its order."""
    return tuple(_fact(event, line, receipt) for line in event.lines)


def _fact(event: Booking, line: ReceiptLine, receipt: DocumentRef) -> LedgerEvent:
    match event:
        case ReceiptPosted():
            return PurchaseOrderLineReceived(
                line=line.purchase_order_line,
                quantity=line.quantity,
                unit_price=line.unit_price,
                amount=line.amount,
                currency=event.currency,
                receipt=receipt,
            )
        case ReceiptReversed():
            return PurchaseOrderLineReceiptReversed(
                line=line.purchase_order_line,
                quantity=line.quantity,
                amount=line.amount,
                currency=event.currency,
                receipt=receipt,
            )
        case ReceiptGoodsReturned():
            return PurchaseOrderLineReturned(
                line=line.purchase_order_line,
                quantity=line.quantity,
                amount=line.amount,
                currency=event.currency,
                receipt=receipt,
            )
        case _:
            assert_never(event)
