"""Quantities billed in the order line's unit or in its base unit, which parts of a pack may be."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.match_sides import Claim, in_order_unit
from domain.quantity import Pack
from tests.domain.bills import bill, claim, judged, side

CASE_OF_7: Final = Pack(unit="CS", base_unit="EA", numerator=7)
THIRDS: Final = Pack(unit="PK", base_unit="EA", numerator=10, denominator=3)
BOX_OF_12: Final = Pack(unit="BX", base_unit="EA", numerator=12)


@pytest.mark.parametrize(
    ("quantity", "unit", "fitted"),
    [
        ("7", "BX", "7"),
        ("120", "EA", "10"),
        ("3", "EA", "0.25"),
        ("10", "EA", "0.833333"),  # ten twelfths have no end
        ("0.000001", "EA", None),  # is nothing of a box
        ("1", "CS", None),
    ],
)
def test_a_quantity_fits_the_order_unit_to_six_places_or_not_at_all(
    quantity: str, unit: str, fitted: str | None
) -> None:
    expected = Decimal(fitted) if fitted else None
    assert in_order_unit(Decimal(quantity), unit, BOX_OF_12, Decimal(0)) == expected


def test_what_is_no_quantity_of_base_units_fits_no_pack() -> None:
    seven_ninths = Pack(unit="BX", base_unit="EA", numerator=7, denominator=9)
    assert in_order_unit(Decimal(14), "EA", seven_ninths, Decimal(0)) == Decimal(18)
    assert in_order_unit(Decimal(1), "EA", seven_ninths, Decimal(0)) is None
    seven_thirds = Pack(unit="BX", base_unit="EA", numerator=7, denominator=3)
    fitted = in_order_unit(Decimal(1), "EA", seven_thirds, Decimal(0))
    assert fitted == Decimal("0.428571"), "which are 0.999999 pieces"


@given(
    holds=st.integers(2, 1_000),
    parts=st.lists(st.decimals("0.001", "5000", places=3), min_size=1, max_size=30),
    last=st.integers(1, 1_000),
)
def test_parts_in_base_units_come_to_the_whole_however_it_is_cut(
    holds: int, parts: list[Decimal], last: int
) -> None:
    """The last part fills the pack up: nothing is left of it, and nothing is beyond it."""
    pack = Pack(unit="BX", base_unit="EA", numerator=holds)
    billed = Decimal(0)
    for part in parts:
        billed += in_order_unit(part, "EA", pack, billed) or Decimal(0)
    boxes = Decimal(last) + -(-sum(parts) // holds)
    rest = boxes * holds - sum(parts)
    billed += in_order_unit(rest, "EA", pack, billed) or Decimal(0)
    assert billed == boxes


@pytest.mark.parametrize(
    ("quantity", "fitted"),
    [("21", "10"), ("1", "0.47619"), ("2.1", "1")],
)
def test_another_pack_of_the_item_counts_by_the_ratio_of_both(quantity: str, fitted: str) -> None:
    packs = {"PK": THIRDS}
    assert in_order_unit(Decimal(quantity), "PK", CASE_OF_7, Decimal(0), packs) == Decimal(fitted)
    assert in_order_unit(Decimal(quantity), "BX", CASE_OF_7, Decimal(0), packs) is None


def in_packs(price: str) -> Claim:
    """21 packs of ten thirds, which are ten cases of 7, at 2.10 a case: a pack is 1.00."""
    cases = side("10", "2.10", received="10", pack=CASE_OF_7)
    billed = claim(replace(cases, pack=Pack(unit="PK", base_unit="EA")), "21", price, "PK")
    return replace(billed, against=cases, quantity=Decimal(10), pack=THIRDS)


@pytest.mark.parametrize(
    ("price", "told"),
    [
        ("1", []),
        ("1.000001", [("price", "2.100002")]),
        ("2.10", [("price", "4.41"), ("unit_of_measure", "2.10 per PK")]),
        ("0.30", [("price", "0.63"), ("unit_of_measure", "0.30 per PK")]),
    ],
)
def test_a_price_by_another_pack_is_compared_exactly_and_told_where_it_is_that_of_another_unit(
    price: str, told: list[tuple[str, str]]
) -> None:
    found = judged(bill(in_packs(price))).variances
    assert [(each.check, each.actual) for each in found] == told
