"""Facts of what stock is worth where no goods move."""

from datetime import date
from typing import ClassVar

from domain.event import DocumentRef, Event
from domain.ids import Id, LineNo
from domain.money import Amount
from domain.quantity import Quantity
from domain.stock.parcels import Cost


class StockItemRevalued(Event):
    """What lies here turned out to cost more, or less (below zero), than it came at.

    A bill, or what is given back of one, differed by `difference` from the worth of `of_quantity`
    units. As far as goods are here (`covered`), and stock does not fall below nothing, it goes on
    stock; `costs` hold that part.
    """

    TYPE: ClassVar[str] = "stock_item.revalued"
    source: DocumentRef
    source_line: LineNo
    purchase_order: DocumentRef
    purchase_order_line: LineNo
    supplier_id: Id
    revalued_on: date
    difference: Amount
    of_quantity: Quantity
    covered: Quantity
    costs: tuple[Cost, ...]
