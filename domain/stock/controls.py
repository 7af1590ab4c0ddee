"""What the catalogue asks to be known of goods that come to stock by no receipt.

Recalls find goods by lot and serial, and nobody uses what is past its date: goods of a supplier,
and goods that a count finds, are known as those of receipts are (`receipts/controls.py`).
"""

from collections.abc import Sequence
from datetime import date

from domain.catalogue.state import CatalogueItem
from domain.numbers.spelling import normalised
from domain.stock.commands import PlacedParcel
from domain.stock.control_errors import StockItemControlMissing, StockItemExpiredOnArrival
from domain.stock.events import StockItemCounted, StockItemEvent
from domain.stock.parcels import CountedParcel
from domain.stock.state import StockItem


def require_controls(
    item: StockItem, parcels: Sequence[PlacedParcel], of: CatalogueItem, day: date
) -> None:
    """Raises where a parcel lacks what its item asks for, or is past its date."""
    for each in parcels:
        for control, value in (("lot", each.lot), ("expiry", each.expires_on)):
            if control in of.controls and value is None:
                raise StockItemControlMissing(item.number, control)
        if "serial" in of.controls and not each.serials:
            raise StockItemControlMissing(item.number, "serial")
        if each.expires_on is not None and each.expires_on < day:
            raise StockItemExpiredOnArrival(item.number, each.expires_on, day)


def require_known(item: StockItem, counted: Sequence[StockItemEvent], of: CatalogueItem) -> None:
    """Raises where a count finds more of what nobody could tell from other goods."""
    for fact in counted:
        for each in fact.parcels if isinstance(fact, StockItemCounted) else ():
            if each.counted.quantity > each.expected:
                _require_known(item, each, of)


def lot_dates(item: StockItem) -> dict[str, frozenset[date]]:
    """When the lots expire of which goods are here, by lot; the supplier's goods, too."""
    dates = dict[str, frozenset[date]]()
    for each in item.bins.values():
        if each.lot is not None and each.expires_on is not None:
            lot = normalised(each.lot)
            dates[lot] = dates.get(lot, frozenset()) | {each.expires_on}
    return dates


def _require_known(item: StockItem, each: CountedParcel, of: CatalogueItem) -> None:
    found = each.counted
    for control, value in (("lot", found.lot), ("expiry", found.expires_on)):
        if control in of.controls and value is None:
            raise StockItemControlMissing(item.number, control)
    if "serial" in of.controls and not found.serials:
        raise StockItemControlMissing(item.number, "serial")
