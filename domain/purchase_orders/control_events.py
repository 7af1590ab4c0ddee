"""Facts that steer an order beside its lines: its kind, what is on its way, how it ends.

Blanket orders and their releases, shipments that are announced, over-receipts that the buyer takes,
approval that is recalled or made up for, and the final close.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo, Number
from domain.money import Amount, Currency
from domain.purchase_orders.shipment_events import PurchaseOrderShipmentTakenIn
from domain.quantity import Quantity

# A blanket promises up to a cap, and its releases order; an emergency is approved afterwards;
# what a bill-only order buys was used already; a drop shipment goes straight to who needs it;
# what consignment brings is the supplier's until it is used; an inter-company order is delivered
# out of the stock of another legal entity of the network.
OrderType = Literal[
    "standard",
    "blanket",
    "release",
    "emergency",
    "bill_only",
    "drop_ship",
    "consignment",
    "intercompany",
]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Sscc = Annotated[str, StringConstraints(pattern=r"^[0-9]{18}$")]  # of one logistic unit


class ShippedLine(Value):
    """What of a line is on its way; `quantity` in the line's unit."""

    line: LineNo
    quantity: Quantity
    lot: Number | None = None
    expires_on: date | None = None


class LineResidue(Value):
    """What a line leaves behind at the final close, for accruals and encumbrances to settle.

    `balance` is the value received less what invoices cleared of it; below zero, the reverse.
    """

    line: LineNo
    ordered: Quantity
    received: Quantity
    invoiced: Quantity
    balance: Amount
    open_amount: Amount  # of what was ordered and never invoiced


class DrawnItem(Value):
    """How much of an item one release orders, in base units."""

    item_id: Id
    base_quantity: Quantity


class PurchaseOrderSubmissionRecalled(Event):
    """Who asked for approval takes the request back; the order is a draft again.

    Where only a change waited, the terms of `restored` are in force again, told just before.
    """

    TYPE: ClassVar[str] = "purchase_order.submission_recalled"
    recalled_by: Code
    reason_code: Code
    approval_case_id: Id | None = None
    restored: int | None = None  # the revision that stood before the change; none: there was none


class PurchaseOrderOverReceiptAccepted(Event):
    """The buyer takes so much more of the line; in place of what was said before."""

    TYPE: ClassVar[str] = "purchase_order.over_receipt_accepted"
    line: LineNo
    percent: Percent
    accepted_by: Code


class PurchaseOrderAsnRecorded(Event):
    """The supplier announced a shipment (X12 856)."""

    TYPE: ClassVar[str] = "purchase_order.asn_recorded"
    shipment: Number
    expected_on: date
    lines: tuple[ShippedLine, ...]
    sscc: tuple[Sscc, ...] = ()


class PurchaseOrderDeliveryOverdue(Event):
    """So much of the line should have come by then. Recorded once for each due day."""

    TYPE: ClassVar[str] = "purchase_order.delivery_overdue"
    line: LineNo
    due_on: date
    quantity: Quantity


class PurchaseOrderBlanketDrawn(Event):
    """A release of this blanket order stands at this much; in place of what it stood at before."""

    TYPE: ClassVar[str] = "purchase_order.blanket_drawn"
    release: DocumentRef
    amount: Amount
    currency: Currency
    items: tuple[DrawnItem, ...] = ()


class PurchaseOrderRatified(Event):
    """Another person stands for an order that was issued before anybody had agreed."""

    TYPE: ClassVar[str] = "purchase_order.ratified"
    ratified_by: Code


class PurchaseOrderRatificationOverdue(Event):
    """Nobody stood for the emergency order in time: an exception for the auditor."""

    TYPE: ClassVar[str] = "purchase_order.ratification_overdue"
    due_on: date


class PurchaseOrderRatificationAsked(Event):
    """It orders for emergency requests that nobody agreed to yet: it is agreed to as they are."""

    TYPE: ClassVar[str] = "purchase_order.ratification_asked"
    ratify_by: date
    requests: tuple[DocumentRef, ...]


class PurchaseOrderRatificationRefused(Event):
    """The emergency request that it orders for was refused: nothing comes until somebody ratifies.

    What came before stands.
    """

    TYPE: ClassVar[str] = "purchase_order.ratification_refused"
    request: DocumentRef
    refused_by: Code
    reason_code: Code


class PurchaseOrderDiscarded(Event):
    """A draft is given up before it had a line. A line that joins later takes it up again."""

    TYPE: ClassVar[str] = "purchase_order.discarded"
    reason_code: Code


class PurchaseOrderFinallyClosed(Event):
    """The order has ended for good; only finance can take that back."""

    TYPE: ClassVar[str] = "purchase_order.finally_closed"
    closed_by: Code
    reason_code: Code
    currency: Currency
    residues: tuple[LineResidue, ...]


class PurchaseOrderFinalCloseRemoved(Event):
    """Finance opened a finally closed order again."""

    TYPE: ClassVar[str] = "purchase_order.final_close_removed"
    reopened_by: Code
    reason_code: Code


class PurchaseOrderIssuedOnWatch(Event):
    """Its supplier was on watch as it was issued, and whoever issued it was told."""

    TYPE: ClassVar[str] = "purchase_order.issued_on_watch"
    reason_code: Code  # of the watch
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    review_on: date | None = None


ControlEvent = (
    PurchaseOrderSubmissionRecalled
    | PurchaseOrderOverReceiptAccepted
    | PurchaseOrderAsnRecorded
    | PurchaseOrderShipmentTakenIn
    | PurchaseOrderDeliveryOverdue
    | PurchaseOrderBlanketDrawn
    | PurchaseOrderRatified
    | PurchaseOrderRatificationOverdue
    | PurchaseOrderRatificationAsked
    | PurchaseOrderRatificationRefused
    | PurchaseOrderDiscarded
    | PurchaseOrderFinallyClosed
    | PurchaseOrderFinalCloseRemoved
    | PurchaseOrderIssuedOnWatch
)
CONTROL_EVENTS: Final = (
    PurchaseOrderSubmissionRecalled,
    PurchaseOrderOverReceiptAccepted,
    PurchaseOrderAsnRecorded,
    PurchaseOrderShipmentTakenIn,
    PurchaseOrderDeliveryOverdue,
    PurchaseOrderBlanketDrawn,
    PurchaseOrderRatified,
    PurchaseOrderRatificationOverdue,
    PurchaseOrderRatificationAsked,
    PurchaseOrderRatificationRefused,
    PurchaseOrderDiscarded,
    PurchaseOrderFinallyClosed,
    PurchaseOrderFinalCloseRemoved,
    PurchaseOrderIssuedOnWatch,
)
