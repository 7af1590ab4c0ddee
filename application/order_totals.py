"""After any command that changed an order: what it comes to, with what it carries beside its lines.

The figures are told as a fact of the same save, so that lists and pages need not reckon them.
"""

from application.work import Handler, Work
from domain.event import Command
from domain.purchase_orders.carried import totalled
from domain.purchase_orders.state import PURCHASE_ORDER


def with_order_totals(handler: Handler) -> Handler:
    """The handler, and after it the totals of the orders that it moved; most have only lines."""

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        for _, order in work.changed(PURCHASE_ORDER):
            await work.record(PURCHASE_ORDER, order.id, totalled(order))

    return carry_out
