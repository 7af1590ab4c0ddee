"""Days on which goods come: what is promised or announced lies behind the day of the order.

Not behind today: answers, back-orders and notices are told late, too.
"""

from datetime import date

from domain.days import NEXT_DAY, back
from domain.purchase_orders.answer_errors import PurchaseOrderDayPassed
from domain.purchase_orders.order import PurchaseOrder


def check_coming(order: PurchaseOrder, day: date | None, line: int | None = None) -> None:
    """Raises for a day before the supplier knew of the order.

    An emergency order confirms what was agreed by word. Supplier and issuer may count days in
    different zones.
    """
    if day is None or order.issued_on is None or order.order_type == "emergency":
        return
    first = back(order.issued_on, NEXT_DAY)
    if day < first:
        raise PurchaseOrderDayPassed(order.number, line, day, first)
