"""What a receipt answers when goods arrive and services are entered and accepted.

The order's line says whether so much may come, and what it is worth; `ledger_facts` says what the
receipt leaves there. Taking a receipt back stands in `taking_back`.
"""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from domain.duties import NONE_WAIVED, broken_rule
from domain.event import DocumentRef
from domain.ids import LINES_MAX
from domain.purchase_orders.ledger import receive_line, require_receivable, require_receiver
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.state import evolve as evolve_order
from domain.receipts.blind_counts import counted_blind
from domain.receipts.commands import (
    AcceptServiceReceipt,
    JudgedLine,
    PostReceipt,
    ReceivedLine,
    RecordInspection,
    RecordServiceEntry,
)
from domain.receipts.controls import Items, check_controls, check_day, check_order_day
from domain.receipts.counted_lines import Came, judged_at_the_dock, receipt_line
from domain.receipts.desktop_errors import ReceiptConfirmedAtDesk, ReceiptOwnConfirmation
from domain.receipts.errors import (
    ReceiptDateBefore,
    ReceiptExists,
    ReceiptNoLines,
    ReceiptOtherOrder,
    ReceiptQuantityNotPositive,
    ReceiptTooManyLines,
    ReceiptWrongDelivery,
    ReceiptWrongStatus,
)
from domain.receipts.events import (
    ReceiptEvent,
    ReceiptLine,
    ReceiptPosted,
    ReceiptServiceEntryRecorded,
    ReceiptStarted,
)
from domain.receipts.held_line import ZERO
from domain.receipts.holding_back import NO_DATES, Dates, standing_of
from domain.receipts.inspecting import judge
from domain.receipts.labels import with_labels
from domain.receipts.landed_costs import with_landed
from domain.receipts.participants import participants_of
from domain.receipts.planned_charges import with_planned
from domain.receipts.shipment_facts import require_under_way
from domain.receipts.standard_values import with_standard
from domain.receipts.state import Receipt, evolve

StockItemIds = Mapping[int, str]  # By order line; lines that are used up at once have none.
NOT_KEPT: Final[StockItemIds] = {}
NO_LOTS: Final[Mapping[int, Dates]] = {}
AT_THE_ORDERS_PRICE: Final[Mapping[int, Decimal]] = {}


def post(
    receipt: Receipt | None,
    command: PostReceipt,
    order: PurchaseOrder,
    items: Items,
    stock: StockItemIds = NOT_KEPT,
    waived: Collection[str] = NONE_WAIVED,
    *,
    is_blind: bool = False,
    worth: Mapping[int, Decimal] = AT_THE_ORDERS_PRICE,
    dates: Mapping[int, Dates] = NO_LOTS,
) -> tuple[ReceiptEvent, ...]:
    """Goods arrived. `items` holds the catalogue item of every order line that names one.

    `stock` says, by order line, which stock item the goods go to; `waived` which duties are
    overridden for the receiver; `is_blind` that he knows nothing of what was ordered; `worth`, by
    line of the receipt, what goods cost that a seller of our own delivers; `dates`, by order line,
    when lots expire of which goods are here.
    """
    _check_header(receipt, command, order, waived)
    ref = DocumentRef(aggregate="receipt", id=command.receipt_id, number=command.number)
    lines: list[ReceiptLine] = []
    judged: list[JudgedLine] = []
    for number, stated in enumerate(command.lines, start=1):
        if stated.quantity <= 0:
            raise ReceiptQuantityNotPositive(number, stated.quantity)
        with counted_blind(is_blind, stated.purchase_order_line):
            told = (stated.purchase_order_line, stated.quantity, ref, worth.get(number))
            fact = receive_line(order, *told)
        line = order.lines[fact.line]
        if line.terms.delivery != "goods":
            raise ReceiptWrongDelivery(fact.line, line.terms.delivery)
        item = items[line.terms.item_id] if line.terms.item_id else None
        counted = with_labels(stated, item, command.received_on)
        known = dates.get(fact.line, NO_DATES)
        standing = standing_of(counted, item, command.received_on, command.now.date(), known)
        kept = stock.get(fact.line)
        came = Came(fact.amount, fact.unit_price)
        posting = receipt_line(number, counted, line, came, standing, kept, is_blind=is_blind)
        lines.append(with_standard(posting, item, order, command.received_on))
        judged += judged_at_the_dock(number, counted, standing)
        order = evolve_order(order, fact)  # The next line may be of the same order line.
    check_controls(lines, items, command.received_on)
    landed = with_landed(lines, with_planned(order, command.charges), command.lines, order.currency)
    posted = _posted(command, order, landed, is_blind=is_blind)
    if not judged:
        return (posted,)
    return (posted, *_inspected(command, posted, tuple(judged), order, items))


def _inspected(
    command: PostReceipt,
    posted: ReceiptPosted,
    judged: tuple[JudgedLine, ...],
    order: PurchaseOrder,
    items: Items,
) -> tuple[ReceiptEvent, ...]:
    """What the receiver judged on the spot is an inspection of his."""
    receipt = evolve(None, posted)
    inspection = RecordInspection(
        receipt_id=receipt.id,
        inspected_by=command.receiver_id,
        inspected_on=command.received_on,
        lines=judged,
        now=command.now,
    )
    return judge(receipt, inspection, order, items)


