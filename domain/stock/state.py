"""A stock item as its history left it: what lies in which bin, and what all of ours is worth.

Stock is valued at moving average for item and facility, in the currencies in which it was bought:
goods that leave take their share of each amount, and the last ones take what is left. Consigned
goods have no value here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.ids import derived_id
from domain.stock.bins import ZERO as ZERO
from domain.stock.bins import Average as Average
from domain.stock.bins import Bin as Bin
from domain.stock.bins import bin_key as bin_key
from domain.stock.bins import empty_bin
from domain.stock.bins import share as share
from domain.stock.consigned import ConsignmentTerms, laid_down, picked_up, put_back
from domain.stock.consumptions import Consumptions, with_use, without_use
from domain.stock.delivered import Delivered, came_back, sent
from domain.stock.events import (
    StockItemConsigned,
    StockItemConsignmentReturned,
    StockItemConsumed,
    StockItemConsumptionReversed,
    StockItemCounted,
    StockItemDelivered,
    StockItemDeliveryReturned,
    StockItemEvent,
    StockItemIssued,
    StockItemIssueReturned,
    StockItemMoved,
    StockItemOpened,
    StockItemReceived,
    StockItemScrapped,
    StockItemTakenBack,
    StockItemTransferredIn,
    StockItemTransferredOut,
)
from domain.stock.issued import Issued, given_back, handed_out, renamed
from domain.stock.label_events import StockItemRelabelled
from domain.stock.missed import destroyed, looked_for, missed_key, relabelled
from domain.stock.parcels import Cost, CountedParcel, Disposition, Parcel
from domain.stock.shipment_events import (
    ShipmentOfStock,
    StockItemArrived,
    StockItemShipmentTakenBack,
    StockItemShipped,
)
from domain.stock.value_events import StockItemRevalued

OfSupplier = (
    StockItemConsigned
    | StockItemConsumed
    | StockItemConsumptionReversed
    | StockItemConsignmentReturned
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockItem:
    """`worth` is the value of what is ours; `last` the one it had when there was some of it.

    `issued` is what departments took and have not given back, `delivered` what other legal entities
    did, by receipt line of theirs; `since` the day of its first goods; `missed` what was destroyed
    or not found, by lot and date.
    `consumptions` are the latest uses of consigned goods, of which `consumptions_told` there were.
    """

    id: str
    legal_entity: str
    facility: str
    item_id: str
    number: str  # the item's
    description: str
    base_unit: str
    bins: Mapping[str, Bin] = field(default_factory=dict)
    worth: Average = field(default_factory=Average)
    last: Average = field(default_factory=Average)
    consignments: Mapping[str, ConsignmentTerms] = field(default_factory=dict)
    issued: Mapping[str, Issued] = field(default_factory=dict)
    delivered: Mapping[str, Delivered] = field(default_factory=dict)
    since: date | None = None
    consumptions: Consumptions = field(default_factory=dict)
    consumptions_told: int = 0
    missed: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="stock_item", id=self.id, number=self.number)

    @property
    def owned(self) -> Decimal:
        """What lies here and is ours, whatever may be done with it."""
        return self.worth.quantity

    def on_hand(self, disposition: Disposition, owner_id: str | None = None) -> Decimal:
        """What lies in this disposition, of all lots and places."""
        return sum(
            (
                each.quantity
                for each in self.bins.values()
                if each.disposition == disposition and each.owner_id == owner_id
            ),
            ZERO,
        )


def stock_item_id(
    tenant: str, legal_entity: str, facility: str, item_id: str, base_unit: str
) -> str:
    """The id of the stock of an item at a facility: the same for everybody who asks."""
    return derived_id(tenant, "stock_item", legal_entity, facility, item_id, base_unit)


def evolve(state: StockItem | None, event: StockItemEvent) -> StockItem:
    """The next state."""
    if isinstance(event, StockItemOpened):
        return _opened(event)
    assert state is not None, "the first event opens the stock item"
    match event:
        case StockItemReceived():
            return _in(_since(state, event.received_on), event.parcels, (event.cost,))
        case StockItemIssueReturned():
            issued = given_back(state.issued, event.department, event.parcels)
            return _in(replace(state, issued=issued), event.parcels, event.costs)
        case StockItemTransferredIn():
            return _in(_since(state, event.transferred_on), event.parcels, event.costs)
        case StockItemTakenBack():
            return _out(state, event.parcels, (event.cost, *event.written_off))
        case StockItemIssued():
            issued = handed_out(state.issued, event.department, event.parcels)
            return _out(replace(state, issued=issued), event.parcels, event.costs)
        case StockItemDelivered():
            delivered = sent(state.delivered, event)
            return _out(replace(state, delivered=delivered), event.parcels, event.costs)
        case StockItemDeliveryReturned():
            delivered = came_back(state.delivered, event)
            return _in(replace(state, delivered=delivered), event.parcels, event.costs)
        case StockItemScrapped():
            missed = destroyed(state.missed, event.parcels)
            return _out(replace(state, missed=missed), event.parcels, event.costs)
        case StockItemTransferredOut():
            return _out(state, event.parcels, event.costs)
        case StockItemRelabelled():
            return _relabelled(state, event)
        case StockItemShipped() | StockItemArrived() | StockItemShipmentTakenBack():
            return _with_shipment(state, event)
        case StockItemMoved():
            return _in(_out(state, event.taken, ()), event.placed, ())
        case StockItemRevalued():
            return _worth(state, ZERO, event.costs)
        case StockItemCounted():
            return _counted(_since(state, event.counted_on), event)
        case (
            StockItemConsigned()
            | StockItemConsumed()
            | StockItemConsumptionReversed()
            | StockItemConsignmentReturned()
        ):
            return _of_supplier(state, event)
        case _:
            assert_never(event)


def _of_supplier(state: StockItem, event: OfSupplier) -> StockItem:
    """Goods that lie here as the supplier's come, are used or go."""
    match event:
        case StockItemConsigned():
            state = _since(state, event.consigned_on)
            consignments = laid_down(state.consignments, event)
            return _in(replace(state, consignments=consignments), event.parcels, ())
        case StockItemConsumed():
            return _out(_used(state, event), event.parcels, ())
        case StockItemConsumptionReversed():
            consignments = put_back(state.consignments, event)
            consumptions = without_use(state.consumptions, event)
            state = replace(state, consignments=consignments, consumptions=consumptions)
            return _in(state, event.parcels, ())
        case StockItemConsignmentReturned():
            consignments = picked_up(state.consignments, event)
            return _out(replace(state, consignments=consignments), event.parcels, ())


