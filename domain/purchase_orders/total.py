"""A quantity and what it is worth, added up together."""

from decimal import Decimal
from typing import Final, NamedTuple

ZERO: Final = Decimal(0)


class Total(NamedTuple):
    """A quantity in the line's unit and its amount in the order's currency."""

    quantity: Decimal = ZERO
    amount: Decimal = ZERO

    def plus(self, quantity: Decimal, amount: Decimal) -> "Total":
        """Both sums grow; negative arguments take away."""
        return Total(self.quantity + quantity, self.amount + amount)

    def less(self, other: "Total") -> "Total":
        """Without the other one."""
        return Total(self.quantity - other.quantity, self.amount - other.amount)


NOTHING: Final = Total()
