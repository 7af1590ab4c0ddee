"""Which bins goods are taken from: what expires first leaves first, single units by name.

Nothing here changes a state: the answer is the parcels that leave, or the refusal.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from domain.catalogue.parts import Recall
from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CatalogueItem
from domain.errors import Rejected
from domain.stock.commands import Wanted
from domain.stock.errors import (
    StockItemInsufficient,
    StockItemLotExpired,
    StockItemQuantityNotPositive,
    StockItemRecalled,
    StockItemSerialCount,
    StockItemUnknownSerial,
)
from domain.stock.parcels import DISPOSITIONS, Disposition, Parcel
from domain.stock.state import ZERO, Bin, StockItem


class Use(NamedTuple):
    """Goods are taken to be used: on which day, and what the catalogue says of the item."""

    on: date
    of: CatalogueItem


def pick(
    item: StockItem,
    wanted: Wanted,
    disposition: Disposition,
    *,
    use: Use | None = None,
    owner_id: str | None = None,
) -> tuple[Parcel, ...]:
    """The parcels that leave, first to expire first.

    To be used, no lot is taken that is past its date or recalled: named, it is refused.
    """
    check_units(wanted.quantity, wanted.serials)
    here = [
        each
        for each in item.bins.values()
        if each.disposition == disposition
        and each.owner_id == owner_id
        and wanted.lot in (None, each.lot)
        and wanted.storage_location in (None, each.storage_location)
    ]
    fit = here if use is None else [each for each in here if _usable(each, use, wanted.serials)]
    if use is not None and here and not fit:
        raise _unusable(item, min(here, key=_first_to_expire), use, wanted.serials)
    return take(item, sorted(fit, key=_first_to_expire), wanted.quantity, wanted.serials)


def require_usable(item: StockItem, quantity: Decimal, use: Use) -> None:
    """Raises unless so much that is available may be used, by serial or without."""
    here = [each for each in item.bins.values() if each.disposition == "available"]
    fit = sum((_fit_units(each, use) for each in here), ZERO)
    unfit = [each for each in here if _fit_units(each, use) < each.quantity]
    if not fit and unfit:
        first = min(unfit, key=_first_to_expire)
        raise _unusable(item, first, use, first.serials)
    if fit < quantity:
        rest = sum((each.quantity for each in here), ZERO) - fit
        others = [f"{rest.normalize():f} more are recalled or past their date"] if rest else []
        raise StockItemInsufficient(item.number, item.base_unit, quantity, fit, others)


def take(
    item: StockItem, bins: Sequence[Bin], quantity: Decimal, serials: tuple[str, ...] = ()
) -> tuple[Parcel, ...]:
    """The parcels that leave these bins, in their order. Units with a serial leave by it alone."""
    if serials:
        return _by_name(item, bins, serials)
    parcels: list[Parcel] = []
    left = quantity
    for each in bins:
        part = min(each.loose, left)
        if part > 0:
            parcels.append(parcel_of(each, part))
            left -= part
    if left > 0:
        raise _insufficient(item, bins, quantity)
    return tuple(parcels)


def parcel_of(place: Bin, quantity: Decimal, serials: tuple[str, ...] = ()) -> Parcel:
    """So much of what lies in the bin."""
    return Parcel(
        quantity=quantity,
        disposition=place.disposition,
        lot=place.lot,
        expires_on=place.expires_on,
        storage_location=place.storage_location,
        owner_id=place.owner_id,
        serials=serials,
    )


def check_units(quantity: Decimal, serials: tuple[str, ...]) -> None:
    """Refuses what counts nothing, or a unit twice."""
    if quantity <= 0:
        raise StockItemQuantityNotPositive(quantity)
    named = len(set(serials))
    if serials and not named == len(serials) == quantity:
        raise StockItemSerialCount(quantity, named)


def _by_name(item: StockItem, bins: Sequence[Bin], serials: tuple[str, ...]) -> tuple[Parcel, ...]:
    parcels: list[Parcel] = []
    sought = set(serials)
    for each in bins:
        found = tuple(serial for serial in each.serials if serial in sought)
        if found:
            parcels.append(parcel_of(each, Decimal(len(found)), found))
            sought -= set(found)
    missing = next((serial for serial in serials if serial in sought), None)
    if missing is not None:
        what = bins[0].disposition if bins else "named"
        raise StockItemUnknownSerial(item.number, what, missing)
    return tuple(parcels)


def _insufficient(item: StockItem, bins: Sequence[Bin], quantity: Decimal) -> StockItemInsufficient:
    here = sum((each.loose for each in bins), ZERO)
    named = sum((Decimal(len(each.serials)) for each in bins), ZERO)
    others = [f"{named} more leave by their serial"] if named else []
    taken = {id(each) for each in bins}
    rest = [each for each in item.bins.values() if id(each) not in taken]
    for disposition in DISPOSITIONS:
        total = sum((each.quantity for each in rest if each.disposition == disposition), ZERO)
        if total:
            others.append(f"{total.normalize():f} {disposition} in other lots, places or states")
    return StockItemInsufficient(item.number, item.base_unit, quantity, here, others)


def _usable(place: Bin, use: Use, serials: Sequence[str]) -> bool:
    return not _expired(place, use.on) and _recall(place, use, serials) is None


def _fit_units(place: Bin, use: Use) -> Decimal:
    """How much of the bin may be used; units with a serial are judged one by one."""
    if _expired(place, use.on):
        return ZERO
    loose = place.loose if recall_of(use.of, place.lot) is None else ZERO
    return loose + sum(recall_of(use.of, place.lot, (each,)) is None for each in place.serials)


def _expired(place: Bin, on: date) -> bool:
    return place.expires_on is not None and place.expires_on < on


def _recall(place: Bin, use: Use, serials: Sequence[str]) -> Recall | None:
    """The recall that units of the bin fall under: the named ones, or those without a serial."""
    named = [each for each in place.serials if each in serials]
    return recall_of(use.of, place.lot, named)


def _unusable(item: StockItem, place: Bin, use: Use, serials: Sequence[str]) -> Rejected:
    recall = _recall(place, use, serials)
    if recall is not None:
        return StockItemRecalled(item.number, place.lot, recall.recall)
    assert place.expires_on is not None, "what cannot be used is recalled or past its date"
    return StockItemLotExpired(item.number, place.lot, place.expires_on, use.on)


def _first_to_expire(place: Bin) -> tuple[date, str, str]:
    """What never expires comes last; ties go by lot and place, so that all pick alike."""
    return place.expires_on or date.max, place.lot or "", place.storage_location or ""
