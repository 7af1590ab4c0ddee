"""The facts of a bill-only order: two screws at 450 dollars, used in a case of yesterday."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.purchase_orders.ledger_events import PurchaseOrderLineUsed
from domain.purchase_orders.usage_commands import RecordUsage, WithdrawUsage
from domain.purchase_orders.usage_events import (
    PurchaseOrderUsageRecorded,
    PurchaseOrderUsageWithdrawn,
)
from tests.domain.orders import (
    MEDLINE,
    NOW,
    ORDER,
    added,
    approved,
    created,
    issued,
    submitted,
)

SCREWS: Final = added("2", "450", accounting="expense")
DRAFTED: Final = (created().model_copy(update={"order_type": "bill_only"}), SCREWS)
APPROVED: Final = (*DRAFTED, submitted("900"), approved("900"))
YESTERDAY: Final = date(2026, 2, 28)


def use(quantity: str = "1", **told: Any) -> RecordUsage:
    """One screw of lot L-1, in a case of yesterday, as the operating room tells it."""
    values: dict[str, Any] = {"line": 1, "case_reference": "CASE-20931", "used_on": YESTERDAY}
    values |= {"lot": "L-1", "recorded_by": "nina", **told}
    return RecordUsage(now=NOW, purchase_order_id=ORDER.id, quantity=Decimal(quantity), **values)


def recorded(quantity: str = "1", usage: int = 1, **told: Any) -> PurchaseOrderUsageRecorded:
    values: dict[str, Any] = {"line": 1, "case_reference": "CASE-20931", "used_on": YESTERDAY}
    values |= {"lot": "L-1", "recorded_by": "nina", **told}
    return PurchaseOrderUsageRecorded(usage=usage, quantity=Decimal(quantity), **values)


def counted(quantity: str = "1", amount: str = "450", usage: int = 1) -> PurchaseOrderLineUsed:
    return PurchaseOrderLineUsed(
        usage=usage,
        line=1,
        quantity=Decimal(quantity),
        unit_price=Decimal(450),
        amount=Decimal(amount),
        currency="USD",
        used_on=YESTERDAY,
        supplier_id=MEDLINE,
        purchase_order=ORDER,
    )


def withdraw(usage: int = 1, person: str = "nina") -> WithdrawUsage:
    return WithdrawUsage(
        now=NOW,
        purchase_order_id=ORDER.id,
        usage=usage,
        withdrawn_by=person,
        reason_code="wrong_lot",
    )


def withdrawn(usage: int = 1) -> PurchaseOrderUsageWithdrawn:
    return PurchaseOrderUsageWithdrawn(
        usage=usage,
        line=1,
        quantity=Decimal(1),
        withdrawn_by="nina",
        reason_code="wrong_lot",
    )


BOTH: Final = (recorded(), recorded(usage=2, lot=None, serials=("S-9",)))
IN_FORCE: Final = (*APPROVED, *BOTH, issued("900"), counted(), counted(usage=2))