def record_entry(
    receipt: Receipt | None,
    command: RecordServiceEntry,
    order: PurchaseOrder,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ReceiptEvent, ...]:
    """Work was performed; it counts as received once the receipt is accepted."""
    require_receiver(order, command.receiver_id, waived=waived)
    if receipt is not None and receipt.confirmed_by is not None:
        raise ReceiptConfirmedAtDesk(receipt.number)
    return enter(receipt, command, order)


def enter(
    receipt: Receipt | None, command: RecordServiceEntry, order: PurchaseOrder
) -> tuple[ReceiptEvent, ...]:
    """The entry itself, which starts the receipt where it does not stand yet."""
    if command.quantity <= 0:
        raise ReceiptQuantityNotPositive(command.purchase_order_line, command.quantity)
    started = () if receipt else (_started(command, order),)
    if receipt is not None:
        _require_draft(receipt)
        if receipt.purchase_order.id != order.id:
            raise ReceiptOtherOrder(receipt.number, receipt.purchase_order.number)
        if receipt.entries >= LINES_MAX:
            raise ReceiptTooManyLines(receipt.number)
    pending = receipt.pending.get(command.purchase_order_line, ZERO) if receipt else ZERO
    line = require_receivable(order, command.purchase_order_line, pending + command.quantity)
    if line.terms.delivery != "service":
        raise ReceiptWrongDelivery(command.purchase_order_line, line.terms.delivery)
    entry = ReceiptServiceEntryRecorded(
        entry=receipt.entries + 1 if receipt else 1,
        purchase_order_line=command.purchase_order_line,
        description=command.description,
        quantity=command.quantity,
        unit=line.terms.pack.unit,
        performed_on=command.performed_on,
    )
    return (*started, entry)


def accept(
    receipt: Receipt,
    command: AcceptServiceReceipt,
    order: PurchaseOrder,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[ReceiptEvent, ...]:
    """All that was entered counts as received; what was confirmed at a desk by another person."""
    require_receiver(order, command.receiver_id, waived=waived)
    check_day(receipt.number, command.received_on, command.now)
    check_order_day(receipt.number, command.received_on, order)
    _require_draft(receipt)
    if broken_rule("accept", command.receiver_id, participants_of(receipt, order), waived):
        raise ReceiptOwnConfirmation(receipt.number, command.receiver_id)
    return (posting(receipt, order, command.received_on, command.receiver_id),)


def posting(
    receipt: Receipt, order: PurchaseOrder, received_on: date, received_by: str | None = None
) -> ReceiptPosted:
    """What was entered, posted: one line for each order line."""
    lines: list[ReceiptLine] = []
    for number, (order_line, quantity) in enumerate(receipt.pending.items(), start=1):
        fact = receive_line(order, order_line, quantity, receipt.ref)
        entered = ReceivedLine(purchase_order_line=order_line, quantity=quantity)
        came = Came(fact.amount, fact.unit_price)
        lines.append(receipt_line(number, entered, order.lines[order_line], came))
    return ReceiptPosted(
        receipt_id=receipt.id,
        number=receipt.number,
        kind=receipt.kind,
        purchase_order=receipt.purchase_order,
        supplier_id=receipt.supplier_id,
        legal_entity=receipt.legal_entity,
        facility=receipt.facility,
        received_on=received_on,
        currency=order.currency,
        lines=tuple(lines),
        received_by=received_by,
    )


def _started(command: RecordServiceEntry, order: PurchaseOrder) -> ReceiptStarted:
    return ReceiptStarted(
        receipt_id=command.receipt_id,
        number=command.number,
        kind="service",
        purchase_order=order.ref,
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
    )


def _check_header(
    receipt: Receipt | None, command: PostReceipt, order: PurchaseOrder, waived: Collection[str]
) -> None:
    if receipt is not None:
        raise ReceiptExists(command.receipt_id)
    require_receiver(order, command.receiver_id, waived=waived)
    if not command.lines:
        raise ReceiptNoLines(command.number)
    if len(command.lines) > LINES_MAX:
        raise ReceiptTooManyLines(command.number)
    check_day(command.number, command.received_on, command.now)
    if command.unordered_delivery is None:
        check_order_day(command.number, command.received_on, order)
    require_under_way(order, command.shipment, ends=command.shipment_ends)
    if command.posted_on is not None and command.posted_on < command.received_on:
        raise ReceiptDateBefore(command.number, command.posted_on, command.received_on)


def _posted(
    command: PostReceipt,
    order: PurchaseOrder,
    lines: tuple[ReceiptLine, ...],
    *,
    is_blind: bool,
) -> ReceiptPosted:
    is_dated = command.posted_on not in (None, command.received_on)
    return ReceiptPosted(
        receipt_id=command.receipt_id,
        number=command.number,
        kind="goods",
        purchase_order=order.ref,
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        received_on=command.received_on,
        currency=order.currency,
        lines=lines,
        posted_on=command.posted_on if is_dated else None,
        delivery_note=command.delivery_note,
        unordered_delivery=command.unordered_delivery,
        received_by=command.receiver_id,
        blind=True if is_blind else None,
        shipment=command.shipment,
        shipment_ends=True if command.shipment_ends else None,
    )


def _require_draft(receipt: Receipt) -> None:
    if receipt.status != "draft":
        raise ReceiptWrongStatus(receipt.number, receipt.status, "draft")
