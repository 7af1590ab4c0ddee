"""What goods received, and not yet billed, stand at in the currency of the books, by order line.

Receipts put them there at the rate of their day and bills take them off at the rate of theirs, so
the account would keep the difference for ever. Instead what is taken off leaves at what it stands
at: in proportion, and the last of it with all that is left. What the bill's own rate says more, or
less, is an exchange difference. Amounts are debits above zero.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.money import EXACT, rounded

ZERO: Final = Decimal(0)


class InBooks(NamedTuple):
    """An amount in the currency of documents, and what it stands at in that of the books."""

    amount: Decimal = ZERO
    books_amount: Decimal = ZERO

    def plus(self, amount: Decimal, books_amount: Decimal) -> "InBooks":
        """Both sums grow; negative arguments take away."""
        return InBooks(self.amount + amount, self.books_amount + books_amount)


NOTHING: Final = InBooks()


class Move(NamedTuple):
    """One movement of the account: whose it is, and what it counts at the rate of its own day."""

    source: str
    amount: Decimal
    books_amount: Decimal
    rate: Decimal


def standing(by_source: Mapping[str, InBooks]) -> InBooks:
    """What all documents together left."""
    total = NOTHING
    for each in by_source.values():
        total = total.plus(*each)
    return total


def taken_at(by_source: Mapping[str, InBooks], move: Move, currency: str) -> Decimal:
    """What the movement takes with it, or brings, in the currency of the books.

    What empties the account takes all that is left, and what goes beyond counts at its own rate.
    A document that is taken back takes what it brought. Any other part leaves in proportion.
    """
    stands = standing(by_source)
    is_opposite = stands.amount * move.amount < 0
    if is_opposite and abs(move.amount) >= abs(stands.amount):
        beyond = move.amount + stands.amount
        return rounded(EXACT.multiply(beyond, move.rate), currency) - stands.books_amount
    own = by_source.get(move.source, NOTHING)
    if own.amount == -move.amount:
        return -own.books_amount
    if not is_opposite:
        return move.books_amount
    share = Fraction(move.amount) / Fraction(stands.amount)
    return rounded(Fraction(stands.books_amount) * share, currency)
