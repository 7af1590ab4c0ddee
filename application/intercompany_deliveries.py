"""Receipts of inter-company orders: the seller's stock moves in the save of the buyer's receipt.

No commands: receipts call this. Of two who take the last unit out of that stock, one is refused.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from application.intercompany_orders import kept_by
from application.work import Work
from domain.event import Command, DocumentRef
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.events import (
    ReceiptCorrected,
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptLine,
    ReceiptPosted,
    ReceiptReversed,
)
from domain.stock.deliveries import deliver, take_back
from domain.stock.events import StockItemDelivered, TakenBackCause
from domain.stock.state import STOCK_ITEM

Worth = Mapping[int, Decimal]  # What goods of a receipt line turned out to be worth.
Decision = Callable[[Worth], tuple[ReceiptEvent, ...]]
Sent = tuple[tuple[str, StockItemDelivered], ...]  # By stock item of the seller.


async def delivered(
    work: Work,
    order: PurchaseOrder,
    receipt: DocumentRef,
    day: date,
    command: Command,
    decision: Decision,
) -> tuple[tuple[ReceiptEvent, ...], Sent]:
    """The decision on a receipt, at what the goods cost that a seller delivers for it.

    Decided once to learn which goods come, and again with what they turn out to be worth.
    """
    events = decision({})
    if order.seller is None:
        return events, ()
    coming = tuple(
        line
        for event in events
        if isinstance(event, ReceiptPosted | ReceiptCorrected)
        for line in event.lines
        if line.quantity > 0
    )
    sent = await _sent(work, order, coming, receipt, day, command)
    return decision({fact.receipt_line: fact.amount for _, fact in sent}), sent


async def record_sent(work: Work, sent: Sent) -> None:
    """They leave the seller's stock."""
    for stock_id, fact in sent:
        await work.record(STOCK_ITEM, stock_id, (fact,))


async def follow_seller(
    work: Work, event: ReceiptEvent, order: PurchaseOrder, receipt: DocumentRef
) -> None:
    """What leaves the buyer again, or was never there, is in the seller's stock from then on."""
    if order.seller is None:
        return
    told = _gone(event)
    if told is None:
        return
    lines, cause, day = told
    for line in lines:
        assert line.item_id is not None, "an inter-company order brings catalogued goods"
        item = await kept_by(work, order.seller, line.item_id, line.base_unit)
        assert item is not None, "what was delivered was kept"
        back = take_back(order, line, receipt, item, cause, day)
        await work.record(STOCK_ITEM, item.id, (back,))


def _gone(event: ReceiptEvent) -> tuple[tuple[ReceiptLine, ...], TakenBackCause, date] | None:
    match event:
        case ReceiptReversed():
            return event.lines, "reversed", event.reversed_on
        case ReceiptGoodsReturned():
            return event.lines, "returned", event.returned_on
        case ReceiptCorrected():
            less = tuple(line for line in event.lines if line.quantity < 0)
            return less, "corrected", event.corrected_on
        case _:
            return None


async def _sent(
    work: Work,
    order: PurchaseOrder,
    lines: tuple[ReceiptLine, ...],
    receipt: DocumentRef,
    day: date,
    command: Command,
) -> Sent:
    assert order.seller is not None, "asked for orders of a seller"
    kept = {}
    for line in lines:
        assert line.item_id is not None, "an inter-company order brings catalogued goods"
        kept[line.purchase_order_line] = await kept_by(
            work, order.seller, line.item_id, line.base_unit
        )
    return deliver(order, lines, receipt, day, kept=kept, command=command)
