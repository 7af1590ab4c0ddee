"""What may be asked of a supplier."""

from dataclasses import dataclass

from domain.event import Command
from domain.suppliers.events import HoldScope


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeSupplier(Command):
    supplier_id: str
    number: str
    name: str
    proposed_by: str
    tax_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateSupplier(Command):
    """Whoever proposed the supplier cannot clear it."""

    supplier_id: str
    activated_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSupplierHold(Command):
    supplier_id: str
    scope: HoldScope
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSupplierHold(Command):
    supplier_id: str
    scope: HoldScope
