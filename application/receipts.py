"""Receipts: what each command needs to know, and what it saves.

The receipt, the order's ledger, stock and the re-match of waiting invoices are one save: of two
receivers who take the last unit, one is refused.
"""

from collections.abc import Sequence
from typing import Final

from application.allowances import ZERO, as_tolerated, coming, found
from application.duties import Waived, record_uses, waived_for
from application.intercompany_deliveries import Worth, delivered, record_sent
from application.legal_entities import known_entity
from application.numbers import claim, release
from application.receipt_bookings import book
from application.receipt_stock import dates_of_lots, stock_items_of
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.duties import Act
from domain.event import DocumentRef
from domain.purchase_orders.drop_shipments import require_proof
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts import decide, inspecting, recounting, taking_back
from domain.receipts.commands import (
    AcceptServiceReceipt,
    AskForRecount,
    CorrectReceipt,
    PostReceipt,
    QuarantineReceipt,
    ReceivedLine,
    RecordInspection,
    RecordRecount,
    RecordServiceEntry,
    ReturnGoods,
    ReverseReceipt,
    WitnessReceipt,
)
from domain.receipts.controls import Items
from domain.receipts.correcting import correct
from domain.receipts.events import ReceiptCorrected, ReceiptEvent, ReceiptPosted
from domain.receipts.for_requests import Chosen, chosen_in, for_requests
from domain.receipts.ledger_facts import Booking
from domain.receipts.participants import participants_of, senders_of
from domain.receipts.repeated import receipts_before, refuse_repeated
from domain.receipts.state import RECEIPT, Receipt

SERIAL: Final = "serial"  # The kind under which serials are claimed: a unit is here only once.


