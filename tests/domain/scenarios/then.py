"""What a scenario says must be so: one reader for each key, which asks a document, not a memory.

`<reader>_after_each`, `_after_approve`, `_after_receipt` and `_delta` are that reader's answers
after steps; `error`, `accepted`, `ok` and `flag` say which steps were refused.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from domain.purchase_orders.progress import billing_progress, receipt_progress
from domain.requisitions.events import RequisitionLineAdded
from domain.requisitions.line_progress import LineProgress
from domain.requisitions.state import REQUISITION
from domain.stock.events import StockItemReceived, StockItemTakenBack
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id
from tests.application.company import id_of
from tests.domain.scenarios import (
    advances,
    agreements,
    amendments,
    asking,
    bills,
    carried,
    figures,
    found,
    grouped,
    instalments,
    ledgers,
    matches,
    over_receipts,
    projects,
    proposed,
    refunds,
    reordered,
    returns,
    shelf,
    taxes,
)
from tests.domain.scenarios.world import Reader, World

_AFTER: Final = re.compile(r"(?P<reader>\w+)_after_(?P<step>approve|receipt)")
_SAYS: Final = {"approve": "approve", "receipt": "receive"}


async def open_on_order(world: World) -> Decimal:
    """What suppliers are still expected to deliver."""
    order = await world.order()
    if order.revision == 0:
        return Decimal(0)
    return sum((line.open_for_receiving for line in order.lines.values()), Decimal(0))


async def open_on_order_a(world: World) -> Decimal:
    """The same, of item A alone."""
    lines = (await world.order()).lines.values()
    return sum(
        (line.open_for_receiving for line in lines if line.terms.description == "A"), Decimal(0)
    )


async def received(world: World) -> Decimal | list[Decimal]:
    """What stands as received of each line."""
    return world.each_line([line.received for line in (await world.order()).lines.values()])


async def open_of_line(world: World) -> Decimal:
    """What is still expected of the first line."""
    return (await world.order()).lines[1].open_for_receiving


async def lines(world: World) -> int:
    """How many lines are wanted."""
    return len((await world.order()).live_lines)


async def status(world: World) -> str:
    """How far the document has come, in the scenarios' words."""
    if "receipt" in world.facts:
        receipt = await world.receipt()
        gone = all(line.left == 0 for line in receipt.lines.values())
        if gone:
            return "return issued"
        return await proposed.state_of_receipt(world, 1)
    return await order_status(world)


async def order_status(world: World) -> str:
    """What is still expected of the order; a single receipt of it waits for the same bills."""
    order = await world.order()
    still = [
        word
        for word, progress in (("receive", receipt_progress), ("bill", billing_progress))
        if progress(order) != "full"
    ]
    return f"to {' and '.join(still)}" if still else "completed"


async def order_stage(world: World) -> str:
    """An order that is a draft is open to whoever edits it."""
    stage = (await world.order()).stage
    return {"draft": "open", "issued": "released"}.get(stage, stage)


async def outcome(world: World) -> str:
    """What became of the approval case."""
    found = await world.case_status()
    return {"superseded": "cancelled"}.get(found, found)


async def returned(world: World) -> Decimal:
    """What went back of the receipt."""
    receipt = await world.receipt()
    return sum((line.returned for line in receipt.lines.values()), Decimal(0))


async def percent_returned(world: World) -> Decimal:
    """The share of what was counted that went back."""
    receipt = await world.receipt()
    counted = sum((line.counted for line in receipt.lines.values()), Decimal(0))
    return 100 * await returned(world) / counted


async def movements(world: World) -> list[Decimal]:
    """What the stock room wrote down, in and out."""
    signs = {StockItemReceived: 1, StockItemTakenBack: -1}
    events = await world.company.events(STOCK_ITEM, _stock_id(world))
    return [
        signs[type(each)] * parcel.quantity
        for each in events
        if isinstance(each, StockItemReceived | StockItemTakenBack)
        for parcel in each.parcels
    ]


async def serial_location(world: World) -> str | None:
    """Where the serial of the receipt lies; none: it is not here."""
    serial = world.facts["receipt"]["serial"]
    bins = (await _stock(world)).bins.values()
    places = [each.storage_location or "here" for each in bins if serial in each.serials]
    return places[0] if places else None


def serials_at(place: str) -> Reader:
    """How many serials lie at the place."""

    async def count(world: World) -> int:
        bins = (await _stock(world)).bins.values()
        return sum(len(each.serials) for each in bins if each.storage_location == place)

    return count


