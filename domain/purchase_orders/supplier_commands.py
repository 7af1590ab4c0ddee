"""What may be asked of an order as its supplier answers, offers something else, or ships later."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command
from domain.purchase_orders.lines import AcknowledgedLine, Equivalence


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAcknowledgement(Command):
    purchase_order_id: str
    lines: tuple[AcknowledgedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAcknowledgementOverdue(Command):
    """The supplier has not answered in time; `now` tells whether that is so."""

    purchase_order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveSubstitution(Command):
    """A clinical judgement of the substitute in this proposal; the buyer decides after it."""

    purchase_order_id: str
    change: int
    approver_id: str
    equivalence: Equivalence


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptSupplierChange(Command):
    """The order takes what the supplier proposed under this number.

    Beside an agreement that has the item for less, it says why, as any line does.
    """

    purchase_order_id: str
    change: int
    accepted_by: str
    price_override: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectSupplierChange(Command):
    """The buyer insists on the order; the supplier has to answer again."""

    purchase_order_id: str
    change: int
    rejected_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordBackorder(Command):
    """So much of the line comes later, as told outside an acknowledgement."""

    purchase_order_id: str
    line: int
    quantity: Decimal
    expected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseBackorder(Command):
    """The supplier ships what was backordered, or the part that is stated."""

    purchase_order_id: str
    line: int
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBackorder(Command):
    """The supplier gives the back-order up, or the part that is stated; that much is cancelled."""

    purchase_order_id: str
    line: int
    reason_code: str
    quantity: Decimal | None = None
