"""What an open item stands at in books of another currency, and what leaves it takes with it.

An open item is what one document left on one account, to be cleared by others: what an invoice is
owed, a prepayment, what came of an order line and is not billed. It is put there at the rate of one
day and taken off on others, so the account would keep the difference for ever. Instead what is
taken off leaves at what it stands at: in proportion, and the last of it with all that is left. What
the rate of its own day says more, or less, is an exchange difference, or cents that rounding lost
where no other rate ever counted. Amounts are debits above zero.

What was put there before any rate of its day was known stands there at nothing. The first movement
that has a rate values it (`late_values`).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.money import EXACT, rounded
from domain.postings import Account

ZERO: Final = Decimal(0)


class InBooks(NamedTuple):
    """An amount in the currency of documents, and what it stands at in that of the books.

    `rates` are those of all movements; none: of one that did not tell.
    """

    amount: Decimal = ZERO
    books_amount: Decimal = ZERO
    rates: frozenset[Decimal | None] = frozenset()

    def plus(
        self, amount: Decimal, books_amount: Decimal, rates: frozenset[Decimal | None] = frozenset()
    ) -> "InBooks":
        """Both sums grow; negative arguments take away."""
        told = self.amount + amount, self.books_amount + books_amount
        return InBooks(*told, self.rates | rates)


NOTHING: Final = InBooks()
_WITHOUT: Final = frozenset({None})


class Move(NamedTuple):
    """One movement of the item: whose it is, and what it counts at the rate of its own day.

    Without a rate it counts nothing yet.
    """

    source: str
    amount: Decimal
    books_amount: Decimal
    rate: Decimal | None


class Taken(NamedTuple):
    """What a movement takes or brings in the books, and what its own rate says less of it."""

    books_amount: Decimal
    difference: Decimal
    account: Account  # that bears the difference


def standing(by_source: Mapping[str, InBooks]) -> InBooks:
    """What all documents together left."""
    total = NOTHING
    for each in by_source.values():
        total = total.plus(*each)
    return total


def late_values(
    by_source: Mapping[str, InBooks], rate: Decimal, of_source: Callable[[str], Decimal | None]
) -> dict[str, Decimal]:
    """The rate for each that was moved without one, by source: that of its day, where known by now.

    Where some of it was taken off again meanwhile, all of it has the rate of who asks, so that no
    more or less is valued than what is left.
    """
    without = {
        source: each.amount
        for source, each in by_source.items()
        if each.amount and not each.books_amount and each.rates == _WITHOUT
    }
    are_parts = any(each > 0 for each in without.values()) and any(
        each < 0 for each in without.values()
    )
    return {source: (None if are_parts else of_source(source)) or rate for source in without}


def taken(by_source: Mapping[str, InBooks], move: Move, currency: str) -> Taken:
    """As `taken_at`, with the account of the difference.

    Where all movements of the item had one rate, no rate was won or lost by: it is rounding.
    """
    if move.rate is None:
        return Taken(ZERO, ZERO, "small_difference")
    books_amount = taken_at(by_source, move, currency)
    is_one_rate = standing(by_source).rates <= {move.rate}
    account: Account = "small_difference" if is_one_rate else "realised_fx"
    return Taken(books_amount, books_amount - move.books_amount, account)


def taken_at(by_source: Mapping[str, InBooks], move: Move, currency: str) -> Decimal:
    """What the movement takes with it, or brings, in the currency of the books.

    What empties the item takes all that is left, and what goes beyond counts at its own rate.
    What is taken back takes what it brought, unless more than that left meanwhile. Any other part
    leaves in proportion. Nothing takes nothing, whatever cents its two sides lost.
    """
    if not move.amount or move.rate is None:
        return ZERO
    stands = standing(by_source)
    is_opposite = stands.amount * move.amount < 0
    if is_opposite and abs(move.amount) >= abs(stands.amount):
        beyond = move.amount + stands.amount
        return rounded(EXACT.multiply(beyond, move.rate), currency) - stands.books_amount
    own = by_source.get(move.source, NOTHING)
    left = InBooks(stands.amount + move.amount, stands.books_amount - own.books_amount)
    if own.amount == -move.amount and left.amount * left.books_amount >= 0:
        return -own.books_amount
    if not is_opposite:
        return move.books_amount
    share = Fraction(move.amount) / Fraction(stands.amount)
    return rounded(Fraction(stands.books_amount) * share, currency)
