"""What a supplier answers about self-billing: whether its deliveries are settled without a bill."""

from domain.suppliers.commands import AgreeSelfBilling, EndSelfBilling
from domain.suppliers.eligibility import require_not_merged
from domain.suppliers.errors import SupplierNothingChanged, SupplierTaxNegative
from domain.suppliers.self_billing_events import (
    SelfBillingEvent,
    SupplierSelfBillingAgreed,
    SupplierSelfBillingEnded,
)
from domain.suppliers.state import Supplier


def agree(supplier: Supplier, command: AgreeSelfBilling) -> tuple[SelfBillingEvent, ...]:
    """On these terms from now on."""
    require_not_merged(supplier)
    if command.tax_percent is not None and command.tax_percent < 0:
        raise SupplierTaxNegative(supplier.number, command.tax_percent)
    terms, standing = (command.due_days, command.tax_percent), supplier.self_billing
    if standing is not None and (standing.due_days, standing.tax_percent) == terms:
        raise SupplierNothingChanged(supplier.number, "these terms of self-billing")
    return (
        SupplierSelfBillingAgreed(
            due_days=command.due_days,
            tax_percent=command.tax_percent,
            recorded_by=command.recorded_by,
        ),
    )


def end(supplier: Supplier, command: EndSelfBilling) -> tuple[SelfBillingEvent, ...]:
    """It bills for itself again."""
    if supplier.self_billing is None:
        raise SupplierNothingChanged(supplier.number, "no self-billing")
    return (
        SupplierSelfBillingEnded(reason_code=command.reason_code, recorded_by=command.recorded_by),
    )
