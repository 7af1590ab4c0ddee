"""What is asked of goods that lie here as the supplier's, where no order is about."""

from domain.catalogue.state import CatalogueItem
from domain.stock.commands import (
    ConsumeConsignment,
    ReceiveConsignment,
    ReturnConsignment,
    ReverseConsumption,
)
from domain.stock.consignment import (
    Events,
    asked_without_order,
    consign,
    consumed,
    given_back,
    to_give_back,
    to_use,
)
from domain.stock.consumption_reversal import take_back
from domain.stock.state import STOCK_ITEM, StockItem


def lays_down(item: StockItem, command: ReceiveConsignment, of: CatalogueItem) -> Events:
    """Goods come without an order."""
    return consign(item, command, asked_without_order(command), of)


def uses(item: StockItem, command: ConsumeConsignment, of: CatalogueItem) -> Events:
    """Goods that came without an order are used."""
    told: Events = ()
    for part in to_use(item, command, of):
        told = (*told, consumed(_after(item, told), command, part, None))
    return told


def _after(item: StockItem, told: Events) -> StockItem:
    for fact in told:
        item = STOCK_ITEM.evolve(item, fact)
    return item


def takes_back(item: StockItem, command: ReverseConsumption, of: CatalogueItem) -> Events:
    """A use is taken back."""
    return (take_back(item, command, of),)


def gives_back(item: StockItem, command: ReturnConsignment) -> Events:
    """The supplier takes goods back."""
    return tuple(given_back(command, part) for part in to_give_back(item, command))
