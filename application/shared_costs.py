"""Costs of lines that several share: what each command adds to the running totals.

`with_shared_costs` lets every command that moves such a cost tell in the same save what each of
those who share it bears now. The order's ledger keeps the totals; the metadata of the fact tell
what they were before it, so that the books share it out by the same figures.
"""

from collections.abc import Sequence
from typing import Any

from application.work import Handler, Work
from domain.accounting import BOOKED, cost_moves
from domain.event import Command, DocumentRef, Event
from domain.purchase_orders.shared_totals import cost_shared, total_of
from domain.purchase_orders.state import PURCHASE_ORDER


def with_shared_costs(handler: Handler) -> Handler:
    """The handler, and after it what those who share a line bear of what it did."""

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        if not _any_shared(work):
            return
        for stream, recorded in work.recorded():
            events = tuple(recorded)
            if not BOOKED.isdisjoint([each.TYPE for each in events]):
                state: Any = work.read[stream].state
                await _share(work, stream, state.ref, events)

    return carry_out


def _any_shared(work: Work) -> bool:
    """Whether any order that the command looked at is shared: most are not, and cost nothing."""
    orders = [
        work.read[stream].state
        for stream, aggregate in work.aggregates.items()
        if aggregate.name == PURCHASE_ORDER.name
    ]
    return any(order is not None and order.is_shared for order in orders)


async def _share(work: Work, stream: str, source: DocumentRef, events: Sequence[Event]) -> None:
    told: dict[str, dict[str, list[str]]] = {}
    for version, event in enumerate(events, start=work.first_version(stream)):
        for move in cost_moves(event.TYPE, event.model_dump(mode="json", exclude_none=True)):
            order = await work.load(PURCHASE_ORDER, move.order_id)
            if move.currency != order.currency:
                continue  # A bill in another currency than its order has no part in the total.
            totals = order.lines[move.line].ledger.shared
            before = total_of(totals, move.distribution)
            by_line = told.setdefault(str(version), {})
            by_line.setdefault(str(move.line), []).append(f"{before:f}")
            if move.amount or move.charges:
                fact = cost_shared(totals, move, source, getattr(event, "usage", None))
                await work.record(PURCHASE_ORDER, order.id, (fact,))
    if told:
        work.shared_costs[stream] = told
