"""Which goods in stock stand otherwise after a receipt was inspected, doubted or witnessed."""

from collections.abc import Iterator
from typing import Final

from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import Pack, in_base
from domain.receipts.buckets import WITNESS_PENDING
from domain.receipts.events import (
    InspectedLine,
    ReceiptInspected,
    ReceiptLine,
    ReceiptQuarantined,
    ReceiptWitnessed,
)
from domain.receipts.state import Receipt
from domain.stock.receiving import Judgement

Judging = ReceiptInspected | ReceiptQuarantined | ReceiptWitnessed
INSPECTED: Final = "inspected"  # Why goods moved where the inspection states no reason of its own.


def judgements(
    event: Judging, receipt: Receipt, order: PurchaseOrder
) -> Iterator[tuple[ReceiptLine, Judgement, str, str]]:
    """Which goods stand otherwise, by whose judgement and why."""
    match event:
        case ReceiptInspected():
            for found in event.lines:
                posted = receipt.lines[found.line].posted
                reason = found.reason_code or INSPECTED
                for judged in _verdicts(found, posted, order):
                    yield posted, judged, event.inspected_by, reason
        case ReceiptQuarantined():
            for doubted in event.lines:
                posted = receipt.lines[doubted.line].posted
                units = in_base(doubted.quantity, _pack(order, posted))
                place, serials = doubted.storage_location, doubted.serials
                judged = Judgement(doubted.bucket, "quarantined", units, serials, place)
                yield posted, judged, event.quarantined_by, event.reason_code
        case ReceiptWitnessed():
            for number in event.lines:
                held = receipt.lines[number]
                waiting = held.in_bucket("quarantined")
                units = in_base(waiting.quantity, _pack(order, held.posted))
                judged = Judgement("quarantined", "received", units, waiting.serials, None)
                yield held.posted, judged, event.witness_id, WITNESS_PENDING


def _verdicts(
    found: InspectedLine, posted: ReceiptLine, order: PurchaseOrder
) -> Iterator[Judgement]:
    pack = _pack(order, posted)
    accepted, rejected = (in_base(each, pack) for each in (found.accepted, found.rejected))
    yield Judgement(found.bucket, "accepted", accepted, found.accepted_serials, None)
    place = found.storage_location
    yield Judgement(found.bucket, "rejected", rejected, found.rejected_serials, place)


def _pack(order: PurchaseOrder, posted: ReceiptLine) -> Pack:
    return line_of(order, posted.purchase_order_line).terms.pack
