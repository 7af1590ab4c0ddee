"""What purchases earn: fixed, by volume or growth; steps count for all, or for what lies beyond."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given as for_all

from domain.rebates.earning import earned
from domain.rebates.terms import RebateStep, RebateTerms
from tests.domain.agreements import day

CENT = Decimal("0.01")


def step(from_amount: str, percent: str) -> RebateStep:
    return RebateStep(from_amount=Decimal(from_amount), percent=Decimal(percent))


def terms(*steps: RebateStep, **told: Any) -> RebateTerms:
    values: dict[str, Any] = {"kind": "volume", "method": "incremental", **told}
    return RebateTerms(steps=steps, starts_on=day(1), ends_on=day(12, 31), **values)


STEPS = (step("0", "1"), step("1000", "2"), step("5000", "3"))


@pytest.mark.parametrize(
    ("method", "purchases", "earns"),
    [
        ("incremental", "0", "0"),
        ("incremental", "999.99", "10.00"),
        ("incremental", "1000", "10.00"),
        ("incremental", "1500", "20.00"),
        ("incremental", "6000", "120.00"),
        ("retroactive", "999.99", "10.00"),
        ("retroactive", "1000", "20.00"),  # The step is reached where it is met.
        ("retroactive", "6000", "180.00"),
        ("retroactive", "-50", "0"),
    ],
)
def test_a_step_counts_for_the_rest_or_for_all(method: str, purchases: str, earns: str) -> None:
    assert earned(terms(*STEPS, method=method), Decimal(purchases), "USD") == Decimal(earns)


def test_below_the_first_step_nothing_is_earned_and_beyond_it_only_what_lies_beyond() -> None:
    late = terms(step("100", "10"))
    assert earned(late, Decimal("99.99"), "USD") == 0
    assert earned(late, Decimal(150), "USD") == Decimal("5.00")
    assert earned(terms(step("100", "10"), method="retroactive"), Decimal(150), "USD") == 15


def test_growth_counts_what_was_bought_beyond_the_baseline() -> None:
    growth = terms(step("0", "5"), kind="growth", baseline=Decimal(1000))
    assert earned(growth, Decimal(900), "USD") == 0
    assert earned(growth, Decimal(1000), "USD") == 0
    assert earned(growth, Decimal(1400), "USD") == Decimal("20.00")


@pytest.mark.parametrize(("currency", "earns"), [("JPY", "1"), ("USD", "0.75"), ("KWD", "0.750")])
def test_money_is_rounded_once_in_the_currency(currency: str, earns: str) -> None:
    assert earned(terms(step("0", "0.75")), Decimal(100), currency) == Decimal(earns)


AMOUNTS = st.integers(-50_000, 200_000).map(lambda cents: Decimal(cents) / 100)
PERCENTS = st.integers(0, 100_000).map(lambda thousandths: Decimal(thousandths) / 1000)


@st.composite
def schedules(draw: st.DrawFn) -> RebateTerms:
    begins = sorted(draw(st.sets(st.integers(0, 4000), min_size=1, max_size=4)))
    steps = [RebateStep(from_amount=Decimal(each), percent=draw(PERCENTS)) for each in begins]
    method = draw(st.sampled_from(("incremental", "retroactive")))
    kind = draw(st.sampled_from(("volume", "growth")))
    baseline = Decimal(draw(st.integers(0, 2000))) if kind == "growth" else None
    return terms(*steps, method=method, kind=kind, baseline=baseline)


@for_all(schedules(), st.lists(AMOUNTS, max_size=8))
def test_what_is_earned_is_reckoned_by_hand_from_the_sum_of_the_lines(
    agreed: RebateTerms, lines: list[Decimal]
) -> None:
    """Cent by cent of the purchases, which no rule about slices can get wrong together."""
    base = sum(lines, Decimal(0)) - (agreed.baseline or 0)
    by_hand = Decimal(0)
    if agreed.method == "retroactive":
        for each in agreed.steps:
            if base > 0 and base >= each.from_amount:
                by_hand = base * each.percent / 100
    else:
        for number, each in enumerate(agreed.steps):
            above = agreed.steps[number + 1 :]
            top = min(base, above[0].from_amount) if above else base
            by_hand += max(top - each.from_amount, Decimal(0)) * each.percent / 100
    assert earned(agreed, sum(lines, Decimal(0)), "USD") == by_hand.quantize(CENT, ROUND_HALF_UP)


@for_all(schedules(), st.permutations([Decimal(1), Decimal(900), Decimal(-20), Decimal(3000)]))
def test_the_order_of_purchases_and_credits_changes_nothing(
    agreed: RebateTerms, lines: list[Decimal]
) -> None:
    in_all = Decimal(0)
    booked = Decimal(0)
    for each in lines:
        in_all += each
        booked += earned(agreed, in_all, "USD") - booked  # As it is booked: the difference.
    assert booked == earned(agreed, Decimal(3881), "USD")
