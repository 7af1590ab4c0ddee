"""Goods of a receipt bear another label than it said: those here, and those departments took.

Bins tell lots apart and not receipts. So the goods are known where nothing else bears their former
label; where something does, whoever corrects the receipt says what departments have of it, and the
rest is taken to lie in the store. What went elsewhere is not followed: then nothing is relabelled.
What is unsafe under its true label is quarantined.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CatalogueItem
from domain.event import DocumentRef
from domain.frozen import replace
from domain.numbers.spelling import normalised
from domain.receipts.label_commands import HeldByDepartment
from domain.receipts.label_events import Label, ReceiptLabelsCorrected, RelabelledLine
from domain.stock.controls import lot_dates
from domain.stock.errors import StockItemSerialHere
from domain.stock.issued import Issued
from domain.stock.label_errors import StockItemLabelLeft, StockItemLabelUnclear
from domain.stock.label_events import RelabelledIssue, StockItemRelabelled
from domain.stock.missed import missed_key
from domain.stock.parcels import USABLE, Parcel
from domain.stock.picking import parcel_of
from domain.stock.state import ZERO, Bin, StockItem, bin_key

Departments = tuple[HeldByDepartment, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Goods of the former label in one bin, or with one department."""

    quantity: Decimal
    serials: tuple[str, ...]
    parcel: Parcel
    department: str | None = None

    @property
    def loose(self) -> Decimal:
        return self.quantity - len(self.serials)


def relabel(
    item: StockItem,
    fact: ReceiptLabelsCorrected,
    line: RelabelledLine,
    receipt: DocumentRef,
    departments: Departments,
    *,
    of: CatalogueItem,
    today: date,
) -> StockItemRelabelled:
    """What the correction of one receipt line changes here."""
    shelved, taken = _places(item, line)
    wanted = line.base_quantity
    if line.was.serials:
        parts = _by_name((*shelved, *taken), line.was.serials)
    else:
        parts = _by_quantity(item, wanted, shelved, taken, departments)
    missed = wanted - sum((each.quantity for each in parts), ZERO)
    gone = item.missed.get(missed_key(line.was.lot, line.was.expires_on), ZERO)
    if missed > gone:
        raise StockItemLabelLeft(item.number, item.base_unit, wanted, _told((*shelved, *taken)))
    _check_new_units(item, line)
    here = tuple(each.parcel for each in parts if each.department is None)
    return StockItemRelabelled(
        receipt=receipt,
        receipt_line=line.line,
        relabelled_by=fact.corrected_by,
        relabelled_on=fact.corrected_on,
        reason_code=fact.reason_code,
        was=line.was,
        becomes=line.becomes,
        taken=here,
        placed=_placed(item, here, line, of, max(fact.corrected_on, today)),
        issued=tuple(
            RelabelledIssue(
                department=each.department,
                taken=each.parcel,
                placed=_named(each.parcel, line.was, line.becomes),
            )
            for each in parts
            if each.department is not None
        ),
        missed=missed or None,
    )


def _places(item: StockItem, line: RelabelledLine) -> tuple[list[_Place], list[_Place]]:
    """Where goods of the former label are: in the store, the line's own place first, and out."""
    label = (line.was.lot, line.was.expires_on)
    bins = [
        each
        for each in item.bins.values()
        if each.owner_id is None and (each.lot, each.expires_on) == label
    ]
    bins.sort(key=lambda each: (each.storage_location != line.storage_location, _told_place(each)))
    out = [each for each in item.issued.values() if (each.lot, each.expires_on) == label]
    shelved = [
        _Place(quantity=each.quantity, serials=each.serials, parcel=parcel_of(each, each.quantity))
        for each in bins
    ]
    return shelved, [_with_department(each) for each in sorted(out, key=lambda x: x.department)]


def _told_place(place: Bin) -> tuple[str, str]:
    return place.disposition, place.storage_location or ""


def _with_department(held: Issued) -> _Place:
    parcel = Parcel(
        quantity=held.quantity, disposition="available", lot=held.lot, expires_on=held.expires_on
    )
    return _Place(
        quantity=held.quantity, serials=held.serials, parcel=parcel, department=held.department
    )


