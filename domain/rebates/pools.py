"""Rebates of one pool: several legal entities that reach their steps together.

The supplier counts what all of them buy under the agreement, and each entity's books earn what its
own purchases bring: what the pool earns is shared by purchases, to the cent (largest remainder, in
order of numbers). So the parts of all add up to what the supplier owes the network, whoever asks
first; an entity that has not asked since others bought is booked short until it does.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from domain.money import allocated
from domain.rebates.earning import earned
from domain.rebates.errors import RebatePoolDiffers
from domain.rebates.state import ZERO, Rebate


class Reached(NamedTuple):
    """What one rebate earns in all, and the purchases of its pool; none: it is in none."""

    earned: Decimal
    pooled: Decimal | None


def reached(rebate: Rebate, others: Sequence[Rebate] = ()) -> Reached:
    """`others` are those of its pool that stand beside it."""
    if rebate.pool is None:
        return Reached(earned(rebate.terms, rebate.purchases, rebate.currency), None)
    members = sorted((rebate, *others), key=lambda each: (each.number, each.id))
    pooled = sum((each.purchases for each in members), ZERO)
    whole = earned(rebate.terms, pooled, rebate.currency)
    shares = allocated(whole, [max(each.purchases, ZERO) for each in members], rebate.currency)
    place = next(index for index, each in enumerate(members) if each.id == rebate.id)
    return Reached(shares[place], pooled)


def require_fitting(rebate: Rebate, others: Sequence[Rebate]) -> None:
    """Raises where it cannot join: its terms are others, or its entity has a part already."""
    for each in others:
        if each.terms != rebate.terms:
            raise RebatePoolDiffers(rebate.number, f"has other terms than {each.number}")
        if each.legal_entity == rebate.legal_entity:
            raise RebatePoolDiffers(
                rebate.number, f"is of {each.legal_entity}, of which {each.number} counts already"
            )


def is_beside(rebate: Rebate, other: Rebate) -> bool:
    """Whether the other one stands in the same pool."""
    return (
        rebate.pool is not None
        and other.id != rebate.id
        and other.pool == rebate.pool
        and other.status == "agreed"
        and other.price_agreement.id == rebate.price_agreement.id
    )
