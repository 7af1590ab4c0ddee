"""What is gone of each lot and date without having left: destroyed, or missed by a count.

A label that was wrong cannot be mended on it any more, and need not be.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from domain.stock.parcels import CountedParcel, Parcel

ZERO: Final = Decimal(0)
KEY_SEPARATOR: Final = "\x1f"  # No lot may hold it.


def missed_key(lot: str | None, expires_on: date | None) -> str:
    """Under which goods of one label are counted."""
    return KEY_SEPARATOR.join((lot or "", str(expires_on or "")))


def destroyed(missed: Mapping[str, Decimal], parcels: Iterable[Parcel]) -> dict[str, Decimal]:
    """So much more is gone."""
    gone = dict(missed)
    for each in parcels:
        gone = _moved(gone, missed_key(each.lot, each.expires_on), each.quantity)
    return gone


def looked_for(
    missed: Mapping[str, Decimal], parcels: Iterable[CountedParcel]
) -> dict[str, Decimal]:
    """A count misses goods of ours, or finds what was missed before."""
    gone = dict(missed)
    for each in parcels:
        found = each.counted
        by = each.expected - found.quantity
        gone = _moved(gone, missed_key(found.lot, found.expires_on), by)
    return gone


def relabelled(
    missed: Mapping[str, Decimal], was: str, becomes: str, quantity: Decimal
) -> dict[str, Decimal]:
    """So much of what is gone was of the other label."""
    return _moved(_moved(dict(missed), was, -quantity), becomes, quantity)


def _moved(gone: dict[str, Decimal], key: str, by: Decimal) -> dict[str, Decimal]:
    left = max(gone.pop(key, ZERO) + by, ZERO)
    return {**gone, key: left} if left else gone
