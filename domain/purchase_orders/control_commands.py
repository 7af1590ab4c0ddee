"""What may be asked of an order beside its lines: see `control_events`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command
from domain.purchase_orders.control_events import ShippedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallPurchaseOrderSubmission(Command):
    """Takes a request for approval back; only who asked for it may."""

    purchase_order_id: str
    recalled_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallSubmissionAsAdministrator(Command):
    """Takes a request back that somebody else made, who is away or has left."""

    purchase_order_id: str
    recalled_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPurchaseOrder(Command):
    """Cancels what is open of every line."""

    purchase_order_id: str
    reason_code: str
    cancelled_by: str | None = None  # none: nobody but the buyer of the order


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOverReceipt(Command):
    """The line may be received so many per cent over; zero takes nothing over."""

    purchase_order_id: str
    line: int
    percent: Decimal
    accepted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAsn(Command):
    """The supplier's advance ship notice."""

    purchase_order_id: str
    shipment: str
    expected_on: date
    lines: tuple[ShippedLine, ...]
    sscc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDeliveryOverdue(Command):
    """A line has not come by its day; `now` tells whether that is so."""

    purchase_order_id: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatifyEmergencyOrder(Command):
    """Somebody else stands for what was ordered before anybody had agreed."""

    purchase_order_id: str
    ratified_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRatificationOverdue(Command):
    """Nobody has ratified in time; `now` tells whether that is so."""

    purchase_order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinallyClosePurchaseOrder(Command):
    """Ends the order for good."""

    purchase_order_id: str
    closed_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOffPurchaseOrderResidue(Command):
    """Gives up what the order leaves on goods received, once it is closed for good."""

    purchase_order_id: str
    written_off_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFinalClose(Command):
    """Opens it again."""

    purchase_order_id: str
    reopened_by: str
    reason_code: str
