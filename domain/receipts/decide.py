"""What a receipt answers when goods arrive and services are entered and accepted.

The order's line says whether so much may come, and what it is worth; `ledger_facts` says what the
receipt leaves there. Taking a receipt back stands in `taking_back`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from domain.event import DocumentRef
from domain.ids import LINES_MAX
from domain.purchase_orders.ledger import receive_line, require_receivable, require_receiver
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.state import evolve as evolve_order
from domain.quantity import in_base
from domain.receipts.commands import (
    AcceptServiceReceipt,
    PostReceipt,
    ReceivedLine,
    RecordServiceEntry,
)
from domain.receipts.controls import Items, check_controls
from domain.receipts.errors import (
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
from domain.receipts.state import ZERO, Receipt

StockItemIds = Mapping[int, str]  # By order line; lines that are used up at once have none.
NOT_KEPT: Final[StockItemIds] = {}


def post(
    receipt: Receipt | None,
    command: PostReceipt,
    order: PurchaseOrder,
    items: Items,
    stock: StockItemIds = NOT_KEPT,
) -> tuple[ReceiptEvent, ...]:
    """Goods arrived. `items` holds the catalogue item of every order line that names one.

    `stock` says, by order line, which stock item the goods go to.
    """
    if receipt is not None:
        raise ReceiptExists(command.receipt_id)
    require_receiver(order, command.receiver_id)
    if not command.lines:
        raise ReceiptNoLines(command.number)
    if len(command.lines) > LINES_MAX:
        raise ReceiptTooManyLines(command.number)
    ref = DocumentRef(aggregate="receipt", id=command.receipt_id, number=command.number)
    lines: list[ReceiptLine] = []
    for number, counted in enumerate(command.lines, start=1):
        if counted.quantity <= 0:
            raise ReceiptQuantityNotPositive(number, counted.quantity)
        fact = receive_line(order, counted.purchase_order_line, counted.quantity, ref)
        line = order.lines[fact.line]
        if line.terms.delivery != "goods":
            raise ReceiptWrongDelivery(fact.line, line.terms.delivery)
        lines.append(_receipt_line(number, counted, line, fact.amount, stock.get(fact.line)))
        order = evolve_order(order, fact)  # The next line may be of the same order line.
    check_controls(lines, items, command.received_on)
    posted = ReceiptPosted(
        receipt_id=command.receipt_id,
        number=command.number,
        kind="goods",
        purchase_order=order.ref,
        supplier_id=order.supplier_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        received_on=command.received_on,
        currency=order.currency,
        lines=tuple(lines),
    )
    return (posted,)


def record_entry(
    receipt: Receipt | None, command: RecordServiceEntry, order: PurchaseOrder
) -> tuple[ReceiptEvent, ...]:
    """Work was performed; it counts as received once the receipt is accepted."""
    require_receiver(order, command.receiver_id)
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
    receipt: Receipt, command: AcceptServiceReceipt, order: PurchaseOrder
) -> tuple[ReceiptEvent, ...]:
    """All that was entered counts as received: one line for each order line."""
    require_receiver(order, command.receiver_id)
    _require_draft(receipt)
    lines: list[ReceiptLine] = []
    for number, (order_line, quantity) in enumerate(receipt.pending.items(), start=1):
        fact = receive_line(order, order_line, quantity, receipt.ref)
        entered = ReceivedLine(purchase_order_line=order_line, quantity=quantity)
        lines.append(_receipt_line(number, entered, order.lines[order_line], fact.amount))
    posted = ReceiptPosted(
        receipt_id=receipt.id,
        number=receipt.number,
        kind=receipt.kind,
        purchase_order=receipt.purchase_order,
        supplier_id=receipt.supplier_id,
        legal_entity=receipt.legal_entity,
        facility=receipt.facility,
        received_on=command.received_on,
        currency=order.currency,
        lines=tuple(lines),
    )
    return (posted,)


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


def _receipt_line(
    number: int,
    counted: ReceivedLine,
    line: Line,
    amount: Decimal,
    stock_item_id: str | None = None,
) -> ReceiptLine:
    terms = line.terms
    return ReceiptLine(
        line=number,
        purchase_order_line=terms.line,
        description=terms.description,
        quantity=counted.quantity,
        unit=terms.pack.unit,
        base_quantity=in_base(counted.quantity, terms.pack),
        base_unit=terms.pack.base_unit,
        unit_price=terms.unit_price,
        amount=amount,
        accounting=terms.accounting,
        match=terms.match,
        item_id=terms.item_id,
        storage_location=counted.storage_location or terms.storage_location,
        lot=counted.lot,
        expires_on=counted.expires_on,
        serials=counted.serials,
        stock_item_id=stock_item_id,
    )


def _require_draft(receipt: Receipt) -> None:
    if receipt.status != "draft":
        raise ReceiptWrongStatus(receipt.number, receipt.status, "draft")
