"""Taking back a use of consigned goods that was recorded in error, whole or in part.

The goods lie where they were taken from, as the supplier's, and what they were owed for is owed
no more. Recalled units come back into quarantine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CatalogueItem
from domain.days import days_of_deeds
from domain.money import rounded
from domain.stock.commands import ReverseConsumption
from domain.stock.consumption_errors import (
    StockItemConsumptionExceeded,
    StockItemUnknownConsumption,
)
from domain.stock.consumptions import Consumption
from domain.stock.decide import check_new_serials
from domain.stock.errors import StockItemDayOutOfRange
from domain.stock.events import StockItemConsumptionReversed
from domain.stock.parcels import Parcel
from domain.stock.picking import check_units
from domain.stock.state import ZERO, StockItem


def take_back(
    item: StockItem, command: ReverseConsumption, of: CatalogueItem
) -> StockItemConsumptionReversed:
    """What was not used after all, with what of its amount is owed no more."""
    use = item.consumptions.get(command.consumption)
    if use is None:
        raise StockItemUnknownConsumption(item.number, command.consumption, item.consumptions)
    _check_day(item, command, use)
    parcels = tuple(_again(each, of) for each in _unused(item, command, use))
    check_new_serials(item, tuple(serial for each in parcels for serial in each.serials))
    quantity = sum((each.quantity for each in parcels), ZERO)
    return StockItemConsumptionReversed(
        consumption=command.consumption,
        supplier_id=use.supplier_id,
        department=use.department,
        reversed_on=command.reversed_on,
        reversed_by=command.reversed_by,
        reason_code=command.reason_code,
        amount=_share(use, quantity),
        currency=use.currency,
        parcels=parcels,
        purchase_order=use.purchase_order,
        purchase_order_line=use.line,
        purchase_order_consumption=use.order_consumption,
    )


def _check_day(item: StockItem, command: ReverseConsumption, use: Consumption) -> None:
    """It was taken back after it was recorded as used, and not tomorrow."""
    last = days_of_deeds(command.now)[1]
    if not use.consumed_on <= command.reversed_on <= last:
        raise StockItemDayOutOfRange(item.number, command.reversed_on, use.consumed_on, last)


@dataclass(slots=True)
class _Search:
    """What is still sought among the parcels of a use."""

    left: Decimal
    serials: set[str]


def _unused(item: StockItem, command: ReverseConsumption, use: Consumption) -> Iterator[Parcel]:
    """The parcels as they were used; without a quantity, all that stands of the named lot."""
    named = [each for each in use.parcels if command.lot in (None, each.lot)]
    stands = sum((each.quantity for each in named), ZERO)
    if command.quantity is None and not command.serials and named:
        yield from named
        return
    quantity = Decimal(len(command.serials)) if command.quantity is None else command.quantity
    check_units(quantity, command.serials)
    sought = _Search(quantity, set(command.serials))
    found = [part for each in named if (part := _part(each, sought))]
    if sought.left > 0:
        raise StockItemConsumptionExceeded(item.number, command.consumption, quantity, stands)
    yield from found


def _part(parcel: Parcel, sought: _Search) -> Parcel | None:
    """What of the parcel is sought: units with a serial by it alone."""
    serials = tuple(each for each in parcel.serials if each in sought.serials)
    loose = parcel.quantity - len(parcel.serials)
    quantity = Decimal(len(serials)) if sought.serials else min(loose, sought.left)
    if quantity <= 0:
        return None
    sought.left -= quantity
    return parcel.model_copy(update={"quantity": quantity, "serials": serials})


def _again(parcel: Parcel, of: CatalogueItem) -> Parcel:
    is_recalled = recall_of(of, parcel.lot, parcel.serials) is not None
    return parcel.model_copy(update={"disposition": "quarantined" if is_recalled else "consigned"})


def _share(use: Consumption, quantity: Decimal) -> Decimal:
    """Of the amount that stands; the last of it takes what is left."""
    if quantity == use.quantity:
        return use.amount
    return rounded(Fraction(use.amount) * Fraction(quantity) / Fraction(use.quantity), use.currency)
