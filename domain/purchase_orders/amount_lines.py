"""Service lines that are ordered by amount: so much money's worth, not so many units of a price.

Such a line counts money: its unit is the monetary value (code M4 of UN/ECE Recommendation 20), one
of it costs one, and so each quantity of its ledger, confirmed or billed, is an amount of the
order's currency. Nothing that adds up quantities has to know.
"""

from decimal import Decimal
from typing import Final

from domain.money import exact
from domain.purchase_orders.amount_line_errors import (
    PurchaseOrderLineByAmount,
    PurchaseOrderLineNotByAmount,
)
from domain.purchase_orders.commands import ChangedLine, OrderedLine
from domain.purchase_orders.lines import OrderLine
from domain.quantity import Pack

MONETARY_VALUE: Final = "M4"
ONE: Final = Decimal(1)
BY_AMOUNT: Final = Pack(unit=MONETARY_VALUE, base_unit=MONETARY_VALUE)


def require_stated_so(line: OrderedLine, currency: str) -> None:
    """Raises where a line counts money and is no plain service, or the other way round."""
    by_amount = line.basis == "amount"
    if not by_amount and line.pack.unit != MONETARY_VALUE:
        return
    problem = None
    if not by_amount or line.pack != BY_AMOUNT:
        problem = f"its pack is {line.pack.unit}"
    elif line.delivery != "service" or line.accounting != "expense":
        problem = f"it is of delivery {line.delivery} and accounting {line.accounting}"
    elif line.unit_price != ONE:
        problem = f"its price is {line.unit_price}"
    elif line.item_id is not None or line.agreement is not None:
        problem = "it names an item or an agreement, which have a price for each unit"
    if problem is not None:
        raise PurchaseOrderLineNotByAmount(line.line, problem)
    exact(line.quantity, currency)


def require_changed_so(terms: OrderLine, asked: ChangedLine) -> None:
    """Raises where a change would give a line that is ordered by amount a price or a unit."""
    if terms.basis != "amount":
        return
    stated = (asked.item_id, asked.agreement)
    prices = (asked.unit_price not in (None, ONE), asked.pack not in (None, BY_AMOUNT))
    if any(each is not None for each in stated) or any(prices):
        raise PurchaseOrderLineByAmount(terms.line)


def require_amount(terms: OrderLine, quantity: Decimal, currency: str) -> None:
    """Raises `TooPrecise` where a line counts money and this is no amount of that currency."""
    if terms.basis == "amount":
        exact(quantity, currency)
