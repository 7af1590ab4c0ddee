"""Facts of self-billing: the supplier sends no invoices, its deliveries are billed here."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from domain.event import Event
from domain.ids import Code
from domain.invoices.taxes import TaxPercent

DUE_DAYS_MAX: Final = 365
DueDays = Annotated[int, Field(ge=0, le=DUE_DAYS_MAX)]


class SupplierSelfBillingAgreed(Event):
    """From now on its deliveries are settled at the orders' prices, without an invoice of its own.

    Terms of an earlier agreement are replaced.
    """

    TYPE: ClassVar[str] = "supplier.self_billing_agreed"
    due_days: DueDays  # from the day of the bill
    recorded_by: Code
    tax_percent: TaxPercent | None = None  # on what is settled; none: it is not taxed


class SupplierSelfBillingEnded(Event):
    """It sends invoices again. What was settled stands."""

    TYPE: ClassVar[str] = "supplier.self_billing_ended"
    reason_code: Code
    recorded_by: Code


SelfBillingEvent = SupplierSelfBillingAgreed | SupplierSelfBillingEnded
SELF_BILLING_EVENTS: Final = (SupplierSelfBillingAgreed, SupplierSelfBillingEnded)
