"""Invoice numbers that look alike are one number (rule R1; vector 22)."""

import pytest

from domain.invoices.duplicates import claim_key, normalised_number


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
