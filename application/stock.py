"""Stock: what each command needs to know, and what it saves.

`follow_receipt` is no command: receipts call it, so that stock moves in their save. Issues,
their returns and transfers serve as well within the save that fulfils a requisition.
"""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar, assert_never

from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.event import DocumentRef
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.commands import PostReceipt
from domain.receipts.events import ReceiptGoodsReturned, ReceiptLine, ReceiptPosted, ReceiptReversed
from domain.stock import consignment, decide, receiving, transfers
from domain.stock.commands import (
    ConsumeConsignment,
    CountStock,
    IssueStock,
    MoveStock,
    OpenStockItem,
    ReceiveConsignment,
    ReturnConsignment,
    ReturnIssuedStock,
    ScrapStock,
    TransferStock,
)
from domain.stock.events import StockItemEvent
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id
from domain.suppliers.state import SUPPLIER

Booking = ReceiptPosted | ReceiptReversed | ReceiptGoodsReturned


class OfStockItem(Protocol):
    """A command on a stock item that stands."""

    @property
    def stock_item_id(self) -> str: ...


Asked = TypeVar("Asked", bound=OfStockItem)


async def open_stock_item(work: Work, command: OpenStockItem) -> None:
    """Stock of a catalogue item is kept at a facility from now on."""
    found = await work.find(STOCK_ITEM, command.stock_item_id)
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(STOCK_ITEM, command.stock_item_id, decide.open_item(found, command, item))


async def issue_stock(work: Work, command: IssueStock) -> None:
    """A department takes goods."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    await work.record(STOCK_ITEM, item.id, decide.issue(item, command))


async def return_issued_stock(work: Work, command: ReturnIssuedStock) -> None:
    """A department gives back what it has not used."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    await work.record(STOCK_ITEM, item.id, decide.return_issued(item, command))


async def transfer_stock(work: Work, command: TransferStock) -> None:
    """Both facilities change in one save. Where none of the item was kept, it is from now on."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    place = (command.to_legal_entity, command.to_facility)
    there_id = stock_item_id(work.tenant, *place, item.item_id, item.base_unit)
    sent = transfers.send(item, command, there_id)
    await work.record(STOCK_ITEM, item.id, (sent,))
    there = await _opened(work, there_id, place, item.item_id, item.base_unit)
    arrived = transfers.arrive(there, sent, item, command)
    await work.record(STOCK_ITEM, there_id, (arrived,))


async def receive_consignment(work: Work, command: ReceiveConsignment) -> None:
    """A supplier that stands lays goods of his down."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    await work.load(SUPPLIER, command.supplier_id)
    await work.record(STOCK_ITEM, item.id, consignment.consign(item, command))


async def follow_receipt(work: Work, event: Booking, receipt: DocumentRef) -> None:
    """Stock moves as the receipt's fact says. Goods that it does not keep are left alone."""
    for line in event.lines:
        if line.stock_item_id is not None:
            await _follow_line(work, event, line, line.stock_item_id, receipt)


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


async def _follow_line(
    work: Work, event: Booking, line: ReceiptLine, item_id: str, receipt: DocumentRef
) -> None:
    facts: StockItemEvent
    match event:
        case ReceiptPosted():
            assert line.item_id is not None, "only catalogued goods are kept"
            place = (event.legal_entity, event.facility)
            await _opened(work, item_id, place, line.item_id, line.base_unit)
            told = (receipt, event.supplier_id, event.currency, event.received_on)
            facts = receiving.receive(line, *told)
        case ReceiptReversed() | ReceiptGoodsReturned():
            reverses = isinstance(event, ReceiptReversed)
            facts = receiving.take_back(
                await work.load(STOCK_ITEM, item_id),
                line,
                receipt,
                "reversed" if reverses else "returned",
                supplier_id=event.supplier_id,
                currency=event.currency,
                day=event.reversed_on if isinstance(event, ReceiptReversed) else event.returned_on,
            )
        case _:
            assert_never(event)
    await work.record(STOCK_ITEM, item_id, (facts,))


async def _opened(
    work: Work, stock_id: str, place: tuple[str, str], item_id: str, base_unit: str
) -> StockItem:
    """The stock item, opened now if none stood."""
    found = await work.find(STOCK_ITEM, stock_id)
    if found is None:
        item = await work.load(CATALOGUE_ITEM, item_id)
        fact = decide.opened(stock_id, *place, item, base_unit)
        found = await work.record(STOCK_ITEM, stock_id, (fact,))
    assert found is not None, "a stock item that is opened stands"
    return found


def _deciding(
    decision: Callable[[StockItem, Asked], tuple[StockItemEvent, ...]],
) -> Callable[[Work, Asked], Awaitable[None]]:
    """A handler that needs to know nothing but the stock item."""

    async def carry_out(work: Work, command: Asked) -> None:
        item = await work.load(STOCK_ITEM, command.stock_item_id)
        await work.record(STOCK_ITEM, item.id, decision(item, command))

    return carry_out


HANDLERS: Final[Handlers] = {
    OpenStockItem: open_stock_item,
    IssueStock: issue_stock,
    ReturnIssuedStock: return_issued_stock,
    MoveStock: _deciding(decide.move),
    CountStock: _deciding(decide.count),
    ScrapStock: _deciding(decide.scrap),
    TransferStock: transfer_stock,
    ReceiveConsignment: receive_consignment,
    ConsumeConsignment: _deciding(consignment.consume),
    ReturnConsignment: _deciding(consignment.give_back),
}
