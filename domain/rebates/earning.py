"""What purchases earn: a pure function of the terms and of their sum, rounded once.

It knows no order of purchases, so that a credit that comes late, or an invoice that is counted
afterwards, leads to what would have been earned had it been known from the beginning.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from domain.money import rounded
from domain.rebates.terms import RebateTerms

ZERO: Final = Decimal(0)


def earned(terms: RebateTerms, purchases: Decimal, currency: str) -> Decimal:
    """What these purchases, net of credits, earn in all."""
    base = purchases - (terms.baseline or ZERO)
    reached = [step for step in terms.steps if step.from_amount <= base]
    if not reached or base <= 0:
        return ZERO
    if terms.method == "retroactive":
        share = Fraction(base) * Fraction(reached[-1].percent)
    else:
        ends = [*(step.from_amount for step in reached[1:]), base]
        share = Fraction(0)
        for step, end in zip(reached, ends, strict=True):
            share += Fraction(end - step.from_amount) * Fraction(step.percent)
    return rounded(share / 100, currency)


def is_climbing(terms: RebateTerms) -> bool:
    """Whether each step begins above the one before it."""
    return all(low.from_amount < high.from_amount for low, high in pairwise(terms.steps))
