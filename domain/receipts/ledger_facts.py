"""What a receipt's facts leave on the lines of its order, to be recorded in the same save."""

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never

from domain.event import DocumentRef
from domain.purchase_orders.accrued_charges import accrue
from domain.purchase_orders.charge_events import PurchaseOrderChargesAccrued
from domain.purchase_orders.ledger_events import (
    LedgerEvent,
    PurchaseOrderLineInspected,
    PurchaseOrderLineReceiptCorrected,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReceived,
    PurchaseOrderLineReturned,
)
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.buckets import Bucket
from domain.receipts.events import (
    ReceiptCorrected,
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptLine,
    ReceiptPosted,
    ReceiptReversed,
)
from domain.receipts.held_line import ZERO
from domain.receipts.state import Receipt

Booking = ReceiptPosted | ReceiptReversed | ReceiptGoodsReturned | ReceiptCorrected


def on_order(event: Booking, receipt: DocumentRef) -> tuple[LedgerEvent, ...]:
    """One ledger fact for each line of the receipt's fact, in its order."""
    return tuple(_fact(event, line, receipt) for line in event.lines)


def charges_on_order(
    event: ReceiptEvent, order: PurchaseOrder, receipt: DocumentRef
) -> tuple[PurchaseOrderChargesAccrued, ...]:
    """What goods bear is to be billed once they came; not, if their receipt was an error."""
    if not isinstance(event, ReceiptPosted | ReceiptReversed):
        return ()
    landed = (each for line in event.lines for each in line.landed or ())
    return accrue(order, landed, receipt, sign=1 if isinstance(event, ReceiptPosted) else -1)


def judged_on_order(
    before: Receipt | None, after: Receipt
) -> tuple[PurchaseOrderLineInspected, ...]:
    """How much more, or less, of each order line stands as accepted and rejected than before.

    Whatever moves it: an inspection, a doubt, a return, a correction or a reversal.
    """
    was, stands = _judged(before), _judged(after)
    facts: list[PurchaseOrderLineInspected] = []
    for line in sorted({*was, *stands}):
        old, new = was.get(line, (ZERO, ZERO)), stands.get(line, (ZERO, ZERO))
        if old != new:
            facts.append(
                PurchaseOrderLineInspected(
                    line=line,
                    accepted=new[0] - old[0],
                    rejected=new[1] - old[1],
                    receipt=after.ref,
                )
            )
    return tuple(facts)


def _judged(receipt: Receipt | None) -> Mapping[int, tuple[Decimal, Decimal]]:
    """Accepted and rejected by order line; a receipt that was reversed has nothing."""
    sums: dict[int, tuple[Decimal, Decimal]] = {}
    if receipt is None or receipt.status != "posted":
        return sums
    for held in receipt.lines.values():
        line = held.posted.purchase_order_line
        accepted, rejected = sums.get(line, (ZERO, ZERO))
        buckets: tuple[Bucket, Bucket] = ("accepted", "rejected")
        more, less = (held.in_bucket(each).quantity for each in buckets)
        sums[line] = (accepted + more, rejected + less)
    return sums


def _fact(event: Booking, line: ReceiptLine, receipt: DocumentRef) -> LedgerEvent:
    entry = {"line": line.purchase_order_line, "quantity": line.quantity, "amount": line.amount}
    entry |= {"currency": event.currency, "receipt": receipt, "dealt": line.dealt}
    match event:
        case ReceiptPosted():
            told = {"unit_price": line.unit_price, "came_on": event.received_on}
            return PurchaseOrderLineReceived.model_validate(entry | told)
        case ReceiptReversed():
            return PurchaseOrderLineReceiptReversed.model_validate(entry)
        case ReceiptGoodsReturned():
            allowed = {"authorization": event.authorization}
            return PurchaseOrderLineReturned.model_validate(entry | allowed)
        case ReceiptCorrected():
            return PurchaseOrderLineReceiptCorrected.model_validate(entry)
        case _:
            assert_never(event)
