"""A supplier as its history left it, and what it may be used for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.frozen import replace
from domain.suppliers.events import (
    HoldScope,
    SupplierActivated,
    SupplierEvent,
    SupplierHoldPlaced,
    SupplierHoldReleased,
    SupplierProposed,
)

SupplierStatus = Literal["proposed", "active"]
Purpose = Literal["order", "invoice", "payment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A company that wants to sell. `holds` maps each held scope to its reason code."""

    supplier_id: str
    number: str
    name: str
    tax_id: str | None
    proposed_by: str
    status: SupplierStatus = "proposed"
    holds: Mapping[HoldScope, str] = field(default_factory=dict)

    # A supplier serves the whole tenant.
    legal_entity: None = None
    facility: None = None


def obstacle(supplier: Supplier, purpose: Purpose) -> str | None:
    """What stands against the purpose: a status, a hold, or nothing."""
    if supplier.status != "active":
        return supplier.status
    scopes: tuple[HoldScope, ...] = (purpose, "all")
    held = next((scope for scope in scopes if scope in supplier.holds), None)
    return f"on hold ({supplier.holds[held]})" if held else None


def evolve(state: Supplier | None, event: SupplierEvent) -> Supplier:
    """The next state."""
    if isinstance(event, SupplierProposed):
        return Supplier(
            supplier_id=event.supplier_id,
            number=event.number,
            name=event.name,
            tax_id=event.tax_id,
            proposed_by=event.proposed_by,
        )
    assert state is not None, "the first event proposes the supplier"
    match event:
        case SupplierActivated():
            return replace(state, status="active")
        case SupplierHoldPlaced():
            return replace(state, holds={**state.holds, event.scope: event.reason_code})
        case SupplierHoldReleased():
            left = {scope: why for scope, why in state.holds.items() if scope != event.scope}
            return replace(state, holds=left)
        case _:
            assert_never(event)


SUPPLIER: Final = Aggregate(name="supplier", state=Supplier, evolve=evolve)
