"""Requests that are ordered together: parts of the tables in `given.py`, `when.py`, `then.py`."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from domain.purchase_orders.commands import NamedRequest
from domain.purchase_orders.serving import held
from tests.application.company import id_of
from tests.domain.scenarios.wishes import CHEAP
from tests.domain.scenarios.world import ORDER, Given, Reader, World


async def requests(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """As many approved requests for the same, of these quantities."""
    for quantity in told:
        name = await world.wishes(CHEAP, Decimal(str(quantity)))
        await world.company.submits_requisition(name)


async def order_together(world: World) -> None:
    """One line of all that the requests ask for."""
    await world.company.has_supplier()
    named = tuple(
        NamedRequest(requisition_id=id_of(name), requisition_line=1) for name in world.requisitions
    )
    line = world.line(1, {"qty": sum(world.facts["requests"]), "unit_price": CHEAP})
    await world.company.orders(replace(line, requests=named), name=ORDER)


async def order_lines(world: World) -> int:
    """How many lines the order has."""
    return len((await world.order()).lines)


async def line_quantity(world: World) -> Decimal:
    """What the line orders, all of it for the requests."""
    line = (await world.order()).lines[1]
    assert sum(held(line).values()) == line.ordered
    return line.ordered


GIVEN: Final[dict[str, Given]] = {"requests": requests}
READERS: Final[dict[str, Reader]] = {"po_lines": order_lines, "po_line_qty": line_quantity}