def _opened(event: StockItemOpened) -> StockItem:
    return StockItem(
        id=event.stock_item_id,
        legal_entity=event.legal_entity,
        facility=event.facility,
        item_id=event.item_id,
        number=event.item_number,
        description=event.description,
        base_unit=event.base_unit,
    )


def _since(state: StockItem, day: date) -> StockItem:
    is_first = state.since is None or day < state.since
    return replace(state, since=day) if is_first else state


def _with_shipment(state: StockItem, event: ShipmentOfStock) -> StockItem:
    match event:
        case StockItemShipped():
            return _out(state, event.parcels, event.costs)
        case StockItemArrived():
            return _in(_since(state, event.arrived_on), event.parcels, event.costs)
        case StockItemShipmentTakenBack():
            return _in(state, event.parcels, event.costs)


def _used(state: StockItem, event: StockItemConsumed) -> StockItem:
    return replace(
        state,
        consignments=picked_up(state.consignments, event),
        consumptions=with_use(state.consumptions, event),
        consumptions_told=event.consumption or state.consumptions_told,
    )


def _in(state: StockItem, parcels: Iterable[Parcel], costs: Iterable[Cost]) -> StockItem:
    bins, owned = dict(state.bins), ZERO
    for parcel in parcels:
        key = bin_key(parcel)
        former = bins.get(key) or empty_bin(parcel)
        quantity, serials = former.quantity + parcel.quantity, (*former.serials, *parcel.serials)
        bins[key] = replace(former, quantity=quantity, serials=serials)
        owned += parcel.quantity if parcel.owner_id is None else ZERO
    return _worth(replace(state, bins=bins), owned, costs)


def _out(state: StockItem, parcels: Iterable[Parcel], costs: Iterable[Cost]) -> StockItem:
    bins, owned = dict(state.bins), ZERO
    for parcel in parcels:
        key = bin_key(parcel)
        former = bins[key]
        left = former.quantity - parcel.quantity
        if left:
            gone = frozenset(parcel.serials)
            serials = tuple(each for each in former.serials if each not in gone)
            bins[key] = replace(former, quantity=left, serials=serials)
        else:
            del bins[key]
        owned -= parcel.quantity if parcel.owner_id is None else ZERO
    negated = (Cost(amount=-each.amount, currency=each.currency) for each in costs)
    return _worth(replace(state, bins=bins), owned, negated)


def _worth(state: StockItem, owned: Decimal, costs: Iterable[Cost]) -> StockItem:
    """The value after so much came or went; what it was is kept once nothing is left."""
    before = state.worth
    amounts = dict(before.amounts)
    for each in costs:
        amounts[each.currency] = amounts.get(each.currency, ZERO) + each.amount
    left = {currency: amount for currency, amount in amounts.items() if amount}
    worth = Average(quantity=before.quantity + owned, amounts=left)
    gone = before.quantity > 0 and worth.quantity == 0
    return replace(state, worth=worth, last=before if gone else state.last)


def _relabelled(state: StockItem, event: StockItemRelabelled) -> StockItem:
    issued = renamed(state.issued, event.issued)
    state = _in(_out(replace(state, issued=issued), event.taken, ()), event.placed, ())
    if event.missed is None:
        return state
    was, becomes = (missed_key(each.lot, each.expires_on) for each in (event.was, event.becomes))
    return replace(state, missed=relabelled(state.missed, was, becomes, event.missed))


def _counted(state: StockItem, event: StockItemCounted) -> StockItem:
    state = replace(state, missed=looked_for(state.missed, event.parcels))
    for each in event.parcels:
        state = _recounted(state, each)
    return _worth(state, ZERO, event.costs)


def _recounted(state: StockItem, each: CountedParcel) -> StockItem:
    """The bin as it was counted. What it is worth stands in the fact's costs."""
    counted = each.counted
    expected = counted.model_copy(update={"quantity": each.expected, "serials": ()})
    former = state.bins.get(bin_key(counted))
    if former is not None:
        whole = expected.model_copy(update={"serials": former.serials})
        state = _out(state, (whole,), ())
    return _in(state, (counted,) if counted.quantity else (), ())


STOCK_ITEM: Final = Aggregate(name="stock_item", state=StockItem, evolve=evolve)
