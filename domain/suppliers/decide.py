"""What a supplier answers to each command, and to those who want to use it."""

from domain.suppliers.commands import (
    ActivateSupplier,
    PlaceSupplierHold,
    ProposeSupplier,
    ReleaseSupplierHold,
)
from domain.suppliers.errors import (
    SupplierExists,
    SupplierHeldAlready,
    SupplierNotEligible,
    SupplierNotHeld,
    SupplierNotProposed,
    SupplierSelfCleared,
)
from domain.suppliers.events import (
    SupplierActivated,
    SupplierEvent,
    SupplierHoldPlaced,
    SupplierHoldReleased,
    SupplierProposed,
)
from domain.suppliers.state import Purpose, Supplier, obstacle


def propose(supplier: Supplier | None, command: ProposeSupplier) -> tuple[SupplierEvent, ...]:
    """A new supplier; it cannot be used before it is cleared."""
    if supplier is not None:
        raise SupplierExists(command.supplier_id)
    return (
        SupplierProposed(
            supplier_id=command.supplier_id,
            number=command.number,
            name=command.name,
            proposed_by=command.proposed_by,
            tax_id=command.tax_id,
        ),
    )


def activate(supplier: Supplier, command: ActivateSupplier) -> tuple[SupplierEvent, ...]:
    """Cleared by somebody other than the proposer."""
    if supplier.status != "proposed":
        raise SupplierNotProposed(supplier.number, supplier.status)
    if command.activated_by == supplier.proposed_by:
        raise SupplierSelfCleared(supplier.number, command.activated_by)
    return (SupplierActivated(activated_by=command.activated_by),)


def place_hold(supplier: Supplier, command: PlaceSupplierHold) -> tuple[SupplierEvent, ...]:
    """A hold of one scope, whatever the supplier's status: a proposed one may be suspect too."""
    if command.scope in supplier.holds:
        raise SupplierHeldAlready(supplier.number, command.scope)
    return (SupplierHoldPlaced(scope=command.scope, reason_code=command.reason_code),)


def release_hold(supplier: Supplier, command: ReleaseSupplierHold) -> tuple[SupplierEvent, ...]:
    """Lifts the hold of exactly this scope; a hold of scope `all` is lifted as `all`."""
    if command.scope not in supplier.holds:
        raise SupplierNotHeld(supplier.number, command.scope, tuple(sorted(supplier.holds)))
    return (SupplierHoldReleased(scope=command.scope),)


def require_eligible(supplier: Supplier, purpose: Purpose) -> None:
    """Raises `SupplierNotEligible`, naming the obstacle, unless the supplier may be used so."""
    found = obstacle(supplier, purpose)
    if found is not None:
        raise SupplierNotEligible(supplier.number, purpose, found)
