"""What a difference of prices puts on stock: as far as what lies here covers the goods it is of.

Stock at moving average bears what its goods turned out to cost. Goods that have left took their
value with them, so their part of the difference is price variance. Any goods of the item cover it,
whichever receipt brought them: at an average nobody can tell them apart.
"""

from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.event import DocumentRef
from domain.invoices.lines import OnStock
from domain.money import EXACT, plain, rounded
from domain.quantity import QUANTITY_PLACES_MAX
from domain.stock.parcels import Cost
from domain.stock.state import ZERO, StockItem
from domain.stock.value_events import StockItemRevalued

_PLACES: Final = ZERO.scaleb(-QUANTITY_PLACES_MAX)


class Difference(NamedTuple):
    """An amount, and the base units that it is of; above zero: they cost more than they came at.

    `at_most` are those of them that stock may answer for; none: as many as lie here.
    """

    quantity: Fraction
    amount: Decimal
    currency: str
    at_most: Fraction | None = None


class Cause(NamedTuple):
    """The line of a document that tells the difference, and the order line that it is of."""

    source: DocumentRef
    line: int
    purchase_order: DocumentRef
    purchase_order_line: int
    supplier_id: str
    day: date


def revalue(item: StockItem, difference: Difference, cause: Cause) -> StockItemRevalued | None:
    """The stock's part of it; none: all of it is price variance.

    Stock never falls below nothing: what would take it there is variance, too.
    """
    if difference.quantity <= 0:
        return None
    here = min(difference.quantity, Fraction(item.owned))
    covered = max(here if difference.at_most is None else min(here, difference.at_most), Fraction())
    part = covered / difference.quantity * Fraction(difference.amount)
    worth = item.worth.amounts.get(difference.currency, ZERO)
    least = min(-worth, ZERO)
    amount = max(rounded(part, difference.currency), least)
    if not amount:
        return None
    if part < least:  # It answers for what it bears alone, should that be taken back.
        covered = difference.quantity * Fraction(amount) / Fraction(difference.amount)
    return StockItemRevalued(
        source=cause.source,
        source_line=cause.line,
        purchase_order=cause.purchase_order,
        purchase_order_line=cause.purchase_order_line,
        supplier_id=cause.supplier_id,
        revalued_on=cause.day,
        difference=difference.amount,
        of_quantity=_told(difference.quantity),
        covered=_told(covered),
        costs=(Cost(amount=amount, currency=difference.currency),),
    )


def on_stock(item: StockItem, event: StockItemRevalued) -> OnStock:
    """The same as the bill remembers it, for whatever takes it back."""
    (cost,) = event.costs
    return OnStock(
        stock_item_id=item.id,
        of_quantity=event.of_quantity,
        covered=event.covered,
        amount=cost.amount,
    )


def answerable(borne: OnStock | None, quantity: Fraction) -> Fraction:
    """Of so many units that a bill is taken back for, those whose difference stock took up."""
    if borne is None:
        return Fraction()
    return quantity * Fraction(borne.covered) / Fraction(borne.of_quantity)


def _told(quantity: Fraction) -> Decimal:
    """At the places of quantities, downwards: an exact one stays as it is."""
    exact = EXACT.divide(Decimal(quantity.numerator), Decimal(quantity.denominator))
    return plain(exact.quantize(_PLACES, rounding=ROUND_DOWN, context=EXACT).normalize(EXACT))
