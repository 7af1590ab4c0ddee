"""The arithmetic of par locations, figure by figure: exact, and each figure rounded once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.requisitions.replenishment import (
    adjusted_consumption,
    average_consumption,
    capped_stockout_days,
    consumption,
    max_stock,
    order_quantity,
    stock_on_hand,
    total_cost,
)

counts = st.integers(0, 10**9).map(Decimal)


def exactly(*figures: int | str) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in figures)


def test_stock_and_consumption_follow_from_each_other() -> None:
    assert stock_on_hand(*exactly(1000, 500, -100, 200)) == 1200
    assert consumption(*exactly(1000, 500, -800, 300)) == 400


@given(beginning=counts, received=counts, adjustments=counts, consumed=counts)
def test_what_was_consumed_is_what_the_shelf_lacks(
    beginning: Decimal, received: Decimal, adjustments: Decimal, consumed: Decimal
) -> None:
    on_hand = stock_on_hand(beginning, received, -adjustments, consumed)
    assert consumption(beginning, received, -adjustments, on_hand) == consumed


@pytest.mark.parametrize(
    ("consumed", "stockout_days", "months", "adjusted"),
    [
        (20, 0, 3, 20),
        (20, 90, 3, 20),  # not one day with stock: nothing to go by
        (20, 45, 3, 40),
        (20, 1, 3, 21),  # 20.22...: rounded up
        (30, 60, 3, 90),  # exactly three times: no digit too many
        (0, 45, 3, 0),
        (20, 100, 3, 20),  # more days than the period has
        (20, -5, 3, 20),
    ],
)
def test_consumption_is_adjusted_for_days_without_stock(
    consumed: int, stockout_days: int, months: int, adjusted: int
) -> None:
    assert adjusted_consumption(Decimal(consumed), stockout_days, months) == adjusted


def test_what_is_wanted_additionally_counts_only_where_something_was_used() -> None:
    assert adjusted_consumption(Decimal(20), 45, 3, Decimal(5)) == 45
    assert adjusted_consumption(Decimal(0), 45, 3, Decimal(5)) == 0


def test_days_without_stock_end_with_the_period() -> None:
    assert capped_stockout_days(100, 3) == 90
    assert capped_stockout_days(89, 3) == 89


@given(consumed=counts, days=st.integers(0, 360), months=st.integers(1, 12))
def test_adjusting_never_lowers_consumption_and_rounds_up_by_less_than_one(
    consumed: Decimal, days: int, months: int
) -> None:
    adjusted = adjusted_consumption(consumed, days, months)
    assert adjusted >= consumed
    stocked = months * 30 - min(days, months * 30)
    if stocked and consumed:
        assert 0 <= Fraction(adjusted) - Fraction(consumed) * months * 30 / stocked < 1


def test_the_mean_is_rounded_up_and_a_single_period_stays() -> None:
    assert average_consumption(()) == 0
    assert average_consumption(exactly("7.5")) == Decimal("7.5")
    assert average_consumption(exactly(4, 5)) == 5
    assert average_consumption(exactly(4, 5, 5)) == 5
    assert average_consumption(exactly(3, 3, 3)) == 3


def test_the_par_level_is_rounded_half_up() -> None:
    assert max_stock(Decimal(2), Decimal("7.25")) == 15
    assert max_stock(Decimal(2), Decimal("7.2")) == 14


def test_what_is_ordered_fills_the_shelf_and_is_never_negative() -> None:
    assert order_quantity(max_stock(Decimal(2), Decimal(7)), Decimal(4)) == 10
    assert order_quantity(Decimal(14), Decimal(20)) == 0


def test_the_cost_is_that_of_whole_packs_and_nothing_while_either_is_unknown() -> None:
    assert str(total_cost(3, Decimal("3.25"), "USD")) == "9.75"
    assert str(total_cost(None, Decimal("3.25"), "USD")) == "0.00"
    assert str(total_cost(3, None, "USD")) == "0.00"
