"""Which invoices ask for more than an order's ledgers bear: seen without loading one of them.

Invoices claim a line in the order in which they were billed, those that are settled before those
that wait, as in `invoices/waiting`. So what is too much is asked by the last ones.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from domain.event import Event
from domain.invoices.state import Invoice
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineConsumptionReversed,
    PurchaseOrderLineCredited,
    PurchaseOrderLineInspected,
    PurchaseOrderLineReceiptCorrected,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReturned,
    PurchaseOrderLineUseReversed,
)
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder
from domain.recoveries.events import Cause

ZERO = Decimal(0)
_CAUSES: dict[type[Event], Cause] = {
    PurchaseOrderLineReturned: "goods_returned",
    PurchaseOrderLineInspected: "goods_rejected",
    PurchaseOrderLineReceiptCorrected: "receipt_corrected",
    PurchaseOrderLineReceiptReversed: "receipt_reversed",
    PurchaseOrderLineUseReversed: "receipt_reversed",
    PurchaseOrderLineConsumptionReversed: "receipt_reversed",
}


def moved(before: PurchaseOrder, after: PurchaseOrder) -> bool:
    """Whether ledgers moved, or an invoice began or ceased to wait."""
    if before.waiting_invoices != after.waiting_invoices:
        return True
    was = before.lines
    return any(
        number not in was or line.ledger is not was[number].ledger
        for number, line in after.lines.items()
    )


def overtaken(order: PurchaseOrder) -> tuple[str, ...]:
    """The invoices beyond what came and was accepted, by id."""
    found = (invoice for line in order.lines.values() for invoice in _beyond(order, line))
    return tuple(dict.fromkeys(found))


def prior(order: PurchaseOrder, invoice: Invoice) -> dict[int, Decimal]:
    """What is claimed before it, by order line."""
    return {
        number: sum((asked for _, asked in _before(order, number, invoice.id)), ZERO)
        for number in invoice.asks()
    }


def cause_of(events: Sequence[Event]) -> Cause | None:
    """What of these facts of an order made invoices too high; none: nothing of it."""
    return next((_CAUSES[type(each)] for each in reversed(events) if type(each) in _CAUSES), None)


def credit_of(events: Sequence[Event]) -> PurchaseOrderLineCredited | None:
    """The credit among these facts of an order."""
    return next((each for each in events if isinstance(each, PurchaseOrderLineCredited)), None)


def _beyond(order: PurchaseOrder, line: Line) -> Iterator[str]:
    if line.terms.match == "two_way" or not line.ledger.invoices:
        return
    over = line.invoiced - _borne(line)
    if over <= 0:
        return
    for invoice, asked in reversed(_claims(order, line)):
        if over <= 0:
            return
        if asked > 0:
            yield invoice
            over -= asked


def _borne(line: Line) -> Decimal:
    """What came or, where it has to be inspected, what of it was accepted."""
    if line.terms.match == "four_way" and line.terms.delivery != "service":
        return min(line.received, line.ledger.accepted)
    return line.received


def _before(order: PurchaseOrder, number: int, invoice_id: str) -> Iterator[tuple[str, Decimal]]:
    for invoice, asked in _claims(order, order.lines[number]):
        if invoice == invoice_id:
            return
        yield invoice, asked


def _claims(order: PurchaseOrder, line: Line) -> list[tuple[str, Decimal]]:
    billed = {invoice: asked.quantity for invoice, asked in line.ledger.invoices.items()}
    settled = [each for each in billed if each not in order.waiting_invoices]
    waiting = [each for each in order.waiting_invoices if each in billed]
    return [(each, billed[each]) for each in (*settled, *waiting)]
