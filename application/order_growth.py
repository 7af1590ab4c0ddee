"""What an order asks for, or asks more of, is judged on the day: supplier, items, agreements.

An approval is no promise that the supplier is still clear, or that the item is still bought, on
the day on which the supplier is told. To ask for less is always possible.
"""

from collections.abc import Iterable, Sequence

from application.agreed_prices import require_cover_today
from application.blankets import blanket_of
from application.order_forms import require_lawful_lines
from application.work import Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders.blankets import require_in_force
from domain.purchase_orders.growth import agreed_lines, grown_lines, require_items
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.order import PurchaseOrder
from domain.suppliers.eligibility import require_eligible
from domain.suppliers.state import SUPPLIER


async def require_orderable(work: Work, order: PurchaseOrder, lines: Iterable[Line]) -> None:
    """Raises unless the lines' items, and the blanket of a release, may be ordered today."""
    lines = tuple(lines)
    named = sorted({line.terms.item_id for line in lines if line.terms.item_id is not None})
    items = {each: await work.load(CATALOGUE_ITEM, each) for each in named}
    require_items(order, lines, items, work.today)
    blanket = await blanket_of(work, order.blanket.id if order.blanket else None)
    if blanket is not None and lines:
        require_in_force(blanket, work.today)


async def require_growth(work: Work, before: PurchaseOrder, after: PurchaseOrder) -> None:
    """Raises unless an issued order may ask for more; nothing is read where it does not."""
    await _require(work, after, grown_lines(before, after))


async def require_agreed(work: Work, order: PurchaseOrder) -> None:
    """Raises unless what an order asks more of may still be bought on the day it is agreed to.

    Approvers may take weeks. An order that was never issued is judged by its issue.
    """
    if order.revision:
        lines = agreed_lines(order)
        await _require(work, order, lines)
        await require_lawful_lines(work, order, lines)


async def _require(work: Work, order: PurchaseOrder, lines: Sequence[Line]) -> None:
    if not lines:
        return
    if order.seller is None:
        supplier = await work.load(SUPPLIER, order.supplier_id)
        require_eligible(supplier, "order", on=work.today, legal_entity=order.legal_entity)
    await require_orderable(work, order, lines)
    await require_cover_today(work, order, lines)
