"""What a receipt leaves elsewhere in its own save: on order, requisition, stock and invoices."""

from collections.abc import Sequence
from typing import Final

from application.intercompany_deliveries import follow_seller
from application.invoices import rematch
from application.price_differences import take_along, take_over
from application.receipt_stock import follow_receipt
from application.requisitions import follow_order
from application.work import Work
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts.events import ReceiptEvent
from domain.receipts.inspection_values import acceptance_valued
from domain.receipts.ledger_facts import (
    Booking,
    charges_on_order,
    judged_on_order,
    on_order,
)
from domain.receipts.shipment_facts import taken_in
from domain.receipts.state import RECEIPT, Receipt

RECEIVED: Final = "receipt_changed"  # Why a line closed short gives more back to its requisition.


async def book(
    work: Work, receipt: Receipt | None, events: Sequence[ReceiptEvent], order: PurchaseOrder
) -> None:
    """Writes the order's ledger, moves stock, and lets the invoices that wait be judged again.

    `receipt` is as it was before these events, which are on record already.
    """
    for event in events:
        after = RECEIPT.evolve(receipt, event)
        facts = on_order(event, after.ref) if isinstance(event, Booking) else ()
        judged = judged_on_order(receipt, after)
        before = order
        charges = charges_on_order(event, order, after.ref)
        shipped = taken_in(event, after, order)
        recorded = await work.record(
            PURCHASE_ORDER, order.id, (*facts, *judged, *charges, *shipped)
        )
        assert recorded is not None, "a loaded order has events"
        order = recorded
        if facts:
            await follow_order(work, before, order, RECEIVED, after.ref)
        if facts:
            await take_along(work, after.ref, before, order, work.today)
        await follow_receipt(work, event, receipt, order)
        if facts:
            await take_over(work, after.ref, before, order, work.today)
        await follow_seller(work, event, order, after.ref)
        await work.record(RECEIPT, after.id, acceptance_valued(receipt, after, event))
        receipt = after
    if order.waiting_invoices:
        await rematch(work, order.id)