def of_requisition(read: Callable[[LineProgress], Decimal]) -> Reader:
    """A figure of the requisition's only line."""

    async def answer(world: World) -> Decimal:
        requisition = await world.company.state(REQUISITION, id_of("R-1"))
        return read(requisition.lines[1])

    return answer


async def document_state(world: World) -> str:
    """How far the latest credit, return that was asked for, or requisition has come."""
    if world.memos:
        return await refunds.state(world)
    if returns.is_requested(world):
        return await returns.request_state(world)
    if world.refusal is not None:
        return "error"
    requisition = await world.company.state(REQUISITION, id_of(world.requisitions[-1]))
    told = {"approved": "authorised", "draft": "initiated"}
    return told.get(requisition.status, requisition.status.replace("_", " "))


async def cancelled_old(world: World) -> Decimal:
    """What the change of a line put out of force: the quantity that it asked for before."""
    former = Decimal(0)
    for event in await world.company.events(REQUISITION, id_of(world.requisitions[0])):
        if isinstance(event, RequisitionLineAdded):
            former = event.line.quantity
    changed = await world.company.types(REQUISITION, id_of(world.requisitions[0]))
    return former if "line_changed" in changed else Decimal(0)


def _stock_id(world: World) -> str:
    return stock_item_id(world.company.tenant, "NHS", "NORTH", id_of("A"), "EA")


async def _stock(world: World) -> StockItem:
    return await world.company.state(STOCK_ITEM, _stock_id(world))


READERS: Final[dict[str, Reader]] = {
    "open_on_order": open_on_order,
    "open_on_order_A": open_on_order_a,
    "line_received_qty": received,
    "received": received,
    "net_received": received,
    "still_expected": open_of_line,
    "lines": lines,
    "status": status,
    "receipt_status": order_status,
    "po_state": order_stage,
    "outcome": outcome,
    "state": document_state,
    "cancelled_old": cancelled_old,
    "returned_qty": returned,
    "percent_returned": percent_returned,
    "movements": movements,
    "serial_location": serial_location,
    "serials_at_L1": serials_at("L1"),
    "serials_at_QC": serials_at("QC"),
    "requisition_unordered_qty_A": of_requisition(lambda line: line.left),
    "requisition_ordered_qty_A": of_requisition(lambda line: line.ordered),
    "requisition_received_qty": of_requisition(lambda line: line.received),
    **advances.READERS,
    **agreements.READERS,
    **asking.READERS,
    **over_receipts.READERS,
    **grouped.READERS,
    **bills.READERS,
    **instalments.READERS,
    **refunds.READERS,
    **taxes.READERS,
    **ledgers.READERS,
    **projects.READERS,
    **shelf.READERS,
    **matches.READERS,
    **amendments.READERS,
    **carried.READERS,
    **proposed.READERS,
    **found.READERS,
    **returns.READERS,
    **reordered.READERS,
    **figures.READERS,
}
REFUSALS: Final = frozenset(
    {"error", "each", "accepted", "allowed", "ok", "ok_after_each", "flag_after_each"}
)


def reader_of(key: str) -> str | None:
    """Which reader answers the key; none: nobody does."""
    after = _AFTER.fullmatch(key)
    name = after["reader"] if after else key.removesuffix("_after_each").removesuffix("_delta")
    return name if name in READERS else None


async def answered(world: World, key: str, then: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON.
    """What is so, in the form in which the scenario says it must be."""
    refused = [not step.accepted for step in world.steps]
    match key:
        case "error":
            return all(refused) if then.get("each") else refused[-1]
        case "each":
            return len(refused) > 1
        case "accepted" | "allowed":
            return not refused[-1]
        case "ok" | "ok_after_each":
            return [not each for each in refused]
        case "flag_after_each":
            return refused
        case _:
            return await _read(world, key)


async def _read(world: World, key: str) -> Any:  # noqa: ANN401 - any JSON value.
    name = reader_of(key)
    assert name is not None, f"nobody reads {key}"
    if key.endswith("_after_each"):
        return [step.seen[name] for step in world.steps]
    if key.endswith("_delta"):
        return await READERS[name](world) - world.started[name]
    after = _AFTER.fullmatch(key)
    if after is None:
        return await READERS[name](world)
    said = _SAYS[after["step"]]
    return next(step.seen[name] for step in world.steps if step.phrase.startswith(said))
