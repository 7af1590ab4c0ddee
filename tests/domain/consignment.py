"""What is asked of goods that lie here as the supplier's, where no order is about."""

from domain.catalogue.state import CatalogueItem
from domain.stock.commands import ConsumeConsignment, ReceiveConsignment, ReturnConsignment
from domain.stock.consignment import (
    Events,
    asked_without_order,
    consign,
    consumed,
    given_back,
    to_give_back,
    to_use,
)
from domain.stock.state import StockItem


def lays_down(item: StockItem, command: ReceiveConsignment) -> Events:
    """Goods come without an order."""
    return consign(item, command, asked_without_order(command))


def uses(item: StockItem, command: ConsumeConsignment, of: CatalogueItem) -> Events:
    """Goods that came without an order are used."""
    return tuple(consumed(item, command, part, None) for part in to_use(item, command, of))


def gives_back(item: StockItem, command: ReturnConsignment) -> Events:
    """The supplier takes goods back."""
    return tuple(given_back(command, part) for part in to_give_back(item, command))
