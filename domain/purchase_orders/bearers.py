"""Who bears what of a line: those whom it names, or those of the requests that it serves.

A request's bearers share what falls to the request; the weights here are of the line as a whole.
They are whole numbers without a common divisor, so that nothing is lost where three share a box.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Final, NamedTuple

from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.lines import CostShare, Dealt
from domain.purchase_orders.serving import held

WEIGHT_MAX: Final = 10**12  # What a weight may come to; beyond it the last digits are given up.


class Bearer(NamedTuple):
    """One who bears, without his weight."""

    cost_centre: str
    account: str
    project: str | None
    grant: str | None


def bearers(line: Line, dealt: Iterable[Dealt] | None = None) -> tuple[CostShare, ...] | None:
    """Who bears goods that fall so to the requests; else what the line as a whole costs.

    None: the department of the order does.
    """
    if line.terms.serves is None:
        return line.terms.shares
    parts = {each.key: each.quantity for each in dealt or ()}
    if not any(parts.values()):
        parts = held(line)
    if not any(parts.values()):
        parts = {each.key: each.quantity for each in line.terms.serves}
    if not any(parts.values()):  # All of it is nobody's: they bear it alike.
        parts = dict.fromkeys(parts, Decimal(1))
    weights: dict[Bearer, Fraction] = {}
    for each in line.terms.serves:
        for bearer, weight in shared_by(each.bearers, abs(parts.get(each.key, ZERO))).items():
            weights[bearer] = weights.get(bearer, Fraction(0)) + weight
    return in_whole_numbers({bearer: each for bearer, each in weights.items() if each})


def shared_by(shares: tuple[CostShare, ...], quantity: Decimal) -> dict[Bearer, Fraction]:
    """A quantity, or an amount, by those who bear it."""
    whole = sum((Fraction(each.weight) for each in shares), Fraction(0))
    return {
        Bearer(each.cost_centre, each.account, each.project, each.grant): Fraction(quantity)
        * (Fraction(each.weight) / whole if whole else Fraction(1, len(shares)))
        for each in shares
    }


def in_whole_numbers(weights: Mapping[Bearer, Fraction]) -> tuple[CostShare, ...]:
    """The same weights as shares, without a common divisor."""
    scale = lcm(*(each.denominator for each in weights.values()))
    numbers = [int(each * scale) for each in weights.values()]
    divisor = gcd(*numbers) or 1
    numbers = [each // divisor for each in numbers]
    most = max(numbers)
    if most > WEIGHT_MAX:
        numbers = [each * WEIGHT_MAX // most for each in numbers]
    return tuple(
        CostShare(**bearer._asdict(), weight=Decimal(number))
        for bearer, number in zip(weights, numbers, strict=True)
    )
