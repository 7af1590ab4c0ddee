"""Goods that go back to the supplier: asked for on their receipt, or beside an order of others.

Elsewhere an order of a negative quantity says so. Here the request stands on the receipt that
brought the goods; what leaves is a movement out of it, as in the stock room.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from domain.purchase_orders.billing import to_bill
from domain.receipts.commands import ReceivedLine
from domain.receipts.return_request_commands import RequestedReturnLine, RequestReturn
from domain.receipts.return_request_events import ReceiptReturnRequested
from domain.receipts.state import RECEIPT
from tests.application.company import NOW, id_of
from tests.domain.scenarios.bills import billed_line, put_on_file
from tests.domain.scenarios.world import Reader, When, World

EARLIER: Final = "PO-0"  # Brought what an order of both kinds of lines sends back.
STATES: Final = {"requested": "draft"}


async def came_before(world: World, going: Sequence[int]) -> None:
    """What is to go back came on an order of its own, and was billed."""
    came = [world.line(1, {"qty": abs(each)}) for each in going]
    if not came:
        return
    await world.company.orders(*came, name=EARLIER)
    whole = [ReceivedLine(purchase_order_line=1, quantity=each.quantity) for each in came]
    await world.receive(*whole, order=EARLIER)
    earlier = await world.company.order(EARLIER)
    billed = [billed_line(earlier, 1, 1, each.quantity) for each in came]
    await put_on_file(world, billed, purchase_order_id=earlier.id)


async def receive_all(world: World, _said: re.Match[str]) -> None:
    """All that the order wants comes."""
    await world.receive(
        *(
            ReceivedLine(purchase_order_line=number, quantity=line.open_for_receiving)
            for number, line in (await world.order()).lines.items()
        )
    )


async def ship_back(world: World, _said: re.Match[str]) -> None:
    """What is to go back leaves, by the receipt that brought it."""
    for line in (await world.receipt(world.receipts[0])).lines.values():
        await world.send_back(line.left, world.receipts[0], line=line.posted.line)


async def create_return(world: World, _said: re.Match[str]) -> None:
    """The buyer asks that all of the order's goods go back, which came first."""
    await world.reached()
    await receive_all(world, _said)
    receipt = await world.receipt()
    await world.company.do(
        RequestReturn(
            now=NOW,
            receipt_id=receipt.id,
            asked_by="bella",
            reason_code="not-needed",
            lines=tuple(
                RequestedReturnLine(line=number, quantity=line.left)
                for number, line in receipt.lines.items()
            ),
        )
    )


async def billable(world: World) -> list[Decimal]:
    """What the supplier may bill of each line of both orders, or has to credit: credits first."""
    orders = (await world.company.order(EARLIER), await world.order())
    return sorted(to_bill(line) for order in orders for line in order.lines.values())


async def return_quantity(world: World) -> Decimal:
    """What is to leave, as a movement of stock."""
    asked = await _requested(world)
    (line,) = asked.lines
    return -line.quantity


async def origin_linked(world: World) -> bool:
    """Whether the request names the order and the line that the goods came on."""
    asked, order = await _requested(world), await world.order()
    (line,) = asked.lines
    return asked.purchase_order == order.ref and line.purchase_order_line in order.lines


async def request_state(world: World) -> str:
    """How far the request has come, in the scenarios' words."""
    (request,) = (await world.receipt()).return_requests.values()
    return STATES.get(request.state, request.state)


def is_requested(world: World) -> bool:
    """Whether the scenario is about a return that is asked for."""
    return any(step.phrase == "create return" for step in world.steps)


async def _requested(world: World) -> ReceiptReturnRequested:
    events = await world.company.events(RECEIPT, id_of(world.receipts[-1]))
    return next(each for each in events if isinstance(each, ReceiptReturnRequested))


WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"receive", receive_all),
    (r"ship back", ship_back),
    (r"create return", create_return),
)
READERS: Final[dict[str, Reader]] = {
    "invoice_line_qtys": billable,
    "return_qty": return_quantity,
    "origin_linked": origin_linked,
}
