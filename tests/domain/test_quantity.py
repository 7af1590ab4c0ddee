"""Quantities convert by whole ratios, exactly or not at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.quantity import QUANTITY_PLACES_MAX, NotRepresentable, Pack, Quantity, in_base

quantities = st.decimals(
    min_value=0, max_value=10**12 - 1, places=6, allow_nan=False, allow_infinity=False
)
ratios = st.integers(min_value=1, max_value=1000)


def test_a_case_of_twelve_holds_twelve_each() -> None:
    case = Pack(unit="CS", base_unit="EA", numerator=12)
    assert in_base(Decimal("2.5"), case) == 30
    assert str(in_base(Decimal(100), case)) == "1200"


def test_a_fraction_of_the_base_unit_is_kept_short() -> None:
    drop = Pack(unit="DRP", base_unit="ML", numerator=1, denominator=20)
    assert str(in_base(Decimal(10), drop)) == "0.5"


def test_a_third_of_a_unit_is_refused_not_rounded() -> None:
    third = Pack(unit="TH", base_unit="EA", numerator=1, denominator=3)
    assert in_base(Decimal(6), third) == 2
    with pytest.raises(NotRepresentable, match="state it in EA") as caught:
        in_base(Decimal(1), third)
    assert caught.value.values == {"quantity": "1", "unit": "TH", "base_unit": "EA"}


def test_the_base_unit_itself_is_left_as_it_is() -> None:
    assert str(in_base(Decimal("1.50"), Pack(unit="EA", base_unit="EA"))) == "1.50"


@given(quantities, ratios, ratios)
def test_a_conversion_is_exact_or_refused(
    quantity: Decimal, numerator: int, denominator: int
) -> None:
    pack = Pack(unit="CS", base_unit="EA", numerator=numerator, denominator=denominator)
    wanted = Fraction(quantity) * numerator / denominator
    representable = (wanted * 10**QUANTITY_PLACES_MAX).denominator == 1
    try:
        assert Fraction(in_base(quantity, pack)) == wanted
        assert representable
    except NotRepresentable:
        assert not representable


@given(quantities, quantities, ratios)
def test_conversion_adds_up(first: Decimal, second: Decimal, numerator: int) -> None:
    pack = Pack(unit="CS", base_unit="EA", numerator=numerator)
    together = Fraction(in_base(first, pack)) + Fraction(in_base(second, pack))
    assert Fraction(in_base(first + second, pack)) == together


@pytest.mark.parametrize("numerator", [0, -1, 10**9 + 1])
def test_a_pack_holds_a_positive_and_bounded_count(numerator: int) -> None:
    with pytest.raises(ValidationError):
        Pack(unit="CS", base_unit="EA", numerator=numerator)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "0.0000001", "1" * 19, "1E+18"])
def test_a_quantity_takes_no_number_that_cannot_be_kept(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Quantity).validate_python(Decimal(text))
