"""Ledger facts of an order line: what arrived, went back, was asked for and was credited.

Each is written in the same save as the receipt, invoice or credit memo that causes it: the order
line is the authority on what is still open. `ledger` decides them, `line_state` adds them up.
"""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event
from domain.exchange_rates.events import Rate
from domain.ids import Code, Id, LineNo, Number
from domain.money import Amount, Currency, UnitPrice
from domain.purchase_orders.intercompany_events import PurchaseOrderLineIntercompanyBilled
from domain.purchase_orders.lines import CostShare, Dealt
from domain.purchase_orders.named_receipts import NamedReceipt
from domain.purchase_orders.price_events import PurchaseOrderLineRevalued
from domain.purchase_orders.residue_events import (
    RESIDUE_EVENTS,
    PurchaseOrderLineDifferenceCleared,
    PurchaseOrderLineWriteOffTakenBack,
    PurchaseOrderLineWrittenOff,
)
from domain.purchase_orders.shared_cost_events import PurchaseOrderLineCostShared
from domain.quantity import Quantity


class PurchaseOrderLineReceived(Event):
    """Ledger: goods or services of this value arrived."""

    TYPE: ClassVar[str] = "purchase_order.line_received"
    line: LineNo
    quantity: Quantity
    unit_price: UnitPrice
    amount: Amount
    currency: Currency
    receipt: DocumentRef
    came_on: date | None = None  # none: before that was told
    dealt: tuple[Dealt, ...] | None = None  # to whom it fell, of a line that serves several


class PurchaseOrderLineReceiptReversed(Event):
    """Ledger: a receipt was posted in error and taken back whole."""

    TYPE: ClassVar[str] = "purchase_order.line_receipt_reversed"
    line: LineNo
    quantity: Quantity
    amount: Amount
    currency: Currency
    receipt: DocumentRef
    dealt: tuple[Dealt, ...] | None = None  # from whom it is taken


class PurchaseOrderLineReturned(Event):
    """Ledger: received goods went back to the supplier, at the receipt's cost."""

    TYPE: ClassVar[str] = "purchase_order.line_returned"
    line: LineNo
    quantity: Quantity
    amount: Amount
    currency: Currency
    receipt: DocumentRef
    authorization: Number | None = None  # the supplier's return authorization (RMA)
    dealt: tuple[Dealt, ...] | None = None  # from whom it is taken


class PurchaseOrderLineReceiptCorrected(Event):
    """Ledger: a receipt was counted wrong. Quantity and amount are the difference, either way."""

    TYPE: ClassVar[str] = "purchase_order.line_receipt_corrected"
    line: LineNo
    quantity: Quantity
    amount: Amount
    currency: Currency
    receipt: DocumentRef
    dealt: tuple[Dealt, ...] | None = None  # to whom, or from whom (below zero)


class PurchaseOrderLineInspected(Event):
    """Ledger: how much more, or less, of what is here stands as accepted and as rejected."""

    TYPE: ClassVar[str] = "purchase_order.line_inspected"
    line: LineNo
    accepted: Quantity
    rejected: Quantity
    receipt: DocumentRef


class PurchaseOrderLineInvoiced(Event):
    """Ledger: the supplier asked for payment of this quantity and amount.

    `cleared` is the part of the amount that goes against goods received, zero on two-way lines:
    the line's goods-received balance is what was received less what was cleared.
    """

    TYPE: ClassVar[str] = "purchase_order.line_invoiced"
    line: LineNo
    quantity: Quantity
    amount: Amount
    cleared: Amount
    currency: Currency
    invoice: DocumentRef
    receipt_id: Id | None = None  # the receipt that the invoice's line names
    receipts: tuple[NamedReceipt, ...] | None = None  # several ones, and how much of each


class PurchaseOrderLineInvoiceReversed(Event):
    """Ledger: an unpaid invoice was voided."""

    TYPE: ClassVar[str] = "purchase_order.line_invoice_reversed"
    line: LineNo
    quantity: Quantity
    amount: Amount
    cleared: Amount
    currency: Currency
    invoice: DocumentRef
    receipt_id: Id | None = None  # as the invoice's line named it
    receipts: tuple[NamedReceipt, ...] | None = None  # or several ones


class PurchaseOrderLineCredited(Event):
    """Ledger: the supplier credited this; a credit on price alone has quantity zero."""

    TYPE: ClassVar[str] = "purchase_order.line_credited"
    line: LineNo
    quantity: Quantity
    amount: Amount
    cleared: Amount
    currency: Currency
    credit_memo: DocumentRef
    invoice: DocumentRef
    receipt_id: Id | None = None  # as the invoice's line named it
    receipts: tuple[NamedReceipt, ...] | None = None  # or several ones


