"""An exact price as an order can state it: at six decimal places, or not at all."""

from decimal import Decimal
from fractions import Fraction

from domain.money import EXACT, UNIT_PRICE_PLACES_MAX, plain


def in_six_places(price: Fraction) -> Decimal | None:
    """The price as an order can state it; none: it needs more places."""
    scaled = price * 10**UNIT_PRICE_PLACES_MAX
    if scaled.denominator != 1:
        return None
    value = Decimal(scaled.numerator).scaleb(-UNIT_PRICE_PLACES_MAX, context=EXACT)
    return plain(value.normalize(EXACT))
