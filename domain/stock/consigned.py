"""What suppliers laid down here and nobody has used or taken back, by the order it came on.

Goods that came first are used first, and the last ones go back first, whatever lot they are of:
lots and places are the bins' concern, here it is about which order they are owed for by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from domain.event import DocumentRef
from domain.frozen import replace
from domain.numbers.spelling import normalised
from domain.stock.events import (
    StockItemConsigned,
    StockItemConsignmentReturned,
    StockItemConsumed,
    StockItemConsumptionReversed,
)
from domain.stock.parcels import Parcel

ZERO: Final = Decimal(0)


class Laid(NamedTuple):
    """So much that came on one order line, or without an order."""

    quantity: Decimal
    purchase_order: DocumentRef | None = None
    line: int | None = None


Source = tuple[DocumentRef | None, int | None]  # an order and its line, or neither


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsignmentTerms:
    """What of a supplier's goods lies here, oldest first, and the notes that he delivered by.

    The price is for a unit that came without an order; others cost what their order says.
    """

    unit_price: Decimal
    currency: str
    delivery_notes: tuple[str, ...] = ()
    laid: tuple[Laid, ...] = ()
    sources: tuple[Source, ...] = ()  # What the goods ever came on, the first one first.


Consignments = Mapping[str, ConsignmentTerms]  # by supplier


def laid_down(consignments: Consignments, event: StockItemConsigned) -> Consignments:
    """So much more of the supplier's lies here."""
    former = consignments.get(event.supplier_id)
    keeps_price = former is not None and event.purchase_order is not None
    before = former or ConsignmentTerms(unit_price=event.unit_price, currency=event.currency)
    came = Laid(_total(event.parcels), event.purchase_order, event.purchase_order_line)
    is_known = came[1:] in before.sources
    terms = ConsignmentTerms(
        unit_price=before.unit_price if keeps_price else event.unit_price,
        currency=event.currency,
        delivery_notes=(*before.delivery_notes, normalised(event.delivery_note)),
        laid=(*before.laid, came),
        sources=before.sources if is_known else (*before.sources, came[1:]),
    )
    return {**consignments, event.supplier_id: terms}


def picked_up(
    consignments: Consignments, event: StockItemConsumed | StockItemConsignmentReturned
) -> Consignments:
    """So much less of the supplier's lies here, of what came as the fact says."""
    terms, left = consignments[event.supplier_id], _total(event.parcels)
    is_used = isinstance(event, StockItemConsumed)
    rest = list[Laid]()
    for each in terms.laid if is_used else reversed(terms.laid):
        gone = min(each.quantity, left) if _came_so(each, event) else ZERO
        left -= gone
        if each.quantity > gone:
            rest.append(each._replace(quantity=each.quantity - gone))
    laid = tuple(rest if is_used else reversed(rest))
    return {**consignments, event.supplier_id: replace(terms, laid=laid)}


def put_back(consignments: Consignments, event: StockItemConsumptionReversed) -> Consignments:
    """What was not used after all lies here again, before what came on later orders."""
    terms = consignments[event.supplier_id]
    again = Laid(_total(event.parcels), event.purchase_order, event.purchase_order_line)
    rank = terms.sources.index(again[1:])
    first = next(
        (n for n, each in enumerate(terms.laid) if terms.sources.index(each[1:]) >= rank),
        len(terms.laid),
    )
    before, after = terms.laid[:first], terms.laid[first:]
    if after and after[0][1:] == again[1:]:
        again, after = after[0]._replace(quantity=after[0].quantity + again.quantity), after[1:]
    laid = (*before, again, *after)
    return {**consignments, event.supplier_id: replace(terms, laid=laid)}


def drawn(laid: Iterable[Laid], quantity: Decimal) -> tuple[Laid, ...]:
    """So much of what was laid down, in this order; neighbours of one order line are one part."""
    parts = list[Laid]()
    for each in laid:
        part = each._replace(quantity=min(each.quantity, quantity))
        quantity -= part.quantity
        if part.quantity == 0:
            break
        if parts and parts[-1][1:] == part[1:]:
            parts[-1] = part._replace(quantity=parts[-1].quantity + part.quantity)
        else:
            parts.append(part)
    assert quantity == 0, "what lies in the bins was laid down"
    return tuple(parts)


def shared_out(parcels: Iterable[Parcel], parts: Iterable[Laid]) -> list[tuple[Parcel, ...]]:
    """The parcels that leave, dealt out to the parts; a unit goes by name with where it begins."""
    waiting, shares = list(parcels), list[tuple[Parcel, ...]]()
    for part in parts:
        share, left = list[Parcel](), part.quantity
        while left > 0:
            parcel = waiting.pop(0)
            taken = min(parcel.quantity, left)
            share.append(_cut(parcel, ZERO, taken))
            if parcel.quantity > taken:
                waiting.insert(0, _cut(parcel, taken, parcel.quantity))
            left -= taken
        shares.append(tuple(share))
    return shares


def _cut(parcel: Parcel, start: Decimal, end: Decimal) -> Parcel:
    """The units from `start` up to `end`; those of a serial are whole, and counted first."""
    first, last = _units(start), _units(end)
    quantity, serials = end - start, parcel.serials[first:last]
    return parcel.model_copy(update={"quantity": quantity, "serials": serials})


def _units(quantity: Decimal) -> int:
    return int(quantity.to_integral_value(rounding="ROUND_CEILING"))


def _came_so(laid: Laid, event: StockItemConsumed | StockItemConsignmentReturned) -> bool:
    return (laid.purchase_order, laid.line) == (event.purchase_order, event.purchase_order_line)


def _total(parcels: Iterable[Parcel]) -> Decimal:
    return sum((each.quantity for each in parcels), ZERO)