async def post_receipt(work: Work, command: PostReceipt) -> None:
    """Goods arrived under a number of their own, each serial only once."""
    receipt = await work.find_or_assume_new(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    require_proof(order, command)
    before = [await work.load(RECEIPT, id_) for id_ in receipts_before(order, command)]
    refuse_repeated(command, before)
    items = await items_of(work, order, command.lines)
    stock = stock_items_of(work, order, command)
    waived = await _waived(work, order, command.receiver_id)
    is_blind = await _counts_blind(work, order)
    ref = DocumentRef(aggregate=RECEIPT.name, id=command.receipt_id, number=command.number)
    tolerant = await as_tolerated(work, order, coming(command.lines))
    dates = await dates_of_lots(work, command, stock)

    def counted(worth: Worth) -> tuple[ReceiptEvent, ...]:
        told = (receipt, command, tolerant, items, stock, waived)
        return decide.post(*told, is_blind=is_blind, worth=worth, dates=dates)

    day = command.received_on
    events, sent = await delivered(work, order, ref, day, command, counted)
    events = for_requests(events, None, order, chosen_in(command.lines))
    await work.record(RECEIPT, command.receipt_id, events)
    await claim(work, RECEIPT.name, command.number, ref)
    await _claim_serials(work, events, ref, order)
    await book(work, None, events, order)
    await record_sent(work, sent)
    await record_uses(work, waived, ref)


async def record_service_entry(work: Work, command: RecordServiceEntry) -> None:
    """Work was performed; the first entry starts the receipt and claims its number."""
    receipt = await work.find_or_assume_new(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    waived = await _waived(work, order, command.receiver_id)
    line, pending = command.purchase_order_line, receipt.pending if receipt else {}
    entered = {line: pending.get(line, ZERO) + command.quantity}
    tolerant = await as_tolerated(work, order, entered)
    events = decide.record_entry(receipt, command, tolerant, waived)
    draft = await _record(work, command.receipt_id, events)
    if receipt is None:
        await claim(work, RECEIPT.name, command.number, draft.ref)
    await record_uses(work, waived, draft.ref)


async def accept_service_receipt(work: Work, command: AcceptServiceReceipt) -> None:
    """What was entered counts as received."""
    receipt, order = await _with_order(work, command.receipt_id)
    waived = await _waived(work, order, command.receiver_id)
    tolerant = await as_tolerated(work, order, receipt.pending)
    events = decide.accept(receipt, command, tolerant, waived)
    await _decided(work, receipt, order, events, waived)


async def reverse_receipt(work: Work, command: ReverseReceipt) -> None:
    """The receipt was an error; its serials may come again."""
    receipt, order = await _with_order(work, command.receipt_id)
    waived = await _waived(work, order, command.receiver_id)
    events = taking_back.reverse(receipt, command, order, waived)
    await _decided(work, receipt, order, events, waived)


async def return_goods(work: Work, command: ReturnGoods) -> None:
    """Goods go back to the supplier."""
    receipt, order = await _with_order(work, command.receipt_id)
    parts, person = senders_of(receipt, command.return_request), command.receiver_id
    waived = {
        **await _waived(work, order, person),
        **await waived_for(work, "send_return", person, receipt.ref, parts),
    }
    events = taking_back.return_goods(receipt, command, order, waived)
    chosen = {each.line: each.dealt for each in command.lines}
    await _decided(work, receipt, order, events, waived, chosen)


async def correct_receipt(work: Work, command: CorrectReceipt) -> None:
    """It was counted wrong: serials that were missed are claimed, others are free again."""
    receipt, order = await _with_order(work, command.receipt_id)
    waived = await _waived(work, order, command.receiver_id)
    tolerant = await as_tolerated(work, order, found(receipt, command.lines))

    def corrected(worth: Worth) -> tuple[ReceiptEvent, ...]:
        return correct(receipt, command, tolerant, waived, worth)

    day = command.corrected_on
    events, sent = await delivered(work, order, receipt.ref, day, command, corrected)
    await _decided(work, receipt, order, events, waived)
    await record_sent(work, sent)


async def ask_for_recount(work: Work, command: AskForRecount) -> None:
    """A blind count is doubted."""
    receipt, order = await _with_order(work, command.receipt_id)
    await _decided(work, receipt, order, recounting.ask_for_recount(receipt, command))


async def record_recount(work: Work, command: RecordRecount) -> None:
    """Another person's count; what differs is corrected in the same save."""
    receipt, order = await _with_order(work, command.receipt_id)
    waived = await _waived(work, order, command.receiver_id)
    tolerant = await as_tolerated(work, order, found(receipt, command.lines))

    def counted_again(worth: Worth) -> tuple[ReceiptEvent, ...]:
        return recounting.recount(receipt, command, tolerant, waived, worth)

    day = command.recounted_on
    events, sent = await delivered(work, order, receipt.ref, day, command, counted_again)
    await _decided(work, receipt, order, events, waived)
    await record_sent(work, sent)


async def record_inspection(work: Work, command: RecordInspection) -> None:
    """Goods are judged by what the catalogue says of them today."""
    receipt, order = await _with_order(work, command.receipt_id)
    named = {held.posted.item_id for held in receipt.lines.values()}
    items = {each: await work.load(CATALOGUE_ITEM, each) for each in sorted(filter(None, named))}
    waived = await _waived_on(work, receipt, order, "inspect", command.inspected_by)
    events = inspecting.inspect(receipt, command, order, items, waived)
    await _decided(work, receipt, order, events, waived)


async def quarantine_receipt(work: Work, command: QuarantineReceipt) -> None:
    """Goods wait for a judgement."""
    receipt, order = await _with_order(work, command.receipt_id)
    waived: Waived = {}
    if inspecting.unsettles(command):
        waived = await _waived_on(work, receipt, order, "inspect", command.quarantined_by)
    events = inspecting.quarantine(receipt, command, order, waived)
    await _decided(work, receipt, order, events, waived)


async def witness_receipt(work: Work, command: WitnessReceipt) -> None:
    """A second person has counted."""
    receipt, order = await _with_order(work, command.receipt_id)
    waived = await _waived_on(work, receipt, order, "witness", command.witness_id)
    events = inspecting.witness(receipt, command, order, waived)
    await _decided(work, receipt, order, events, waived)


async def _with_order(work: Work, receipt_id: str) -> tuple[Receipt, PurchaseOrder]:
    receipt = await work.load(RECEIPT, receipt_id)
    return receipt, await work.load(PURCHASE_ORDER, receipt.purchase_order.id)


async def _counts_blind(work: Work, order: PurchaseOrder) -> bool:
    entity = await known_entity(work, order.legal_entity)
    return entity is not None and order.facility in entity.blind


async def _waived(work: Work, order: PurchaseOrder, person: str) -> Waived:
    return await waived_for(work, "receive", person, order.ref, order.participants)


async def _waived_on(
    work: Work, receipt: Receipt, order: PurchaseOrder, act: Act, person: str
) -> Waived:
    return await waived_for(work, act, person, receipt.ref, participants_of(receipt, order))


async def _decided(
    work: Work,
    receipt: Receipt,
    order: PurchaseOrder,
    events: Sequence[ReceiptEvent],
    waived: Waived | None = None,
    chosen: Chosen | None = None,
) -> None:
    events = for_requests(events, receipt, order, chosen)
    await work.record(RECEIPT, receipt.id, events)
    await _claim_serials(work, events, receipt.ref, order)
    await book(work, receipt, events, order)
    await record_uses(work, waived or {}, receipt.ref)


async def _record(work: Work, receipt_id: str, events: Sequence[ReceiptEvent]) -> Receipt:
    receipt = await work.record(RECEIPT, receipt_id, events)
    assert receipt is not None, "every decision on a receipt is a fact"
    return receipt


async def items_of(work: Work, order: PurchaseOrder, lines: Sequence[ReceivedLine]) -> Items:
    """The catalogue items of the order lines that the receipt names."""
    named = {
        line.terms.item_id
        for counted in lines
        if (line := order.lines.get(counted.purchase_order_line)) is not None
    }
    return {each: await work.load(CATALOGUE_ITEM, each) for each in sorted(filter(None, named))}


async def _claim_serials(
    work: Work, events: Sequence[ReceiptEvent], receipt: DocumentRef, order: PurchaseOrder
) -> None:
    """A unit of a catalogued item is here only once: claimed as it comes, free once it is gone.

    What another legal entity delivers was claimed as it came to the network, and stays in it.
    """
    if order.seller is not None:
        return
    for event in events:
        if not isinstance(event, Booking):
            continue
        for line in event.lines:
            comes = line.quantity > 0 and isinstance(event, ReceiptPosted | ReceiptCorrected)
            for serial in line.serials if line.item_id is not None else ():
                key = f"{line.item_id} {serial}"
                if comes:
                    await claim(work, SERIAL, key, receipt, serial)
                else:
                    await release(work, SERIAL, key, receipt)


HANDLERS: Final[Handlers] = {
    PostReceipt: post_receipt,
    RecordServiceEntry: record_service_entry,
    AcceptServiceReceipt: accept_service_receipt,
    ReverseReceipt: reverse_receipt,
    ReturnGoods: return_goods,
    CorrectReceipt: correct_receipt,
    RecordInspection: record_inspection,
    AskForRecount: ask_for_recount,
    RecordRecount: record_recount,
    QuarantineReceipt: quarantine_receipt,
    WitnessReceipt: witness_receipt,
}
