"""Facts of a requisition. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, SealedText
from domain.ids import Code, Id, LineNo, Number
from domain.money import Amount, Currency
from domain.quantity import Quantity
from domain.requisitions.lines import RequisitionKind, RequisitionLine
from domain.requisitions.stock_events import STOCK_EVENTS, StockEvent
from domain.requisitions.validation_events import VALIDATION_EVENTS, ValidationEvent


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
    deliver_to: Code | None = None  # a place within the facility
    from_facility: Code | None = None  # whose stock a transfer is to come from
    clinician_id: Code | None = None  # who called an emergency, or used what is billed only
    emergency_reason_code: Code | None = None
    used_on: date | None = None  # the day on which it was used, where that came first
    project: Code | None = None
    report_only: bool | None = None  # it tells a need that is met without an order; none: no
    entered_by: Code | None = None  # where it was not the requester


class RequisitionChanged(Event):
    """What the draft as a whole says from now on; an absent value is not stated any more."""

    TYPE: ClassVar[str] = "requisition.changed"
    need_by: date | None = None
    justification: SealedText | None = None
    deliver_to: Code | None = None
    from_facility: Code | None = None
    clinician_id: Code | None = None
    emergency_reason_code: Code | None = None
    used_on: date | None = None
    project: Code | None = None


class RequisitionLineAdded(Event):
    """A line joins the draft."""

    TYPE: ClassVar[str] = "requisition.line_added"
    line: RequisitionLine
    changed_by: Code | None = None  # where it was not the requester


class RequisitionLineChanged(Event):
    """The line reads so from now on."""

    TYPE: ClassVar[str] = "requisition.line_changed"
    line: RequisitionLine
    reason_code: Code | None = None  # of another quantity, once approvers had seen the former one
    changed_by: Code | None = None  # where it was not the requester


class RequisitionLineRemoved(Event):
    """The line leaves the draft."""

    TYPE: ClassVar[str] = "requisition.line_removed"
    line: LineNo
    changed_by: Code | None = None  # where it was not the requester


class RequisitionSubmitted(Event):
    """The requester asks for approval of this total."""

    TYPE: ClassVar[str] = "requisition.submitted"
    amount: Amount
    currency: Currency
    approval_case_id: Id
    expires_on: date | None = None  # the first day on which it may be ended for want of an order
    ratify_by: date | None = None  # an emergency may be ordered now, and is agreed to until then
    submitted_by: Code | None = None  # where it was not the requester


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


class RequisitionReturned(Event):
    """An approver asks for something: it is a draft again, and its case no longer counts."""

    TYPE: ClassVar[str] = "requisition.returned"
    approval_case_id: Id
    reason_code: Code


class RequisitionWithdrawn(Event):
    """The requester took it back before it was ordered. Terminal."""

    TYPE: ClassVar[str] = "requisition.withdrawn"
    reason_code: Code


class RequisitionCancelled(Event):
    """It is no longer wanted, and no order had taken anything of it. Terminal."""

    TYPE: ClassVar[str] = "requisition.cancelled"
    reason_code: Code


class RequisitionExpired(Event):
    """Nobody agreed to it or ordered it in time. Terminal."""

    TYPE: ClassVar[str] = "requisition.expired"
    expired_on: date


class RequisitionRatificationMissed(Event):
    """Nobody agreed to the emergency in time: nothing more may be ordered before somebody does."""

    TYPE: ClassVar[str] = "requisition.ratification_missed"
    ratify_by: date


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


class RequisitionReleasedWithoutOrder(Event):
    """A need that was only reported is agreed to: nothing of it is ordered or picked."""

    TYPE: ClassVar[str] = "requisition.released_without_order"


class RequisitionClosed(Event):
    """Nothing is left to order: every line was ordered, cancelled or both."""

    TYPE: ClassVar[str] = "requisition.closed"


class RequisitionReopened(Event):
    """Something was given back to a closed requisition: it may be ordered again."""

    TYPE: ClassVar[str] = "requisition.reopened"


RequisitionEvent = (
    RequisitionCreated
    | RequisitionChanged
    | RequisitionLineAdded
    | RequisitionLineChanged
    | RequisitionLineRemoved
    | RequisitionSubmitted
    | RequisitionApproved
    | RequisitionRejected
    | RequisitionReturned
    | RequisitionWithdrawn
    | RequisitionCancelled
    | RequisitionExpired
    | RequisitionRatificationMissed
    | RequisitionLineOrdered
    | RequisitionLineUnordered
    | RequisitionLineReceived
    | RequisitionLineReceiptTakenBack
    | RequisitionLineCancelled
    | StockEvent
    | ValidationEvent
    | RequisitionReleasedWithoutOrder
    | RequisitionClosed
    | RequisitionReopened
)
EVENTS: Final = (
    RequisitionCreated,
    RequisitionChanged,
    RequisitionLineAdded,
    RequisitionLineChanged,
    RequisitionLineRemoved,
    RequisitionSubmitted,
    RequisitionApproved,
    RequisitionRejected,
    RequisitionReturned,
    RequisitionWithdrawn,
    RequisitionCancelled,
    RequisitionExpired,
    RequisitionRatificationMissed,
    RequisitionLineOrdered,
    RequisitionLineUnordered,
    RequisitionLineReceived,
    RequisitionLineReceiptTakenBack,
    RequisitionLineCancelled,
    *STOCK_EVENTS,
    *VALIDATION_EVENTS,
    RequisitionReleasedWithoutOrder,
    RequisitionClosed,
    RequisitionReopened,
)
