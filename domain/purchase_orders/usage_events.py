"""Evidence that goods of a bill-only order were used, before or after it was issued.

Delivery was consumption: a supplier's representative brought the goods into a procedure, and what
was opened there is owed for. What the evidence moves in the ledger stands in `ledger_events`.
"""

from datetime import date
from typing import Annotated, ClassVar, Final

from pydantic import StringConstraints

from domain.event import Event
from domain.ids import Code, Id, LineNo, Number
from domain.quantity import Quantity

# A token that the case system made for this purpose; `usages` refuses what may tell of a person.
CaseReference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{5,63}$")]


class PurchaseOrderUsageRecorded(Event):
    """So much of the line was opened in a procedure: implanted, or wasted for a reason."""

    TYPE: ClassVar[str] = "purchase_order.usage_recorded"
    usage: LineNo  # its number within the order
    line: LineNo
    case_reference: CaseReference
    used_on: date
    quantity: Quantity
    recorded_by: Code
    item_id: Id | None = None
    lot: Number | None = None
    serials: tuple[Number, ...] = ()
    waste_reason: Code | None = None  # none: it was used


class PurchaseOrderUsageWithdrawn(Event):
    """The evidence was wrong; what is right is recorded anew."""

    TYPE: ClassVar[str] = "purchase_order.usage_withdrawn"
    usage: LineNo
    line: LineNo
    quantity: Quantity
    withdrawn_by: Code
    reason_code: Code


UsageEvent = PurchaseOrderUsageRecorded | PurchaseOrderUsageWithdrawn
USAGE_EVENTS: Final = (PurchaseOrderUsageRecorded, PurchaseOrderUsageWithdrawn)
