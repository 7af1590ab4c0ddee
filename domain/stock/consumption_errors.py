"""How a stock item refuses to take back a use, and what to do next."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.errors import Rejected

TOLD_MAX: Final = 20  # Of the uses that can be named, the latest.


class StockItemUnknownConsumption(Rejected):
    """No use of this number stands."""

    code = "stock_item.unknown_consumption"

    def __init__(self, number: str, consumption: int, known: Iterable[int]) -> None:
        latest = sorted(known)[-TOLD_MAX:]
        stand = ", ".join(map(str, latest)) or "none"
        super().__init__(
            f"Consumption {consumption} of {number} does not stand: there is none of this number,"
            " it was taken back whole, or it is too old to be. Name one that stands (the latest:"
            f" {stand}); of an older one ask the supplier for a credit.",
            consumption=consumption,
            known=latest,
        )


class StockItemConsumptionExceeded(Rejected):
    """More was to be taken back than was used, or other units."""

    code = "stock_item.consumption_exceeded"

    def __init__(self, number: str, consumption: int, quantity: Decimal, stands: Decimal) -> None:
        super().__init__(
            f"Of consumption {consumption} of {number} {stands.normalize():f} stand in the named"
            f" lot, not {quantity.normalize():f} as named; take back what was used, units with a"
            " serial by their serials, or leave the quantity out for all of it.",
            consumption=consumption,
            stands=str(stands),
        )
