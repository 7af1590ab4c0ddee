"""What may be asked of the usage of a bill-only order: see `usages`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUsage(Command):
    """Goods of the line were opened in a procedure; with a reason, they were wasted."""

    purchase_order_id: str
    line: int
    case_reference: str
    used_on: date
    quantity: Decimal
    recorded_by: str
    lot: str | None = None
    serials: tuple[str, ...] = ()
    waste_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawUsage(Command):
    """The evidence of this number was wrong."""

    purchase_order_id: str
    usage: int
    withdrawn_by: str
    reason_code: str
