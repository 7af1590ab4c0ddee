"""What a receipt does to stock: goods come, are judged, and leave again at that receipt's cost.

The receipt's entry books the amount (`domain/accounting.py`); here quantities and the average
follow it, in the same save.
"""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from domain.event import DocumentRef
from domain.receipts.buckets import Bucket
from domain.receipts.events import ReceiptLine
from domain.receipts.landed_costs import landed_total
from domain.receipts.standard_values import negated
from domain.stock.events import (
    StockItemEvent,
    StockItemMoved,
    StockItemReceived,
    StockItemTakenBack,
    TakenBackCause,
)
from domain.stock.parcels import IN_INSPECTION, Cost, Disposition, Parcel
from domain.stock.picking import take
from domain.stock.state import ZERO, Bin, StockItem

# Where goods that go back are looked for first.
_ON_THE_WAY_OUT: Final[tuple[Disposition, ...]] = (
    *("rejected", "quarantined"),
    *("available", "in_inspection"),
)
_DISPOSITION_OF: Final[dict[Bucket, Disposition]] = {
    "received": "available",
    "accepted": "available",
    "quarantined": "quarantined",
    "rejected": "rejected",
}


class Judgement(NamedTuple):
    """Goods of a receipt line that stand otherwise from now on, in base units."""

    from_bucket: Bucket
    to_bucket: Bucket
    quantity: Decimal
    serials: tuple[str, ...]
    storage_location: str | None  # none: they stay where they are


def receive(
    line: ReceiptLine, receipt: DocumentRef, supplier_id: str, currency: str, day: date
) -> StockItemEvent:
    """The goods of one receipt line."""
    parcel = Parcel(
        quantity=line.base_quantity,
        disposition=_standing(line, line.disposition or "received"),
        lot=line.lot,
        expires_on=line.expires_on,
        storage_location=line.storage_location,
        serials=line.serials,
    )
    return StockItemReceived(
        receipt=receipt,
        receipt_line=line.line,
        received_on=day,
        supplier_id=supplier_id,
        parcels=(parcel,),
        cost=_cost(line, currency),
    )


def take_back(
    item: StockItem,
    line: ReceiptLine,
    receipt: DocumentRef,
    cause: TakenBackCause,
    *,
    supplier_id: str,
    currency: str,
    day: date,
) -> StockItemEvent:
    """Goods of the receipt's lot leave, wherever they lie by now; refused if they are not here."""
    cost = _cost(line, currency)
    return StockItemTakenBack(
        receipt=receipt,
        receipt_line=line.line,
        cause=cause,
        taken_on=day,
        supplier_id=supplier_id,
        parcels=take(item, _bins_of(item, line), line.base_quantity, line.serials),
        cost=cost,
        written_off=_written_off(item, line.base_quantity, cost),
    )


def correct(
    item: StockItem,
    line: ReceiptLine,
    receipt: DocumentRef,
    *,
    supplier_id: str,
    currency: str,
    day: date,
) -> StockItemEvent:
    """The line holds a difference: so much more came, or so much never did."""
    if line.quantity > 0:
        return receive(line, receipt, supplier_id, currency, day)
    less = {"base_quantity": -line.base_quantity, "amount": -line.amount}
    standard = negated(line.standard) if line.standard else None
    gone = line.model_copy(update={**less, "standard": standard})
    told = {"supplier_id": supplier_id, "currency": currency}
    return take_back(item, gone, receipt, "corrected", **told, day=day)


def judge(
    item: StockItem, line: ReceiptLine, judged: Judgement, person: str, reason_code: str
) -> tuple[StockItemEvent, ...]:
    """Goods of the line change their disposition; nothing where they stand as usable as before."""
    stood, there = _standing(line, judged.from_bucket), _standing(line, judged.to_bucket)
    stays = stood == there
    if not judged.quantity or (stays and judged.storage_location is None):
        return ()
    bins = _bins_of(item, line.model_copy(update={"bucket": judged.from_bucket}))
    here = [each for each in bins if each.disposition == stood]
    taken = take(item, here, judged.quantity, judged.serials)
    placed = tuple(
        each.model_copy(
            update={
                "disposition": there,
                "storage_location": judged.storage_location or each.storage_location,
            }
        )
        for each in taken
    )
    return (StockItemMoved(moved_by=person, reason_code=reason_code, taken=taken, placed=placed),)


def _standing(line: ReceiptLine, bucket: Bucket) -> Disposition:
    """How goods of the line stand in stock while they stand there in the receipt."""
    return IN_INSPECTION if line.lies_apart and bucket == "received" else _DISPOSITION_OF[bucket]


def _bins_of(item: StockItem, line: ReceiptLine) -> list[Bin]:
    """Where goods of the line may lie, the likeliest bin first."""
    bins = [
        each
        for each in item.bins.values()
        if each.owner_id is None and each.lot == line.lot and each.disposition in _ON_THE_WAY_OUT
    ]
    return sorted(bins, key=lambda each: _far_from(each, line))


def _cost(line: ReceiptLine, currency: str) -> Cost:
    """At standard, where the item has one, else with what the line bears of charges.

    Two-way lines bring none: their invoice is expense.
    """
    amount = line.standard.amount if line.standard else line.amount + landed_total(line)
    return Cost(amount=ZERO if line.match == "two_way" else amount, currency=currency)


def _far_from(place: Bin, line: ReceiptLine) -> tuple[bool, int, bool, bool, str]:
    """How unlikely it is that the line's goods lie here: an order that everybody finds alike."""
    expected = _standing(line, line.bucket) if line.bucket else None
    return (
        place.disposition != expected,
        _ON_THE_WAY_OUT.index(place.disposition),
        place.storage_location != line.storage_location,
        place.expires_on != line.expires_on,
        place.storage_location or "",
    )


def _written_off(item: StockItem, quantity: Decimal, cost: Cost) -> tuple[Cost, ...]:
    """What must leave beside the cost so that no goods have no value, and none a negative one."""
    amounts = dict(item.worth.amounts)
    amounts[cost.currency] = amounts.get(cost.currency, ZERO) - cost.amount
    is_empty = item.owned == quantity
    return tuple(
        Cost(amount=left, currency=currency)
        for currency, left in sorted(amounts.items())
        if left and (is_empty or left < 0)
    )
