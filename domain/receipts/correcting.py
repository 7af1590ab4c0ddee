"""Mending a receipt that was counted wrong: the difference is a fact, the original stays.

Unlike a return nothing leaves the house, and unlike a reversal the rest stands. What was invoiced
is not asked: the invoices are matched again, and held where they ask for more than there is.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from domain.duties import NONE_WAIVED
from domain.event import DocumentRef
from domain.purchase_orders.ledger import correct_received_line, line_of
from domain.purchase_orders.line_state import Total
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.state import evolve as evolve_order
from domain.quantity import Pack, in_base
from domain.receipts.blind_counts import counted_blind
from domain.receipts.blind_errors import ReceiptRecountPending
from domain.receipts.buckets import MISCOUNTED_FIRST
from domain.receipts.commands import CorrectReceipt, RecountedLine
from domain.receipts.decide import AT_THE_ORDERS_PRICE
from domain.receipts.errors import (
    ReceiptNoLines,
    ReceiptSerialCount,
    ReceiptUnknownLine,
    ReceiptUnknownSerial,
    ReceiptWrongDelivery,
)
from domain.receipts.events import ReceiptCorrected, ReceiptEvent, ReceiptLine
from domain.receipts.held_line import HeldLine, share, split
from domain.receipts.judgement_errors import (
    ReceiptCorrectionTooLow,
    ReceiptNothingCorrected,
)
from domain.receipts.standard_values import standard_part
from domain.receipts.state import Receipt
from domain.receipts.taking_back import require_posted
from domain.visible import STORED


def correct(
    receipt: Receipt,
    command: CorrectReceipt,
    order: PurchaseOrder,
    waived: Collection[str] = NONE_WAIVED,
    worth: Mapping[int, Decimal] = AT_THE_ORDERS_PRICE,
) -> tuple[ReceiptEvent, ...]:
    """Each named line says from now on what was really counted. `worth` as for `post`."""
    person, day = command.receiver_id, command.corrected_on
    currency = require_posted(receipt, order, person, day, waived)
    if receipt.kind != "goods":
        raise ReceiptWrongDelivery(next(iter(receipt.lines)), receipt.kind)
    if not command.lines:
        raise ReceiptNoLines(receipt.number)
    lines: list[ReceiptLine] = []
    named: set[int] = set()
    for asked in command.lines:
        held = receipt.lines.get(asked.line)
        if held is None or asked.line in named:
            raise ReceiptUnknownLine(receipt.number, asked.line)
        if asked.line in receipt.recount_lines:
            raise ReceiptRecountPending(receipt.number, asked.line)
        named.add(asked.line)
        with counted_blind(receipt.is_blind, held.posted.purchase_order_line):
            parts = _differences(receipt, held, asked, order, currency, worth.get(asked.line))
            lines += parts
            for part in parts:  # The next line may be of the same order line.
                order = _corrected(order, part, receipt.ref)
    if not lines:
        raise ReceiptNothingCorrected(receipt.number)
    return (
        ReceiptCorrected(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            supplier_id=receipt.supplier_id,
            corrected_by=command.receiver_id,
            corrected_on=command.corrected_on,
            currency=currency,
            lines=tuple(lines),
            reason_code=command.reason_code,
        ),
    )


def _corrected(order: PurchaseOrder, part: ReceiptLine, receipt: DocumentRef) -> PurchaseOrder:
    line, quantity = part.purchase_order_line, part.quantity
    return evolve_order(order, correct_received_line(order, line, quantity, part.amount, receipt))


def _differences(
    receipt: Receipt,
    held: HeldLine,
    asked: RecountedLine,
    order: PurchaseOrder,
    currency: str,
    worth: Decimal | None,
) -> tuple[ReceiptLine, ...]:
    """The difference of one line; one part for each bucket that loses something."""
    if asked.quantity < held.returned:
        raise ReceiptCorrectionTooLow(receipt.number, asked.line, asked.quantity, held.returned)
    pack = line_of(order, held.posted.purchase_order_line).terms.pack
    by = asked.quantity - held.counted
    _check_serials(held, asked, abs(by), pack)
    if by == 0:
        return ()
    if by > 0:
        return (_more(held, by, asked.serials, order, receipt.ref, pack, worth),)
    return _less(held, -by, asked.serials, pack, currency)


def _more(
    held: HeldLine,
    by: Decimal,
    serials: tuple[str, ...],
    order: PurchaseOrder,
    receipt: DocumentRef,
    pack: Pack,
    worth: Decimal | None,
) -> ReceiptLine:
    posted = held.posted
    own = Total(posted.quantity, posted.amount)
    told = worth if worth is not None else own
    fact = correct_received_line(order, posted.purchase_order_line, by, told, receipt)
    more = {
        "quantity": by,
        "base_quantity": in_base(by, pack),
        "amount": fact.amount,
        "serials": serials,
        "landed": None,
        "standard": standard_part(
            posted, in_base(held.left, pack), in_base(by, pack), fact.amount, order.currency
        ),
    }
    return ReceiptLine.model_validate({**dict(posted), **more}, context=STORED)


def _less(
    held: HeldLine, by: Decimal, serials: tuple[str, ...], pack: Pack, currency: str
) -> tuple[ReceiptLine, ...]:
    parts: list[ReceiptLine] = []
    left, worth = held.left, held.left_amount
    is_plain = set(held.buckets) == {"received"}
    for bucket, quantity, named in split(held, by, MISCOUNTED_FIRST, serials):
        amount = share(worth, quantity, left, currency)
        base, gone = in_base(left, pack), in_base(quantity, pack)
        left, worth = left - quantity, worth - amount
        less = {
            "quantity": -quantity,
            "base_quantity": -gone,
            "amount": -amount,
            "standard": standard_part(held.posted, base, -gone, -amount, currency),
            "landed": None,
            "serials": named,
            "bucket": None if is_plain else bucket,
        }
        parts.append(ReceiptLine.model_validate({**dict(held.posted), **less}, context=STORED))
    return tuple(parts)


def _check_serials(held: HeldLine, asked: RecountedLine, by: Decimal, pack: Pack) -> None:
    """Units that were missed are new, units that were not there are among those of the line."""
    if not held.posted.serials and not asked.serials:
        return
    units, named = in_base(by, pack), len(set(asked.serials))
    if not named == len(asked.serials) == units:
        raise ReceiptSerialCount(asked.line, units, named)
    here = held.left_serials
    is_more = asked.quantity > held.counted
    for serial in asked.serials:
        if (serial in here) == is_more:
            raise ReceiptUnknownSerial(asked.line, serial)
