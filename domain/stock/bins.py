"""What lies in one bin of a stock item, and what so many units are worth.

A bin is a place of one lot in one disposition; value is at moving average, by currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.money import rounded
from domain.stock.parcels import Cost, Disposition, Parcel

ZERO: Final = Decimal(0)
KEY_SEPARATOR: Final = "\x1f"  # No lot and no place may hold it.


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """What lies at one place of one lot in one disposition, and the serials known of it."""

    disposition: Disposition
    lot: str | None
    expires_on: date | None
    storage_location: str | None
    owner_id: str | None
    quantity: Decimal = ZERO
    serials: tuple[str, ...] = ()

    @property
    def loose(self) -> Decimal:
        """Units without a serial: the others leave by name only."""
        return self.quantity - len(self.serials)


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """What so many units of ours are worth, by currency."""

    quantity: Decimal = ZERO
    amounts: Mapping[str, Decimal] = field(default_factory=dict)


def bin_key(parcel: Parcel | Bin) -> str:
    """Which bin the parcel belongs to."""
    return KEY_SEPARATOR.join(
        str(part or "")
        for part in (
            parcel.disposition,
            parcel.lot,
            parcel.expires_on,
            parcel.storage_location,
            parcel.owner_id,
        )
    )


def empty_bin(parcel: Parcel) -> Bin:
    """The bin of such a parcel, before anything lies there."""
    return Bin(
        disposition=parcel.disposition,
        lot=parcel.lot,
        expires_on=parcel.expires_on,
        storage_location=parcel.storage_location,
        owner_id=parcel.owner_id,
    )


def share(average: Average, quantity: Decimal) -> tuple[Cost, ...]:
    """What so many units are worth at this average, rounded once for each currency."""
    if average.quantity <= 0:
        return ()
    part = Fraction(quantity) / Fraction(average.quantity)
    costs = (
        Cost(amount=rounded(part * Fraction(amount), currency), currency=currency)
        for currency, amount in sorted(average.amounts.items())
    )
    return tuple(each for each in costs if each.amount)
