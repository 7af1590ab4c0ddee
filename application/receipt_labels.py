"""Lot, date and serials of receipts that were entered wrong: receipt, stock and claims, one save.

Invoices and books are left alone: nothing of them knows of lots. Nor does the order, but for the
shipment that the goods came with.
"""

from collections.abc import Mapping
from typing import Final

from application.duties import record_uses, waived_for
from application.numbers import claim, release
from application.receipts import SERIAL
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.event import DocumentRef
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.controls import Items
from domain.receipts.label_commands import CorrectReceiptLabels
from domain.receipts.label_events import ReceiptLabelsCorrected, RelabelledLine
from domain.receipts.relabelling import correct_labels
from domain.receipts.shipment_facts import taken_in
from domain.receipts.state import RECEIPT, Receipt
from domain.stock.relabelling import Departments, relabel
from domain.stock.state import STOCK_ITEM


async def correct_receipt_labels(work: Work, command: CorrectReceiptLabels) -> None:
    """The goods are where they are, under the label that they bear."""
    receipt = await work.load(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, receipt.purchase_order.id)
    items = await _items_of(work, receipt)
    person = command.receiver_id
    waived = await waived_for(work, "receive", person, order.ref, order.participants)
    told = {each.line: each.departments for each in command.lines}
    facts = correct_labels(receipt, command, order, items, waived)
    await work.record(RECEIPT, receipt.id, facts)
    for fact in facts:
        assert isinstance(fact, ReceiptLabelsCorrected), "nothing else is decided"
        for line in fact.lines:
            await _claim_serials(work, line, receipt.ref)
        await work.record(PURCHASE_ORDER, order.id, taken_in(fact, receipt, order))
        await _relabel_stock(work, command, fact, receipt.ref, items, told)
    await record_uses(work, waived, receipt.ref)


async def _items_of(work: Work, receipt: Receipt) -> Items:
    named = {held.posted.item_id for held in receipt.lines.values()}
    return {each: await work.load(CATALOGUE_ITEM, each) for each in sorted(filter(None, named))}


async def _relabel_stock(
    work: Work,
    command: CorrectReceiptLabels,
    fact: ReceiptLabelsCorrected,
    receipt: DocumentRef,
    items: Items,
    told: Mapping[int, Departments],
) -> None:
    today = command.now.date()
    for line in fact.lines:
        if line.stock_item_id is None or line.item_id is None:
            continue
        stock = await work.load(STOCK_ITEM, line.stock_item_id)
        of, departments = items[line.item_id], told[line.line]
        change = relabel(stock, fact, line, receipt, departments, of=of, today=today)
        await work.record(STOCK_ITEM, stock.id, (change,))


async def _claim_serials(work: Work, line: RelabelledLine, receipt: DocumentRef) -> None:
    """A unit of a catalogued item is here only once, under the serial that it really bears."""
    if line.item_id is None:
        return
    was, becomes = line.was.serials, line.becomes.serials
    for serial in was:
        if serial not in becomes:
            await release(work, SERIAL, f"{line.item_id} {serial}", receipt)
    for serial in becomes:
        if serial not in was:
            await claim(work, SERIAL, f"{line.item_id} {serial}", receipt, serial)


HANDLERS: Final[Handlers] = {CorrectReceiptLabels: correct_receipt_labels}
