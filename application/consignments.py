"""Goods of suppliers that lie here: what each command needs to know, and what it saves.

Stock and the consignment order that the goods came on are one save: the bins say which goods leave,
the order what they are owed for.
"""

from collections.abc import Sequence
from typing import Final

from application.allowances import ZERO, as_tolerated
from application.duties import Waived, record_uses, waived_for
from application.invoices import rematch
from application.requisitions import follow_order
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders import consignments
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.stock import consignment, consumption_reversal
from domain.stock.commands import (
    ConsumeConsignment,
    ReceiveConsignment,
    ReturnConsignment,
    ReverseConsumption,
)
from domain.stock.state import STOCK_ITEM, StockItem
from domain.suppliers.state import SUPPLIER

MOVED: Final = "consignment_moved"  # Why a line closed short gives more back to its requisition.


async def receive_consignment(work: Work, command: ReceiveConsignment) -> None:
    """A supplier that stands lays goods of his down, on the line of an order or without one."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    of = await work.load(CATALOGUE_ITEM, item.item_id)
    await work.load(SUPPLIER, command.supplier_id)
    if command.purchase_order_id is None:
        asked = consignment.asked_without_order(command)
        laid = consignment.consign(item, command, asked, of)
        await work.record(STOCK_ITEM, item.id, laid)
        return
    number = consignment.require_priced_by_order(command)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    waived = await _waived(work, order, command.consigned_by)
    brought = {number: sum((each.quantity for each in command.parcels), ZERO)}
    tolerant = await as_tolerated(work, order, brought)
    fact = consignments.lay_down(tolerant, number, command, item, waived)
    price = line_of(order, number).terms.unit_price
    asked = consignment.Asked(price, order.currency, order.ref)
    await work.record(STOCK_ITEM, item.id, consignment.consign(item, command, asked, of))
    await _follow(work, order, (fact,), item)
    await record_uses(work, waived, order.ref)


async def consume_consignment(work: Work, command: ConsumeConsignment) -> None:
    """A department used them; each order that they came on knows what it is owed for."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    of = await work.load(CATALOGUE_ITEM, item.item_id)
    waived: dict[str, Waived] = {}
    for part in consignment.to_use(item, command, of):
        worth = None
        if part.laid.purchase_order is not None and part.laid.line is not None:
            order = await work.load(PURCHASE_ORDER, part.laid.purchase_order.id)
            if order.id not in waived:
                waived[order.id] = await _waived(work, order, command.consumed_by)
            used = (order, part.laid.line, part.laid.quantity, command, item)
            fact = consignments.use(*used, waived[order.id])
            figures = (fact.unit_price, fact.amount, fact.currency)
            worth = consignment.Worth(*figures, fact.consumption)
            await _follow(work, order, (fact,), item)
        told = consignment.consumed(item, command, part, worth)
        after = await work.record(STOCK_ITEM, item.id, (told,))
        assert after is not None, "a loaded stock item has events"
        item = after
    for order_id, each in waived.items():
        await record_uses(work, each, (await work.load(PURCHASE_ORDER, order_id)).ref)


async def reverse_consumption(work: Work, command: ReverseConsumption) -> None:
    """The use was recorded in error: the goods are here, and the order owes nothing for them.

    What waits for payment is judged again; what was paid is claimed back (`recoveries`).
    """
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    of = await work.load(CATALOGUE_ITEM, item.item_id)
    told = consumption_reversal.take_back(item, command, of)
    if told.purchase_order is not None:
        order = await work.load(PURCHASE_ORDER, told.purchase_order.id)
        waived = await _waived(work, order, command.reversed_by)
        fact = consignments.reverse_use(order, told, item, waived)
        await _follow(work, order, (fact,), item)
        await record_uses(work, waived, order.ref)
    await work.record(STOCK_ITEM, item.id, (told,))


async def return_consignment(work: Work, command: ReturnConsignment) -> None:
    """The supplier takes his goods away; the order that they came on may bring others."""
    item = await work.load(STOCK_ITEM, command.stock_item_id)
    for part in consignment.to_give_back(item, command):
        if part.laid.purchase_order is not None and part.laid.line is not None:
            order = await work.load(PURCHASE_ORDER, part.laid.purchase_order.id)
            told = (part.laid.line, part.laid.quantity, command, item)
            await _follow(work, order, (consignments.take_away(order, *told),), item)
        await work.record(STOCK_ITEM, item.id, (consignment.given_back(command, part),))


async def _follow(
    work: Work, order: PurchaseOrder, events: Sequence[PurchaseOrderEvent], item: StockItem
) -> None:
    """The order's ledger, the wish that it came of, and the invoices that wait for usage."""
    after = await work.record(PURCHASE_ORDER, order.id, events)
    assert after is not None, "a loaded order has events"
    await follow_order(work, order, after, MOVED, item.ref)
    if after.waiting_invoices:
        await rematch(work, after.id)


async def _waived(work: Work, order: PurchaseOrder, person: str) -> Waived:
    return await waived_for(work, "receive", person, order.ref, order.participants)


HANDLERS: Final[Handlers] = {
    ReceiveConsignment: receive_consignment,
    ConsumeConsignment: consume_consignment,
    ReverseConsumption: reverse_consumption,
    ReturnConsignment: return_consignment,
}