def _by_name(places: Sequence[_Place], serials: tuple[str, ...]) -> list[_Place]:
    parts: list[_Place] = []
    for each in places:
        named = tuple(serial for serial in each.serials if serial in serials)
        if named:
            parts.append(_part(each, Decimal(len(named)), named))
    return parts


def _by_quantity(
    item: StockItem,
    wanted: Decimal,
    shelved: Sequence[_Place],
    taken: Sequence[_Place],
    departments: Departments,
) -> list[_Place]:
    if departments is not None:
        return _as_stated(item, wanted, shelved, taken, departments)
    places = (*shelved, *taken)
    if taken and sum((each.loose for each in places), ZERO) > wanted:
        raise StockItemLabelUnclear(item.number, item.base_unit, wanted, _told(places))
    return _first(places, wanted)


def _as_stated(
    item: StockItem,
    wanted: Decimal,
    shelved: Sequence[_Place],
    taken: Sequence[_Place],
    departments: tuple[HeldByDepartment, ...],
) -> list[_Place]:
    parts: list[_Place] = []
    rest = wanted
    for stated in departments:
        held = [each for each in taken if each.department == stated.department]
        found = _first(held, stated.quantity)
        out = sum((each.quantity for each in found), ZERO)
        if out != stated.quantity or out <= 0 or out > rest:
            raise StockItemLabelLeft(item.number, item.base_unit, wanted, _told(taken))
        parts += found
        rest -= out
        taken = [each for each in taken if each.department != stated.department]
    return [*_first(shelved, rest), *parts]


def _first(places: Sequence[_Place], wanted: Decimal) -> list[_Place]:
    """Loose units, place by place, as far as they go."""
    parts: list[_Place] = []
    for each in places:
        part = min(each.loose, wanted)
        if part > 0:
            parts.append(_part(each, part, ()))
            wanted -= part
    return parts


def _part(place: _Place, quantity: Decimal, serials: tuple[str, ...]) -> _Place:
    parcel = place.parcel.model_copy(update={"quantity": quantity, "serials": serials})
    return _Place(quantity=quantity, serials=serials, parcel=parcel, department=place.department)


def _placed(
    item: StockItem, here: tuple[Parcel, ...], line: RelabelledLine, of: CatalogueItem, day: date
) -> tuple[Parcel, ...]:
    """The goods under their true label; unsafe ones that could be used wait for a judgement."""
    others = lot_dates(_without(item, here))
    placed: list[Parcel] = []
    for each in here:
        parcel = _named(each, line.was, line.becomes)
        if parcel.disposition in USABLE and _is_unsafe(others, parcel, of, day):
            parcel = parcel.model_copy(update={"disposition": "quarantined"})
        placed.append(parcel)
    return tuple(placed)


def _without(item: StockItem, here: tuple[Parcel, ...]) -> StockItem:
    """The store as if these goods were not in it."""
    left = dict(item.bins)
    for each in here:
        key = bin_key(each)
        if left[key].quantity == each.quantity:
            del left[key]
    return replace(item, bins=left)


def _named(parcel: Parcel, was: Label, becomes: Label) -> Parcel:
    names = dict(zip(was.serials, becomes.serials, strict=True))
    serials = tuple(names.get(each, each) for each in parcel.serials)
    label = {"lot": becomes.lot, "expires_on": becomes.expires_on, "serials": serials}
    return parcel.model_copy(update=label)


def _is_unsafe(
    others: Mapping[str, frozenset[date]], parcel: Parcel, of: CatalogueItem, day: date
) -> bool:
    """Recalled, past its date, or of another date than its lot has here."""
    if recall_of(of, parcel.lot, parcel.serials) is not None:
        return True
    if parcel.expires_on is None:
        return False
    known = others.get(normalised(parcel.lot)) if parcel.lot is not None else None
    return parcel.expires_on < day or (known is not None and parcel.expires_on not in known)


def _check_new_units(item: StockItem, line: RelabelledLine) -> None:
    """A unit that is here already is not one that was entered under another serial."""
    here = {serial for each in item.bins.values() for serial in each.serials}
    for serial in line.becomes.serials:
        if serial in here and serial not in line.was.serials:
            raise StockItemSerialHere(item.number, serial)


def _told(places: Sequence[_Place]) -> list[str]:
    return [
        f"{each.quantity.normalize():f} "
        + (f"with {each.department}" if each.department else f"{each.parcel.disposition} in store")
        for each in places
    ]
