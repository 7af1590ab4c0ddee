"""When a supplier is paid: in which parts, and how many days after the invoice's date."""

from datetime import timedelta
from typing import Annotated, ClassVar, Final

from pydantic import Field

from domain.errors import Rejected
from domain.event import Event, Value
from domain.ids import Code
from domain.quantity import Quantity
from domain.suppliers.commands import AgreeSupplierPaymentTerms
from domain.suppliers.errors import SupplierNothingChanged

INSTALMENTS_MAX: Final = 60  # Five years, each month.
DAYS_MAX: Final = 5 * 366
WHOLE: Final = 100


class TermShare(Value):
    """So much of the invoice is due so many days after its date."""

    percent: Quantity
    days: Annotated[int, Field(ge=0, le=DAYS_MAX)]

    @property
    def after(self) -> timedelta:
        """From the date of the invoice on."""
        return timedelta(days=self.days)


class SupplierPaymentTermsAgreed(Event):
    """Invoices that come from now on are due so; without parts, on the day that they state."""

    TYPE: ClassVar[str] = "supplier.payment_terms_agreed"
    instalments: tuple[TermShare, ...]
    agreed_by: Code


class SupplierTermsInvalid(Rejected):
    """The parts are not one whole, or not one after the other."""

    code = "supplier.terms_invalid"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The payment terms {problem}; state parts of more than nothing that add up to"
            f" {WHOLE} percent, each due after the one before, at most {INSTALMENTS_MAX}."
        )


def agree_payment_terms(
    number: str, agreed: tuple[TermShare, ...], command: AgreeSupplierPaymentTerms
) -> SupplierPaymentTermsAgreed:
    """Takes the place of what was agreed before; none are taken back by none."""
    wanted = tuple(TermShare(percent=percent, days=days) for percent, days in command.instalments)
    if wanted == agreed:
        raise SupplierNothingChanged(number, "these payment terms")
    if len(wanted) > INSTALMENTS_MAX:
        raise SupplierTermsInvalid(f"have {len(wanted)} parts")
    if any(share.percent <= 0 for share in wanted):
        raise SupplierTermsInvalid("have a part of nothing")
    whole = sum(share.percent for share in wanted)
    if wanted and whole != WHOLE:
        raise SupplierTermsInvalid(f"add up to {whole} percent")
    days = [share.days for share in wanted]
    if days != sorted(set(days)):
        raise SupplierTermsInvalid("are not in the order of their days")
    return SupplierPaymentTermsAgreed(instalments=wanted, agreed_by=command.agreed_by)
