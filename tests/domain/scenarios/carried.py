"""Orders with taxes, amended, and what is asked for ahead of an order beside its lines.

Where a case computes each tax on all lines, the order states it once for all of them: a line that
brings a tax which the order does not have yet adds it there. A tax of one line alone is stated with
that line, and no case tells of one.
"""

import re
from decimal import Decimal
from typing import Any, Final

from domain.prepayments.events import PrepaidPart, PrepaymentRequested
from domain.prepayments.state import PREPAYMENT
from domain.purchase_orders.commands import AddPurchaseOrderLine, ImplementChangeOrder
from domain.purchase_orders.events import PurchaseOrderIssued
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.application.company import NOW, id_of
from tests.domain.scenarios.advances import nothing_to_do
from tests.domain.scenarios.beside import tax_on_all
from tests.domain.scenarios.world import ORDER, Given, Reader, When, World

_LINE: Final = re.compile(
    r"(?P<item>\w+) qty(?P<quantity>[0-9.]+) @(?P<price>[0-9.]+)"
    r" \(tax (?P<tax>\w+) (?P<percent>[0-9.]+)%\)"
)


async def add_taxed_lines(world: World, said: re.Match[str]) -> None:
    """Lines join an order in force, and the taxes that they bring join those of the order."""
    await world.in_force()
    for told in _LINE.finditer(said["lines"]):
        order = await world.order()
        line = world.line(
            len(order.lines) + 1,
            {"qty": told["quantity"], "unit_price": told["price"], "description": told["item"]},
        )
        add = AddPurchaseOrderLine(now=NOW, purchase_order_id=order.id, line=line)
        await world.company.do(add)
        if told["tax"] not in {part.charge for part in order.parts}:
            parts = (*order.parts, tax_on_all(told["tax"], told["percent"]))
            taxed = ImplementChangeOrder(now=NOW, purchase_order_id=order.id, parts=parts)
            await world.company.do(taxed)
    await world.approve_all()


async def before(world: World) -> dict[str, Decimal]:
    """What the order came to as it was first issued."""
    first: PurchaseOrder | None = None
    for event in await world.company.events(PURCHASE_ORDER, id_of(ORDER)):
        first = PURCHASE_ORDER.evolve(first, event)
        if isinstance(event, PurchaseOrderIssued):
            break
    assert first is not None, "the order was issued"
    return _told(first, world.wanted["before"])


async def after(world: World) -> dict[str, Decimal]:
    """What the order comes to now."""
    return _told(await world.order(), world.wanted["after"])


def _told(order: PurchaseOrder, names: dict[str, Any]) -> dict[str, Decimal]:
    """Rows by name, what stands up to them, and the total."""
    found = order.totals
    figures = {"total": found.total}
    for row in found.rows:
        figures |= {row.charge: row.amount, f"running_total_after_{row.charge}": row.so_far}
    return {name: figures[name] for name in names}


async def asked_beside(world: World) -> Decimal:
    """What the latest pro forma asks for beside the lines."""
    return (await _part(world)).amount


async def ordered_beside(world: World) -> Decimal:
    """What that comes to on the order."""
    return (await _part(world)).ordered


async def _part(world: World) -> PrepaidPart:
    events = await world.company.events(PREPAYMENT, id_of(world.prepayments[-1]))
    requested = next(each for each in events if isinstance(each, PrepaymentRequested))
    assert requested.parts is not None, "the order carries something beside its lines"
    (part,) = requested.parts
    return part


GIVEN: Final[dict[str, Given]] = {
    "adjustment_pct": nothing_to_do,
    "adjustment_fixed": nothing_to_do,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"amend: add (?P<lines>.+ \(tax .+\))", add_taxed_lines),
)
READERS: Final[dict[str, Reader]] = {
    "before": before,
    "after": after,
    "adjustment_amount": asked_beside,
    "adjustment_unit_price": ordered_beside,
}
