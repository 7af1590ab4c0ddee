"""Change orders: what each line is to be from now on, and at which price, loaded and saved.

Approval and the documents that follow an order are told by `revise`, as of every change.
"""

from typing import Final

from application.agreed_prices import Pricings, with_followed_prices
from application.purchase_orders import revise
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders import amendments, change_orders
from domain.purchase_orders.commands import ImplementChangeOrder
from domain.purchase_orders.intercompany import require_own_change
from domain.purchase_orders.line_rules import Items
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.requisitions.ordering import require_currency, require_unit
from domain.requisitions.state import REQUISITION
from domain.suppliers.state import SUPPLIER


async def implement_change_order(work: Work, command: ImplementChangeOrder) -> None:
    """New terms, and a new approval where the policy asks for one."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    require_own_change(order, command)
    command = amendments.completed(order, command, await _named_items(work, order, command))
    to = command.supplier_id
    supplier = None if to is None else await work.load(SUPPLIER, to)
    pricings: Pricings = ()
    if order.seller is None:
        command, pricings = await with_followed_prices(work, order, command)
    await _require_requested_units(work, order, command)
    await _require_requested_currency(work, order, command.currency)
    await revise(work, order, (*change_orders.implement(order, command, supplier), *pricings))


async def _named_items(work: Work, order: PurchaseOrder, command: ImplementChangeOrder) -> Items:
    """The items of the lines that are amended, as they were and as they are to be."""
    named = {asked.item_id for asked in command.lines}
    named |= {order.lines[a.line].terms.item_id for a in command.lines if a.line in order.lines}
    ids = sorted(each for each in named if each is not None)
    return {each: await work.load(CATALOGUE_ITEM, each) for each in ids}


async def _require_requested_units(
    work: Work, order: PurchaseOrder, command: ImplementChangeOrder
) -> None:
    """Another pack still has to be counted in the unit in which the line was requested."""
    for asked in command.lines:
        terms = order.lines[asked.line].terms
        if asked.pack in (None, terms.pack):
            continue
        named = [(each.requisition.id, each.requisition_line) for each in terms.serves or ()]
        if terms.requisition_id is not None and terms.requisition_line is not None:
            named.append((terms.requisition_id, terms.requisition_line))
        for requisition_id, number in named:
            require_unit(await work.load(REQUISITION, requisition_id), number, asked.pack)


async def _require_requested_currency(
    work: Work, order: PurchaseOrder, currency: str | None
) -> None:
    """What was requested in one currency is not ordered in another without a word."""
    if currency in (None, order.currency):
        return
    named = {order.requisition_id}
    for line in order.live_lines:
        named.update(line.terms.requisition_ids)
    for each in sorted(filter(None, named)):
        require_currency(await work.load(REQUISITION, each), currency)


HANDLERS: Final[Handlers] = {ImplementChangeOrder: implement_change_order}
