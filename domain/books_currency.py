"""What journal lines count in the currency of the books, where documents are in another one.

Each document is valued at the rate of its own day, straight from its own amounts: receipts at that
of the receipt, invoices at that of their posting, payments at that of the payment. A payment takes
the liability off at the rate at which it was put on; the difference is realised.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from domain.money import EXACT, allocated, rounded

ZERO: Final = Decimal(0)


class Valued(NamedTuple):
    """One line in the currency of the books."""

    debit: Decimal
    credit: Decimal


def valued(
    sides: Sequence[tuple[Decimal, Decimal]], rate: Decimal, currency: str
) -> tuple[Valued, ...]:
    """Lines (debit, credit) of a balanced entry: rounded as one sum, which the lines share."""
    debits, credits_ = ([each[side] for each in sides] for side in (0, 1))
    whole = rounded(EXACT.multiply(sum(debits, ZERO), rate), currency)
    shares = zip(
        allocated(whole, debits, currency), allocated(whole, credits_, currency), strict=True
    )
    return tuple(Valued(*each) for each in shares)


def settled(
    sides: Sequence[tuple[Decimal, Decimal, bool]], rate: Decimal, carried: Decimal, currency: str
) -> tuple[tuple[Valued, ...], Decimal]:
    """Lines of a payment (debit, credit, whether it is of the liability), and what is realised.

    What is realised is a loss above zero, and a gain below it.
    """
    found = []
    for debit, credit, is_liability in sides:
        at = carried if is_liability else rate
        found.append(
            Valued(*(rounded(EXACT.multiply(each, at), currency) for each in (debit, credit)))
        )
    return tuple(found), sum((each.credit - each.debit for each in found), ZERO)
