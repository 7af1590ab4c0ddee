"""Stock: what each command needs to know, and what it saves.

Issues, their returns and transfers serve as well within the save that fulfils a requisition. What
receipts do to stock is in `receipt_stock`, goods of suppliers in `consignments`.
"""

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeVar

from application.access import require_permission
from application.legal_entities import require_place
from application.roles import Permission
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.stock import controls, decide, issue_returns, transfers
from domain.stock.commands import (
    CountStock,
    IssueStock,
    MoveStock,
    OpenStockItem,
    ReturnIssuedStock,
    ScrapStock,
    TransferStock,
)
from domain.stock.events import StockItemEvent
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id


class OfStockItem(Protocol):
    """A command on a stock item that stands."""

    @property
    def stock_item_id(self) -> str: ...


Asked = TypeVar("Asked", bound=OfStockItem)


async def open_stock_item(work: Work, command: OpenStockItem) -> None:
    """Stock of a catalogue item is kept at a facility from now on."""
    await require_place(work, command.legal_entity, command.facility)
    found = await work.find(STOCK_ITEM, command.stock_item_id)
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(STOCK_ITEM, command.stock_item_id, decide.open_item(found, command, item))


async def issue_stock(work: Work, command: IssueStock) -> None:
    """A department takes goods."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    of = await work.load(CATALOGUE_ITEM, item.item_id)
    await work.record(STOCK_ITEM, item.id, decide.issue(item, command, of))


async def return_issued_stock(work: Work, command: ReturnIssuedStock) -> None:
    """A department gives back what it has not used."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    of = await work.load(CATALOGUE_ITEM, item.item_id)
    await work.record(STOCK_ITEM, item.id, issue_returns.return_issued(item, command, of))


async def move_stock(work: Work, command: MoveStock) -> None:
    """Goods lie elsewhere, or stand otherwise; who keeps them alone does not set them free."""
    if decide.sets_free(command):
        require_permission(command.roles, Permission.INSPECT)
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    of = await work.load(CATALOGUE_ITEM, item.item_id)
    await work.record(STOCK_ITEM, item.id, decide.move(item, command, of))


async def count_stock(work: Work, command: CountStock) -> None:
    """The bins hold what was found; more of what is controlled has its lot, date and serials."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    of = await work.load(CATALOGUE_ITEM, item.item_id)
    counted = decide.count(item, command)
    controls.require_known(item, counted, of)
    await work.record(STOCK_ITEM, item.id, counted)


async def transfer_stock(work: Work, command: TransferStock) -> None:
    """Both facilities change in one save. Where none of the item was kept, it is from now on."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    place = (command.to_legal_entity, command.to_facility)
    await require_place(work, command.to_legal_entity, command.to_facility)
    there_id = stock_item_id(work.tenant, *place, item.item_id, item.base_unit)
    of = await work.load(CATALOGUE_ITEM, item.item_id)
    sent = transfers.send(item, command, there_id, of)
    await work.record(STOCK_ITEM, item.id, (sent,))
    there = await opened(work, there_id, place, item.item_id, item.base_unit)
    arrived = transfers.arrive(there, sent, item, command)
    await work.record(STOCK_ITEM, there_id, (arrived,))


async def opened(
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
    MoveStock: move_stock,
    CountStock: count_stock,
    ScrapStock: _deciding(decide.scrap),
    TransferStock: transfer_stock,
}
