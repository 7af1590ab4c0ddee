"""What was used of consigned goods and may still be taken back, by the number of its fact.

A use is taken back when it was recorded in error. How much of each stands is kept here; deciding
on it is in `consumption_reversal`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from domain.event import DocumentRef
from domain.frozen import replace
from domain.stock.events import StockItemConsumed, StockItemConsumptionReversed
from domain.stock.parcels import Parcel

REVERSIBLE_MAX: Final = 500  # The latest ones of a stock item; older ones are billed and paid.


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    """What of one use stands: these parcels, owed for by this amount."""

    supplier_id: str
    department: str
    consumed_on: date
    parcels: tuple[Parcel, ...]
    amount: Decimal
    currency: str
    purchase_order: DocumentRef | None = None
    line: int | None = None
    order_consumption: int | None = None

    @property
    def quantity(self) -> Decimal:
        """How much of it stands."""
        return sum((each.quantity for each in self.parcels), Decimal(0))


Consumptions = Mapping[int, Consumption]


def with_use(known: Consumptions, event: StockItemConsumed) -> Consumptions:
    """One more, as long as it has a number: those from before numbers were told cannot be named."""
    if event.consumption is None:
        return known
    kept = list(known.items())[-(REVERSIBLE_MAX - 1) :]
    use = Consumption(
        supplier_id=event.supplier_id,
        department=event.department,
        consumed_on=event.consumed_on,
        parcels=event.parcels,
        amount=event.amount,
        currency=event.currency,
        purchase_order=event.purchase_order,
        line=event.purchase_order_line,
        order_consumption=event.purchase_order_consumption,
    )
    return {**dict(kept), event.consumption: use}


def without_use(known: Consumptions, event: StockItemConsumptionReversed) -> Consumptions:
    """So much less of it stands; nothing is left of one that is taken back whole."""
    use, left = known[event.consumption], list[Parcel]()
    gone = {_where(each): each for each in event.parcels}
    for parcel in use.parcels:
        taken = gone.get(_where(parcel))
        rest = parcel if taken is None else _less(parcel, taken)
        if rest.quantity > 0:
            left.append(rest)
    if not left:
        return {number: each for number, each in known.items() if number != event.consumption}
    rest_of_use = replace(use, parcels=tuple(left), amount=use.amount - event.amount)
    return {**known, event.consumption: rest_of_use}


def _less(parcel: Parcel, taken: Parcel) -> Parcel:
    serials = tuple(each for each in parcel.serials if each not in taken.serials)
    quantity = parcel.quantity - taken.quantity
    return parcel.model_copy(update={"quantity": quantity, "serials": serials})


def _where(parcel: Parcel) -> tuple[str | None, date | None, str | None]:
    """A use takes one parcel of each lot and place, whatever may be done with it afterwards."""
    return parcel.lot, parcel.expires_on, parcel.storage_location
