"""What the tax of an invoice works out to, from the rates of its lines.

A jurisdiction rounds either each line's tax, or the tax of each rate over the whole document; the
two differ by cents, so the invoice says which. A rate below zero is tax that the buyer withholds
and owes the state in the supplier's stead.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Final, Literal, Protocol

from pydantic import Field

from domain.money import percent_of

TaxRounding = Literal["line", "header"]
TaxPercent = Annotated[Decimal, Field(ge=-100, le=100, decimal_places=4)]

ZERO: Final = Decimal(0)


class Taxed(Protocol):
    """A line with its amount, and the rate that it states; none: it is not taxed."""

    @property
    def amount(self) -> Decimal: ...
    @property
    def tax_percent(self) -> Decimal | None: ...


def calculated_tax(lines: Sequence[Taxed], currency: str, rounding: TaxRounding) -> Decimal | None:
    """The tax of the document, less what is withheld; none where no line states a rate."""
    taxes = _taxes(lines, currency, rounding)
    return sum(taxes, ZERO) if taxes else None


def withheld_tax(lines: Sequence[Taxed], currency: str, rounding: TaxRounding) -> Decimal:
    """What is withheld of it: nothing, or more."""
    return -sum((each for each in _taxes(lines, currency, rounding) if each < 0), ZERO)


def _taxes(lines: Sequence[Taxed], currency: str, rounding: TaxRounding) -> list[Decimal]:
    """Rounded once each: of every line that states a rate, or of every rate."""
    parts = [(line.tax_percent, line.amount) for line in lines if line.tax_percent is not None]
    if rounding == "header":
        bases: dict[Decimal, Decimal] = {}
        for percent, amount in parts:
            bases[percent] = bases.get(percent, ZERO) + amount
        parts = list(bases.items())
    return [percent_of(amount, percent, currency) for percent, amount in parts]
