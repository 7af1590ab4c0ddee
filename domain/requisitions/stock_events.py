"""What the stock does for a line: picked, issued, given back. Quantities in the line's unit."""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event
from domain.ids import Code, LineNo
from domain.quantity import Quantity


class RequisitionLinePicked(Event):
    """So much lies ready for the requester: no order takes it any more."""

    TYPE: ClassVar[str] = "requisition.line_picked"
    line: LineNo
    quantity: Quantity
    picked_by: Code


class RequisitionLinePickReleased(Event):
    """What lay ready went back to the shelf, and may be ordered or picked again."""

    TYPE: ClassVar[str] = "requisition.line_pick_released"
    line: LineNo
    quantity: Quantity
    reason_code: Code


class RequisitionLineIssued(Event):
    """Stock left for the requester, or for his facility where it is a transfer."""

    TYPE: ClassVar[str] = "requisition.line_issued"
    line: LineNo
    quantity: Quantity
    stock_item: DocumentRef
    issued_by: Code
    issued_on: date
    picked: Quantity | None = None  # how much of it had been picked, and was counted then


class RequisitionLineIssueReturned(Event):
    """The requester gave back what he did not need; it is not open again."""

    TYPE: ClassVar[str] = "requisition.line_issue_returned"
    line: LineNo
    quantity: Quantity
    stock_item: DocumentRef
    returned_by: Code
    returned_on: date


StockEvent = (
    RequisitionLinePicked
    | RequisitionLinePickReleased
    | RequisitionLineIssued
    | RequisitionLineIssueReturned
)
STOCK_EVENTS: Final = (
    RequisitionLinePicked,
    RequisitionLinePickReleased,
    RequisitionLineIssued,
    RequisitionLineIssueReturned,
)
