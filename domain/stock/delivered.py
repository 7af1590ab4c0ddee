"""What left for other legal entities on their orders: no more can come back, and at no other cost.

By receipt line of the buyer, with the bins that the goods were taken from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.stock.events import StockItemDelivered, StockItemDeliveryReturned
from domain.stock.parcels import Parcel

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """So much of one delivery is still with the buyer, and what that cost by currency."""

    parcels: tuple[Parcel, ...]
    costs: Mapping[str, Decimal]

    @property
    def quantity(self) -> Decimal:
        """How much of it."""
        return sum((each.quantity for each in self.parcels), ZERO)


def delivery_key(receipt_id: str, receipt_line: int) -> str:
    """Under which a delivery to another legal entity is known: the line of its receipt there."""
    return f"{receipt_id}/{receipt_line}"


def sent(delivered: Mapping[str, Delivered], event: StockItemDelivered) -> dict[str, Delivered]:
    """The buyer has so much more; a delivery may be told in parts."""
    key = delivery_key(event.receipt.id, event.receipt_line)
    former = delivered.get(key, Delivered(parcels=(), costs={}))
    amounts = dict(former.costs)
    for each in event.costs:
        amounts[each.currency] = amounts.get(each.currency, ZERO) + each.amount
    whole = Delivered(parcels=(*former.parcels, *event.parcels), costs=amounts)
    return {**delivered, key: whole}


def came_back(
    delivered: Mapping[str, Delivered], event: StockItemDeliveryReturned
) -> dict[str, Delivered]:
    """The buyer has so much less."""
    held, key = dict(delivered), delivery_key(event.receipt.id, event.receipt_line)
    former = held.pop(key)
    left = list(former.parcels)
    for parcel in event.parcels:
        left = _without(left, parcel)
    amounts = dict(former.costs)
    for each in event.costs:
        amounts[each.currency] -= each.amount
    if left:
        held[key] = Delivered(parcels=tuple(left), costs=amounts)
    return held


def to_give_back(
    held: Delivered, quantity: Decimal, serials: tuple[str, ...]
) -> tuple[Parcel, ...]:
    """The parcels of a delivery that so much of it came out of, the last first."""
    parcels: list[Parcel] = []
    rest = quantity
    for each in reversed(held.parcels):
        named = tuple(serial for serial in each.serials if serial in serials)
        part = Decimal(len(named)) if serials else min(each.quantity, rest)
        if part > 0:
            parcels.append(each.model_copy(update={"quantity": part, "serials": named}))
            rest -= part
    assert rest == 0, "a receipt gives back no more than it brought"
    return tuple(parcels)


def _without(parcels: list[Parcel], gone: Parcel) -> list[Parcel]:
    """The parcels less what came back of them, whatever disposition it came back in."""
    left: list[Parcel] = []
    rest = gone.quantity
    for each in reversed(parcels):
        part = min(each.quantity, rest) if _same_bin(each, gone) else ZERO
        rest -= part
        if each.quantity > part:
            serials = tuple(serial for serial in each.serials if serial not in gone.serials)
            less = {"quantity": each.quantity - part, "serials": serials}
            left.insert(0, each.model_copy(update=less) if part else each)
    return left


def _same_bin(held: Parcel, gone: Parcel) -> bool:
    places = ((each.lot, each.expires_on, each.storage_location) for each in (held, gone))
    first, second = places
    is_named = not gone.serials or not frozenset(gone.serials).isdisjoint(held.serials)
    return first == second and is_named
