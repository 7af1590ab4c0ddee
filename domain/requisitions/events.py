"""Facts of a requisition. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event, SealedText, Value
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency, UnitPrice
from domain.quantity import Quantity, Unit

RequisitionKind = Literal["stock", "non_stock", "service", "emergency"]


class RequisitionLine(Value):
    """One wish: what, how much, at which expected price. `amount` is the rounded extension."""

    line: LineNo
    description: Text
    item_class: Code
    quantity: Quantity
    unit: Unit
    unit_price: UnitPrice
    amount: Amount
    item_id: Id | None = None
    supplier_id: Id | None = None
    agreement: Number | None = None  # the price agreement that covers it; none = off contract


class RequisitionCreated(Event):
    """A draft stands."""

    TYPE: ClassVar[str] = "requisition.created"
    requisition_id: Id
    number: Number
    kind: RequisitionKind
    requester_id: Code
    legal_entity: Code
    facility: Code
    department: Code
    currency: Currency
    need_by: date | None = None
    justification: SealedText | None = None


class RequisitionLineAdded(Event):
    """A line joins the draft."""

    TYPE: ClassVar[str] = "requisition.line_added"
    line: RequisitionLine


class RequisitionLineChanged(Event):
    """The line reads so from now on."""

    TYPE: ClassVar[str] = "requisition.line_changed"
    line: RequisitionLine


class RequisitionLineRemoved(Event):
    """The line leaves the draft."""

    TYPE: ClassVar[str] = "requisition.line_removed"
    line: LineNo


class RequisitionSubmitted(Event):
    """The requester asks for approval of this total."""

    TYPE: ClassVar[str] = "requisition.submitted"
    amount: Amount
    currency: Currency
    approval_case_id: Id


class RequisitionApproved(Event):
    """Every step of the route agreed; it may be ordered."""

    TYPE: ClassVar[str] = "requisition.approved"
    amount: Amount
    currency: Currency
    approval_case_id: Id


class RequisitionRejected(Event):
    """An approver refused. Terminal."""

    TYPE: ClassVar[str] = "requisition.rejected"
    approval_case_id: Id
    reason_code: Code


class RequisitionWithdrawn(Event):
    """The requester took it back before it was ordered. Terminal."""

    TYPE: ClassVar[str] = "requisition.withdrawn"
    reason_code: Code


class RequisitionLineOrdered(Event):
    """An order took this quantity of the line.

    An order may take it before it has lines of its own; the line that comes later says how much of
    its quantity was `reserved` so, because that part was counted then.
    """

    TYPE: ClassVar[str] = "requisition.line_ordered"
    line: LineNo
    quantity: Quantity
    purchase_order: DocumentRef
    purchase_order_line: LineNo | None = None  # none: the order stands, its line comes later
    reserved: Quantity | None = None


class RequisitionLineUnordered(Event):
    """An order gave back so much of the line: it was cancelled, closed short or changed."""

    TYPE: ClassVar[str] = "requisition.line_unordered"
    line: LineNo
    quantity: Quantity
    purchase_order: DocumentRef
    purchase_order_line: LineNo | None = None  # none: what the order had reserved before its lines
    reason_code: Code


class RequisitionLineReceived(Event):
    """Goods or services of an order that took the line arrived; counted in the line's unit."""

    TYPE: ClassVar[str] = "requisition.line_received"
    line: LineNo
    quantity: Quantity
    purchase_order: DocumentRef
    purchase_order_line: LineNo
    receipt: DocumentRef


class RequisitionLineReceiptTakenBack(Event):
    """What had arrived is gone again: its receipt was reversed, or the goods went back."""

    TYPE: ClassVar[str] = "requisition.line_receipt_taken_back"
    line: LineNo
    quantity: Quantity
    purchase_order: DocumentRef
    purchase_order_line: LineNo
    receipt: DocumentRef


class RequisitionLineCancelled(Event):
    """What was not ordered of the line is no longer wanted."""

    TYPE: ClassVar[str] = "requisition.line_cancelled"
    line: LineNo
    quantity: Quantity
    reason_code: Code


class RequisitionClosed(Event):
    """Nothing is left to order: every line was ordered, cancelled or both."""

    TYPE: ClassVar[str] = "requisition.closed"


class RequisitionReopened(Event):
    """Something was given back to a closed requisition: it may be ordered again."""

    TYPE: ClassVar[str] = "requisition.reopened"


RequisitionEvent = (
    RequisitionCreated
    | RequisitionLineAdded
    | RequisitionLineChanged
    | RequisitionLineRemoved
    | RequisitionSubmitted
    | RequisitionApproved
    | RequisitionRejected
    | RequisitionWithdrawn
    | RequisitionLineOrdered
    | RequisitionLineUnordered
    | RequisitionLineReceived
    | RequisitionLineReceiptTakenBack
    | RequisitionLineCancelled
    | RequisitionClosed
    | RequisitionReopened
)
EVENTS: Final = (
    RequisitionCreated,
    RequisitionLineAdded,
    RequisitionLineChanged,
    RequisitionLineRemoved,
    RequisitionSubmitted,
    RequisitionApproved,
    RequisitionRejected,
    RequisitionWithdrawn,
    RequisitionLineOrdered,
    RequisitionLineUnordered,
    RequisitionLineReceived,
    RequisitionLineReceiptTakenBack,
    RequisitionLineCancelled,
    RequisitionClosed,
    RequisitionReopened,
)
