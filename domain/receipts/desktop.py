"""Receipts from the desk: the requester confirms what he asked for, within limits.

He says that a service was performed, in which period and what it was, or that goods of his own
came, which no stock keeps. Beyond the limit a second person accepts the service before it counts.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from domain.duties import NONE_WAIVED
from domain.ids import LINES_MAX
from domain.purchase_orders import valuation
from domain.purchase_orders.ledger import line_of, require_receiver
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.commands import (
    PostDesktopReceipt,
    PostReceipt,
    ReceivedLine,
    RecordServiceEntry,
)
from domain.receipts.controls import Items, check_order_day
from domain.receipts.decide import enter, post, posting
from domain.receipts.desktop_errors import (
    ReceiptDesktopGoods,
    ReceiptDesktopLimit,
    ReceiptNotRequester,
    ReceiptPeriodInvalid,
)
from domain.receipts.errors import (
    ReceiptExists,
    ReceiptNoLines,
    ReceiptQuantityNotPositive,
    ReceiptTooManyLines,
    ReceiptWrongDelivery,
)
from domain.receipts.events import (
    DesktopConfirmation,
    ReceiptEvent,
    ReceiptPosted,
    ReceiptStarted,
)
from domain.receipts.held_line import ZERO
from domain.receipts.policy import needs_second_person
from domain.receipts.state import Receipt, evolve

Requesters = Mapping[int, str | None]  # By order line; none: nobody asked for it alone.
Events = tuple[ReceiptEvent, ...]


def confirm(
    receipt: Receipt | None,
    command: PostDesktopReceipt,
    order: PurchaseOrder,
    requesters: Requesters,
    items: Items,
    *,
    may_confirm_goods: bool,
    waived: Collection[str] = NONE_WAIVED,
) -> Events:
    """One kind of delivery in one receipt. `items` as for `post`."""
    if receipt is not None:
        raise ReceiptExists(command.receipt_id)
    if not command.lines:
        raise ReceiptNoLines(command.number)
    if len(command.lines) > LINES_MAX:
        raise ReceiptTooManyLines(command.number)
    require_receiver(order, command.confirmed_by, waived=waived)
    delivery = line_of(order, command.lines[0].purchase_order_line).terms.delivery
    for each in command.lines:
        terms = line_of(order, each.purchase_order_line).terms
        if requesters.get(terms.line) != command.confirmed_by:
            raise ReceiptNotRequester(terms.line, command.confirmed_by)
        if terms.delivery != delivery:
            raise ReceiptWrongDelivery(terms.line, terms.delivery)
        if each.quantity <= 0:
            raise ReceiptQuantityNotPositive(terms.line, each.quantity)
    if delivery == "service":
        return _services(command, order)
    first = command.lines[0].purchase_order_line
    if order.seller is not None:
        raise ReceiptDesktopGoods(first, "another legal entity delivers them out of its stock")
    if not may_confirm_goods:
        raise ReceiptDesktopGoods(first, f"facility {order.facility} does not allow it")
    return _goods(command, order, items, waived)


def _services(command: PostDesktopReceipt, order: PurchaseOrder) -> Events:
    """Started, entered, and posted in one answer unless a second person has to accept it."""
    if command.performed_until is None:
        raise ReceiptPeriodInvalid(command.performed_from, None, command.received_on)
    check_order_day(command.number, command.received_on, order)
    started = ReceiptStarted(
        receipt_id=command.receipt_id,
        number=command.number,
        kind="service",
        purchase_order=order.ref,
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        desktop=_confirmation(command),
    )
    state = evolve(None, started)
    told: list[ReceiptEvent] = [started]
    for each in command.lines:
        (entry,) = enter(state, _entry(command, each), order)
        state = evolve(state, entry)
        told.append(entry)
    if needs_second_person(_stands(order, command), order.currency):
        return tuple(told)
    return (*told, posting(state, order, command.received_on))


def _goods(
    command: PostDesktopReceipt, order: PurchaseOrder, items: Items, waived: Collection[str]
) -> Events:
    """Used up at once, and nothing that a receiver has to look at."""
    stands = _stands(order, command)
    if needs_second_person(stands, order.currency):
        raise ReceiptDesktopLimit(stands, order.currency)
    count = PostReceipt(
        receipt_id=command.receipt_id,
        receiver_id=command.confirmed_by,
        number=command.number,
        purchase_order_id=order.id,
        received_on=command.received_on,
        lines=command.lines,
        now=command.now,
    )
    (posted,) = post(None, count, order, items, waived=waived)
    assert isinstance(posted, ReceiptPosted), "nothing is judged at a desk"
    for line in posted.lines:
        if line.accounting == "stock":
            raise ReceiptDesktopGoods(line.purchase_order_line, "they are kept in stock")
        if line.disposition is not None:
            why = (line.disposition_reason or line.disposition).replace("_", " ")
            raise ReceiptDesktopGoods(line.purchase_order_line, f"they are held back ({why})")
    return (posted.model_copy(update={"desktop": _confirmation(command)}),)


def _confirmation(command: PostDesktopReceipt) -> DesktopConfirmation:
    first = command.performed_from or command.performed_until
    last, today = command.performed_until, command.received_on
    if first is not None and (last is None or not first <= last <= today):
        raise ReceiptPeriodInvalid(first, last, today)
    return DesktopConfirmation(
        confirmed_by=command.confirmed_by,
        description=command.description,
        performed_from=first,
        performed_until=last,
    )


def _entry(command: PostDesktopReceipt, line: ReceivedLine) -> RecordServiceEntry:
    assert command.performed_until is not None, "a service was performed at some time"
    return RecordServiceEntry(
        receipt_id=command.receipt_id,
        receiver_id=command.confirmed_by,
        number=command.number,
        purchase_order_id=command.purchase_order_id,
        purchase_order_line=line.purchase_order_line,
        description=command.description,
        quantity=line.quantity,
        performed_on=command.performed_until,
        now=command.now,
    )


def _stands(order: PurchaseOrder, command: PostDesktopReceipt) -> Decimal:
    """What would stand as received on the order, at its prices."""
    before = sum((line.ledger.net_received.amount for line in order.lines.values()), ZERO)
    counted: dict[int, Decimal] = {}
    for each in command.lines:
        number = each.purchase_order_line
        counted[number] = counted.get(number, ZERO) + each.quantity
    now = (
        valuation.receipt_value(line_of(order, number), quantity, order.currency)
        for number, quantity in counted.items()
    )
    return before + sum(now, ZERO)
