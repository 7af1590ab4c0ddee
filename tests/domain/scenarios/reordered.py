"""A request whose order is cancelled: nobody has to reset it, it is taken up by another order."""

import re
from decimal import Decimal
from typing import Final

from domain.purchase_orders.control_commands import CancelPurchaseOrder
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.state import REQUISITION, Requisition
from tests.application.company import NOW, id_of
from tests.domain.scenarios.wishes import CHEAP
from tests.domain.scenarios.world import ORDER, Reader, When, World

SECOND: Final = "PO-2"
STAGES: Final = {"issued": "purchased"}
ENDS: Final = {"closed": "done"}


async def order(world: World, _said: re.Match[str]) -> None:
    """Somebody asks for something, and it is ordered."""
    await world.company.has_supplier()
    await world.company.submits_requisition(await world.wishes(CHEAP))
    await _take_up(world, ORDER)
    await _hand_out(world, ORDER)


async def cancel_order(world: World, _said: re.Match[str]) -> None:
    """The order is given up before anything came of it."""
    await world.company.do(
        CancelPurchaseOrder(now=NOW, purchase_order_id=id_of(ORDER), reason_code="not-available")
    )


async def reset(world: World, _said: re.Match[str]) -> None:
    """A buyer takes the request up in another draft."""
    await _take_up(world, SECOND)


async def order_again(world: World, _said: re.Match[str]) -> None:
    """That draft is handed out."""
    await _hand_out(world, SECOND)


async def request_state(world: World) -> str:
    """What the orders that took of the request hold of it now, in the scenarios' words."""
    (line,) = (await _request(world)).lines.values()
    for key, take in line.takes.items():
        order_id, _, _ = key.partition("/")
        if take.ordered > 0:
            holding = await world.company.state(PURCHASE_ORDER, order_id)
            return STAGES.get(holding.stage, holding.stage)
    return "exception" if line.takes else "draft"


async def requisition_end(world: World) -> str:
    """How the requisition ended."""
    status = (await _request(world)).status
    return ENDS.get(status, status)


async def _request(world: World) -> Requisition:
    return await world.company.state(REQUISITION, id_of(world.requisitions[-1]))


async def _take_up(world: World, name: str) -> None:
    wish = {"requisition_id": id_of(world.requisitions[-1]), "requisition_line": 1}
    line = world.line(1, {"qty": Decimal(1), "unit_price": CHEAP, **wish})
    await world.company.drafts(line, name=name)


async def _hand_out(world: World, name: str) -> None:
    await world.company.submits(name, f"CASE of {name}")
    await world.company.issues(name)


WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"order", order),
    (r"cancel PO", cancel_order),
    (r"reset", reset),
    (r"order again", order_again),
)
READERS: Final[dict[str, Reader]] = {
    "request_state": request_state,
    "requisition_final": requisition_end,
}
