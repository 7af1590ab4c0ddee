"""Goods that went back and are billed wait for others in their place, as long as they are billed.

What was taken off their price on stock waits with them (`off_stock`).
"""

from domain.frozen import replace
from domain.purchase_orders.ledger_events import (
    LedgerEvent,
    PurchaseOrderLineCredited,
    PurchaseOrderLineInvoiceReversed,
    PurchaseOrderLineReceiptCorrected,
    PurchaseOrderLineReceived,
)
from domain.purchase_orders.line_ledger import Ledger

_Ending = (
    PurchaseOrderLineReceived
    | PurchaseOrderLineReceiptCorrected
    | PurchaseOrderLineCredited
    | PurchaseOrderLineInvoiceReversed
)


def awaiting_in(ledger: Ledger, event: LedgerEvent) -> Ledger:
    """The ledger with no more waiting than is billed and not here."""
    if not ledger.off_stock.awaited.quantity or not isinstance(event, _Ending):
        return ledger
    ahead = ledger.net_invoiced.quantity - ledger.net_received.quantity
    return replace(ledger, off_stock=ledger.off_stock.awaiting(ahead, event.currency))
