"""After any command that changed an order, its lines may have come within what closes them."""

from application.legal_entities import known_entity
from application.requisitions import follow_order
from application.work import Handler, Work
from domain.event import Command
from domain.purchase_orders.automatic_closing import WITHIN_TOLERANCE, closed_by_themselves
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder


def with_automatic_closing(handler: Handler) -> Handler:
    """The handler, and after it the closing of lines, in the same save."""

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        for before, after in work.changed(PURCHASE_ORDER):
            if before is not None and _came_further(before, after):
                await _close(work, before, after)

    return carry_out


def _came_further(before: PurchaseOrder, after: PurchaseOrder) -> bool:
    """Whether something came or was settled; otherwise no entity has to be looked at."""
    if before.waiting_invoices and not after.waiting_invoices:
        return True
    return any(
        number in before.lines and line.arrived > before.lines[number].arrived
        for number, line in after.lines.items()
    )


async def _close(work: Work, before: PurchaseOrder, after: PurchaseOrder) -> None:
    entity = await known_entity(work, after.legal_entity)
    if entity is None:
        return
    percents = (entity.receipt_close_percent, entity.invoice_close_percent)
    events = closed_by_themselves(before, after, *percents)
    closed = await work.record(PURCHASE_ORDER, after.id, events)
    if events and closed is not None:
        await follow_order(work, after, closed, WITHIN_TOLERANCE)
