"""What of a line's goods stands for each request that it serves: the fold of what facts dealt."""

from domain.frozen import replace
from domain.purchase_orders.ledger_events import (
    LedgerEvent,
    PurchaseOrderLineReceiptCorrected,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReceived,
    PurchaseOrderLineReturned,
)
from domain.purchase_orders.line_ledger import ZERO, Ledger

_Dealing = (
    PurchaseOrderLineReceived
    | PurchaseOrderLineReceiptReversed
    | PurchaseOrderLineReturned
    | PurchaseOrderLineReceiptCorrected
)


def dealt_in(ledger: Ledger, event: LedgerEvent) -> Ledger:
    """The ledger with what the fact says of whom it is for."""
    if not isinstance(event, _Dealing) or event.dealt is None:
        return ledger
    gone = isinstance(event, PurchaseOrderLineReceiptReversed | PurchaseOrderLineReturned)
    parts = dict(ledger.dealt)
    for each in event.dealt:
        by = -each.quantity if gone else each.quantity
        parts[each.key] = parts.get(each.key, ZERO) + by
    return replace(ledger, dealt=parts)
