"""Money: exact amounts at their currency's exponent, rounded once, half away from zero.

Amounts are decimals in the document's currency, unit prices have at most six places. Floats
never enter. Exponents are those of ISO 4217; unknown currencies are refused, not guessed.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from domain.errors import Rejected
from domain.glance import Glance

EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(("AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD"), 2),
    **dict.fromkeys(("HUF", "ILS", "INR", "MXN", "NOK", "NZD", "PLN", "RON", "SEK", "SGD"), 2),
    **dict.fromkeys(("THB", "TRY", "USD", "ZAR"), 2),
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "VND"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
UNIT_PRICE_PLACES_MAX: Final = 6
PLAIN_DIGITS_MAX: Final = 12  # Before the point: 18 digits hold so many beside six places.
EXACT: Final = Context(prec=60)  # Holds the product of two 18-digit numbers without loss.
_QUANTA: Final = {places: Decimal(1).scaleb(-places) for places in range(UNIT_PRICE_PLACES_MAX + 1)}


class UnknownCurrency(Rejected):
    """The currency is not one of ISO 4217 that Purvey knows."""

    code = "money.unknown_currency"

    def __init__(self, currency: str) -> None:
        super().__init__(
            f"Currency {currency!r} is unknown; use an ISO 4217 code such as USD or EUR.",
            currency=currency,
        )


class TooPrecise(Rejected):
    """An amount has more decimal places than its currency."""

    code = "money.too_precise"

    def __init__(self, amount: Decimal, currency: str) -> None:
        super().__init__(
            f"{amount} has more decimal places than {currency} allows"
            f" ({EXPONENTS[currency]}); round it before sending.",
            amount=str(amount),
            currency=currency,
        )


def plain(value: Decimal) -> Decimal:
    """One spelling in the stored text: 1E+3 becomes 1000, and zero has no sign."""
    if "E+" in str(value):  # Where it is not, no exponent is above zero; the digits cost more.
        value = value.quantize(_QUANTA[0], context=EXACT)
    return value or abs(value)


_CURRENCY: Final = r"^[A-Z]{3}$"
Currency = Annotated[str, StringConstraints(pattern=_CURRENCY), Glance(str, _CURRENCY)]


def plain_number(places_max: int) -> Glance:
    """Digits, from nought up; to have them counted takes ten times as long."""
    return Glance(Decimal, rf"[0-9]{{1,{PLAIN_DIGITS_MAX}}}(?:\.[0-9]{{1,{places_max}}})?")


Amount = Annotated[
    Decimal,
    Field(max_digits=18, decimal_places=3, allow_inf_nan=False),
    AfterValidator(plain),
    plain_number(3),
]
UnitPrice = Annotated[
    Decimal,
    Field(max_digits=18, decimal_places=UNIT_PRICE_PLACES_MAX, ge=0, allow_inf_nan=False),
    AfterValidator(plain),
    plain_number(UNIT_PRICE_PLACES_MAX),
]


def exponent(currency: str) -> int:
    """Decimal places of the currency's minor unit (JPY 0, USD 2, KWD 3)."""
    places = EXPONENTS.get(currency)
    if places is None:
        raise UnknownCurrency(currency)
    return places


def rounded(value: Decimal | Fraction, currency: str) -> Decimal:
    """`value` at the currency's exponent, half away from zero, so that credits mirror invoices."""
    quantum = _QUANTA[exponent(currency)]
    if isinstance(value, Decimal):
        return plain(value.quantize(quantum, rounding=ROUND_HALF_UP, context=EXACT))
    return _units(round_half_up(value / Fraction(quantum)), quantum)


def percent_of(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """So much per cent of the amount, rounded once."""
    return rounded(EXACT.multiply(amount, percent).scaleb(-2, context=EXACT), currency)


def exact(amount: Decimal, currency: str) -> Decimal:
    """`amount` at the currency's exponent; refused when digits would be lost."""
    result = rounded(amount, currency)
    if result != amount:
        raise TooPrecise(amount, currency)
    return result


def extended(quantity: Decimal, unit_price: Decimal, currency: str) -> Decimal:
    """Line amount: quantity times price, rounded once."""
    return rounded(EXACT.multiply(quantity, unit_price), currency)


def price_at(unit_price: Decimal, rate: Fraction) -> Decimal:
    """A unit price at a rate, with the places that one may have."""
    quantum = _QUANTA[UNIT_PRICE_PLACES_MAX]
    scaled = Fraction(unit_price) * rate / Fraction(quantum)
    return plain(_units(round_half_up(scaled), quantum).normalize(EXACT))


def round_half_up(value: Fraction) -> int:
    """The next whole number; halves go away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -whole if value < 0 else whole


def allocated(total: Decimal, weights: Sequence[Decimal], currency: str) -> tuple[Decimal, ...]:
    """`total` split by `weights`: parts sum exactly; largest remainder first, ties by order.

    All weights zero splits evenly. Weights must not be negative.
    """
    if not weights:
        return ()
    assert all(weight >= 0 for weight in weights), "weights are shares"
    places = max(0, *(-int(weight.as_tuple().exponent) for weight in weights))
    shares = [int(weight.scaleb(places, context=EXACT)) for weight in weights]
    whole = sum(shares)
    if whole == 0:
        shares, whole = [1] * len(weights), len(weights)
    quantum = _QUANTA[exponent(currency)]
    units = int(exact(total, currency).scaleb(exponent(currency), context=EXACT))
    parts = [divmod(abs(units) * share, whole) for share in shares]
    floors = [floor for floor, _ in parts]
    order = sorted(range(len(shares)), key=lambda index: (-parts[index][1], index))
    for index in order[: abs(units) - sum(floors)]:
        floors[index] += 1
    sign = -1 if units < 0 else 1
    return tuple(_units(sign * part, quantum) for part in floors)


def _units(count: int, quantum: Decimal) -> Decimal:
    """So many minor units, as an amount."""
    return EXACT.multiply(Decimal(count), quantum)
