"""Which agreements were weighed for a line, as the facts of orders and requisitions tell it.

The evidence is kept with the line, since agreements go on changing: why this one, and what stood
against each of the others on that day.
"""

from typing import Final, Literal

from domain.event import DocumentRef, Value
from domain.ids import Code
from domain.money import UnitPrice

CANDIDATES_MAX: Final = 20  # That one fact tells; an item is seldom in more with one supplier.

ChoiceMade = Literal["by_precedence", "by_buyer", "beside", "off_contract"]
BY_PRECEDENCE: Final = "by_precedence"


class AgreementCandidate(Value):
    """An agreement that has a price for the item: at what, or what stood against it."""

    agreement: DocumentRef
    version: int | None = None  # of the price
    tier: Code | None = None
    unit_price: UnitPrice | None = None  # of one unit of the line; none: six places do not hold it
    obstacle: Code | None = None  # none: the line could have had it
