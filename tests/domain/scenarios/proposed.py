"""What is read of bills that are proposed: by line, by receipt, and how far the order has come."""

from decimal import Decimal
from typing import Any, Final

from domain.purchase_orders.billing import billed_receipts, proposed_bill, to_bill
from domain.purchase_orders.progress import lifecycle, receipt_progress
from tests.application.company import id_of
from tests.domain.scenarios import advances, refunds
from tests.domain.scenarios.bills import latest
from tests.domain.scenarios.world import Reader, World

SHIPMENTS: Final = {"none": "waiting", "partial": "partially received", "full": "received"}
EVENTS: Final = {"partial": "PARTIALLY_RECEIVED", "full": "RECEIVED"}
STATES: Final = {"to_bill": "to bill", "billed": "completed"}


async def to_invoice(world: World) -> Decimal | list[Decimal]:
    """What may be billed of each line; below zero what has to be credited."""
    return world.each_line([to_bill(line) for line in (await world.order()).lines.values()])


async def available(world: World) -> Decimal | list[Decimal]:
    """What is left to be used of the scenario's advances, else what may be billed."""
    return await refunds.balances(world) if world.others else await to_invoice(world)


async def invoice_quantity(world: World) -> Decimal | list[Decimal]:
    """What the latest pro forma or invoice is about, else the one that is proposed."""
    if world.prepayments:
        return await advances.asked_quantity(world)
    if world.invoices:
        return world.each_line([line.quantity for line in (await latest(world)).lines])
    return world.each_line([line.quantity for line in proposed_bill(await world.order())])


async def proposed(world: World) -> dict[str, Decimal]:
    """What the next bill is about, by line."""
    return {str(each.line): each.quantity for each in proposed_bill(await world.order())}


async def proposed_lines(world: World) -> int:
    """How many lines the next bill has."""
    return len(proposed_bill(await world.order()))


async def bills(world: World) -> int:
    """How often the supplier asked for money, and whether he will."""
    return await advances.bills(world) + bool(await proposed_lines(world))


async def invoiceable(world: World) -> list[bool]:
    """Of which lines anything may be billed."""
    return [to_bill(line) > 0 for line in (await world.order()).lines.values()]


async def invoiced_or_proposed(world: World) -> Decimal:
    """All that is billed or may be."""
    lines = (await world.order()).lines.values()
    return sum((line.invoiced + to_bill(line) for line in lines), Decimal(0))


async def invoice_status(world: World) -> str:
    """Whether anything may be billed, in the scenarios' words."""
    return "to invoice" if await proposed_lines(world) else "invoiced"


async def invoice_state(world: World) -> str:
    """Where the order's bill stands."""
    if not world.invoices:
        return "pending" if await proposed_lines(world) else "none"
    return "awaiting payment" if (await latest(world)).open_amount else "paid"


async def shipment(world: World) -> str:
    """Whether goods that came and were taken back are still expected: somebody has to decide."""
    (line,) = (await world.order()).lines.values()
    taken_back = line.ledger.receipt_reversed.quantity
    return "exception" if taken_back and line.open_for_receiving else "none"


async def shipment_state(world: World) -> str:
    """How much has come."""
    return SHIPMENTS[receipt_progress(await world.order())]


async def order_state(world: World) -> str:
    """Whether anything is expected of the order."""
    return "processing" if lifecycle(await world.order()) == "issued" else "done"


async def receipt_events(world: World) -> list[str | None]:
    """How far the receipts brought each order, where the latest brought it further."""
    told: list[str | None] = []
    for place, each in enumerate(world.facts["cases"], start=1):
        progress = receipt_progress(await world.company.order(f"PO-{place}"))
        told.append(None if progress == each["before"] else EVENTS[progress])
    return told


def billed_of(read: str, receipt: int = 1) -> Reader:
    """One figure of what is billed of a receipt."""

    async def answer(world: World) -> Any:  # noqa: ANN401 - any JSON value.
        return (await _told(world, receipt))[read]

    return answer


def receipt_told(receipt: int) -> Reader:
    """All figures of what is billed of a receipt."""

    async def answer(world: World) -> dict[str, Any]:
        return await _told(world, receipt)

    return answer


async def state_of_receipt(world: World, receipt: int) -> str:
    """Whether anything of it is still to be billed, in the scenarios' words."""
    return str((await _told(world, receipt))["status"])


async def _told(world: World, receipt: int) -> dict[str, Any]:
    order = await world.order()
    name = id_of(world.receipts[receipt - 1])
    found = billed_receipts(order.lines[1], order.currency)[name]
    told = {"billed_amount": found.billed.amount, "percent_billed": found.percent}
    return {**told, "status": STATES[found.state]}


READERS: Final[dict[str, Reader]] = {
    "to_invoice": to_invoice,
    "invoice_qty": invoice_quantity,
    "proposed": proposed,
    "new_invoice_lines": proposed_lines,
    "invoices": bills,
    "available": available,
    "invoiceable": invoiceable,
    "total_invoiced_or_proposed_qty": invoiced_or_proposed,
    "invoice_status": invoice_status,
    "invoice_state": invoice_state,
    "invoice": invoice_state,
    "shipment": shipment,
    "shipment_state": shipment_state,
    "po": order_state,
    "events": receipt_events,
    "billed_amount": billed_of("billed_amount"),
    "percent_billed": billed_of("percent_billed"),
    "R1": receipt_told(1),
    "R2": receipt_told(2),
}
