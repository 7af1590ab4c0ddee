"""One delivery is posted once: the same of an order line, under the same note, is a repeat.

A note may be received in parts, lot by lot or pallet by pallet, so only what says the very same of
a line counts. Receipts that were reversed do not.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from domain.numbers.spelling import normalised
from domain.purchase_orders.order import PurchaseOrder
from domain.receipts.commands import PostReceipt
from domain.receipts.errors import ReceiptDeliveryRepeated
from domain.receipts.state import Receipt

LOOKED_AT_MAX: Final = 20  # Receipts of each order line, the newest: a repeat comes soon.


def receipts_before(order: PurchaseOrder, command: PostReceipt) -> Sequence[str]:
    """The receipts that may be of the same delivery, by id; none where nobody named a note."""
    if command.delivery_note is None:
        return ()
    wanted = {each.purchase_order_line for each in command.lines}
    lines = [order.lines[number] for number in sorted(wanted) if number in order.lines]
    newest = (each for line in lines for each in line.ledger.receipt_ids[-LOOKED_AT_MAX:])
    return tuple(dict.fromkeys(newest))


def refuse_repeated(command: PostReceipt, before: Iterable[Receipt]) -> None:
    """Raises `ReceiptDeliveryRepeated` where one of these receipts is of the same delivery."""
    note = command.delivery_note
    brought = {
        (each.purchase_order_line, each.quantity, each.lot)
        for each in command.lines
        if not each.serials  # Which are here only once.
    }
    for receipt in before:
        if note is None or receipt.delivery_note is None or receipt.status != "posted":
            continue
        if normalised(receipt.delivery_note) != normalised(note):
            continue
        for held in receipt.lines.values():
            posted = held.posted
            if (posted.purchase_order_line, posted.quantity, posted.lot) in brought:
                raise ReceiptDeliveryRepeated(note, receipt.number, posted.purchase_order_line)
