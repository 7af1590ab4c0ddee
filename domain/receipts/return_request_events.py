"""Facts of goods that are to go back to the supplier: asked for, authorized, or kept after all.

They leave by `receipt.goods_returned`, which names the request that it carries out.
"""

from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number
from domain.quantity import Quantity


class RequestedLine(Value):
    """So much of one line of the receipt is to go back, in the order line's unit."""

    line: LineNo
    purchase_order_line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = ()


class ReceiptReturnRequested(Event):
    """The buyer wants goods to go back. They stay where they are until they leave."""

    TYPE: ClassVar[str] = "receipt.return_requested"
    receipt_id: Id
    purchase_order: DocumentRef
    supplier_id: Id
    return_request: LineNo  # by its number within the receipt
    asked_by: Code
    reason_code: Code
    lines: tuple[RequestedLine, ...]


class ReceiptReturnAuthorized(Event):
    """The supplier takes the goods back under this number (RMA)."""

    TYPE: ClassVar[str] = "receipt.return_authorized"
    return_request: LineNo
    authorization: Number
    authorized_by: Code | None = None  # who told it, where it was not who asked


class ReceiptReturnRequestWithdrawn(Event):
    """The goods stay after all."""

    TYPE: ClassVar[str] = "receipt.return_request_withdrawn"
    return_request: LineNo
    withdrawn_by: Code
    reason_code: Code


ReturnRequestEvent = (
    ReceiptReturnRequested | ReceiptReturnAuthorized | ReceiptReturnRequestWithdrawn
)
RETURN_REQUEST_EVENTS: Final = (
    ReceiptReturnRequested,
    ReceiptReturnAuthorized,
    ReceiptReturnRequestWithdrawn,
)
