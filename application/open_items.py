"""What open items stand at in books of another currency than their documents'.

No commands: `accounting_calendars.with_open_books` asks, for each fact that moves an account. An
item keeps what each movement left there (that of an order line its ledger); the metadata of the
fact tell by how much it leaves otherwise than at the rate of its own day.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from application.late_values import valued_late
from application.work import Work
from domain.accounting import postings_of
from domain.aggregate import Aggregate
from domain.books_lines import rates_of
from domain.credit_memos.state import CREDIT_MEMO
from domain.event import DocumentRef, Event
from domain.invoices.events import InvoiceCreditApplied
from domain.invoices.state import INVOICE, Invoice
from domain.open_items.carrying import Taken, taken
from domain.open_items.events import OpenItemMoved
from domain.open_items.moves import ItemMove, moved
from domain.open_items.state import OPEN_ITEM, open_item_id
from domain.postings import RECEIVED
from domain.prepayments.state import PREPAYMENT
from domain.purchase_orders.ledger_events import PurchaseOrderLineValued
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.rebates.state import REBATE
from domain.receipts.state import RECEIPT
from domain.recoveries.state import RECOVERY
from domain.shared_costs import NOTHING_SHARED
from domain.shipments.state import SHIPMENT

Before = Mapping[str, Any]  # by id: documents that the command changes, as they were

# Whether something of a document, as it was, stood on its accounts already.
_STOOD: Final[Mapping[str, Callable[[Any], bool]]] = {
    INVOICE.name: lambda invoice: invoice.accounted is not None,
    CREDIT_MEMO.name: lambda memo: memo.posted,
    PREPAYMENT.name: lambda prepayment: prepayment.is_paid,
    RECOVERY.name: lambda recovery: bool(recovery.refunds),
    REBATE.name: lambda rebate: bool(rebate.earned or rebate.given),
    RECEIPT.name: lambda receipt: True,
    SHIPMENT.name: lambda shipment: True,
}
_KINDS: Final[tuple[Aggregate[Any], ...]] = (
    *(INVOICE, CREDIT_MEMO, PREPAYMENT, RECOVERY, REBATE),
    *(RECEIPT, PURCHASE_ORDER, SHIPMENT),
)


class Source(NamedTuple):
    """The document whose facts are recorded, and whose books take them."""

    state: Any
    before: Before

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at it."""
        found: DocumentRef = self.state.ref
        return found


def as_they_were(work: Work) -> Before:
    """Documents that may have open items and that the command has changed, before it."""
    return {after.id: before for kind in _KINDS for before, after in work.changed(kind)}


async def value_items(
    work: Work, source: Source, events: Sequence[Event], told: dict[str, Any]
) -> None:
    """Adds to `told` what leaves its account otherwise than at its own day's rate."""
    if isinstance(source.state, Invoice) and any(
        isinstance(each, InvoiceCreditApplied) for each in events
    ):
        told["settled"] = {"on": str(work.today), "supplier_id": source.state.supplier_id}
    found: dict[str, list[dict[str, object]]] = {}  # by version of the event
    stream = f"{source.ref.aggregate}/{source.ref.id}"
    shared = work.shared_costs.get(stream, {})
    for version, event in enumerate(events, start=work.first_version(stream)):
        data, at = event.model_dump(mode="json", exclude_none=True), str(version)
        before = shared.get(at, NOTHING_SHARED)
        at_rates = {**told, "rates": rates_of(told, version)}
        moves = [
            move
            for posting in postings_of(event.TYPE, data, told, source.state.legal_entity)
            for move in moved(event.TYPE, source.ref, data, posting, at_rates, before)
        ]
        for move in moves:
            of_order = move.item.account in RECEIVED
            if of_order and move.move.rate is not None:
                late = await valued_late(work, move, move.move.rate)
                found.setdefault(at, []).extend(late)
            takes = await (_of_order_line if of_order else _of_document)(work, source, move)
            if takes is None:
                continue
            if not of_order:
                told.pop("carried", None)  # The item knows better at what it stands.
            if takes.difference:
                found.setdefault(at, []).append(_difference(move, takes))
    found = {at: each for at, each in found.items() if each}
    if found:
        told["differences"] = found


def _difference(move: ItemMove, takes: Taken) -> dict[str, object]:
    item = move.item
    told: dict[str, object] = {"account": item.account, "amount": f"{takes.difference:f}"}
    if item.line is not None:
        told["line"] = item.line
    if item.side is not None:
        told["side"] = item.side
    if item.currency is not None:
        told["currency"] = item.currency
    return {**told, "to": takes.account}


async def _of_order_line(work: Work, source: Source, each: ItemMove) -> Taken | None:
    """None: the line is not followed."""
    order = await work.load(PURCHASE_ORDER, each.item.document.id)
    assert each.item.line is not None, "goods received are of an order line"
    line = order.lines[each.item.line]
    if not _is_line_followed(source.before.get(order.id, order), line):
        return None
    takes = taken(line.ledger.in_books, each.move, each.books_currency)
    valued = PurchaseOrderLineValued(
        line=each.item.line,
        amount=each.move.amount,
        books_amount=takes.books_amount,
        currency=each.currency,
        books_currency=each.books_currency,
        source=source.ref,
        rate=each.move.rate,
        account=each.item.account,
    )
    await work.record(PURCHASE_ORDER, order.id, (valued,))
    return takes


def _is_line_followed(before: PurchaseOrder | None, line: Line) -> bool:
    """Lines whose first goods came before this was kept go on as they did.

    Goods that cost nothing never were on the account, nor was what of consigned goods lies unused.
    """
    if line.ledger.in_books:
        return True
    was = None if before is None else before.lines.get(line.terms.line)
    return was is None or was.ledger.received.amount == was.ledger.invoiced.amount == ZERO


async def _of_document(work: Work, source: Source, each: ItemMove) -> Taken | None:
    """None: the item is not followed, because it began before items were, or without a rate."""
    item, document = each.item, each.item.document
    assert each.move.rate is not None, "without a rate no document is followed"
    item_id = open_item_id(work.tenant, item.account, document.id, item.line, item.currency)
    stands = await work.find(OPEN_ITEM, item_id)
    if stands is None and not _begins(source.before, document):
        return None
    in_books = {} if stands is None else stands.in_books
    takes = taken(in_books, each.move, each.books_currency)
    move = OpenItemMoved(
        legal_entity=source.state.legal_entity,
        facility=source.state.facility,
        account=item.account,
        document=document,
        purchase_order_line=item.line,
        amount=each.move.amount,
        books_amount=takes.books_amount,
        currency=each.currency,
        books_currency=each.books_currency,
        rate=each.move.rate,
        source=each.move.source,
        moved_by=source.ref,
    )
    await work.record(OPEN_ITEM, item_id, (move,))
    return takes


def _begins(before: Before, document: DocumentRef) -> bool:
    """Whether nothing of the document stood on its accounts before this command."""
    if document.id not in before:
        return False
    was = before[document.id]
    return was is None or not _STOOD[document.aggregate](was)
