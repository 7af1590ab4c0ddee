"""What is billed of a line's receipts by name, in all and by each invoice: a fold of its bills."""

from collections.abc import Mapping
from typing import Final

from domain.frozen import replace
from domain.purchase_orders.ledger_events import (
    LedgerEvent,
    PurchaseOrderLineCredited,
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
)
from domain.purchase_orders.line_ledger import ZERO, Ledger
from domain.purchase_orders.named_receipts import NO_RECEIPTS, Named, named_by

_Billed = PurchaseOrderLineInvoiced | PurchaseOrderLineInvoiceReversed | PurchaseOrderLineCredited
_SIGNS: Final[Mapping[type, int]] = {PurchaseOrderLineInvoiced: 1}


def named_in(ledger: Ledger, event: LedgerEvent) -> Ledger:
    """The ledger with what the fact says of receipts."""
    if not isinstance(event, _Billed):
        return ledger
    more, sign = named_by(event), _SIGNS.get(type(event), -1)
    asked = ledger.asked_by_name
    if isinstance(event, PurchaseOrderLineInvoiceReversed):
        asked = {invoice: each for invoice, each in asked.items() if invoice != event.invoice.id}
    elif more:
        own = asked.get(event.invoice.id, NO_RECEIPTS)
        asked = {**asked, event.invoice.id: _plus(own, more, sign)}
    elif not asked:
        return ledger
    return replace(ledger, named=_plus(ledger.named, more, sign), asked_by_name=asked)


def _plus(named: Named, more: Named, sign: int) -> Named:
    grown = {each: named.get(each, ZERO) + sign * quantity for each, quantity in more.items()}
    return {**named, **grown} if grown else named