class PurchaseOrderLineUsed(Event):
    """Ledger: goods of a bill-only order count as received, because they were used."""

    TYPE: ClassVar[str] = "purchase_order.line_used"
    usage: LineNo  # the evidence, by its number within the order
    line: LineNo
    quantity: Quantity
    unit_price: UnitPrice
    amount: Amount
    currency: Currency
    used_on: date
    supplier_id: Id
    purchase_order: DocumentRef
    shares: tuple[CostShare, ...] | None = None  # who bears it


class PurchaseOrderLineUseReversed(Event):
    """Ledger: the evidence of a usage was wrong, and it counts no more."""

    TYPE: ClassVar[str] = "purchase_order.line_use_reversed"
    usage: LineNo
    line: LineNo
    quantity: Quantity
    amount: Amount
    currency: Currency
    reversed_on: date
    supplier_id: Id
    purchase_order: DocumentRef
    shares: tuple[CostShare, ...] | None = None


class PurchaseOrderLineConsigned(Event):
    """Ledger: goods of a consignment order were laid down here. Nothing is owed for them yet."""

    TYPE: ClassVar[str] = "purchase_order.line_consigned"
    line: LineNo
    quantity: Quantity
    consigned_on: date
    delivery_note: Number
    stock_item: DocumentRef


class PurchaseOrderLineConsignmentReturned(Event):
    """Ledger: the supplier took unused goods of the line back."""

    TYPE: ClassVar[str] = "purchase_order.line_consignment_returned"
    line: LineNo
    quantity: Quantity
    returned_on: date
    stock_item: DocumentRef


class PurchaseOrderLineConsumed(Event):
    """Ledger: consigned goods of the line were used, which is what the supplier is owed for.

    The fact of the stock item books the amount.
    """

    TYPE: ClassVar[str] = "purchase_order.line_consumed"
    consumption: LineNo  # by its number within the order
    line: LineNo
    quantity: Quantity
    unit_price: UnitPrice
    amount: Amount
    currency: Currency
    consumed_on: date
    stock_item: DocumentRef
    department: Code | None = None  # that used them, and bears them; none: never told


class PurchaseOrderLineConsumptionReversed(Event):
    """Ledger: so much of a use was recorded in error; the goods lie here and nothing is owed."""

    TYPE: ClassVar[str] = "purchase_order.line_consumption_reversed"
    consumption: LineNo
    line: LineNo
    quantity: Quantity
    amount: Amount
    currency: Currency
    reversed_on: date
    stock_item: DocumentRef
    department: Code


class PurchaseOrderLineValued(Event):
    """Ledger: what goods received of the line stand at in the books, by one document.

    Debits are above zero. Only of orders in another currency than the books.
    """

    TYPE: ClassVar[str] = "purchase_order.line_valued"
    line: LineNo
    amount: Amount
    books_amount: Amount
    currency: Currency
    books_currency: Currency
    source: DocumentRef
    rate: Rate | None = None  # of the day of the movement
    account: Code | None = None  # grir | grir_consignment


LedgerEvent = (
    PurchaseOrderLineReceived
    | PurchaseOrderLineReceiptReversed
    | PurchaseOrderLineReturned
    | PurchaseOrderLineReceiptCorrected
    | PurchaseOrderLineInspected
    | PurchaseOrderLineInvoiced
    | PurchaseOrderLineInvoiceReversed
    | PurchaseOrderLineCredited
    | PurchaseOrderLineUsed
    | PurchaseOrderLineUseReversed
    | PurchaseOrderLineConsigned
    | PurchaseOrderLineConsignmentReturned
    | PurchaseOrderLineConsumed
    | PurchaseOrderLineConsumptionReversed
    | PurchaseOrderLineValued
    | PurchaseOrderLineCostShared
    | PurchaseOrderLineRevalued
    | PurchaseOrderLineIntercompanyBilled
    | PurchaseOrderLineWrittenOff
    | PurchaseOrderLineWriteOffTakenBack
    | PurchaseOrderLineDifferenceCleared
)
LEDGER_EVENTS: Final = (
    PurchaseOrderLineReceived,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReturned,
    PurchaseOrderLineReceiptCorrected,
    PurchaseOrderLineInspected,
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
    PurchaseOrderLineCredited,
    PurchaseOrderLineUsed,
    PurchaseOrderLineUseReversed,
    PurchaseOrderLineConsigned,
    PurchaseOrderLineConsignmentReturned,
    PurchaseOrderLineConsumed,
    PurchaseOrderLineConsumptionReversed,
    PurchaseOrderLineValued,
    PurchaseOrderLineCostShared,
    PurchaseOrderLineRevalued,
    PurchaseOrderLineIntercompanyBilled,
    *RESIDUE_EVENTS,
)
