"""What goods of a receipt line count on stock where their item has a standard cost.

The value is a running total: what stands is always worth its quantity at standard, in whatever
parts it came and went. The rest of the line's amount is price variance.
"""

from datetime import date
from decimal import Decimal

from domain.catalogue.standard_costs import standard_cost
from domain.catalogue.state import CatalogueItem
from domain.money import extended
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.events import ReceiptLine, StandardValue


def with_standard(
    line: ReceiptLine, item: CatalogueItem | None, order: PurchaseOrder, day: date
) -> ReceiptLine:
    """The line as it is posted: at the standard of its day, in books of the order's currency."""
    if item is None or line.accounting != "stock" or line.match == "two_way":
        return line
    cost = standard_cost(item, order.legal_entity, day)
    if cost is None or cost.currency != order.currency:
        return line
    value = extended(line.base_quantity, cost.unit_cost, order.currency)
    standard = StandardValue(unit_cost=cost.unit_cost, amount=value, variance=line.amount - value)
    return line.model_copy(update={"standard": standard})


def standard_part(
    posted: ReceiptLine, left: Decimal, part: Decimal, amount: Decimal, currency: str
) -> StandardValue | None:
    """The standard of a `part` that joins the base units `left` of the line, or leaves: negative.

    `amount` is what the part is worth as it was bought. None: the line stands at its own price.
    """
    if posted.standard is None:
        return None
    cost = posted.standard.unit_cost
    value = extended(left + part, cost, currency) - extended(left, cost, currency)
    return StandardValue(unit_cost=cost, amount=value, variance=amount - value)


def leaving(
    posted: ReceiptLine, left: Decimal, gone: Decimal, amount: Decimal, currency: str
) -> StandardValue | None:
    """The standard, told positive, of base units that go back to the supplier."""
    part = standard_part(posted, left, -gone, -amount, currency)
    return None if part is None else negated(part)


def negated(value: StandardValue) -> StandardValue:
    """The same, going the other way."""
    return value.model_copy(update={"amount": -value.amount, "variance": -value.variance})
