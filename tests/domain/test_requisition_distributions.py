"""Who pays a line: parts that sum exactly to it, however they were stated."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Rejected
from domain.money import TooPrecise
from domain.requisitions.commands import StatedDistribution
from domain.requisitions.distributing import distributed
from domain.requisitions.kind_errors import (
    RequisitionDistributionMixed,
    RequisitionDistributionNegative,
    RequisitionDistributionRepeated,
    RequisitionDistributionUnbalanced,
)
from domain.requisitions.line_rules import stated_line
from tests.domain.requisition_facts import HERE, wanted


def part(centre: str, percent: str | None = None, amount: str | None = None) -> StatedDistribution:
    return StatedDistribution(
        cost_centre=centre,
        account="supplies",
        percent=None if percent is None else Decimal(percent),
        amount=None if amount is None else Decimal(amount),
    )


def amounts(total: str, *stated: StatedDistribution, currency: str = "USD") -> list[str]:
    parts = distributed(1, Decimal(total), stated, currency)
    assert parts is not None
    return [str(each.amount) for each in parts]


def test_a_line_without_parts_is_paid_by_its_department() -> None:
    assert distributed(1, Decimal(10), (), "USD") is None
    assert stated_line(wanted(), "USD", {}, *HERE).distributions is None


def test_percentages_become_amounts_and_the_last_cent_goes_to_the_largest_remainder() -> None:
    thirds = (part("A", "33.3"), part("B", "33.3"), part("C", "33.4"))
    assert amounts("10.00", *thirds) == ["3.33", "3.33", "3.34"]
    assert amounts("0.01", part("A", "50"), part("B", "50")) == ["0.01", "0.00"]
    assert amounts("100", part("A", "50"), part("B", "50"), currency="JPY") == ["50", "50"]
    assert amounts("0.001", part("A", "40"), part("B", "60"), currency="KWD") == ["0.000", "0.001"]


def test_amounts_are_kept_as_stated() -> None:
    assert amounts("25.00", part("A", amount="20"), part("B", amount="5.00")) == ["20.00", "5.00"]


def test_the_parts_travel_with_the_line() -> None:
    line = stated_line(replace(wanted(), distributions=(part("A", "100"),)), "USD", {}, *HERE)
    assert line.distributions is not None
    assert [(each.cost_centre, each.amount) for each in line.distributions] == [
        ("A", Decimal("25.00"))
    ]


@pytest.mark.parametrize(
    ("stated", "refusal"),
    [
        ((part("A", "99.999999"),), RequisitionDistributionUnbalanced),
        ((part("A", "60"), part("B", "60")), RequisitionDistributionUnbalanced),
        ((part("A", amount="24.99"),), RequisitionDistributionUnbalanced),
        ((part("A", "50"), part("B", amount="12.50")), RequisitionDistributionMixed),
        ((part("A"),), RequisitionDistributionMixed),
        ((part("A", "100", "25"),), RequisitionDistributionMixed),
        ((part("A", "50"), part("A", "50")), RequisitionDistributionRepeated),
        ((part("A", "110"), part("B", "-10")), RequisitionDistributionNegative),
        ((part("A", amount="25"), part("B", amount="0")), RequisitionDistributionNegative),
        ((part("A", amount="24.999"), part("B", amount="0.001")), TooPrecise),
    ],
)
def test_parts_that_are_not_the_whole_are_refused(
    stated: tuple[StatedDistribution, ...], refusal: type[Rejected]
) -> None:
    with pytest.raises(refusal):
        distributed(1, Decimal("25.00"), stated, "USD")


@given(
    cents=st.integers(0, 10**12),
    shares=st.lists(st.integers(1, 10**6), min_size=1, max_size=20),
)
def test_the_parts_are_the_line_to_the_last_cent(cents: int, shares: list[int]) -> None:
    whole = Decimal(10**8)
    percents = [Decimal(share) * 100 * 10**6 // (sum(shares) * 1) / 10**6 for share in shares]
    percents[-1] += 100 - sum(percents)
    total = Decimal(cents) / 100
    stated: list[Any] = [
        replace(part(f"C{index}"), percent=percent) for index, percent in enumerate(percents)
    ]
    if any(each <= 0 for each in percents):
        return
    parts = distributed(1, total, stated, "USD")
    assert parts is not None
    assert sum(each.amount for each in parts) == total
    for each, percent in zip(parts, percents, strict=True):
        assert abs(each.amount - total * percent / 100) < Decimal("0.01"), whole
