"""Costs of an order line that several bear: who bears what of each movement.

What each bears of a line is its part of all that the line has cost so far, by largest remainder.
A movement moves it by as much as that grows, so that the parts of many small movements add up to
those of their sum, and what goes back takes back what it brought. A part may go against its
movement, by one minor unit, where a larger sum gives one of them less.

The running totals are the order's (`purchase_orders/shared_totals.py`). A fact whose metadata do
not tell what was shared before it is shared by itself, as all were once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from domain.money import allocated
from domain.postings import OTHER_SIDE, Facts, Leg, Posting

SHARED: Final = "shared_costs"  # in metadata: by version of the event, then as `Before`
# What a line has cost before, by its number, as text; of each of its distributions that the fact
# names, in the order in which it names them.
Before = Mapping[str, Sequence[str]]
NOTHING_SHARED: Final[Before] = {}
ZERO: Final = Decimal(0)


class Bearer(NamedTuple):
    """One of those who share a cost, as facts name him; equal weights are equal however told."""

    cost_centre: str
    account: str
    project: str | None
    grant: str | None
    weight: Decimal


Distribution = tuple[Bearer, ...]


class CostMove(NamedTuple):
    """By how much a fact moves what is shared of one order line; debits are above zero."""

    order_id: str
    line: int
    distribution: Distribution
    amount: Decimal
    currency: str
    charges: Decimal = ZERO  # of that: beside the goods, such as freight or tax


def distribution_of(shares: Iterable[Facts]) -> Distribution:
    """Those who share, of the stored form of `CostShare`."""
    return tuple(
        Bearer(
            each["cost_centre"],
            each["account"],
            each.get("project"),
            each.get("grant"),
            Decimal(each["weight"]),
        )
        for each in shares
    )


def parts_of(
    before: Decimal, moved: Decimal, distribution: Distribution, currency: str
) -> tuple[Decimal, ...]:
    """What each bears of the movement, after a total of `before`; they add up to it."""
    weights = [each.weight for each in distribution]
    if not before:
        return allocated(moved, weights, currency)
    then = allocated(before, weights, currency)
    now = allocated(before + moved, weights, currency)
    return tuple(each - was for each, was in zip(now, then, strict=True))


def shared_out(legs: Iterable[Leg], currency: str, before: Before) -> Iterator[Leg]:
    """The legs of one posting, each that several bear on all of them."""
    totals: dict[tuple[int | None, Distribution], Decimal] = {}
    left = {line: iter(told) for line, told in before.items()}
    for leg in legs:
        if not leg.among:
            yield leg
            continue
        distribution = distribution_of(leg.among)
        place = (leg.order_line, distribution)
        if place not in totals and str(leg.order_line) in left and is_shared(leg):
            totals[place] = Decimal(next(left[str(leg.order_line)]))
        moved = signed(leg)
        parts = parts_of(totals.get(place, ZERO), moved, distribution, currency)
        if place in totals:
            totals[place] += moved
        for part, share in zip(parts, leg.among, strict=True):
            amount = part if leg.side == "debit" else -part
            yield leg._replace(amount=f"{amount:f}", share=share, among=None)


def legs_of(posting: Posting, before: Before) -> Iterator[Leg]:
    """All legs, without those of nothing; an amount below zero is one on the other side."""
    told = (each if isinstance(each, Leg) else Leg(*each) for each in posting.sides)
    for leg in shared_out(told, posting.currency, before):
        amount = leg.amount
        if amount.strip("-0.") == "":
            continue
        if amount[0] == "-":
            leg = leg._replace(amount=amount[1:], side=OTHER_SIDE[leg.side])
        yield leg


def is_shared(leg: Leg) -> bool:
    """Whether the running total of an order line follows it."""
    return leg.order_line is not None and len(leg.among or ()) > 1 and signed(leg) != 0


def signed(leg: Leg) -> Decimal:
    """Its amount; credits are below zero."""
    amount = Decimal(leg.amount)
    return amount if leg.side == "debit" else -amount
