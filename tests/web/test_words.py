"""How values read."""

import pytest

from api.web import words
from api.web.days import Day, Moment, continued
from tests.web.network import MONTHS


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0", "0.00"),
        ("1234567.5", "1,234,567.50"),
        ("0.6083", "0.6083"),
        ("12.500", "12.50"),
        ("-580", "-580.00"),
        ("1E+3", "1,000.00"),
        (7, "7.00"),
    ],
)
def test_an_amount_keeps_every_digit_and_has_two_places_at_least(value: object, told: str) -> None:
    assert words.money(value) == told


@pytest.mark.parametrize(
    ("value", "told"), [("10", "10"), ("10.000", "10"), ("1234.50", "1,234.5"), (0, "0")]
)
def test_a_quantity_has_no_empty_places(value: object, told: str) -> None:
    assert words.number(value) == told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("quantity_received", "Quantity received"),
        ("ap_clerk", "AP clerk"),
        ("grir", "GR/IR"),
        ("purchase_order.line_received", "Purchase order line received"),
        ("", ""),
    ],
)
def test_a_code_reads_as_words(code: str, told: str) -> None:
    assert words.words(code) == told


@pytest.mark.parametrize(
    ("value", "told"), [("44.34450", "44.3445"), ("4", "4"), ("line_blocked", "line blocked")]
)
def test_what_a_check_found_is_a_figure_or_words(value: str, told: str) -> None:
    assert words.found(value) == told


def test_what_is_learned_late_counts_on_the_last_day_that_is_known() -> None:
    first, second, third = MONTHS[:3]
    known = [Day(first, 5, 5), Day(third, 9, 4)]
    assert continued(known, [Day(second, 11, 2), Day(MONTHS[3], 12, 1)]) == [
        Day(first, 5, 5),
        Day(third, 11, 6),
        Day(MONTHS[3], 12, 1),
    ]
    assert known == [Day(first, 5, 5), Day(third, 9, 4)]


def test_a_link_keeps_the_moment_and_leaves_out_what_is_not_asked() -> None:
    then = Moment(7, 9, Day(MONTHS[0], 9, 9))
    assert then.link("/lists/invoices", state="held", facility=None) == (
        "/lists/invoices?state=held&as_of=7"
    )
    assert Moment(None, 9, None).link("/") == "/"
    assert Moment(0, 9, None).link("/", supplier="a&b=c/d") == "/?supplier=a%26b%3Dc%2Fd&as_of=0"
