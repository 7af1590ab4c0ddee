"""Reading a UDI: what a scanner sends, what is printed beneath it, and what is neither."""

from contextlib import suppress
from datetime import date
from typing import Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.catalogue.errors import CatalogueItemInvalidGtin, UdiUnreadable
from domain.catalogue.gtin import check_digit
from domain.catalogue.udi import SEPARATOR, Udi, read_udi

TODAY: Final = date(2026, 3, 1)
GTIN: Final = "00844588018923"
FULL: Final = Udi(
    gtin=GTIN,
    lot="A-7/B",
    serial="S(1)",
    produced_on=date(2025, 1, 31),
    expires_on=date(2028, 2, 29),
)


@pytest.mark.parametrize(
    "text",
    [
        f"01{GTIN}112501311728022910A-7/B{SEPARATOR}21S(1)",
        f"01{GTIN}10A-7/B{SEPARATOR}112501311728022921S(1)",
        f"{SEPARATOR}01{GTIN}{SEPARATOR}1125013117280229{SEPARATOR}10A-7/B{SEPARATOR}21S(1)\x1d",
        f"]d201{GTIN}112501311728022910A-7/B{SEPARATOR}21S(1)",
        f"]C101{GTIN}112501311728022910A-7/B{SEPARATOR}240X{SEPARATOR}21S(1)",
        f"  01{GTIN}112501311728022910A-7/B{SEPARATOR}21S(1)  ",
        f"(01){GTIN}(11)250131(17)280229(10)A-7/B(21)S(1)",
        f"(01) {GTIN} (17) 280200 (11) 250100 (21) S(1) (10) A-7/B",
        f"(21)S(1)(10)A-7/B(01){GTIN}(17)280229(11)250131(714)123",
    ],
)
def test_scanned_and_printed_forms_say_the_same(text: str) -> None:
    assert read_udi(text, TODAY) == FULL


def test_the_device_identifier_alone_is_enough() -> None:
    assert read_udi(f"01{GTIN}", TODAY) == Udi(gtin=GTIN)


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("", 1, "no device identifier"),
        ("   ", 1, "no device identifier"),
        ("hello", 1, "'hell' begins with no application identifier"),
        ("+A123BJC5D6E71", 1, "HIBC"),
        (f"10L{SEPARATOR}1728", 7, "takes 6 characters, 2 are there"),
        ("17280229", 1, "no device identifier"),
        ("010084458801892", 3, "takes 14 characters, 13 are there"),
        (f"01{GTIN[:-1]}X", 3, "digits alone"),
        (f"01{GTIN}10{SEPARATOR}21S", 19, "1 to 20 characters, 0 are there"),
        (f"01{GTIN}10{'L' * 21}", 19, "a group separator may be missing"),
        (f"01{GTIN}10L 7", 20, "a character that GS1 does not allow"),
        (f"01{GTIN}10Lé", 20, "a character that GS1 does not allow"),
        (f"01{GTIN}17281329", 19, "month 13"),
        (f"01{GTIN}17270229", 19, "day 29 of a month with 28 days"),
        (f"01{GTIN}10A{SEPARATOR}10B", 23, "twice, with different values"),
        (f"01{GTIN}8008", 17, "'8008' begins with no application identifier"),
        (f"({GTIN})", 1, "an application identifier such as (01)"),
        (f"(1){GTIN}", 1, "an application identifier such as (01)"),
        (f"(01){GTIN}(17)28022", 23, "takes 6 characters, 5 are there"),
        (f"01{GTIN}21{'٣'}", 19, "a character that GS1 does not allow"),
        (f"01{'٣' * 14}", 3, "digits alone"),
        ("01" * 101, 201, "more than 200 characters"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, place: int, problem: str) -> None:
    with pytest.raises(UdiUnreadable) as caught:
        read_udi(text, TODAY)
    assert problem in caught.value.message
    assert caught.value.values["place"] == place


def test_a_wrong_check_digit_is_told_as_everywhere() -> None:
    with pytest.raises(CatalogueItemInvalidGtin, match="its check digit is 3"):
        read_udi("0100844588018924", TODAY)


def test_the_same_value_twice_is_no_contradiction() -> None:
    assert read_udi(f"01{GTIN}10A{SEPARATOR}10A", TODAY).lot == "A"


CENTURIES: Final = """
    today       stated  means
    2026-03-01  760101  2076-01-01
    2026-03-01  770101  1977-01-01
    2026-03-01  990101  1999-01-01
    2026-03-01  250101  2025-01-01
    2060-03-01  100101  2110-01-01
    2060-03-01  110101  2011-01-01
    2099-12-31  000101  2100-01-01
    2026-03-01  260200  2026-02-28
    2026-03-01  280200  2028-02-29
"""


@pytest.mark.parametrize("row", CENTURIES.strip().splitlines()[1:])
def test_two_digits_of_a_year_mean_the_nearest_one(row: str) -> None:
    today, stated, means = row.split()
    found = read_udi(f"01{GTIN}17{stated}", date.fromisoformat(today))
    assert found.expires_on == date.fromisoformat(means)


GTINS: Final = st.from_regex(r"[0-9]{13}", fullmatch=True).map(
    lambda body: body + check_digit(body)
)
# The printed form cannot tell a bracketed AI within a value from the next AI.
TEXTS: Final = st.text("ABCXYZabc0189-/.,_+", min_size=1, max_size=20)
DAYS: Final = st.dates(date(1977, 1, 1), date(2076, 12, 31))


@for_all(GTINS, TEXTS, TEXTS, DAYS, DAYS)
def test_whatever_is_written_is_read_again(
    gtin: str, lot: str, serial: str, produced_on: date, expires_on: date
) -> None:
    udi = Udi(gtin=gtin, lot=lot, serial=serial, produced_on=produced_on, expires_on=expires_on)
    dates = f"{produced_on:%y%m%d}", f"{expires_on:%y%m%d}"
    scanned = f"01{gtin}11{dates[0]}17{dates[1]}10{lot}{SEPARATOR}21{serial}"
    printed = f"(01){gtin}(11){dates[0]}(17){dates[1]}(10){lot}(21){serial}"
    assert read_udi(scanned, TODAY) == read_udi(printed, TODAY) == udi


@for_all(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(UdiUnreadable, CatalogueItemInvalidGtin):
        assert len(read_udi(text, TODAY).gtin) == len(GTIN)
