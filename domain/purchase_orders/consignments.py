"""Consignment orders: they replenish goods that lie here as the supplier's until they are used.

Laying them down counts on the line as arrived and owes nothing. Using them is what the line
received, at its price: from then on it is matched and billed like any other. Where goods lie, and
which of them leave, the stock item knows (`domain/stock/consignment.py`).
"""

from collections.abc import Collection
from decimal import Decimal

from domain.duties import NONE_WAIVED
from domain.purchase_orders import valuation
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.consignment_errors import (
    PurchaseOrderConsignedElsewhere,
    PurchaseOrderConsignmentHere,
    PurchaseOrderLineNotConsignment,
    PurchaseOrderNotConsignment,
)
from domain.purchase_orders.control_events import OrderType
from domain.purchase_orders.errors import PurchaseOrderWrongStage
from domain.purchase_orders.ledger import line_of, require_deliverable, require_receiver
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineConsigned,
    PurchaseOrderLineConsignmentReturned,
    PurchaseOrderLineConsumed,
    PurchaseOrderLineConsumptionReversed,
)
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.order import PurchaseOrder
from domain.quantity import Pack
from domain.stock.commands import ConsumeConsignment, ReceiveConsignment, ReturnConsignment
from domain.stock.events import StockItemConsumptionReversed
from domain.stock.state import ZERO, StockItem


def require_consignment_line(order_type: OrderType, line: OrderedLine) -> None:
    """Raises unless line and order agree on whether it is consignment, and it can be kept so."""
    if order_type != "consignment" and line.accounting != "consignment":
        return
    said = (line.delivery, line.accounting, line.match)
    is_kept = line.item_id is not None and counts_pieces(line.pack)
    wanted = ("goods", "consignment", "three_way")
    if order_type != "consignment" or said != wanted or not is_kept:
        raise PurchaseOrderLineNotConsignment(line.line)


def counts_pieces(pack: Pack) -> bool:
    """Whether the pack is the base unit, in which goods are used and owed for."""
    return pack.unit == pack.base_unit


def require_pieces(line: Line, pack: Pack) -> None:
    """Raises where a line of consignment would be counted in another pack from now on."""
    if line.is_consigned and not counts_pieces(pack):
        raise PurchaseOrderLineNotConsignment(line.terms.line)


def lay_down(
    order: PurchaseOrder,
    line: int,
    command: ReceiveConsignment,
    item: StockItem,
    waived: Collection[str] = NONE_WAIVED,
) -> PurchaseOrderLineConsigned:
    """Goods that the order asked for came, within its tolerance."""
    if order.order_type != "consignment":
        raise PurchaseOrderNotConsignment(order.number, order.order_type)
    require_receiver(order, command.consigned_by, waived=waived)
    quantity = sum((each.quantity for each in command.parcels), ZERO)
    found = require_deliverable(order, line, quantity)
    _require_same(order, found, item, command.supplier_id)
    return PurchaseOrderLineConsigned(
        line=line,
        quantity=quantity,
        consigned_on=command.consigned_on,
        delivery_note=command.delivery_note,
        stock_item=item.ref,
    )


def use(
    order: PurchaseOrder,
    line: int,
    quantity: Decimal,
    command: ConsumeConsignment,
    item: StockItem,
    waived: Collection[str] = NONE_WAIVED,
) -> PurchaseOrderLineConsumed:
    """Goods of the line were used. That the order is held or closed changes no fact."""
    require_receiver(order, command.consumed_by, waived=waived)
    found = line_of(order, line)
    return PurchaseOrderLineConsumed(
        consumption=order.consumptions + 1,
        line=line,
        quantity=quantity,
        unit_price=found.terms.unit_price,
        amount=valuation.receipt_value(found, quantity, order.currency),
        currency=order.currency,
        consumed_on=command.consumed_on,
        stock_item=item.ref,
        department=command.department,
    )


def reverse_use(
    order: PurchaseOrder,
    fact: StockItemConsumptionReversed,
    item: StockItem,
    waived: Collection[str] = NONE_WAIVED,
) -> PurchaseOrderLineConsumptionReversed:
    """A use was recorded in error. What is billed of it is more than came, as after a return.

    An order that has ended for good has settled what it owes: finance opens it first.
    """
    require_receiver(order, fact.reversed_by, waived=waived)
    if order.stage == "finally_closed":
        raise PurchaseOrderWrongStage(order.number, order.stage, "issued")
    assert fact.purchase_order_line is not None, "a use of an order is of one of its lines"
    assert fact.purchase_order_consumption is not None, "a use of an order has a number there"
    line_of(order, fact.purchase_order_line)
    return PurchaseOrderLineConsumptionReversed(
        consumption=fact.purchase_order_consumption,
        line=fact.purchase_order_line,
        quantity=sum((each.quantity for each in fact.parcels), ZERO),
        amount=fact.amount,
        currency=fact.currency,
        reversed_on=fact.reversed_on,
        stock_item=item.ref,
        department=fact.department,
    )


def take_away(
    order: PurchaseOrder, line: int, quantity: Decimal, command: ReturnConsignment, item: StockItem
) -> PurchaseOrderLineConsignmentReturned:
    """The supplier took unused goods of the line back; they may come again."""
    line_of(order, line)
    return PurchaseOrderLineConsignmentReturned(
        line=line, quantity=quantity, returned_on=command.returned_on, stock_item=item.ref
    )


def require_used_up(order: PurchaseOrder) -> None:
    """Raises while goods of the order lie here that nobody has used or taken back."""
    for number, line in order.lines.items():
        here = line.arrived - line.received
        if line.is_consigned and here > 0:
            raise PurchaseOrderConsignmentHere(order.number, number, here)


def _require_same(order: PurchaseOrder, line: Line, item: StockItem, supplier_id: str) -> None:
    told = {
        "supplier": (order.supplier_id, supplier_id),
        "legal entity": (order.legal_entity, item.legal_entity),
        "facility": (order.facility, item.facility),
        "item": (line.terms.item_id, item.item_id),
        "unit": (line.terms.pack.base_unit, item.base_unit),
    }
    for what, (ordered, here) in told.items():
        if ordered != here:
            raise PurchaseOrderConsignedElsewhere(order.number, line.terms.line, what)
