"""What is left on goods received: cleared once all is billed, given up once the order is over.

`with_residues` looks at each order that a command changed: what prices left of lines that are
billed whole is cleared, and of orders that are closed for good what came late settles itself, so
the write-off of it is taken back, in the same save. No other room has to think of it.
"""

from typing import Final

from application.order_people import people_of
from application.work import Handler, Handlers, Work
from domain.event import Command
from domain.purchase_orders import residues
from domain.purchase_orders.control_commands import WriteOffPurchaseOrderResidue
from domain.purchase_orders.state import PURCHASE_ORDER


async def write_off_residue(work: Work, command: WriteOffPurchaseOrderResidue) -> None:
    """Goods received of the order are at zero afterwards."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    people = await people_of(work, order)
    await work.record(PURCHASE_ORDER, order.id, residues.write_off(order, command, people))


def with_residues(handler: Handler) -> Handler:
    """The handler, and after it what its changes of orders clear, and settle of write-offs."""

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        for before, order in work.changed(PURCHASE_ORDER):
            unequal = residues.unequal(before, order, work.today)
            cleared = await work.record(PURCHASE_ORDER, order.id, unequal)
            assert cleared is not None, "a changed order has events"
            late = residues.settled_late(cleared, work.today)
            await work.record(PURCHASE_ORDER, order.id, late)

    return carry_out


HANDLERS: Final[Handlers] = {WriteOffPurchaseOrderResidue: write_off_residue}
