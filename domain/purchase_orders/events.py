"""Facts of a purchase order. Stored names are a contract; see `state` for their sum.

Facts that receipts, invoices and credit memos leave on a line stand in `ledger_events`, what came
of the supplier's answers in `supplier_events`.
"""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event, SealedText
from domain.ids import Code, Id, LineNo, Number, Text
from domain.invoices.taxes import TaxRounding
from domain.legal_entities.events import ClosingPercent
from domain.money import Amount, Currency
from domain.purchase_orders.charge_events import CHARGE_EVENTS, ChargeEvent
from domain.purchase_orders.control_events import CONTROL_EVENTS, ControlEvent, OrderType
from domain.purchase_orders.intercompany_events import Seller
from domain.purchase_orders.ledger_events import LEDGER_EVENTS, LedgerEvent
from domain.purchase_orders.lines import AcknowledgedLine, CloseSide, Dealt, LineChange, OrderLine
from domain.purchase_orders.order_form_events import PurchaseOrderOrderFormRecorded
from domain.purchase_orders.part_events import PART_EVENTS, PartEvent
from domain.purchase_orders.parts import OrderPart
from domain.purchase_orders.pricing_events import (
    PurchaseOrderAgreementChosen,
    PurchaseOrderLinePriced,
)
from domain.purchase_orders.supplier_events import SUPPLIER_EVENTS, SupplierEvent
from domain.purchase_orders.usage_events import USAGE_EVENTS, UsageEvent
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
    order_type: OrderType | None = None  # none: standard
    blanket: DocumentRef | None = None
    cap_amount: Amount | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    ratify_by: date | None = None
    ship_to: SealedText | None = None  # of a drop shipment
    parts: tuple[OrderPart, ...] | None = None  # what it carries beside its lines
    tax_rounding: TaxRounding | None = None  # of the lines' own taxes; none: line by line
    seller: Seller | None = None  # of an inter-company order: then the supplier is this entity


class PurchaseOrderLineAdded(Event):
    """A line joins the order: while it is a draft, or later as an approved addition."""

    TYPE: ClassVar[str] = "purchase_order.line_added"
    line: OrderLine
    changed_by: Code | None = None  # where it was not the buyer of the order


class PurchaseOrderSubmitted(Event):
    """The buyer asks for approval of this total.

    No case where nobody has to be asked again: approved requisitions cover it, this amount was
    approved before, it is a release of an approved blanket, or an emergency, ratified afterwards.
    `grown`: the lines by which an order asks for more than its supplier was told.
    """

    TYPE: ClassVar[str] = "purchase_order.submitted"
    amount: Amount
    currency: Currency
    approval_case_id: Id | None = None
    grown: tuple[LineNo, ...] | None = None  # none: it was a draft, and stands as a whole
    submitted_by: Code | None = None  # where it was not the buyer of the order


class PurchaseOrderApproved(Event):
    """Every step of the route agreed, or none had to (no case); it may be issued."""

    TYPE: ClassVar[str] = "purchase_order.approved"
    amount: Amount
    currency: Currency
    approval_case_id: Id | None = None


class PurchaseOrderRejected(Event):
    """An approver refused; the order is a draft again, or in force at its former terms."""

    TYPE: ClassVar[str] = "purchase_order.rejected"
    approval_case_id: Id
    reason_code: Code
    restored: int | None = None  # the revision that stood before the change; none: there was none


class PurchaseOrderIssued(Event):
    """The supplier may now deliver and invoice against this revision, the first or a later one.

    `issued_on` is told with the first: before that day nothing can have come of the order.
    """

    TYPE: ClassVar[str] = "purchase_order.issued"
    revision: int
    amount: Amount
    currency: Currency
    acknowledge_by: date | None = None  # the last day on which the supplier's answer is in time
    issued_on: date | None = None
    issued_by: Code | None = None  # where it was not the buyer of the order


