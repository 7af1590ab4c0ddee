"""Releases and the blanket that they draw on change in one save, so that no cap is passed twice."""

from application.work import Work
from domain.purchase_orders import blankets
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.state import PURCHASE_ORDER


async def blanket_of(work: Work, blanket_id: str | None) -> PurchaseOrder | None:
    """The blanket that a new release names."""
    return None if blanket_id is None else await work.load(PURCHASE_ORDER, blanket_id)


async def draw_on_blanket(work: Work, order: PurchaseOrder) -> None:
    """Brings the blanket to what its release stands at; nothing for other orders."""
    if order.blanket is None:
        return
    blanket = await work.load(PURCHASE_ORDER, order.blanket.id)
    await work.record(PURCHASE_ORDER, blanket.id, blankets.draw(blanket, order))
