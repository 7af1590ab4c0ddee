"""Charges of a delivery, such as freight, customs and insurance, and what each line bears of them.

They are part of what goods cost: stock takes them up when it takes up the goods, against an accrual
under the name of the charge, until somebody bills them. Pure; amounts are in one currency.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import Field

from domain.errors import Rejected
from domain.event import Value
from domain.ids import Code
from domain.money import Amount, Currency, allocated, exact, rounded

Apportionment = Literal["value", "quantity", "weight"]
Percent = Annotated[Decimal, Field(gt=0, le=1000, decimal_places=4, allow_inf_nan=False)]
Weight = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=6, allow_inf_nan=False)]
ZERO: Final = Decimal(0)
CHARGES_MAX: Final = 20  # of one delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedCharge:
    """A charge as a person states it: an amount, or a percentage of what the goods are worth."""

    charge: str
    amount: Decimal | None = None
    percent: Decimal | None = None
    by: Apportionment = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """What one line brings into the apportionment; its weight in kilograms, where it is known."""

    line: int
    value: Decimal
    quantity: Decimal  # in base units
    weight: Decimal | None = None


class LandedCost(Value):
    """What a line bears of one charge, and by what measure the charge was shared."""

    charge: Code
    amount: Amount
    by: Apportionment


class ChargeSum(Value):
    """One charge, and what it comes to in all."""

    charge: Code
    amount: Amount


class CarriedCost(Value):
    """What goods on their way within the house bear of one charge."""

    charge: Code
    amount: Amount
    currency: Currency


class ChargesUnclear(Rejected):
    """A charge is an amount or a percentage, above zero, and named once."""

    code = "charge.unclear"

    def __init__(self, charge: str, why: str) -> None:
        super().__init__(f"Charge {charge!r} {why}.", charge=charge)


class ChargeWeightMissing(Rejected):
    """A charge that is shared by weight needs the weight of every line that bears it."""

    code = "charge.weight_missing"

    def __init__(self, charge: str, line: int) -> None:
        super().__init__(
            f"Charge {charge!r} is shared by weight, and line {line} states none;"
            " state it, or share the charge by value or quantity.",
            charge=charge,
            line=line,
        )


def check(charges: Sequence[StatedCharge]) -> None:
    """Raises `ChargesUnclear` for a charge that nobody could book."""
    seen: set[str] = set()
    for each in charges:
        if (each.amount is None) == (each.percent is None):
            raise ChargesUnclear(each.charge, "needs either an amount or a percentage")
        if (each.amount or each.percent or ZERO) <= 0:
            raise ChargesUnclear(each.charge, "must be above zero")
        if each.charge in seen:
            raise ChargesUnclear(each.charge, "is named twice; add its amounts up")
        seen.add(each.charge)
    if len(charges) > CHARGES_MAX:
        raise ChargesUnclear(charges[-1].charge, f"is one too many: a delivery has {CHARGES_MAX}")


def charged(charge: StatedCharge, value: Decimal, currency: str) -> Decimal:
    """What the charge comes to on goods of this value."""
    if charge.amount is not None:
        return exact(charge.amount, currency)
    return rounded(Fraction(value) * Fraction(charge.percent or ZERO) / 100, currency)


def borne(
    charges: Sequence[StatedCharge], bearers: Sequence[Bearer], currency: str
) -> dict[int, tuple[LandedCost, ...]]:
    """What each line bears, by line: the parts of a charge add up to it, the cents included."""
    check(charges)
    found: dict[int, tuple[LandedCost, ...]] = {}
    whole = sum((each.value for each in bearers), ZERO)
    for charge in charges:
        weights = [_measure(charge, each) for each in bearers]
        parts = allocated(charged(charge, whole, currency), weights, currency)
        for bearer, part in zip(bearers, parts, strict=True):
            if part:
                cost = LandedCost(charge=charge.charge, amount=part, by=charge.by)
                found[bearer.line] = (*found.get(bearer.line, ()), cost)
    return found


def carried(
    charges: Sequence[StatedCharge], worth: Mapping[str, Decimal], charged_in: str | None
) -> tuple[CarriedCost, ...]:
    """What goods that are worth so much, by currency, bear of what it costs to move them.

    A percentage is one of each currency; an amount counts in `charged_in`.
    """
    check(charges)
    found = []
    for charge in charges:
        values = worth if charge.amount is None else {_currency(charge, charged_in): ZERO}
        for currency, value in sorted(values.items()):
            amount = charged(charge, value, currency)
            if amount:
                found.append(CarriedCost(charge=charge.charge, amount=amount, currency=currency))
    return tuple(found)


def _currency(charge: StatedCharge, charged_in: str | None) -> str:
    if charged_in is None:
        raise ChargesUnclear(charge.charge, "is an amount without a currency")
    return charged_in


def _measure(charge: StatedCharge, bearer: Bearer) -> Decimal:
    match charge.by:
        case "value":
            return bearer.value
        case "quantity":
            return bearer.quantity
        case "weight":
            if bearer.weight is None:
                raise ChargeWeightMissing(charge.charge, bearer.line)
            return bearer.weight