class PurchaseOrderTransmitted(Event):
    """The order reached the supplier's system."""

    TYPE: ClassVar[str] = "purchase_order.transmitted"
    revision: int
    channel: Code
    attempt: int
    acknowledge_by: date | None = None


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
    """A change order took effect: the revision rises by one, the former one stays on record.

    With another supplier it names every line that is wanted: he has to answer to each.
    """

    TYPE: ClassVar[str] = "purchase_order.change_order_implemented"
    revision: int
    changes: tuple[LineChange, ...]
    currency: Currency
    payment_terms: Code | None = None
    amount_before: Amount
    amount_after: Amount
    supplier_change: int | None = None  # number of his proposal that it puts into effect
    changed_by: Code | None = None  # where it was not the buyer of the order
    supplier_id: Id | None = None
    supplier_name: Text | None = None
    parts: tuple[OrderPart, ...] | None = None  # all of them; none: as they were
    cap_amount: Amount | None = None  # of a blanket; none: as it was, as its last day
    valid_until: date | None = None


class PurchaseOrderHoldPlaced(Event):
    """Nothing may be received or paid until the hold is released; invoices wait on hold."""

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
    dealt: tuple[Dealt, ...] | None = None  # who gives it up, of a line that serves several
    cancelled_by: Code | None = None  # where it was not the buyer of the order


class PurchaseOrderLineClosed(Event):
    """Nothing more is expected on this side of the line."""

    TYPE: ClassVar[str] = "purchase_order.line_closed"
    line: LineNo
    side: CloseSide
    reason_code: Code
    within_percent: ClosingPercent | None = None  # it closed by itself, short by no more
    closed_by: Code | None = None  # where it was neither that nor the buyer of the order


class PurchaseOrderLineReopened(Event):
    """A cancelled or closed line is open again; `quantity` is what the cancellation gives back."""

    TYPE: ClassVar[str] = "purchase_order.line_reopened"
    line: LineNo
    undone: Literal["cancelled", "receiving", "invoicing"]
    quantity: Quantity
    amount: Amount
    changed_by: Code | None = None  # where it was not the buyer of the order
    dealt: tuple[Dealt, ...] | None = None  # who has it back, of a line that serves several


class PurchaseOrderInvoiceSettled(Event):
    """An invoice against this order is paid or credited whole: nothing re-matches it any more."""

    TYPE: ClassVar[str] = "purchase_order.invoice_settled"
    PUBLIC: ClassVar[bool] = False
    invoice: DocumentRef


class PurchaseOrderInvoiceReopened(Event):
    """A payment of a settled invoice came back: the invoice is re-matched again."""

    TYPE: ClassVar[str] = "purchase_order.invoice_reopened"
    PUBLIC: ClassVar[bool] = False
    invoice: DocumentRef


class PurchaseOrderPrepaymentRecorded(Event):
    """So much is asked for ahead of the order by this prepayment; nothing more when it is zero."""

    TYPE: ClassVar[str] = "purchase_order.prepayment_recorded"
    PUBLIC: ClassVar[bool] = False
    prepayment: DocumentRef
    amount: Amount
    currency: Currency


PurchaseOrderEvent = (
    PurchaseOrderCreated
    | PurchaseOrderLineAdded
    | PurchaseOrderLinePriced
    | PurchaseOrderAgreementChosen
    | PurchaseOrderOrderFormRecorded
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
    | PurchaseOrderInvoiceSettled
    | PurchaseOrderInvoiceReopened
    | PurchaseOrderPrepaymentRecorded
    | LedgerEvent
    | SupplierEvent
    | ControlEvent
    | UsageEvent
    | ChargeEvent
    | PartEvent
)
EVENTS: Final = (
    PurchaseOrderCreated,
    PurchaseOrderLineAdded,
    PurchaseOrderLinePriced,
    PurchaseOrderAgreementChosen,
    PurchaseOrderOrderFormRecorded,
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
    PurchaseOrderInvoiceSettled,
    PurchaseOrderInvoiceReopened,
    PurchaseOrderPrepaymentRecorded,
    *USAGE_EVENTS,
    *LEDGER_EVENTS,
    *SUPPLIER_EVENTS,
    *CONTROL_EVENTS,
    *CHARGE_EVENTS,
    *PART_EVENTS,
)
