"""In which parts an invoice is due: as the document states them, or as its supplier agreed.

The parts add up to the total to the cent: what a percentage leaves goes to the largest remainder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.errors import Rejected
from domain.event import Value
from domain.money import Amount, allocated, exact
from domain.quantity import Quantity
from domain.suppliers.payment_terms import INSTALMENTS_MAX, TermShare


class Instalment(Value):
    """A part of the total, and its day. `percent` as the supplier agreed; none: as stated."""

    due_on: date
    amount: Amount
    percent: Quantity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedInstalment:
    """A part as the document states it."""

    due_on: date
    amount: Decimal


class InvoiceInstalmentsDiffer(Rejected):
    """The parts are not the total, or not one after the other."""

    code = "invoice.instalments_differ"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The instalments {problem}; state at most {INSTALMENTS_MAX} of more than nothing that"
            " add up to the total, each due after the one before and none before the invoice."
        )


def instalments(
    stated: Sequence[StatedInstalment],
    agreed: Sequence[TermShare],
    invoice_date: date,
    total: Decimal,
    currency: str,
) -> tuple[Instalment, ...] | None:
    """The parts in the order of their days; none: all is due on the day that the invoice states."""
    if stated:
        return _stated(stated, invoice_date, total, currency)
    if not agreed or total <= 0:
        return None
    amounts = allocated(total, [share.percent for share in agreed], currency)
    return tuple(
        Instalment(due_on=invoice_date + share.after, amount=amount, percent=share.percent)
        for share, amount in zip(agreed, amounts, strict=True)
    )


def _stated(
    stated: Sequence[StatedInstalment], invoice_date: date, total: Decimal, currency: str
) -> tuple[Instalment, ...]:
    parts = tuple(
        Instalment(due_on=each.due_on, amount=exact(each.amount, currency)) for each in stated
    )
    days = [each.due_on for each in parts]
    added = sum((each.amount for each in parts), Decimal(0))
    if len(parts) > INSTALMENTS_MAX:
        raise InvoiceInstalmentsDiffer(f"are {len(parts)}")
    if added != total:
        raise InvoiceInstalmentsDiffer(f"add up to {added}, the total is {total}")
    if any(each.amount <= 0 for each in parts):
        raise InvoiceInstalmentsDiffer("have a part of nothing")
    if days != sorted(set(days)) or days[0] < invoice_date:
        raise InvoiceInstalmentsDiffer("are not in the order of their days")
    return parts
