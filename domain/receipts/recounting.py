"""Counting again: a blind count that is doubted is repeated by another person.

He does not see the first count either. What he finds stands: where it differs the receipt is
corrected in the same answer, so that order, stock and waiting invoices follow.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Final

from domain.duties import NONE_WAIVED, broken_rule
from domain.purchase_orders.ledger import require_receiver
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.blind_errors import (
    ReceiptNotBlind,
    ReceiptOwnRecount,
    ReceiptRecountNotAsked,
    ReceiptRecountPending,
)
from domain.receipts.commands import AskForRecount, CorrectReceipt, RecordRecount
from domain.receipts.correcting import correct
from domain.receipts.decide import AT_THE_ORDERS_PRICE
from domain.receipts.errors import ReceiptQuantityNotPositive
from domain.receipts.events import (
    CountedAgain,
    ReceiptEvent,
    ReceiptRecountAsked,
    ReceiptRecounted,
)
from domain.receipts.held_line import ZERO
from domain.receipts.inspecting import require_each_once, require_goods
from domain.receipts.participants import participants_of
from domain.receipts.state import Receipt, evolve

RECOUNTED: Final = "recounted"  # Why such a correction was made.


def ask_for_recount(receipt: Receipt, command: AskForRecount) -> tuple[ReceiptEvent, ...]:
    """Until it is done the lines are corrected in no other way."""
    require_goods(receipt, command.now.date())
    require_each_once(receipt, command.lines)
    for line in receipt.recount_lines.intersection(command.lines):
        raise ReceiptRecountPending(receipt.number, line)
    if not receipt.is_blind:
        raise ReceiptNotBlind(receipt.number)
    return (
        ReceiptRecountAsked(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            asked_by=command.asked_by,
            lines=command.lines,
            reason_code=command.reason_code,
        ),
    )


def recount(
    receipt: Receipt,
    command: RecordRecount,
    order: PurchaseOrder,
    waived: Collection[str] = NONE_WAIVED,
    worth: Mapping[int, Decimal] = AT_THE_ORDERS_PRICE,
) -> tuple[ReceiptEvent, ...]:
    """Every line that is named was doubted; the others go on waiting. `worth` as for `post`."""
    require_receiver(order, command.receiver_id, waived=waived)
    require_goods(receipt, command.recounted_on)
    if broken_rule("recount", command.receiver_id, participants_of(receipt, order)):
        raise ReceiptOwnRecount(receipt.number, command.receiver_id)
    require_each_once(receipt, [each.line for each in command.lines])
    for each in command.lines:
        if each.line not in receipt.recount_lines:
            raise ReceiptRecountNotAsked(receipt.number, each.line)
        if each.quantity < ZERO:
            raise ReceiptQuantityNotPositive(each.line, each.quantity)
    told = ReceiptRecounted(
        receipt_id=receipt.id,
        purchase_order=receipt.purchase_order,
        recounted_by=command.receiver_id,
        recounted_on=command.recounted_on,
        lines=tuple(
            CountedAgain(
                line=each.line, quantity=each.quantity, before=receipt.lines[each.line].counted
            )
            for each in command.lines
        ),
    )
    others = tuple(
        each for each in command.lines if each.quantity != receipt.lines[each.line].counted
    )
    if not others:
        return (told,)
    correction = CorrectReceipt(
        receipt_id=receipt.id,
        receiver_id=command.receiver_id,
        corrected_on=command.recounted_on,
        reason_code=RECOUNTED,
        lines=others,
        now=command.now,
    )
    return (told, *correct(evolve(receipt, told), correction, order, waived, worth))
