"""Rebates of several entities that reach their steps together, each earning its part."""

from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from domain.rebates import decide
from domain.rebates.commands import ConfirmRebate, EarnRebate
from domain.rebates.earning import earned
from domain.rebates.errors import RebateNothingEarned, RebatePoolDiffers
from domain.rebates.pools import is_beside, reached
from domain.rebates.state import REBATE, Rebate
from domain.rebates.terms import RebateStep, RebateTerms
from tests.domain.agreements import day
from tests.domain.orders import id_of
from tests.domain.scenario import folded
from tests.domain.test_rebates import AGREED, NOW, PROPOSED, bought

STEPS = RebateTerms(
    kind="volume",
    method="retroactive",
    steps=(
        RebateStep(from_amount=Decimal(0), percent=Decimal(2)),
        RebateStep(from_amount=Decimal(1000), percent=Decimal(5)),
    ),
    starts_on=day(1),
    ends_on=day(12, 31),
)
AMOUNTS = st.decimals("-50", "2000", places=2)


def member(entity: str, number: int, purchases: str | Decimal, **told: Any) -> Rebate:
    """A rebate of the pool that stands, under which the entity bought so much."""
    stated: dict[str, Any] = {
        "rebate_id": id_of(900 + number),
        "number": f"RB-{number}",
        "legal_entity": entity,
        "terms": STEPS,
        "pool": "NETWORK",
    }
    proposed = PROPOSED.model_copy(update={**stated, **told})
    return folded(REBATE, proposed, AGREED[1], bought(f"{purchases}"))


def earning(rebate: Rebate, *others: Rebate) -> Decimal:
    command = EarnRebate(now=NOW, rebate_id=rebate.id, earned_by="ana")
    return decide.earn(rebate, command, others).earned


def test_steps_are_reached_together_and_each_earns_by_what_it_bought() -> None:
    north, south = member("NHS", 1, "600"), member("SHS", 2, "400")
    assert earning(north) == 12, "alone it stays on the first step"
    assert earning(north, south) == 30
    assert earning(south, north) == 20
    told = decide.earn(north, EarnRebate(now=NOW, rebate_id=north.id, earned_by="ana"), (south,))
    assert (told.purchases, told.pooled) == (Decimal(600), Decimal(1000))


def test_what_others_buy_later_is_earned_when_it_is_asked_again() -> None:
    north, south = member("NHS", 1, "600"), member("SHS", 2, "100")
    command = EarnRebate(now=NOW, rebate_id=north.id, earned_by="ana")
    north = REBATE.evolve(north, decide.earn(north, command, (south,)))
    with pytest.raises(RebateNothingEarned):
        decide.earn(north, command, (south,))
    south = REBATE.evolve(south, bought("300"))
    more = decide.earn(north, command, (south,))
    assert (more.earned, more.amount) == (Decimal("30.00"), Decimal("18.00"))


def test_a_pool_has_one_rebate_for_each_entity_all_of_the_same_terms() -> None:
    north = member("NHS", 1, "600")
    waiting = folded(REBATE, PROPOSED.model_copy(update={"terms": STEPS, "pool": "NETWORK"}))
    confirm = ConfirmRebate(now=NOW, rebate_id=waiting.id, confirmed_by="sven")
    with pytest.raises(RebatePoolDiffers):
        decide.confirm(waiting, confirm, (north,))
    other_terms = STEPS.model_copy(update={"method": "incremental"})
    with pytest.raises(RebatePoolDiffers):
        decide.confirm(waiting, confirm, (member("SHS", 2, "1", terms=other_terms),))
    assert decide.confirm(waiting, confirm, (member("SHS", 2, "1"),)) == AGREED[1]


def test_only_rebates_that_stand_under_the_same_agreement_and_name_are_beside() -> None:
    north = member("NHS", 1, "600")
    assert is_beside(north, member("SHS", 2, "400"))
    assert not is_beside(north, north)
    assert not is_beside(north, member("SHS", 2, "400", pool="OTHER"))
    elsewhere = PROPOSED.price_agreement.model_copy(update={"id": id_of(999)})
    assert not is_beside(north, member("SHS", 2, "400", price_agreement=elsewhere))
    assert not is_beside(member("NHS", 1, "1", pool=None), member("SHS", 2, "1", pool=None))


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_the_parts_of_all_add_up_to_what_the_pool_earns(purchases: list[Decimal]) -> None:
    members = [member(f"E{each}", each, amount) for each, amount in enumerate(purchases)]
    parts = [
        reached(each, [other for other in members if other is not each]).earned for each in members
    ]
    assert sum(parts) == earned(STEPS, sum(purchases, Decimal(0)), "USD")
    assert min(parts) >= 0
