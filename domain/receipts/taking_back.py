"""Taking a receipt back: whole when it was posted in error, in part when goods leave again.

Both go by the receipt's own value. Neither asks what was invoiced: the invoices are matched again.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from domain.duties import NONE_WAIVED, broken_rule
from domain.purchase_orders.ledger import line_of, require_receiver
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import in_base
from domain.receipts.buckets import RETURNED_FIRST, Bucket
from domain.receipts.commands import ReturnedLine, ReturnGoods, ReverseReceipt
from domain.receipts.errors import (
    ReceiptDateBefore,
    ReceiptPartlyReturned,
    ReceiptQuantityNotPositive,
    ReceiptReturnTooLarge,
    ReceiptSerialCount,
    ReceiptUnknownLine,
    ReceiptUnknownSerial,
    ReceiptWrongDelivery,
    ReceiptWrongStatus,
)
from domain.receipts.events import (
    ReceiptEvent,
    ReceiptGoodsReturned,
    ReceiptLine,
    ReceiptReversed,
)
from domain.receipts.held_line import ZERO, HeldLine, share, split
from domain.receipts.landed_costs import Leaving
from domain.receipts.participants import senders_of
from domain.receipts.return_request_errors import ReceiptOwnReturn
from domain.receipts.return_requests import as_requested
from domain.receipts.standard_values import leaving, standard_part
from domain.receipts.state import Receipt
from domain.visible import STORED


def reverse(
    receipt: Receipt,
    command: ReverseReceipt,
    order: PurchaseOrder,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ReceiptEvent, ...]:
    """The receipt was an error, so all of it is undone; not once part of it went back."""
    person, day = command.receiver_id, command.reversed_on
    currency = require_posted(receipt, order, person, day, waived)
    if any(held.returned for held in receipt.lines.values()):
        raise ReceiptPartlyReturned(receipt.number)
    return (
        ReceiptReversed(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            supplier_id=receipt.supplier_id,
            reversed_on=command.reversed_on,
            currency=currency,
            lines=tuple(_standing(held, currency) for held in receipt.lines.values() if held.left),
            reason_code=command.reason_code,
        ),
    )


def return_goods(
    receipt: Receipt,
    command: ReturnGoods,
    order: PurchaseOrder,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ReceiptEvent, ...]:
    """Goods leave for the supplier, each line at most as far as it is still here."""
    person, day = command.receiver_id, command.returned_on
    currency = require_posted(receipt, order, person, day, waived)
    parts = senders_of(receipt, command.return_request)
    rule = broken_rule("send_return", person, parts, waived)
    if rule is not None:
        raise ReceiptOwnReturn(receipt.number, person, rule.name)
    command = as_requested(receipt, command)
    if receipt.kind != "goods":
        raise ReceiptWrongDelivery(next(iter(receipt.lines)), receipt.kind)
    gone: dict[int, tuple[ReceiptLine, ...]] = {}
    for each in command.lines:
        held = receipt.lines.get(each.line)
        if held is None or each.line in gone:
            raise ReceiptUnknownLine(receipt.number, each.line)
        gone[each.line] = _returned_lines(receipt, held, each, order, currency)
    return (
        ReceiptGoodsReturned(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            supplier_id=receipt.supplier_id,
            returned_on=command.returned_on,
            currency=currency,
            lines=tuple(line for lines in gone.values() for line in lines),
            reason_code=command.reason_code,
            authorization=command.authorization,
            return_request=command.return_request,
        ),
    )


def _standing(held: HeldLine, currency: str) -> ReceiptLine:
    """The line as it stands after corrections."""
    if not held.corrected:
        return held.posted
    base = held.posted.base_quantity + held.corrected_base
    stands = {
        "quantity": held.left,
        "base_quantity": base,
        "amount": held.left_amount,
        "serials": held.left_serials,
        "standard": standard_part(held.posted, ZERO, base, held.left_amount, currency),
    }
    return ReceiptLine.model_validate({**dict(held.posted), **stands}, context=STORED)


def require_posted(
    receipt: Receipt, order: PurchaseOrder, person: str, day: date, waived: Collection[str]
) -> str:
    """The receipt's currency, if it stands and this person may take it back on that day."""
    require_receiver(order, person, waived=waived)
    if receipt.status != "posted":
        raise ReceiptWrongStatus(receipt.number, receipt.status, "posted")
    assert receipt.received_on is not None, "a posted receipt has its day"
    assert receipt.currency is not None, "a posted receipt has its currency"
    if day < receipt.received_on:
        raise ReceiptDateBefore(receipt.number, day, receipt.received_on)
    return receipt.currency


def _returned_lines(
    receipt: Receipt, held: HeldLine, asked: ReturnedLine, order: PurchaseOrder, currency: str
) -> tuple[ReceiptLine, ...]:
    """What goes back of one line: one part for each bucket that it is taken from."""
    if asked.quantity <= 0:
        raise ReceiptQuantityNotPositive(asked.line, asked.quantity)
    buckets = RETURNED_FIRST if asked.bucket is None else (asked.bucket,)
    here = sum((held.in_bucket(each).quantity for each in buckets), ZERO)
    if asked.quantity > here:
        raise ReceiptReturnTooLarge(receipt.number, asked.line, asked.quantity, here)
    pack = line_of(order, held.posted.purchase_order_line).terms.pack
    if held.posted.serials or asked.serials:
        _check_serials(held, asked, buckets, in_base(asked.quantity, pack))
    is_plain = set(held.buckets) == {"received"}
    parts: list[ReceiptLine] = []
    left, worth, landed = held.left, held.left_amount, Leaving(held, currency)
    for bucket, quantity, serials in split(held, asked.quantity, buckets, asked.serials):
        amount = share(worth, quantity, left, currency)
        base, gone = in_base(left, pack), in_base(quantity, pack)
        left, worth = left - quantity, worth - amount
        part = {
            "quantity": quantity,
            "base_quantity": gone,
            "amount": amount,
            "standard": leaving(held.posted, base, gone, amount, currency),
            "landed": landed.part(quantity),
            "serials": serials,
            "bucket": None if is_plain else bucket,
        }
        parts.append(ReceiptLine.model_validate({**dict(held.posted), **part}, context=STORED))
    return tuple(parts)


def _check_serials(
    held: HeldLine, asked: ReturnedLine, buckets: Sequence[Bucket], base_quantity: Decimal
) -> None:
    here = {serial for each in buckets for serial in held.in_bucket(each).serials}
    for serial in asked.serials:
        if serial not in here:
            raise ReceiptUnknownSerial(asked.line, serial)
    named = len(set(asked.serials))
    if not named == len(asked.serials) == base_quantity:
        raise ReceiptSerialCount(asked.line, base_quantity, named)
