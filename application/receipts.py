"""Receipts: what each command needs to know, and what it saves.

The receipt, the order's ledger, stock and the re-match of waiting invoices are one save: of two
receivers who take the last unit, one is refused.
"""

from collections.abc import Sequence
from typing import Final

from application.invoices import rematch
from application.numbers import claim, release
from application.requisitions import follow_order
from application.stock import follow_receipt, stock_items_of
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.event import DocumentRef
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts import decide, taking_back
from domain.receipts.commands import (
    AcceptServiceReceipt,
    PostReceipt,
    RecordServiceEntry,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.controls import Items
from domain.receipts.events import (
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptLine,
    ReceiptPosted,
    ReceiptReversed,
)
from domain.receipts.ledger_facts import on_order
from domain.receipts.state import RECEIPT, Receipt

RECEIVED: Final = "receipt_changed"  # Why a line closed short gives more back to its requisition.
SERIAL: Final = "serial"  # The kind under which serials are claimed: a unit is here only once.


async def post_receipt(work: Work, command: PostReceipt) -> None:
    """Goods arrived under a number of their own, each serial only once."""
    receipt = await work.find_or_assume_new(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    items = await _items_of(work, order, command)
    stock = stock_items_of(work, order, command)
    events = decide.post(receipt, command, order, items, stock)
    posted = await _record(work, command.receipt_id, events)
    await claim(work, RECEIPT.name, command.number, posted.ref)
    for key in _serials(events):
        await claim(work, SERIAL, key, posted.ref)
    await _book(work, events, posted.ref)


async def record_service_entry(work: Work, command: RecordServiceEntry) -> None:
    """Work was performed; the first entry starts the receipt and claims its number."""
    receipt = await work.find_or_assume_new(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    events = decide.record_entry(receipt, command, order)
    draft = await _record(work, command.receipt_id, events)
    if receipt is None:
        await claim(work, RECEIPT.name, command.number, draft.ref)


async def accept_service_receipt(work: Work, command: AcceptServiceReceipt) -> None:
    """What was entered counts as received."""
    receipt = await work.load(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, receipt.purchase_order.id)
    events = decide.accept(receipt, command, order)
    await _record(work, receipt.id, events)
    await _book(work, events, receipt.ref)


async def reverse_receipt(work: Work, command: ReverseReceipt) -> None:
    """The receipt was an error; its serials may come again."""
    receipt = await work.load(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, receipt.purchase_order.id)
    await _take_back(work, receipt, taking_back.reverse(receipt, command, order))


async def return_goods(work: Work, command: ReturnGoods) -> None:
    """Goods go back to the supplier."""
    receipt = await work.load(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, receipt.purchase_order.id)
    await _take_back(work, receipt, taking_back.return_goods(receipt, command, order))


async def _take_back(work: Work, receipt: Receipt, events: Sequence[ReceiptEvent]) -> None:
    await _record(work, receipt.id, events)
    for key in _serials(events):
        await release(work, SERIAL, key, receipt.ref)
    await _book(work, events, receipt.ref)


async def _record(work: Work, receipt_id: str, events: Sequence[ReceiptEvent]) -> Receipt:
    receipt = await work.record(RECEIPT, receipt_id, events)
    assert receipt is not None, "every decision on a receipt is a fact"
    return receipt


async def _book(work: Work, events: Sequence[ReceiptEvent], receipt: DocumentRef) -> None:
    """Writes the order's ledger, moves stock, and lets the invoices that wait be judged again."""
    for event in events:
        if not isinstance(event, ReceiptPosted | ReceiptReversed | ReceiptGoodsReturned):
            continue
        order_id = event.purchase_order.id
        before = await work.load(PURCHASE_ORDER, order_id)
        order = await work.record(PURCHASE_ORDER, order_id, on_order(event, receipt))
        assert order is not None, "a loaded order has events"
        await follow_order(work, before, order, RECEIVED, receipt)
        await follow_receipt(work, event, receipt)
        if order.waiting_invoices:
            await rematch(work, order_id)


async def _items_of(work: Work, order: PurchaseOrder, command: PostReceipt) -> Items:
    """The catalogue items of the order lines that the receipt names."""
    named = {
        line.terms.item_id
        for counted in command.lines
        if (line := order.lines.get(counted.purchase_order_line)) is not None
    }
    return {each: await work.load(CATALOGUE_ITEM, each) for each in sorted(filter(None, named))}


def _serials(events: Sequence[ReceiptEvent]) -> list[str]:
    """The key of every serial that the facts name. Only of a catalogued item is it unique."""
    lines: list[ReceiptLine] = []
    for event in events:
        if isinstance(event, ReceiptPosted | ReceiptReversed | ReceiptGoodsReturned):
            lines += event.lines
    catalogued = [line for line in lines if line.item_id is not None]
    return [f"{line.item_id} {serial}" for line in catalogued for serial in line.serials]


HANDLERS: Final[Handlers] = {
    PostReceipt: post_receipt,
    RecordServiceEntry: record_service_entry,
    AcceptServiceReceipt: accept_service_receipt,
    ReverseReceipt: reverse_receipt,
    ReturnGoods: return_goods,
}
