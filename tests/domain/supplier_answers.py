"""What a supplier answers to the order of `orders.py`, in few words."""

from domain.purchase_orders.events import PurchaseOrderAcknowledged
from domain.purchase_orders.lines import (
    AcknowledgedLine,
    AcknowledgementCode,
    SupplierChangeKind,
)
from domain.purchase_orders.policy import SUPPLIER_CHANGE_POLICY
from domain.purchase_orders.supplier_events import (
    PurchaseOrderSupplierChangeAccepted,
    PurchaseOrderSupplierChangeProposed,
)


def answered(
    code: AcknowledgementCode, line: int = 1, revision: int = 1, **said: object
) -> PurchaseOrderAcknowledged:
    """The supplier's answer to one line."""
    answer = AcknowledgedLine.model_validate({"line": line, "code": code, **said})
    return PurchaseOrderAcknowledged(revision=revision, lines=(answer,))


def proposed(
    change: int, kind: SupplierChangeKind, code: AcknowledgementCode, **said: object
) -> PurchaseOrderSupplierChangeProposed:
    """What the supplier wants to be different on line 1, unless another line is named."""
    values = {"change": change, "line": 1, "kind": kind, "code": code, **said}
    return PurchaseOrderSupplierChangeProposed.model_validate(values)


def taken(
    change: int, kind: SupplierChangeKind, person: str | None = "bella", line: int = 1
) -> PurchaseOrderSupplierChangeAccepted:
    """The buyer took the supplier's change; without a person, policy did."""
    return PurchaseOrderSupplierChangeAccepted(
        change=change,
        line=line,
        kind=kind,
        accepted_by=person,
        policy=None if person else SUPPLIER_CHANGE_POLICY,
    )
