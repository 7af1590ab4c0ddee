"""Goods that another legal entity ordered: they leave here as they arrive there, at their cost.

What they cost here and the markup of the order is what they are worth there. What comes back is
worth what it cost when it left, whatever the average is by now. Goods that the buyer sends back are
quarantined, for nobody here knows what became of them; those that were never there are available.
A recalled lot that came has left, too: the receipt holds it back, as any that comes.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.event import Command, DocumentRef
from domain.purchase_orders.intercompany import require_cost_in, transfer_amount
from domain.purchase_orders.intercompany_errors import PurchaseOrderNotKeptBySeller
from domain.purchase_orders.order import PurchaseOrder
from domain.receipts.events import ReceiptLine
from domain.stock.commands import Wanted
from domain.stock.days import check_left
from domain.stock.delivered import delivery_key, to_give_back
from domain.stock.delivery_errors import StockItemDeliveredAsOther
from domain.stock.events import StockItemDelivered, StockItemDeliveryReturned, TakenBackCause
from domain.stock.parcels import Disposition, Parcel
from domain.stock.picking import pick
from domain.stock.state import ZERO, Average, StockItem, evolve, share

_COMES_AS: Final[dict[TakenBackCause, Disposition]] = {
    "returned": "quarantined",
    "reversed": "available",
    "corrected": "available",
}
Kept = Mapping[int, StockItem | None]  # What the seller keeps of each order line's item.


def deliver(
    order: PurchaseOrder,
    lines: tuple[ReceiptLine, ...],
    receipt: DocumentRef,
    day: date,
    *,
    kept: Kept,
    command: Command,
) -> tuple[tuple[str, StockItemDelivered], ...]:
    """What each line of the receipt takes out of the seller's stock, by stock item."""
    told: list[tuple[str, StockItemDelivered]] = []
    states: dict[str, StockItem] = {}
    for line in lines:
        item = _kept(order, line, kept)
        item = states.get(item.id, item)
        check_left(item, day, command)
        fact = _delivered(order, line, receipt, day, item)
        states[item.id] = evolve(item, fact)  # The next line may be of the same item.
        told.append((item.id, fact))
    return tuple(told)


def take_back(
    order: PurchaseOrder,
    line: ReceiptLine,
    receipt: DocumentRef,
    item: StockItem,
    cause: TakenBackCause,
    day: date,
) -> StockItemDeliveryReturned:
    """So much of the delivery is here again; of a correction the line holds less than nothing."""
    held = item.delivered[delivery_key(receipt.id, line.line)]
    quantity = abs(line.base_quantity)
    whole = Average(quantity=held.quantity, amounts=held.costs)
    back = to_give_back(held, quantity, line.serials)
    stands = {"disposition": _COMES_AS[cause]}
    return StockItemDeliveryReturned(
        receipt=receipt,
        receipt_line=line.line,
        cause=cause,
        purchase_order=order.ref,
        purchase_order_line=line.purchase_order_line,
        from_legal_entity=order.legal_entity,
        from_facility=order.facility,
        returned_on=day,
        parcels=tuple(each.model_copy(update=stands) for each in back),
        costs=share(whole, quantity),
    )


def _kept(order: PurchaseOrder, line: ReceiptLine, kept: Kept) -> StockItem:
    item = kept.get(line.purchase_order_line)
    if item is None:
        assert order.seller is not None, "goods of a seller are delivered on his orders"
        raise PurchaseOrderNotKeptBySeller(line.purchase_order_line, order.seller.facility)
    return item


def _delivered(
    order: PurchaseOrder,
    line: ReceiptLine,
    receipt: DocumentRef,
    day: date,
    item: StockItem,
) -> StockItemDelivered:
    assert order.seller is not None, "goods of a seller are delivered on his orders"
    wanted = Wanted(quantity=line.base_quantity, lot=line.lot, serials=line.serials)
    parcels = pick(item, wanted, "available")
    for each in parcels:
        _require_as_received(item, line, each)
    require_cost_in(line.purchase_order_line, tuple(item.worth.amounts), order.currency)
    costs = share(item.worth, line.base_quantity)
    cost = sum((each.amount for each in costs), ZERO)
    return StockItemDelivered(
        receipt=receipt,
        receipt_line=line.line,
        purchase_order=order.ref,
        purchase_order_line=line.purchase_order_line,
        to_legal_entity=order.legal_entity,
        to_facility=order.facility,
        delivered_on=day,
        parcels=parcels,
        costs=costs,
        amount=transfer_amount(order.seller, cost, order.currency),
        currency=order.currency,
    )


def _require_as_received(item: StockItem, line: ReceiptLine, parcel: Parcel) -> None:
    if (parcel.lot, parcel.expires_on) != (line.lot, line.expires_on):
        raise StockItemDeliveredAsOther(
            line.line, item.number, parcel.lot, parcel.expires_on, line.lot
        )
