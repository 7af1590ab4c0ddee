"""The bodies of requests about receipts, each with an example that the tests send as printed."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.charge_bodies import ReceiptChargeBody
from api.conversation import Body, CommandBody
from api.examples import (
    DESKTOP_ORDER,
    DESKTOP_RECEIPT,
    PURCHASE_ORDER,
    RECEIPT,
    SERVICE_ORDER,
    SERVICE_RECEIPT,
    example,
)
from domain.charges import Weight
from domain.ids import Code, Id, LineNo, Number, Text
from domain.purchase_orders.lines import Dealt
from domain.quantity import Quantity
from domain.receipts.buckets import Bucket
from domain.receipts.events import HeldBack
from domain.receipts.label_events import Udi

Day = Annotated[date | None, Field(default=None, description="By default the effective day.")]


class ReceivedLineBody(Body):
    """What the receiver counted, in the order line's unit."""

    purchase_order_line: LineNo
    quantity: Quantity
    lot: Number | None = None
    expires_on: date | None = None
    serials: tuple[Number, ...] = ()
    storage_location: Code | None = None
    udis: tuple[Udi, ...] = Field(
        default=(), description="Scanned labels; they say lot, date and serials left out here."
    )
    advised: Quantity | None = Field(default=None, description="What the delivery note says.")
    accepted: Quantity | None = Field(
        default=None, description="With `rejected` it must be the quantity."
    )
    rejected: Quantity | None = None
    rejected_serials: tuple[Number, ...] = ()
    rejected_location: Code | None = None
    reason_code: Code | None = Field(
        default=None, description="Why goods are rejected or held back."
    )
    disposition: HeldBack | None = Field(
        default=None, description="Holds goods back that the receiver doubts."
    )
    override: Code | None = Field(
        default=None,
        description="Why goods short of minimum shelf life are free all the same.",
    )
    temperature_log: Number | None = None
    weight: Weight | None = Field(
        default=None, description="Kilograms, for charges that are shared by weight."
    )
    dealt: tuple[Dealt, ...] = Field(
        default=(),
        description="Of a line that serves several requests: for whom how much is, in base units."
        " What is not named goes to the oldest need first.",
    )


class PostReceiptBody(CommandBody):
    """Goods arrived for one order."""

    model_config = example(
        id=RECEIPT,
        number="GR-5001",
        purchase_order_id=PURCHASE_ORDER,
        received_on="2026-03-02",
        lines=[
            {
                "purchase_order_line": 1,
                "quantity": "12",
                "lot": "L-2291",
                "expires_on": "2028-06-30",
                "storage_location": "ICU-STORE",
            }
        ],
        charges=[{"charge": "freight", "amount": "6.00", "by": "quantity"}],
        effective_at="2026-03-02T09:30:00Z",
    )

    id: Id | None = None
    number: Number | None = None
    purchase_order_id: Id
    received_on: Day = None
    posted_on: date | None = Field(
        default=None, description="The day of its entry; by default the day on which it came."
    )
    delivery_note: Number | None = None
    shipment: Number | None = Field(
        default=None, description="The ship notice of the order that the goods came with."
    )
    shipment_ends: bool = Field(
        default=False, description="The rest of the shipment does not come."
    )
    lines: tuple[ReceivedLineBody, ...]
    charges: tuple[ReceiptChargeBody, ...] = Field(
        default=(), description="In the order's currency; goods on stock bear them."
    )


class ServiceEntryBody(CommandBody):
    """Work was performed; without a receipt id a new service receipt starts."""

    model_config = example(
        receipt_id=SERVICE_RECEIPT,
        number="SR-5002",
        purchase_order_id=SERVICE_ORDER,
        purchase_order_line=1,
        description="Calibration of infusion pumps, ward 3",
        quantity="6",
        performed_on="2026-03-04",
    )

    receipt_id: Id | None = None
    number: Number | None = None
    purchase_order_id: Id
    purchase_order_line: LineNo
    description: Text
    quantity: Quantity
    performed_on: Day = None


class ConfirmedLineBody(Body):
    """So much of an order line was performed, or came."""

    purchase_order_line: LineNo
    quantity: Quantity


class DesktopReceiptBody(CommandBody):
    """What the requester confirms; of a service, in which days it was performed."""

    model_config = example(
        id=DESKTOP_RECEIPT,
        number="SR-5003",
        purchase_order_id=DESKTOP_ORDER,
        description="Interpreting for the eye clinic, 12 sessions",
        performed_from="2026-02-02",
        performed_until="2026-02-27",
        lines=[{"purchase_order_line": 1, "quantity": "4"}],
    )

    id: Id | None = None
    number: Number | None = None
    purchase_order_id: Id
    description: Text
    received_on: Day = None
    performed_from: date | None = Field(
        default=None, description="Of a service; by default the day on which it ended."
    )
    performed_until: date | None = Field(default=None, description="A service states it.")
    lines: tuple[ConfirmedLineBody, ...]


class ReverseReceiptBody(CommandBody):
    """Why the whole receipt is taken back."""

    model_config = example(reason_code="posted_in_error")

    reason_code: Code


class ReturnedLineBody(Body):
    """How much of one receipt line goes back."""

    line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = ()
    bucket: Bucket | None = Field(
        default=None, description="By default rejected goods go first, accepted ones last."
    )
    dealt: tuple[Dealt, ...] = Field(
        default=(),
        description="Of goods that came for several requests: whose they are, in base units. Left"
        " out: nobody's first, then those of the last need.",
    )


class ReturnGoodsBody(CommandBody):
    """Goods go back to the supplier: lines that are stated, or those of a request."""

    model_config = example(
        reason_code="damaged", lines=[{"line": 1, "quantity": "2"}], authorization="RMA-77"
    )

    reason_code: Code = Field(default="requested", description="Of a request: as it says.")
    lines: tuple[ReturnedLineBody, ...] = ()
    authorization: Number | None = None
    return_request: LineNo | None = Field(
        default=None, description="The request that is carried out, instead of lines."
    )


class JudgedLineBody(Body):
    """What an inspection found of one receipt line."""

    line: LineNo
    inspected: Quantity = Field(description="Accepted and rejected together.")
    accepted: Quantity
    rejected: Quantity
    bucket: Bucket | None = Field(
        default=None, description="By default quarantined goods first, then those not judged yet."
    )
    accepted_serials: tuple[Number, ...] = ()
    rejected_serials: tuple[Number, ...] = ()
    reason_code: Code | None = None
    storage_location: Code | None = Field(
        default=None, description="Where the rejected ones are put."
    )


class RecordInspectionBody(CommandBody):
    """Goods are accepted or rejected."""

    model_config = example(
        lines=[
            {
                "line": 1,
                "inspected": "10",
                "accepted": "9",
                "rejected": "1",
                "reason_code": "packaging_damaged",
                "storage_location": "QUARANTINE",
            }
        ]
    )

    inspected_on: Day = None
    lines: tuple[JudgedLineBody, ...]


class DoubtedLineBody(Body):
    """Goods of one receipt line that nobody may use until they are inspected."""

    line: LineNo
    quantity: Quantity
    bucket: Bucket = "received"
    serials: tuple[Number, ...] = ()
    storage_location: Code | None = None


class QuarantineReceiptBody(CommandBody):
    """Why goods are held back after they were taken in."""

    model_config = example(
        reason_code="temperature_doubtful",
        lines=[
            {"line": 1, "quantity": "2", "bucket": "accepted", "storage_location": "QUARANTINE"}
        ],
    )

    reason_code: Code
    quarantined_on: Day = None
    lines: tuple[DoubtedLineBody, ...]
