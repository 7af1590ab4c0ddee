"""What goods received stand at in books of another currency than their order's.

No commands: `accounting_calendars.with_open_books` asks, for each fact that moves the account. The
order's ledger keeps what each document left there; its metadata tell by how much a fact leaves
otherwise than at the rate of its own day.
"""

from collections.abc import Sequence

from application.work import Work
from domain.accounting import goods_moves
from domain.event import DocumentRef, Event
from domain.goods_in_books import Move, taken_at
from domain.purchase_orders.ledger_events import PurchaseOrderLineValued
from domain.purchase_orders.line_state import NOTHING, Line
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.shared_costs import NOTHING_SHARED

Told = dict[str, dict[str, str]]  # by fact, then order line: the exchange difference
Before = dict[str, PurchaseOrder | None]  # orders as they were before this command


def orders_before(work: Work) -> Before:
    """The orders that the command has changed, as they were."""
    return {after.id: before for before, after in work.changed(PURCHASE_ORDER)}


async def value_goods(
    work: Work,
    source: DocumentRef,
    events: Sequence[Event],
    told: dict[str, object],
    before: Before,
) -> None:
    """Adds to `told` what leaves the account otherwise than at its own day's rate."""
    differences: Told = {}
    stream = f"{source.aggregate}/{source.id}"
    shared = work.shared_costs.get(stream, {})
    for version, event in enumerate(events, start=work.first_version(stream)):
        stored = event.model_dump(mode="json", exclude_none=True)
        shared_before = shared.get(str(version), NOTHING_SHARED)
        for moved in goods_moves(event.TYPE, stored, told, shared_before):
            order = await work.load(PURCHASE_ORDER, moved.order_id)
            if not _is_followed(before.get(order.id, order), order.lines[moved.line]):
                continue
            move = Move(source.id, moved.amount, moved.books_amount, moved.rate)
            ledger = order.lines[moved.line].ledger
            taken = taken_at(ledger.in_books, move, moved.books_currency)
            valued = PurchaseOrderLineValued(
                line=moved.line,
                amount=moved.amount,
                books_amount=taken,
                currency=moved.currency,
                books_currency=moved.books_currency,
                source=source,
            )
            await work.record(PURCHASE_ORDER, order.id, (valued,))
            if taken != moved.books_amount:
                difference = taken - moved.books_amount
                differences.setdefault(moved.fact, {})[str(moved.line)] = f"{difference:f}"
    if differences:
        told["goods"] = differences


def _is_followed(before: PurchaseOrder | None, line: Line) -> bool:
    """Lines whose first goods came before this was kept go on as they did."""
    if line.ledger.in_books:
        return True
    was = None if before is None else before.lines.get(line.terms.line)
    # What of consigned goods was laid down and not used never was on the account.
    return was is None or was.ledger.received == was.ledger.invoiced == NOTHING
