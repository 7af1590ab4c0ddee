"""What came of the supplier's answers: changes he proposes, back-orders, substitutes, silence.

The answer itself is `PurchaseOrderAcknowledged`. A proposal has a number of its own within the
order, so that whoever accepts it accepts what he read and not what came after.
"""

from datetime import date
from typing import ClassVar, Final

from domain.event import Event, PolicyVersion
from domain.ids import Code, LineNo
from domain.money import UnitPrice
from domain.purchase_orders.lines import (
    AcknowledgementCode,
    Equivalence,
    Substitute,
    SupplierChangeKind,
)
from domain.quantity import Quantity


class PurchaseOrderSupplierChangeProposed(Event):
    """The supplier wants the line to differ from the order; the buyer has to answer.

    `quantity` is what would be ordered (`quantity`), what would come later (`backorder`), or what
    would not come (`reject`). A later answer to the same line takes the proposal's place.
    """

    TYPE: ClassVar[str] = "purchase_order.supplier_change_proposed"
    change: int
    line: LineNo
    kind: SupplierChangeKind
    code: AcknowledgementCode
    quantity: Quantity | None = None
    unit_price: UnitPrice | None = None
    promised_on: date | None = None
    substitute: Substitute | None = None


class PurchaseOrderSubstitutionApproved(Event):
    """Somebody who answers for patients' care agreed to the substitute; the buyer decides next."""

    TYPE: ClassVar[str] = "purchase_order.substitution_approved"
    change: int
    line: LineNo
    approver_id: Code
    equivalence: Equivalence


class PurchaseOrderSupplierChangeAccepted(Event):
    """The order takes the change. With a policy nobody had to be asked: it decided by itself."""

    TYPE: ClassVar[str] = "purchase_order.supplier_change_accepted"
    change: int
    line: LineNo
    kind: SupplierChangeKind
    accepted_by: Code | None = None
    policy: PolicyVersion | None = None


class PurchaseOrderSupplierChangeRejected(Event):
    """The buyer insists on the order as it stands; the supplier has to answer again."""

    TYPE: ClassVar[str] = "purchase_order.supplier_change_rejected"
    change: int
    line: LineNo
    kind: SupplierChangeKind
    rejected_by: Code
    reason_code: Code


class PurchaseOrderBackorderRecorded(Event):
    """So much of the line comes later; in place of what was recorded before."""

    TYPE: ClassVar[str] = "purchase_order.backorder_recorded"
    line: LineNo
    quantity: Quantity
    expected_on: date | None = None


class PurchaseOrderBackorderReleased(Event):
    """The supplier has the goods again and ships so much of what was backordered."""

    TYPE: ClassVar[str] = "purchase_order.backorder_released"
    line: LineNo
    quantity: Quantity


class PurchaseOrderBackorderCancelled(Event):
    """The supplier gave so much of the back-order up: it will not come."""

    TYPE: ClassVar[str] = "purchase_order.backorder_cancelled"
    line: LineNo
    quantity: Quantity
    reason_code: Code


class PurchaseOrderLineSubstituted(Event):
    """What was open of the line is ordered on another line, as another item or in another unit."""

    TYPE: ClassVar[str] = "purchase_order.line_substituted"
    change: int
    line: LineNo
    quantity: Quantity
    substitute_line: LineNo
    substitute_quantity: Quantity
    approver_id: Code | None = None
    equivalence: Equivalence | None = None


class PurchaseOrderAcknowledgementOverdue(Event):
    """The supplier did not answer to this revision in time. Recorded once for each revision."""

    TYPE: ClassVar[str] = "purchase_order.acknowledgement_overdue"
    revision: int
    due_on: date


SupplierLineEvent = (
    PurchaseOrderSupplierChangeProposed
    | PurchaseOrderSubstitutionApproved
    | PurchaseOrderSupplierChangeAccepted
    | PurchaseOrderSupplierChangeRejected
    | PurchaseOrderBackorderRecorded
    | PurchaseOrderBackorderReleased
    | PurchaseOrderBackorderCancelled
    | PurchaseOrderLineSubstituted
)
SUPPLIER_LINE_EVENTS: Final = (
    PurchaseOrderSupplierChangeProposed,
    PurchaseOrderSubstitutionApproved,
    PurchaseOrderSupplierChangeAccepted,
    PurchaseOrderSupplierChangeRejected,
    PurchaseOrderBackorderRecorded,
    PurchaseOrderBackorderReleased,
    PurchaseOrderBackorderCancelled,
    PurchaseOrderLineSubstituted,
)
SupplierEvent = SupplierLineEvent | PurchaseOrderAcknowledgementOverdue
SUPPLIER_EVENTS: Final = (*SUPPLIER_LINE_EVENTS, PurchaseOrderAcknowledgementOverdue)
