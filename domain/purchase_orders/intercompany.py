"""Inter-company orders: one legal entity of the network buys out of the stock of another.

There is a seller in place of a supplier: nobody has to be cleared, sent the order or paid by a
bank. What is paid is the transfer price, the seller's own cost and the markup that he had set when
the order was made. Lines show what it was on that day; each delivery costs what its goods do
(`domain/stock/deliveries.py`). What is owed follows from that and is billed by rule
(`domain/intercompany_bills`).
"""

from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.legal_entities.errors import LegalEntityForeignFacility, LegalEntityUnregistered
from domain.legal_entities.state import LegalEntity
from domain.money import price_at, rounded
from domain.purchase_orders.commands import (
    ChangedLine,
    CreatePurchaseOrder,
    ImplementChangeOrder,
    OrderedLine,
)
from domain.purchase_orders.control_errors import PurchaseOrderTypeUnclear
from domain.purchase_orders.intercompany_errors import (
    PurchaseOrderHasNoSupplier,
    PurchaseOrderIntercompanyFixed,
    PurchaseOrderIntercompanyUnbilled,
    PurchaseOrderLineNotIntercompany,
    PurchaseOrderNotKeptBySeller,
    PurchaseOrderSellerCurrencyDiffers,
    PurchaseOrderSellerIsBuyer,
    PurchaseOrderTransferPriceStated,
)
from domain.purchase_orders.intercompany_events import Seller
from domain.purchase_orders.order import PurchaseOrder
from domain.quantity import content
from domain.stock.state import Average, StockItem

TRANSFER_PRICE: Final = "transfer_price"  # Where the price of such a line comes from.
WHOLE: Final = 100
_ONE: Final = Decimal(1)
_CHANGEABLE: Final = frozenset({"line", "quantity", "storage_location", "need_by"})


def require_parties(command: CreatePurchaseOrder) -> None:
    """Raises unless the order names whom it is bought of: a supplier, or a seller of our own."""
    is_ours = command.order_type == "intercompany"
    problem = None
    if is_ours != (command.seller is not None):
        problem = "has to name its seller, and only an order of type intercompany does"
    elif is_ours == (command.supplier_id is not None):
        problem = "names a supplier, or is of type intercompany and names a seller"
    elif is_ours and command.parts:
        problem = "is billed at its transfer price, without taxes, charges and discounts beside it"
    if problem is not None:
        raise PurchaseOrderTypeUnclear(command.number, command.order_type, problem)


def selling(command: CreatePurchaseOrder, entity: LegalEntity | None) -> Seller:
    """Who sells, at which markup: another registered entity, and a facility that it runs."""
    assert command.seller is not None, "an inter-company order names its seller"
    code, facility = command.seller.legal_entity, command.seller.facility
    if code == command.legal_entity:
        raise PurchaseOrderSellerIsBuyer(code)
    if entity is None:
        raise LegalEntityUnregistered(code)
    if facility not in entity.facilities:
        raise LegalEntityForeignFacility(code, facility, entity.facilities)
    return Seller(legal_entity=code, facility=facility, markup_percent=entity.markup_percent)


def transfer_priced(
    line: OrderedLine, stock: StockItem | None, seller: Seller, currency: str
) -> OrderedLine:
    """The line at what its goods would cost today; `stock` is what the seller keeps of them."""
    said = (line.delivery, line.match, line.basis, line.agreement, line.taxes or None)
    is_ours = line.accounting in (None, "stock", "expense") and line.item_id is not None
    if said != ("goods", "three_way", None, None, None) or not is_ours:
        raise PurchaseOrderLineNotIntercompany(line.line)
    if line.unit_price is not None or line.price_override is not None:
        raise PurchaseOrderTransferPriceStated(line.line, seller.markup_percent)
    if stock is None or (average := _average(stock)) is None:
        raise PurchaseOrderNotKeptBySeller(line.line, seller.facility)
    require_cost_in(line.line, tuple(average.amounts), currency)
    cost = Fraction(average.amounts.get(currency, 0)) / Fraction(average.quantity)
    price = price_at(_ONE, cost * content(line.pack) * _markup(seller))
    return replace(line, unit_price=price, price_source=TRANSFER_PRICE)


def transfer_amount(seller: Seller, cost: Decimal, currency: str) -> Decimal:
    """What the buyer owes for goods that cost the seller so much, rounded once."""
    return rounded(Fraction(cost) * _markup(seller), currency)


def require_cost_in(line: int, currencies: tuple[str, ...], currency: str) -> None:
    """Raises where goods cost the seller something in another currency than the order's."""
    if any(each != currency for each in currencies):
        raise PurchaseOrderSellerCurrencyDiffers(line, currency, sorted(currencies))


def require_supplier(order: PurchaseOrder, what: str) -> None:
    """Raises where the order has a seller of our own, and no supplier who could do `what`."""
    if order.seller is not None:
        raise PurchaseOrderHasNoSupplier(order.number, what)


def require_own_change(order: PurchaseOrder, command: ImplementChangeOrder) -> None:
    """Raises where an inter-company order is to become one for other goods, prices or parties."""
    if order.seller is None:
        return
    header = (command.currency, command.supplier_id, command.parts)
    is_other = any(each is not None for each in header)
    if is_other or any(_names_more(each) for each in command.lines):
        raise PurchaseOrderIntercompanyFixed(order.number)


def require_billed(order: PurchaseOrder) -> None:
    """Raises while something that came of an inter-company order is neither billed nor credited."""
    if order.seller is None:
        return
    for number, line in order.lines.items():
        left = line.ledger.balance
        if left or line.received != line.invoiced:
            raise PurchaseOrderIntercompanyUnbilled(order.number, number, left, order.currency)


def _average(stock: StockItem) -> Average | None:
    """What the goods cost the seller; of goods that are out of stock, what the last ones did."""
    known = stock.worth if stock.worth.quantity > 0 else stock.last
    return known if known.quantity > 0 else None


def _markup(seller: Seller) -> Fraction:
    return 1 + Fraction(seller.markup_percent) / WHOLE


def _names_more(line: ChangedLine) -> bool:
    others = (each for each in fields(line) if each.name not in _CHANGEABLE)
    return any(getattr(line, each.name) != each.default for each in others)
