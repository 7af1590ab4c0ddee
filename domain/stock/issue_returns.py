"""Goods that a department has not used come back: those that it was issued, and no others."""

from decimal import Decimal

from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CatalogueItem
from domain.stock.commands import PlacedParcel, ReturnIssuedStock
from domain.stock.days import check_left
from domain.stock.decide import found_at, placed
from domain.stock.errors import StockItemNotIssued
from domain.stock.events import StockItemEvent, StockItemIssueReturned
from domain.stock.issued import Issued
from domain.stock.parcels import Parcel
from domain.stock.state import StockItem


def return_issued(
    item: StockItem, command: ReturnIssuedStock, of: CatalogueItem
) -> tuple[StockItemEvent, ...]:
    """They are available again, at the average that they would leave with.

    Recalled ones are quarantined: they come back to be gathered, not to be used.
    """
    check_left(item, command.returned_on, command)
    stated = command.parcel
    is_recalled = recall_of(of, stated.lot, stated.serials) is not None
    whole = placed(item, stated, "quarantined" if is_recalled else "available")
    return (
        StockItemIssueReturned(
            department=command.department,
            returned_on=command.returned_on,
            returned_by=command.returned_by,
            parcels=_out_of(item, command, whole),
            costs=found_at(item, stated.quantity),
            requisition=command.requisition,
        ),
    )


def _out_of(item: StockItem, command: ReturnIssuedStock, whole: Parcel) -> tuple[Parcel, ...]:
    """The goods as they were issued, first to expire first; their date needs no saying again."""
    held = [each for each in item.issued.values() if _may_be(each, command)]
    parcels: list[Parcel] = []
    left = whole.quantity
    for each in sorted(held, key=lambda each: (each.expires_on is None, each.expires_on)):
        serials = tuple(serial for serial in whole.serials if serial in each.serials)
        part = Decimal(len(serials)) if whole.serials else min(each.loose, left)
        if part > 0:
            kept = {"quantity": part, "expires_on": each.expires_on, "serials": serials}
            parcels.append(whole.model_copy(update=kept))
            left -= part
    if left > 0:
        raise _not_issued(item, command.department, command.parcel, whole.quantity - left)
    return tuple(parcels)


def _may_be(held: Issued, command: ReturnIssuedStock) -> bool:
    stated = command.parcel
    return (
        held.department == command.department
        and held.lot == stated.lot
        and stated.expires_on in (None, held.expires_on)
    )


def _not_issued(
    item: StockItem, department: str, stated: PlacedParcel, out: Decimal
) -> StockItemNotIssued:
    others = [
        f"{each.quantity.normalize():f} of lot {each.lot or 'without number'}"
        f"{f' expiring on {each.expires_on}' if each.expires_on else ''}"
        f"{f' ({len(each.serials)} by their serial)' if each.serials else ''}"
        for each in item.issued.values()
        if each.department == department
    ]
    return StockItemNotIssued(item.number, department, stated.lot, stated.quantity, out, others)
