"""Quantities: exact decimals in a stated unit, converted to the base unit by whole ratios.

A pack says how many base units one unit holds, as numerator over denominator: a case of twelve
is 12/1. Conversions are rational; a result that six places cannot hold is refused, not rounded.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from domain.errors import Rejected
from domain.event import Value
from domain.glance import Glance
from domain.money import EXACT, plain, plain_number

QUANTITY_PLACES_MAX: Final = 6
RATIO_MAX: Final = 1_000_000_000  # Ratios stay exact in every language that reads JSON.

_UNIT: Final = r"^[A-Z0-9]{1,8}$"  # EA, BX, CS, HUR ...
Unit = Annotated[str, StringConstraints(pattern=_UNIT), Glance(str, _UNIT)]
Quantity = Annotated[
    Decimal,
    Field(max_digits=18, decimal_places=QUANTITY_PLACES_MAX, allow_inf_nan=False),
    AfterValidator(plain),
    plain_number(QUANTITY_PLACES_MAX),
]

Ratio = Annotated[int, Field(ge=1, le=RATIO_MAX), Glance(int, range(1, RATIO_MAX + 1))]


class Pack(Value):
    """One `unit` holds `numerator / denominator` base units."""

    unit: Unit
    base_unit: Unit
    numerator: Ratio = 1
    denominator: Ratio = 1


class NotRepresentable(Rejected):
    """The converted quantity needs more than six decimal places."""

    code = "quantity.not_representable"

    def __init__(self, quantity: Decimal, pack: Pack, wanted: Pack | None = None) -> None:
        unit = pack.base_unit
        if wanted is not None and wanted.unit != pack.base_unit:
            unit = told(wanted)
        super().__init__(
            f"{quantity} {pack.unit} is not a quantity of {unit} with at most"
            f" {QUANTITY_PLACES_MAX} decimal places; state it in {pack.base_unit}.",
            quantity=str(quantity),
            unit=pack.unit,
            base_unit=pack.base_unit,
        )


class PackContradictsItself(Rejected):
    """A unit that is the base unit holds one of it."""

    code = "quantity.pack_contradicts_itself"

    def __init__(self, line: int, pack: Pack) -> None:
        super().__init__(
            f"Line {line}: the pack says {told(pack)}, and one {pack.unit} is one {pack.unit};"
            " name the unit that holds more than one, or leave numerator and denominator out.",
            line=line,
            unit=pack.unit,
            numerator=pack.numerator,
            denominator=pack.denominator,
        )


def require_sound(line: int, pack: Pack) -> None:
    """Raises where a document is to name a pack that nothing can be counted in."""
    if pack.unit == pack.base_unit and pack.numerator != pack.denominator:
        raise PackContradictsItself(line, pack)


def in_base(quantity: Decimal, pack: Pack) -> Decimal:
    """The quantity in base units, exact; `NotRepresentable` when six places cannot hold it."""
    if pack.numerator == pack.denominator:
        return quantity
    return _exact(Fraction(quantity) * content(pack), NotRepresentable(quantity, pack))


def in_pack(quantity: Decimal, pack: Pack, wanted: Pack) -> Decimal:
    """The quantity counted in another pack of the same base unit, exact or refused as above."""
    if content(pack) == content(wanted):
        return quantity
    exact = Fraction(quantity) * content(pack) / content(wanted)
    return _exact(exact, NotRepresentable(quantity, pack, wanted))


def content(pack: Pack) -> Fraction:
    """How many base units one unit holds."""
    return Fraction(pack.numerator, pack.denominator)


def told(pack: Pack) -> str:
    """The pack for people to read."""
    return f"{pack.unit} = {pack.numerator}/{pack.denominator} {pack.base_unit}"


def as_quantity(exact: Fraction) -> Decimal | None:
    """The same number with at most six places; none where these cannot hold it."""
    scaled = exact * 10**QUANTITY_PLACES_MAX
    if scaled.denominator != 1:
        return None
    value = Decimal(scaled.numerator).scaleb(-QUANTITY_PLACES_MAX, context=EXACT)
    return plain(value.normalize(EXACT))


def _exact(exact: Fraction, otherwise: NotRepresentable) -> Decimal:
    value = as_quantity(exact)
    if value is None:
        raise otherwise
    return value
