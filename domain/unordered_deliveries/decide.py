"""What an unordered delivery answers: it is put aside, and finds its order or its way back.

Whether the order takes the goods is the receipt's to say (`domain/receipts/decide.py`).
"""

from collections.abc import Sequence

from domain.event import DocumentRef
from domain.ids import LINES_MAX
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.commands import PostReceipt, ReceivedLine
from domain.unordered_deliveries.commands import (
    FoundLine,
    MatchUnorderedDelivery,
    RecordUnorderedDelivery,
    SendUnorderedDeliveryBack,
    SettledQuantity,
)
from domain.unordered_deliveries.errors import (
    UnorderedDeliveryDateBefore,
    UnorderedDeliveryExists,
    UnorderedDeliveryLinesWrong,
    UnorderedDeliveryOtherGoods,
    UnorderedDeliveryOtherSupplier,
    UnorderedDeliveryQuantityWrong,
    UnorderedDeliveryUnitsWrong,
)
from domain.unordered_deliveries.events import (
    SettledLine,
    UnorderedDeliveryEvent,
    UnorderedDeliveryMatched,
    UnorderedDeliveryRecorded,
    UnorderedDeliverySentBack,
    UnorderedLine,
)
from domain.unordered_deliveries.state import UnorderedDelivery

Events = tuple[UnorderedDeliveryEvent, ...]


def record(delivery: UnorderedDelivery | None, command: RecordUnorderedDelivery) -> Events:
    """The goods are here, and nobody's yet."""
    if delivery is not None:
        raise UnorderedDeliveryExists(command.unordered_delivery_id)
    if not 0 < len(command.lines) <= LINES_MAX:
        raise UnorderedDeliveryLinesWrong(command.number)
    return (
        UnorderedDeliveryRecorded(
            unordered_delivery_id=command.unordered_delivery_id,
            number=command.number,
            legal_entity=command.legal_entity,
            facility=command.facility,
            received_by=command.receiver_id,
            received_on=command.received_on,
            lines=tuple(_line(*each) for each in enumerate(command.lines, start=1)),
            supplier_id=command.supplier_id,
            delivery_note=command.delivery_note,
        ),
    )


def match(
    delivery: UnorderedDelivery, command: MatchUnorderedDelivery, order: PurchaseOrder
) -> Events:
    """The order is the sender's, for this place, and orders these goods in this unit."""
    strangers = delivery.supplier_id not in (None, order.supplier_id)
    place = (delivery.legal_entity, delivery.facility)
    if strangers or place != (order.legal_entity, order.facility):
        raise UnorderedDeliveryOtherSupplier(delivery.number, order.number)
    for each in command.lines:
        _check_goods(delivery, each, order)
    number = command.receipt_number
    return (
        UnorderedDeliveryMatched(
            purchase_order=order.ref,
            receipt=DocumentRef(aggregate="receipt", id=command.receipt_id, number=number),
            matched_by=command.receiver_id,
            lines=_settled(delivery, command.lines),
        ),
    )


def receipt_of(delivery: UnorderedDelivery, command: MatchUnorderedDelivery) -> PostReceipt:
    """The receipt that takes the matched goods in, under the day on which they came."""
    return PostReceipt(
        receipt_id=command.receipt_id,
        receiver_id=command.receiver_id,
        number=command.receipt_number,
        purchase_order_id=command.purchase_order_id,
        received_on=delivery.received_on,
        lines=tuple(_received(delivery, each) for each in command.lines),
        posted_on=max(delivery.received_on, command.now.date()),
        delivery_note=delivery.delivery_note,
        unordered_delivery=delivery.ref,
        now=command.now,
    )


def send_back(delivery: UnorderedDelivery, command: SendUnorderedDeliveryBack) -> Events:
    """The goods leave again; nothing was ever booked."""
    if command.sent_on < delivery.received_on:
        raise UnorderedDeliveryDateBefore(delivery.number)
    return (
        UnorderedDeliverySentBack(
            sent_by=command.receiver_id,
            sent_on=command.sent_on,
            reason_code=command.reason_code,
            lines=_settled(delivery, command.lines),
            authorization=command.authorization,
        ),
    )


def _line(number: int, found: FoundLine) -> UnorderedLine:
    if found.quantity <= 0:
        raise UnorderedDeliveryQuantityWrong(number, found.quantity, None)
    if len(set(found.serials)) != len(found.serials):
        raise UnorderedDeliveryUnitsWrong(number, found.quantity, len(set(found.serials)))
    return UnorderedLine(
        line=number,
        description=found.description,
        quantity=found.quantity,
        unit=found.unit,
        item_id=found.item_id,
        lot=found.lot,
        expires_on=found.expires_on,
        serials=found.serials,
        storage_location=found.storage_location,
    )


def _settled(
    delivery: UnorderedDelivery, lines: Sequence[SettledQuantity]
) -> tuple[SettledLine, ...]:
    numbers = [each.line for each in lines]
    if not lines or len(set(numbers)) < len(numbers) or not {*numbers} <= delivery.lines.keys():
        raise UnorderedDeliveryLinesWrong(delivery.number)
    return tuple(_settled_line(delivery, each) for each in lines)


def _settled_line(delivery: UnorderedDelivery, asked: SettledQuantity) -> SettledLine:
    waiting = delivery.lines[asked.line]
    if not 0 < asked.quantity <= waiting.left:
        raise UnorderedDeliveryQuantityWrong(asked.line, asked.quantity, waiting.left)
    here = {*asked.serials} & {*waiting.left_serials}
    if len(here) != len(asked.serials) or (waiting.left_serials and not asked.serials):
        raise UnorderedDeliveryUnitsWrong(asked.line, asked.quantity, len(here))
    return SettledLine(
        line=asked.line,
        quantity=asked.quantity,
        serials=asked.serials,
        purchase_order_line=asked.purchase_order_line,
    )


def _check_goods(delivery: UnorderedDelivery, asked: SettledQuantity, order: PurchaseOrder) -> None:
    waiting = delivery.lines.get(asked.line)
    if waiting is None:
        raise UnorderedDeliveryLinesWrong(delivery.number)
    terms = line_of(order, asked.purchase_order_line or 0).terms
    came = waiting.came
    if came.item_id not in (None, terms.item_id) or came.unit != terms.pack.unit:
        raise UnorderedDeliveryOtherGoods(asked.line, terms.line)


def _received(delivery: UnorderedDelivery, asked: SettledQuantity) -> ReceivedLine:
    came = delivery.lines[asked.line].came
    return ReceivedLine(
        purchase_order_line=asked.purchase_order_line or 0,
        quantity=asked.quantity,
        lot=came.lot,
        expires_on=came.expires_on,
        serials=asked.serials,
        storage_location=came.storage_location,
    )
