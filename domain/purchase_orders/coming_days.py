"""Days on which goods are yet to come: what a supplier promises has not passed when he does."""

from datetime import date, datetime

from domain.days import NEXT_DAY, back
from domain.purchase_orders.answer_errors import PurchaseOrderDayPassed
from domain.purchase_orders.order import PurchaseOrder


def check_promised(order: PurchaseOrder, line: int, day: date | None, now: datetime) -> None:
    """Raises for a day that has passed. The supplier may count days in another zone."""
    first = back(now.date(), NEXT_DAY)
    if day is not None and day < first:
        raise PurchaseOrderDayPassed(order.number, line, day, first)


def check_announced(order: PurchaseOrder, day: date | None) -> None:
    """Raises for a day before the supplier knew of the order; notices may be told late."""
    if day is None or order.issued_on is None or order.order_type == "emergency":
        return
    first = back(order.issued_on, NEXT_DAY)
    if day < first:
        raise PurchaseOrderDayPassed(order.number, None, day, first)
