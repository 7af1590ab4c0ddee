"""Invoice numbers that look alike are one number, or meet in one register (R1; vector 22)."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.invoices.duplicates import claim_key, keys, normalised_number, shape_of
from tests.domain.invoices import capture_command
from tests.domain.orders import MEDLINE


@pytest.mark.parametrize(
    ("number", "look_alike"),
    [
        pytest.param("00129296-INV", "00129296\u00adINV", id="22"),
        pytest.param("INV 77", "inv-77", id="case, space and punctuation"),
        pytest.param("0042", "42", id="leading zeros"),
        pytest.param("Ⅻ/3", "XII.3", id="compatibility forms"),
        pytest.param("№5", "no5", id="number sign"),
    ],
)
def test_a_number_and_its_look_alike_are_claimed_as_one(number: str, look_alike: str) -> None:
    assert claim_key("supplier", number) == claim_key("supplier", look_alike)


@pytest.mark.parametrize(("number", "other"), [("A-1", "A-2"), ("10", "1"), ("---", "//")])
def test_different_numbers_stay_different(number: str, other: str) -> None:
    assert normalised_number(number) != normalised_number(other)


def test_two_suppliers_may_use_the_same_number() -> None:
    assert claim_key("one", "INV-1") != claim_key("other", "INV-1")


@pytest.mark.parametrize(
    ("number", "look_alike"),
    [
        pytest.param("1NV-O5", "INV-05", id="figures and letters"),
        pytest.param("\u0410\u0412-7", "AB-7", id="Cyrillic letters"),
        pytest.param("\u0391\u039f7", "AO7", id="Greek letters"),
        pytest.param("INV-l", "INV-1", id="a small l"),
        pytest.param("É-7", "E-7", id="accents"),
        pytest.param("\u0663\u0664", "34", id="figures of another script"),
        pytest.param("O042", "42", id="a leading O"),
        pytest.param("00129296-INV", "00129296\u00adINV", id="22"),
    ],
)
def test_numbers_that_look_the_same_to_the_eye_meet_in_one_register(
    number: str, look_alike: str
) -> None:
    one, other = capture_command(number=number), capture_command(number=look_alike)
    assert dict(keys(one, MEDLINE))["number"] == dict(keys(other, MEDLINE))["number"]


@for_all(st.text(min_size=1, max_size=30))
def test_the_shape_of_any_number_is_found_and_stays_what_it_is(number: str) -> None:
    assert shape_of(number)
    assert shape_of(shape_of(number)) == shape_of(number)
