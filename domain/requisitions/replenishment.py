"""How much a par location has to order: exact arithmetic over what it counted and consumed.

Everything is a whole ratio until it is rounded, and each figure is rounded once: consumption
up, so that nobody runs short; the par level half up. Days are counted by months of thirty.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from typing import Final

from domain.money import EXACT, extended, plain

DAYS_OF_MONTH: Final = 30
_WHOLE: Final = Decimal(1)


def stock_on_hand(
    beginning: Decimal, received: Decimal, adjustments: Decimal, consumed: Decimal
) -> Decimal:
    """What has to be on the shelf. `adjustments` are signed: losses are negative."""
    return beginning + received + adjustments - consumed


def consumption(
    beginning: Decimal, received: Decimal, adjustments: Decimal, on_hand: Decimal
) -> Decimal:
    """What must have been used, where only the shelf was counted."""
    return beginning + received + adjustments - on_hand


def capped_stockout_days(reported: int, months: int) -> int:
    """Nobody is without stock for longer than the period."""
    return min(max(reported, 0), months * DAYS_OF_MONTH)


def adjusted_consumption(
    consumed: Decimal, stockout_days: int, months: int, additional: Decimal = Decimal(0)
) -> Decimal:
    """What would have been used with stock on every day, and what is wanted `additional`ly.

    Without a single day of stock there is nothing to go by: it stays what was consumed.
    """
    if consumed == 0:
        return Decimal(0)
    days = months * DAYS_OF_MONTH
    stocked = days - capped_stockout_days(stockout_days, months)
    if stocked == 0:
        return consumed
    return Decimal(ceil(Fraction(consumed) * days / stocked)) + max(additional, Decimal(0))


def average_consumption(consumptions: Sequence[Decimal]) -> Decimal:
    """The mean of the periods, the current one among them, rounded up; of none it is zero.

    A single period stays what it is.
    """
    if len(consumptions) <= 1:
        return consumptions[0] if consumptions else Decimal(0)
    return Decimal(ceil(sum(map(Fraction, consumptions), Fraction(0)) / len(consumptions)))


def max_stock(average: Decimal, max_periods: Decimal) -> Decimal:
    """The par level: so many periods of average use, half a unit upwards."""
    level = EXACT.multiply(average, max_periods)
    return plain(level.quantize(_WHOLE, rounding=ROUND_HALF_UP, context=EXACT))


def order_quantity(par_level: Decimal, on_hand: Decimal) -> Decimal:
    """What brings the shelf to its par level; nothing where it is there."""
    return max(par_level - on_hand, Decimal(0))


def total_cost(packs: int | None, price_per_pack: Decimal | None, currency: str) -> Decimal:
    """What the packs cost; where packs or price are not known, nothing yet."""
    return extended(Decimal(packs or 0), price_per_pack or Decimal(0), currency)
