"""Money is exact: rounded once, half away from zero, split without loss."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from domain.money import (
    EXPONENTS,
    Amount,
    TooPrecise,
    UnitPrice,
    UnknownCurrency,
    allocated,
    exact,
    exponent,
    extended,
    percent_of,
    plain,
    price_at,
    rounded,
)

ROUNDED = """
  value          currency  -> amount
  0.005          USD       -> 0.01
  0.004999       USD       -> 0.00
  -0.005         USD       -> -0.01
  -0.004         USD       -> 0.00
  2.5            JPY       -> 3
  -2.5           JPY       -> -3
  1.2345         KWD       -> 1.235
  139.8645       USD       -> 139.86
  10             USD       -> 10.00
"""

currencies = st.sampled_from(sorted(EXPONENTS))
amounts = st.decimals(
    min_value=-(10**15), max_value=10**15, places=6, allow_nan=False, allow_infinity=False
)
weights = st.lists(st.decimals(min_value=0, max_value=10**12, places=6), min_size=1, max_size=30)


def rows(table: str) -> list[list[str]]:
    return [line.replace("->", "").split() for line in table.strip().splitlines()[1:]]


@pytest.mark.parametrize(("value", "currency", "amount"), rows(ROUNDED))
def test_an_amount_rounds_half_away_from_zero(value: str, currency: str, amount: str) -> None:
    assert str(rounded(Decimal(value), currency)) == amount
    assert str(rounded(Fraction(value), currency)) == amount


@given(amounts, currencies)
def test_a_credit_mirrors_its_invoice(value: Decimal, currency: str) -> None:
    assert rounded(-value, currency) == -rounded(value, currency)


@given(st.fractions(min_value=-(10**15), max_value=10**15), currencies)
def test_rounding_moves_an_amount_by_half_a_minor_unit_at_most(
    value: Fraction, currency: str
) -> None:
    moved = abs(Fraction(rounded(value, currency)) - value)
    assert moved <= Fraction(1, 2 * 10 ** exponent(currency))


@given(amounts, currencies)
def test_decimals_and_fractions_round_alike(value: Decimal, currency: str) -> None:
    assert str(rounded(value, currency)) == str(rounded(Fraction(value), currency))


@given(amounts, currencies)
def test_a_rounded_amount_is_exact(value: Decimal, currency: str) -> None:
    amount = rounded(value, currency)
    assert str(exact(amount, currency)) == str(amount)


def test_a_line_is_rounded_once_after_the_multiplication() -> None:
    assert extended(Decimal(3), Decimal("0.333333"), "USD") == Decimal("1.00")
    assert extended(Decimal("0.5"), Decimal("0.01"), "USD") == Decimal("0.01")
    assert extended(Decimal(7), Decimal("1.5"), "JPY") == Decimal(11)


def test_the_largest_line_keeps_every_digit() -> None:
    largest = Decimal("999999999999.999999")
    product = Fraction(largest) * Fraction(largest)
    assert extended(largest, largest, "USD") == rounded(product, "USD")


def test_an_amount_beyond_its_currency_is_refused() -> None:
    with pytest.raises(TooPrecise, match=r"1\.005 has more decimal places than USD allows \(2\)"):
        exact(Decimal("1.005"), "USD")
    with pytest.raises(TooPrecise):
        exact(Decimal("0.1"), "JPY")


@pytest.mark.parametrize("currency", ["XXX", "usd", "", "US", "\ud800"])
def test_an_unknown_currency_is_refused_not_guessed(currency: str) -> None:
    with pytest.raises(UnknownCurrency, match="use an ISO 4217 code") as caught:
        rounded(Decimal(1), currency)
    assert caught.value.message.isascii()


@given(amounts, weights, currencies)
def test_the_parts_of_an_allocation_sum_exactly(
    value: Decimal, shares: list[Decimal], currency: str
) -> None:
    total = rounded(value, currency)
    parts = allocated(total, shares, currency)
    assert len(parts) == len(shares)
    assert sum(map(Fraction, parts)) == Fraction(total)
    assert all(str(exact(part, currency)) == str(part) for part in parts)


@given(amounts, weights, currencies)
def test_no_part_is_a_minor_unit_or_more_off_its_share(
    value: Decimal, shares: list[Decimal], currency: str
) -> None:
    total = rounded(value, currency)
    whole = sum(map(Fraction, shares))
    unit = Fraction(1, 10 ** exponent(currency))
    for part, share in zip(allocated(total, shares, currency), shares, strict=True):
        ideal = Fraction(total) * (Fraction(share) / whole if whole else Fraction(1, len(shares)))
        assert abs(Fraction(part) - ideal) < unit


@given(amounts, weights, currencies)
def test_an_allocated_credit_mirrors_the_allocated_invoice(
    value: Decimal, shares: list[Decimal], currency: str
) -> None:
    total = rounded(value, currency)
    mirrored = tuple(-part for part in allocated(total, shares, currency))
    assert allocated(-total, shares, currency) == mirrored


def test_the_largest_remainder_wins_and_ties_go_to_the_first() -> None:
    thirds = allocated(Decimal("1.00"), [Decimal(1)] * 3, "USD")
    assert thirds == (Decimal("0.34"), Decimal("0.33"), Decimal("0.33"))
    shares = allocated(Decimal("1.00"), [Decimal(1), Decimal(2)], "USD")
    assert shares == (Decimal("0.33"), Decimal("0.67"))


def test_weights_of_zero_split_evenly_and_no_weight_gives_no_part() -> None:
    assert allocated(Decimal(3), [Decimal(0)] * 3, "USD") == (Decimal("1.00"),) * 3
    assert allocated(Decimal(3), [], "USD") == ()


def test_an_allocation_of_a_total_beyond_its_currency_is_refused() -> None:
    with pytest.raises(TooPrecise):
        allocated(Decimal("0.001"), [Decimal(1)], "USD")


def test_the_stored_text_of_a_number_has_one_spelling() -> None:
    assert str(plain(Decimal("1E+3"))) == "1000"
    assert str(plain(Decimal("-0.00"))) == "0.00"
    assert str(plain(Decimal("-0E+2"))) == "0"
    assert str(plain(Decimal("-1.50"))) == "-1.50"


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "1E+19", "0.0001", "1" * 30])
def test_an_amount_takes_no_number_that_cannot_be_kept(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Amount).validate_python(Decimal(text))


@pytest.mark.parametrize("text", ["NaN", "-0.01", "0.0000001", "1" * 19])
def test_a_unit_price_takes_no_negative_and_no_overlong_number(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(UnitPrice).validate_python(Decimal(text))


def test_every_currency_has_an_exponent_between_none_and_three() -> None:
    assert {exponent(currency) for currency in EXPONENTS} == {0, 2, 3}
    assert (exponent("JPY"), exponent("USD"), exponent("KWD")) == (0, 2, 3)


def test_currencies_without_cents_and_with_thousandths_are_those_of_iso_4217() -> None:
    by_places: dict[int, set[str]] = {}
    for currency, places in EXPONENTS.items():
        by_places.setdefault(places, set()).add(currency)
    assert by_places.keys() == {0, 2, 3}
    assert by_places[0] == {"CLP", "ISK", "JPY", "KRW", "VND"}
    assert by_places[3] == {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
    assert {"USD", "EUR", "GBP", "HUF", "THB", "ZAR"} <= by_places[2]


@pytest.mark.parametrize(
    ("price", "rate", "said"),
    [("10", "1/3", "3.333333"), ("0.0000005", "1", "0.000001"), ("2.5", "2", "5"), ("0", "7", "0")],
)
def test_a_price_at_a_rate_has_the_places_of_a_price(price: str, rate: str, said: str) -> None:
    assert str(price_at(Decimal(price), Fraction(rate))) == said


@pytest.mark.parametrize("value", ["123456789012345.678", "-0.5"])
def test_an_amount_has_eighteen_digits_at_most(value: str) -> None:
    amount = TypeAdapter(Amount)
    assert amount.validate_python(Decimal(value)) == Decimal(value)
    with pytest.raises(ValidationError):
        amount.validate_python(Decimal("1234567890123456.789"))


@pytest.mark.parametrize("value", ["1234567890123.456789", "-0.5"])
def test_a_unit_price_has_eighteen_digits_at_most_and_is_not_below_zero(value: str) -> None:
    price = TypeAdapter(UnitPrice)
    assert price.validate_python(Decimal("123456789012.345678")) == Decimal("123456789012.345678")
    assert price.validate_python(Decimal("0.5")) == Decimal("0.5")
    with pytest.raises(ValidationError):
        price.validate_python(Decimal(value))


def test_what_goes_back_is_split_as_what_came() -> None:
    parts = allocated(Decimal("-1.00"), [Decimal(1), Decimal(2)], "USD")
    assert [str(each) for each in parts] == ["-0.33", "-0.67"]


def test_an_amount_with_more_places_than_its_currency_is_refused_and_not_rounded() -> None:
    with pytest.raises(TooPrecise, match="more decimal places"):
        exact(Decimal("1.001"), "USD")
    assert str(exact(Decimal("1.10"), "USD")) == "1.10"


@given(
    st.decimals()
    | st.decimals(min_value=-(10**16), max_value=10**16, places=6)
    | st.integers(min_value=-30, max_value=30).map(Decimal(15).scaleb)
)
def test_a_price_taken_at_a_glance_is_what_counting_its_digits_makes_of_it(value: Decimal) -> None:
    counted: TypeAdapter[Decimal] = TypeAdapter(
        Annotated[
            Decimal,
            Field(max_digits=18, decimal_places=6, ge=0, allow_inf_nan=False),
            AfterValidator(plain),
        ]
    )
    assert taken(TypeAdapter(UnitPrice), value) == taken(counted, value)


def taken(form: TypeAdapter[Decimal], value: Decimal) -> str | list[str]:
    try:
        return str(form.validate_python(value))
    except ValidationError as refused:
        return [each["type"] for each in refused.errors()]


@pytest.mark.parametrize(
    ("amount", "percent", "currency", "said"),
    [
        ("200.00", "7.5", "USD", "15.00"),
        ("0.10", "5", "USD", "0.01"),  # Half a cent goes away from zero.
        ("-0.10", "5", "USD", "-0.01"),
        ("99", "1.5", "JPY", "1"),
    ],
)
def test_so_much_per_cent_is_hundredths_of_an_amount(
    amount: str, percent: str, currency: str, said: str
) -> None:
    assert str(percent_of(Decimal(amount), Decimal(percent), currency)) == said


@pytest.mark.parametrize("given", ["1.50", 2, "0.5", "0"])
def test_a_number_that_is_no_decimal_yet_becomes_one(given: str | int) -> None:
    for form in (TypeAdapter(Amount), TypeAdapter(UnitPrice)):
        taken = form.validate_python(given)
        assert (type(taken), taken) == (Decimal, Decimal(given))
