"""Which taxes of an invoice a credit gives back: as they were charged, each by its share.

A tax that the state does not give back was put on the lines, as cost. What a supplier credits of it
lowers that cost again, and no claim on the state.
"""

from decimal import Decimal
from typing import Final

from domain.invoices.events import InvoiceAccounted
from domain.invoices.parts import TAXES, InvoicePart
from domain.money import allocated

ZERO: Final = Decimal(0)


def credited_taxes(
    accounted: InvoiceAccounted, before: Decimal, tax: Decimal
) -> tuple[InvoicePart, ...] | None:
    """The taxes that so much is of, by name; none: all of it is of those that come back anyway.

    `before` was credited earlier: all credits together give back each tax to the cent.
    """
    named = [each for each in accounted.parts or () if each.kind in TAXES and each.amount > 0]
    if not tax or all(each.kind == "tax" for each in named):
        return None
    amounts = [each.amount for each in named]
    rest = max(accounted.tax - sum(amounts, ZERO), ZERO)
    was, stands = (
        allocated(each, [*amounts, rest], accounted.currency) for each in (before, before + tax)
    )
    shares = [now - then for now, then in zip(stands, was, strict=True)]
    return tuple(
        InvoicePart(charge=each.charge, kind=each.kind, amount=share)
        for each, share in zip(named, shares, strict=False)
        if share
    )
