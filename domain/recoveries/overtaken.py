"""Which invoices ask for more than an order's ledgers bear: seen without loading one of them.

Invoices claim a line in the order in which they were billed, those that are settled before those
that wait, as in `invoices/waiting`. So what is too much is asked by the last ones; first of all by
those that name receipts which stand for less than is billed of them by name. What these ask beyond
their receipts is too much of them alone: no other invoice is claimed for it once more.
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
from domain.purchase_orders.line_ledger import NOTHING
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.named_receipts import NO_RECEIPTS
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
    """What is claimed before it, by order line, less what is too much of that by name."""
    found = {}
    for number in invoice.asks():
        beyond = _beyond_receipts(order, order.lines[number])
        found[number] = sum(
            (
                asked - sum(beyond.get(each, NO_RECEIPTS).values(), ZERO)
                for each, asked in _before(order, number, invoice.id)
            ),
            ZERO,
        )
    return found


def prior_by_name(order: PurchaseOrder, invoice: Invoice) -> dict[tuple[int, str], Decimal]:
    """The same of each receipt that it names; as little as leaves it what it has to answer for."""
    asks, found = invoice.asks_of_receipts(), {}
    own = {
        number: _beyond_receipts(order, order.lines[number]).get(invoice.id, NO_RECEIPTS)
        for number in {number for number, _ in asks}
    }
    for (number, receipt), asked in asks.items():
        ledger = order.lines[number].ledger
        before = sum(
            (
                ledger.asked_by_name.get(each, NO_RECEIPTS).get(receipt, ZERO)
                for each, _ in _before(order, number, invoice.id)
            ),
            ZERO,
        )
        stands = ledger.receipts.get(receipt, NOTHING).quantity
        part = own[number].get(receipt, ZERO)
        is_less = part < min(before + asked - stands, asked)
        found[number, receipt] = stands + part - asked if is_less else before
    return found


def cause_of(events: Sequence[Event]) -> Cause | None:
    """What of these facts of an order made invoices too high; none: nothing of it."""
    return next((_CAUSES[type(each)] for each in reversed(events) if type(each) in _CAUSES), None)


def credit_of(events: Sequence[Event]) -> PurchaseOrderLineCredited | None:
    """The credit among these facts of an order."""
    return next((each for each in events if isinstance(each, PurchaseOrderLineCredited)), None)


def _beyond(order: PurchaseOrder, line: Line) -> Iterator[str]:
    over = _over(line)
    yield from _beyond_receipts(order, line)
    for invoice, asked in reversed(_claims(order, line)):
        if over <= 0:
            return
        if asked > 0:
            yield invoice
            over -= asked


def _beyond_receipts(order: PurchaseOrder, line: Line) -> dict[str, dict[str, Decimal]]:
    """What invoices ask by name of receipts and these do not stand for, by invoice and receipt.

    No more of it than the line is billed beyond what came: what has come and nobody billed yet
    makes up for the rest.
    """
    over, ledger = _over(line), line.ledger
    found: dict[str, dict[str, Decimal]] = {}
    if over <= 0 or not ledger.named:
        return found
    beyond = {
        receipt: billed - ledger.receipts.get(receipt, NOTHING).quantity
        for receipt, billed in ledger.named.items()
    }
    for invoice, _ in reversed(_claims(order, line)):
        for receipt, asked in ledger.asked_by_name.get(invoice, NO_RECEIPTS).items():
            part = min(asked, beyond[receipt], over)
            if part > 0:
                found.setdefault(invoice, {})[receipt] = part
                beyond[receipt] -= part
                over -= part
    return found


def _over(line: Line) -> Decimal:
    """What is billed beyond what the line bears; two-way lines wait for nothing to come."""
    if line.terms.match == "two_way" or not line.ledger.invoices:
        return ZERO
    return line.invoiced - _borne(line)


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
