"""Taking a receipt back: whole when it was posted in error, in part when goods leave again.

Both go by the receipt's own value. Neither asks what was invoiced: the invoices are matched again.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.money import rounded
from domain.purchase_orders.ledger import line_of, require_receiver
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import in_base
from domain.receipts.commands import ReturnedLine, ReturnGoods, ReverseReceipt
from domain.receipts.errors import (
    ReceiptDateBefore,
    ReceiptNoLines,
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
from domain.receipts.state import HeldLine, Receipt
from domain.visible import STORED


def reverse(
    receipt: Receipt, command: ReverseReceipt, order: PurchaseOrder
) -> tuple[ReceiptEvent, ...]:
    """The receipt was an error, so all of it is undone; not once part of it went back."""
    currency = _require_posted(receipt, order, command.receiver_id, command.reversed_on)
    if any(held.returned for held in receipt.lines.values()):
        raise ReceiptPartlyReturned(receipt.number)
    return (
        ReceiptReversed(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            supplier_id=receipt.supplier_id,
            reversed_on=command.reversed_on,
            currency=currency,
            lines=tuple(held.posted for held in receipt.lines.values()),
            reason_code=command.reason_code,
        ),
    )


def return_goods(
    receipt: Receipt, command: ReturnGoods, order: PurchaseOrder
) -> tuple[ReceiptEvent, ...]:
    """Goods leave for the supplier, each line at most as far as it is still here."""
    currency = _require_posted(receipt, order, command.receiver_id, command.returned_on)
    if receipt.kind != "goods":
        raise ReceiptWrongDelivery(next(iter(receipt.lines)), receipt.kind)
    if not command.lines:
        raise ReceiptNoLines(receipt.number)
    gone: dict[int, ReceiptLine] = {}
    for each in command.lines:
        held = receipt.lines.get(each.line)
        if held is None or each.line in gone:
            raise ReceiptUnknownLine(receipt.number, each.line)
        gone[each.line] = _returned_line(receipt, held, each, order, currency)
    return (
        ReceiptGoodsReturned(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            supplier_id=receipt.supplier_id,
            returned_on=command.returned_on,
            currency=currency,
            lines=tuple(gone.values()),
            reason_code=command.reason_code,
            authorization=command.authorization,
        ),
    )


def _require_posted(receipt: Receipt, order: PurchaseOrder, person: str, day: date) -> str:
    """The receipt's currency, if it stands and this person may take it back on that day."""
    require_receiver(order, person)
    if receipt.status != "posted":
        raise ReceiptWrongStatus(receipt.number, receipt.status, "posted")
    assert receipt.received_on is not None, "a posted receipt has its day"
    assert receipt.currency is not None, "a posted receipt has its currency"
    if day < receipt.received_on:
        raise ReceiptDateBefore(receipt.number, day, receipt.received_on)
    return receipt.currency


def _returned_line(
    receipt: Receipt, held: HeldLine, asked: ReturnedLine, order: PurchaseOrder, currency: str
) -> ReceiptLine:
    if asked.quantity <= 0:
        raise ReceiptQuantityNotPositive(asked.line, asked.quantity)
    if asked.quantity > held.left:
        raise ReceiptReturnTooLarge(receipt.number, asked.line, asked.quantity, held.left)
    pack = line_of(order, held.posted.purchase_order_line).terms.pack
    base_quantity = in_base(asked.quantity, pack)
    if held.posted.serials or asked.serials:
        _check_serials(held, asked, base_quantity)
    returned = {
        "quantity": asked.quantity,
        "base_quantity": base_quantity,
        "amount": _share(held, asked.quantity, currency),
        "serials": asked.serials,
    }
    return ReceiptLine.model_validate({**dict(held.posted), **returned}, context=STORED)


def _share(held: HeldLine, quantity: Decimal, currency: str) -> Decimal:
    """The value of what goes back: its part of what is left, so that the last takes the rest."""
    part = Fraction(quantity) / Fraction(held.left)
    return rounded(part * Fraction(held.left_amount), currency)


def _check_serials(held: HeldLine, asked: ReturnedLine, base_quantity: Decimal) -> None:
    left = held.left_serials
    for serial in asked.serials:
        if serial not in left:
            raise ReceiptUnknownSerial(asked.line, serial)
    named = len(set(asked.serials))
    if not named == len(asked.serials) == base_quantity:
        raise ReceiptSerialCount(asked.line, base_quantity, named)
