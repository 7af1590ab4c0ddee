"""What the catalogue asks to be known of goods: lot, expiry date, one serial for each unit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from domain.catalogue.state import CatalogueItem
from domain.days import NEXT_DAY, back, days_of_deeds
from domain.purchase_orders.order import PurchaseOrder
from domain.receipts.errors import (
    ReceiptBeforeOrder,
    ReceiptControlMissing,
    ReceiptDayOutOfRange,
    ReceiptExpired,
    ReceiptSerialCount,
)
from domain.receipts.events import ReceiptLine

Items = Mapping[str, CatalogueItem]  # Every item that the lines name, by id.


def check_day(number: str, day: date, now: datetime) -> None:
    """Raises `ReceiptDayOutOfRange` for goods that have not come yet, or came ages ago."""
    first, last = days_of_deeds(now)
    if not first <= day <= last:
        raise ReceiptDayOutOfRange(number, day, first, last)


def check_order_day(number: str, day: date, order: PurchaseOrder) -> None:
    """Raises `ReceiptBeforeOrder` for what would have come before the supplier knew of the order.

    An emergency order confirms what was agreed by word, and may have come by then. Issuer and
    receiver may count days in different zones.
    """
    if order.issued_on is None or order.order_type == "emergency":
        return
    if day < back(order.issued_on, NEXT_DAY):
        raise ReceiptBeforeOrder(number, day, order.number, order.issued_on)


def check_controls(lines: Sequence[ReceiptLine], items: Items, received_on: date) -> None:
    """Refuses a line that lacks what its item asks for, is past its date, or counts a unit twice.

    What is stated without being asked for must be right all the same.
    """
    counted: set[tuple[str | None, str]] = set()
    for line in lines:
        controls = items[line.item_id].controls if line.item_id is not None else ()
        if "lot" in controls and line.lot is None:
            raise ReceiptControlMissing(line.purchase_order_line, "lot")
        if "expiry" in controls and line.expires_on is None:
            raise ReceiptControlMissing(line.purchase_order_line, "expiry")
        if line.expires_on is not None and line.expires_on < received_on:
            raise ReceiptExpired(line.purchase_order_line, line.expires_on, received_on)
        if "serial" in controls and not line.serials:
            raise ReceiptControlMissing(line.purchase_order_line, "serial")
        new = {(line.item_id, serial) for serial in line.serials} - counted
        if line.serials and not len(new) == len(line.serials) == line.base_quantity:
            raise ReceiptSerialCount(line.line, line.base_quantity, len(new))
        counted |= new
