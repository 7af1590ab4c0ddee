"""Where the prices of an order's lines come from: agreements of suppliers, or a seller's cost."""

from application.agreed_prices import Pricings, with_agreed_price, with_agreed_prices
from application.intercompany_orders import with_transfer_prices
from application.work import Work
from domain.frozen import replace
from domain.purchase_orders.commands import AddPurchaseOrderLine, CreatePurchaseOrder
from domain.purchase_orders.intercompany_events import Seller
from domain.purchase_orders.state import PurchaseOrder


async def with_prices(
    work: Work, command: CreatePurchaseOrder, seller: Seller | None
) -> tuple[CreatePurchaseOrder, Pricings]:
    """The new order at its prices, and which agreements they come from."""
    if seller is None:
        return await with_agreed_prices(work, command)
    lines = await with_transfer_prices(work, command.lines, seller, command.currency)
    return replace(command, lines=lines), ()


async def with_price(
    work: Work, order: PurchaseOrder, command: AddPurchaseOrderLine
) -> tuple[AddPurchaseOrderLine, Pricings]:
    """The line that joins the order, as above."""
    if order.seller is None:
        return await with_agreed_price(work, order, command)
    (line,) = await with_transfer_prices(work, (command.line,), order.seller, order.currency)
    return replace(command, line=line), ()
