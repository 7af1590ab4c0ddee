"""Decimal numbers on the wire: PostgreSQL reads back the very number, with all its digits."""

from decimal import Decimal, InvalidOperation, localcontext

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.wire_numeric import numeric_bytes
from tests.conftest import Database

DIGITS_MAX = 100  # Of the numbers that are tried.
NUMBERS = [
    *("0", "0.00", "1", "-1", "12.50", "-0.5", "9999.9999", "10000", "10000.0001", "100000000"),
    *("0.0001", "0.00001", "1E+3", "1.230E+2", "1E-7", "-99999999.999", "1234567.891"),
    "123456789012345678901234567890.123",
]


def test_postgresql_reads_back_the_number_with_all_its_digits(database: Database) -> None:
    with psycopg.connect(database.url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE numbers (place int, number numeric)")
        with cursor.copy("COPY numbers FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["int4", "bytea"])
            for place, number in enumerate(NUMBERS):
                copy.write_row((place, numeric_bytes(number)))
        found = cursor.execute("SELECT number::text FROM numbers ORDER BY place").fetchall()
    assert [text for (text,) in found] == [format(Decimal(each), "f") for each in NUMBERS]


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_no_two_numbers_look_alike_on_the_wire(number: Decimal) -> None:
    assert numeric_bytes(number) == numeric_bytes(str(number))
    with localcontext(prec=DIGITS_MAX):  # By default a sum is rounded to 28 digits.
        assert numeric_bytes(number) != numeric_bytes(number + Decimal("0.001"))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "much", ""])
def test_what_is_not_a_finite_number_is_refused(number: str) -> None:
    with pytest.raises((ValueError, InvalidOperation)):
        numeric_bytes(number)
