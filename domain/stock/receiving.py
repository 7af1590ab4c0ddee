"""What a receipt does to stock: goods come in, and leave again at that receipt's own cost.

The receipt's entry books the amount (`domain/accounting.py`); here quantities and the average
follow it, in the same save.
"""

from datetime import date
from decimal import Decimal

from domain.event import DocumentRef
from domain.receipts.events import ReceiptLine
from domain.stock.events import (
    StockItemEvent,
    StockItemReceived,
    StockItemTakenBack,
    TakenBackCause,
)
from domain.stock.parcels import Cost, Disposition, Parcel
from domain.stock.picking import take
from domain.stock.state import ZERO, Bin, StockItem

# Where goods that go back are looked for first.
_ON_THE_WAY_OUT: tuple[Disposition, ...] = ("rejected", "quarantined", "available")


def receive(
    line: ReceiptLine, receipt: DocumentRef, supplier_id: str, currency: str, day: date
) -> StockItemEvent:
    """The goods of one receipt line."""
    parcel = Parcel(
        quantity=line.base_quantity,
        disposition="available",
        lot=line.lot,
        expires_on=line.expires_on,
        storage_location=line.storage_location,
        serials=line.serials,
    )
    return StockItemReceived(
        receipt=receipt,
        receipt_line=line.line,
        received_on=day,
        supplier_id=supplier_id,
        parcels=(parcel,),
        cost=_cost(line, currency),
    )


def take_back(
    item: StockItem,
    line: ReceiptLine,
    receipt: DocumentRef,
    cause: TakenBackCause,
    *,
    supplier_id: str,
    currency: str,
    day: date,
) -> StockItemEvent:
    """Goods of the receipt's lot leave, wherever they lie by now; refused if they are not here."""
    bins = [
        each
        for each in item.bins.values()
        if each.owner_id is None and each.lot == line.lot and each.disposition in _ON_THE_WAY_OUT
    ]
    bins.sort(key=lambda each: _far_from(each, line))
    cost = _cost(line, currency)
    return StockItemTakenBack(
        receipt=receipt,
        receipt_line=line.line,
        cause=cause,
        taken_on=day,
        supplier_id=supplier_id,
        parcels=take(item, bins, line.base_quantity, line.serials),
        cost=cost,
        written_off=_written_off(item, line.base_quantity, cost),
    )


def _cost(line: ReceiptLine, currency: str) -> Cost:
    """A two-way line brings no value: its invoice is an expense."""
    return Cost(amount=ZERO if line.match == "two_way" else line.amount, currency=currency)


def _far_from(place: Bin, line: ReceiptLine) -> tuple[int, bool, bool, str]:
    """How unlikely it is that the line's goods lie here: an order that everybody finds alike."""
    return (
        _ON_THE_WAY_OUT.index(place.disposition),
        place.storage_location != line.storage_location,
        place.expires_on != line.expires_on,
        place.storage_location or "",
    )


def _written_off(item: StockItem, quantity: Decimal, cost: Cost) -> tuple[Cost, ...]:
    """What must leave beside the cost so that no goods have no value, and none a negative one."""
    amounts = dict(item.worth.amounts)
    amounts[cost.currency] = amounts.get(cost.currency, ZERO) - cost.amount
    is_empty = item.owned == quantity
    return tuple(
        Cost(amount=left, currency=currency)
        for currency, left in sorted(amounts.items())
        if left and (is_empty or left < 0)
    )
