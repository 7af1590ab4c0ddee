"""What a buyer takes beyond an order line: in per cent here, in pieces in a scenario."""

import re
from decimal import Decimal
from typing import Any, Final

from domain.purchase_orders.control_commands import AcceptOverReceipt
from domain.purchase_orders.policy import receivable_up_to
from domain.purchase_orders.shipments import PERCENT_MAX
from domain.receipts.commands import ReceivedLine
from tests.application.company import NOW, id_of
from tests.domain.scenarios.world import ORDER, Given, Reader, When, World


async def accept(world: World, quantity: Decimal) -> None:
    """The buyer takes so many more of the first line, in place of what was taken before."""
    line = (await world.order()).lines[1]
    await accept_percent(world, 100 * quantity / line.ordered)


async def accept_percent(world: World, percent: Decimal) -> None:
    """The same, as the command states it."""
    await world.company.do(
        AcceptOverReceipt(
            now=NOW,
            purchase_order_id=id_of(ORDER),
            line=1,
            percent=percent,
            accepted_by="bella",
        )
    )


async def receive_taking_over(world: World, quantity: Decimal) -> None:
    """So much arrives; where that is more than is open, the buyer has taken it."""
    line = (await world.order()).lines[1]
    if quantity > line.open_for_receiving:
        await accept(world, quantity - line.open_for_receiving)
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=quantity))


async def line_quantity(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order in force of one line."""
    world.wanted_stage = "approved"
    await world.has_order([{"item": "A", "qty": told}])
    await world.reached()


async def tolerance(_world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """How much a buyer may take: Purvey has one limit for all."""
    assert told == PERCENT_MAX, told


async def approval_required(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """Nothing beyond the line comes in unless the buyer takes it; the usual tolerance is gone."""
    if told and "line_qty" in world.facts:
        await accept_percent(world, Decimal(0))


async def taken(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """What the buyer took before, if he did."""
    if world.facts.get("approved", True):
        await accept(world, Decimal(told))


async def tolerance_of_line(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """The per cent that the buyer took of this line."""
    await world.reached()
    await accept_percent(world, Decimal(told))


async def pending(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """A draft of whose line the buyer takes more than is ordered."""
    assert told is True, told
    await world.has_order([{"item": "A", "qty": 10, "unit_price": 500}])
    await accept_percent(world, Decimal(20))


async def over_receipt_status(world: World) -> str:
    """Whether approvers agreed to all that may come."""
    order = await world.order()
    return "approved" if order.approved_amount >= order.amount_at_most else "pending"


async def set_over(world: World, said: re.Match[str]) -> None:
    """The buyer takes so many more."""
    await accept(world, Decimal(said["quantity"]))


async def set_to_receive(world: World, said: re.Match[str]) -> None:
    """The buyer takes what makes the open quantity this much."""
    line = (await world.order()).lines[1]
    await accept(world, Decimal(said["quantity"]) - line.open_for_receiving)


async def split(_world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """How much of the line each delivery brings; it comes at the step."""
    assert len(told) == len(_DELIVERIES), told


async def over_receive(world: World, said: re.Match[str]) -> None:
    """One delivery brings so much more than its share of the line, and the buyer takes it."""
    more = Decimal(said["quantity"])
    share = Decimal(world.facts["split"][_DELIVERIES.index(said["which"])])
    await accept(world, await over_receipt(world) + more)
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=share + more))


async def clear(world: World, _said: re.Match[str]) -> None:
    """The buyer takes nothing over."""
    await accept_percent(world, Decimal(0))


async def configure(world: World, said: re.Match[str]) -> None:
    """A per cent for a line of a new order."""
    if not world.items:
        await line_quantity(world, 10)
    await accept_percent(world, Decimal(said["percent"]))


async def line_qty(world: World) -> Decimal:
    """What is ordered, and what the buyer takes beyond it."""
    line = (await world.order()).lines[1]
    percent = line.over_receipt_percent or Decimal(0)
    most = receivable_up_to(line.ordered, line.terms.delivery, line.cancelled.quantity, percent)
    assert most is not None, "what the buyer took has an end"
    return most


async def over_receipt(world: World) -> Decimal:
    """What the buyer takes beyond the order."""
    return await line_qty(world) - (await world.order()).lines[1].ordered


async def to_receive(world: World) -> Decimal:
    """What may still come."""
    return await line_qty(world) - (await world.order()).lines[1].received


_DELIVERIES: Final = ("first", "second")
GIVEN: Final[dict[str, Given]] = {
    "line_qty": line_quantity,
    "tolerance_pct": tolerance,
    "over_receipt_tolerance_pct": tolerance_of_line,
    "approval_required": approval_required,
    "was_over_receipt": taken,
    "over_receipt": taken,
    "split": split,
    "line_over_receipt_pending": pending,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"set over-receipt (?P<quantity>[0-9.]+)", set_over),
    (r"set to receive (?P<quantity>[0-9.]+)", set_to_receive),
    (r"clear code", clear),
    (r"over-receipt (?P<quantity>[0-9.]+) on (?P<which>first|second)", over_receive),
    (r"configure (?P<percent>-?[0-9.]+)", configure),
)
READERS: Final[dict[str, Reader]] = {
    "line_qty": line_qty,
    "over_receipt": over_receipt,
    "to_receive": to_receive,
    "over_receipt_status": over_receipt_status,
}
