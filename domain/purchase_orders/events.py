"""Facts of a purchase order. Stored names are a contract; see `state` for their sum.

The ledger facts (`line_received` ... `line_credited`) are written in the same save as the receipt,
invoice or credit memo that causes them: the order line is the authority on what is still open.
"""

from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event, SealedText
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency, UnitPrice
from domain.purchase_orders.lines import AcknowledgedLine, CloseSide, LineChange, OrderLine
from domain.quantity import Quantity


class PurchaseOrderCreated(Event):
    """A draft stands."""

    TYPE: ClassVar[str] = "purchase_order.created"
    purchase_order_id: Id
    number: Number
    supplier_id: Id
    supplier_name: Text
    legal_entity: Code
    facility: Code
    currency: Currency
    department: Code
    buyer_id: Code
    payment_terms: Code
    requisition_id: Id | None = None


class PurchaseOrderLineAdded(Event):
    """A line joins the order: while it is a draft, or later as an approved addition."""

    TYPE: ClassVar[str] = "purchase_order.line_added"
    line: OrderLine


class PurchaseOrderSubmitted(Event):
    """The buyer asks for approval of this total."""

    TYPE: ClassVar[str] = "purchase_order.submitted"
    amount: Amount
    currency: Currency
    approval_case_id: Id


class PurchaseOrderApproved(Event):
    """Every step of the route agreed; it may be issued."""

    TYPE: ClassVar[str] = "purchase_order.approved"
    amount: Amount
    currency: Currency
    approval_case_id: Id


class PurchaseOrderRejected(Event):
    """An approver refused; the order is a draft again."""

    TYPE: ClassVar[str] = "purchase_order.rejected"
    approval_case_id: Id
    reason_code: Code


class PurchaseOrderIssued(Event):
    """The supplier may now deliver and invoice against this revision."""

    TYPE: ClassVar[str] = "purchase_order.issued"
    revision: int
    amount: Amount
    currency: Currency


class PurchaseOrderTransmitted(Event):
    """The order reached the supplier's system."""

    TYPE: ClassVar[str] = "purchase_order.transmitted"
    revision: int
    channel: Code
    attempt: int


class PurchaseOrderTransmissionFailed(Event):
    """The order did not reach the supplier's system; it will be tried again."""

    TYPE: ClassVar[str] = "purchase_order.transmission_failed"
    revision: int
    channel: Code
    attempt: int
    error_code: Code


class PurchaseOrderAcknowledged(Event):
    """The supplier answered, line by line."""

    TYPE: ClassVar[str] = "purchase_order.acknowledged"
    revision: int
    lines: tuple[AcknowledgedLine, ...]


class PurchaseOrderChangeOrderImplemented(Event):
    """A change order took effect: the revision rises by one, the former one stays on record."""

    TYPE: ClassVar[str] = "purchase_order.change_order_implemented"
    revision: int
    changes: tuple[LineChange, ...]
    currency: Currency
    payment_terms: Code | None = None
    amount_before: Amount
    amount_after: Amount


class PurchaseOrderHoldPlaced(Event):
    """Nothing may be received or invoiced until the hold is released."""

    TYPE: ClassVar[str] = "purchase_order.hold_placed"
    reason_code: Code
    note: SealedText | None = None


class PurchaseOrderHoldReleased(Event):
    """The order goes on."""

    TYPE: ClassVar[str] = "purchase_order.hold_released"


class PurchaseOrderLineCancelled(Event):
    """The quantity that was neither received nor invoiced is no longer wanted."""

    TYPE: ClassVar[str] = "purchase_order.line_cancelled"
    line: LineNo
    quantity: Quantity
    amount: Amount
    reason_code: Code


class PurchaseOrderLineClosed(Event):
    """Nothing more is expected on this side of the line."""

    TYPE: ClassVar[str] = "purchase_order.line_closed"
    line: LineNo
    side: CloseSide
    reason_code: Code


class PurchaseOrderLineReopened(Event):
    """A cancelled or closed line is open again; `quantity` is what the cancellation gives back."""

    TYPE: ClassVar[str] = "purchase_order.line_reopened"
    line: LineNo
    undone: Literal["cancelled", "receiving", "invoicing"]
    quantity: Quantity
    amount: Amount


class PurchaseOrderLineReceived(Event):
    """Ledger: goods or services of this value arrived."""

    TYPE: ClassVar[str] = "purchase_order.line_received"
    line: LineNo
    quantity: Quantity
    unit_price: UnitPrice
    amount: Amount
    currency: Currency
    receipt: DocumentRef


class PurchaseOrderLineReceiptReversed(Event):
    """Ledger: a receipt was posted in error and taken back whole."""

    TYPE: ClassVar[str] = "purchase_order.line_receipt_reversed"
    line: LineNo
    quantity: Quantity
    amount: Amount
    currency: Currency
    receipt: DocumentRef


class PurchaseOrderLineReturned(Event):
    """Ledger: received goods went back to the supplier, at the receipt's cost."""

    TYPE: ClassVar[str] = "purchase_order.line_returned"
    line: LineNo
    quantity: Quantity
    amount: Amount
    currency: Currency
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


class PurchaseOrderLineInvoiceReversed(Event):
    """Ledger: an unpaid invoice was voided."""

    TYPE: ClassVar[str] = "purchase_order.line_invoice_reversed"
    line: LineNo
    quantity: Quantity
    amount: Amount
    cleared: Amount
    currency: Currency
    invoice: DocumentRef


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


PurchaseOrderEvent = (
    PurchaseOrderCreated
    | PurchaseOrderLineAdded
    | PurchaseOrderSubmitted
    | PurchaseOrderApproved
    | PurchaseOrderRejected
    | PurchaseOrderIssued
    | PurchaseOrderTransmitted
    | PurchaseOrderTransmissionFailed
    | PurchaseOrderAcknowledged
    | PurchaseOrderChangeOrderImplemented
    | PurchaseOrderHoldPlaced
    | PurchaseOrderHoldReleased
    | PurchaseOrderLineCancelled
    | PurchaseOrderLineClosed
    | PurchaseOrderLineReopened
    | PurchaseOrderLineReceived
    | PurchaseOrderLineReceiptReversed
    | PurchaseOrderLineReturned
    | PurchaseOrderLineInvoiced
    | PurchaseOrderLineInvoiceReversed
    | PurchaseOrderLineCredited
)
EVENTS: Final = (
    PurchaseOrderCreated,
    PurchaseOrderLineAdded,
    PurchaseOrderSubmitted,
    PurchaseOrderApproved,
    PurchaseOrderRejected,
    PurchaseOrderIssued,
    PurchaseOrderTransmitted,
    PurchaseOrderTransmissionFailed,
    PurchaseOrderAcknowledged,
    PurchaseOrderChangeOrderImplemented,
    PurchaseOrderHoldPlaced,
    PurchaseOrderHoldReleased,
    PurchaseOrderLineCancelled,
    PurchaseOrderLineClosed,
    PurchaseOrderLineReopened,
    PurchaseOrderLineReceived,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReturned,
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
    PurchaseOrderLineCredited,
)
