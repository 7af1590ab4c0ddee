"""What the facts of a receipt do to stock, in the receipt's own save.

No commands: receipts call this. Goods that no stock item keeps are left alone.
"""

from collections.abc import Mapping, Sequence

from application.stock import opened
from application.work import Work
from domain.event import DocumentRef, Event
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.commands import PostReceipt
from domain.receipts.events import (
    ReceiptCorrected,
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptLine,
    ReceiptPosted,
    ReceiptReversed,
)
from domain.receipts.holding_back import Dates
from domain.receipts.state import RECEIPT, Receipt
from domain.stock import receiving
from domain.stock.controls import lot_dates
from domain.stock.judgements import Judging, judgements
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id


def stock_items_of(work: Work, order: PurchaseOrder, command: PostReceipt) -> dict[int, str]:
    """Which stock item the goods of each order line go to: those of a catalogued item on stock."""
    found: dict[int, str] = {}
    for counted in command.lines:
        line = order.lines.get(counted.purchase_order_line)
        if line is None or line.terms.item_id is None or line.terms.accounting != "stock":
            continue
        found[line.terms.line] = stock_item_id(
            work.tenant,
            order.legal_entity,
            order.facility,
            line.terms.item_id,
            line.terms.pack.base_unit,
        )
    return found


async def dates_of_lots(
    work: Work, command: PostReceipt, stock: Mapping[int, str]
) -> dict[int, Dates]:
    """By order line, when the lots expire of which goods of its item are here."""
    found = dict[int, Dates]()
    for counted in command.lines:
        kept_in = stock.get(counted.purchase_order_line)
        if kept_in is None or counted.lot is None or counted.expires_on is None:
            continue
        item = await work.find(STOCK_ITEM, kept_in)
        if item is not None:
            found[counted.purchase_order_line] = lot_dates(item)
    return found


async def follow_receipt(
    work: Work, event: ReceiptEvent, before: Receipt | None, order: PurchaseOrder
) -> None:
    """Stock moves as the receipt's fact says. `before` is the receipt as it was until then."""
    if isinstance(event, ReceiptPosted):
        await _bring(work, event)
        return
    if before is None:
        return
    if isinstance(event, ReceiptReversed | ReceiptGoodsReturned | ReceiptCorrected):
        for line in _kept(event.lines):
            item = await work.load(STOCK_ITEM, line.stock_item_id or "")
            await work.record(STOCK_ITEM, item.id, (_left(item, line, event, before),))
        return
    if not isinstance(event, Judging):
        return
    for posted, judged, person, reason in judgements(event, before, order):
        if posted.stock_item_id is not None:
            item = await work.load(STOCK_ITEM, posted.stock_item_id)
            moves = receiving.judge(item, posted, judged, person, reason)
            await work.record(STOCK_ITEM, item.id, moves)


async def _bring(work: Work, event: ReceiptPosted) -> None:
    receipt = DocumentRef(aggregate=RECEIPT.name, id=event.receipt_id, number=event.number)
    for line in _kept(event.lines):
        assert line.stock_item_id is not None, "only these are kept"
        assert line.item_id is not None, "only catalogued goods are kept"
        place = (event.legal_entity, event.facility)
        await opened(work, line.stock_item_id, place, line.item_id, line.base_unit)
        told = (receipt, event.supplier_id, event.currency, event.received_on)
        await work.record(STOCK_ITEM, line.stock_item_id, (receiving.receive(line, *told),))


def _left(
    item: StockItem,
    line: ReceiptLine,
    event: ReceiptReversed | ReceiptGoodsReturned | ReceiptCorrected,
    receipt: Receipt,
) -> Event:
    told = {"supplier_id": event.supplier_id, "currency": event.currency}
    match event:
        case ReceiptReversed():
            day = event.reversed_on
            return receiving.take_back(item, line, receipt.ref, "reversed", **told, day=day)
        case ReceiptGoodsReturned():
            day = event.returned_on
            return receiving.take_back(item, line, receipt.ref, "returned", **told, day=day)
        case ReceiptCorrected():
            return receiving.correct(item, line, receipt.ref, **told, day=event.corrected_on)


def _kept(lines: Sequence[ReceiptLine]) -> list[ReceiptLine]:
    return [line for line in lines if line.stock_item_id is not None]
