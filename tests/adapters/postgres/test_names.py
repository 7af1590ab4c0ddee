"""The append refuses names that nobody sees in full: the same as numbers do, at the same places."""

from typing import Final

import psycopg
import pytest
from pydantic import TypeAdapter, ValidationError

from domain.ids import Number
from tests.conftest import Database

NUMBERS: Final[TypeAdapter[str]] = TypeAdapter(Number)
# All that is written today, and of the planes behind it, which are alike within, each 251st with
# the edges. No text of the database holds NUL and halves of surrogate pairs.
SPREAD: Final = 251
STORABLE: Final = [
    chr(each)
    for each in range(1, 0x110000)
    if not 0xD800 <= each <= 0xDFFF
    and (each < 0x20000 or each % SPREAD == 0 or each & 0xFFFF in (0, 0xFFFD, 0xFFFE, 0xFFFF))
]
# Whether all of these names are taken at once.
TAKEN: Final = """
    CREATE FUNCTION pg_temp.takes(VARIADIC names text[]) RETURNS boolean
    LANGUAGE plpgsql AS $$ BEGIN
        PERFORM log.check_arrays('{north}', '{1}', names,
            array_fill(1, ARRAY[cardinality(names)]), array_fill(0, ARRAY[cardinality(names)]),
            '{c}', '{x}', '{1}', '{1}', '{1}', '{1}', '{2026-01-01Z}', '{toy.made}', '{x}', '{x}');
        RETURN true;
    EXCEPTION WHEN SQLSTATE 'PV004' THEN RETURN false;
    END $$
"""


def seen(name: str) -> bool:
    """Whether the domain takes it as a number of some document."""
    try:
        NUMBERS.validate_python(name)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("form", ["a{}b", "{}b", "a{}", "{}"], ids=["in", "first", "last", "alone"])
def test_a_name_may_hold_what_a_number_may_and_nothing_else(database: Database, form: str) -> None:
    names = [form.format(each) for each in STORABLE]
    shown = [name for name in names if seen(name)]
    hidden = sorted({*names}.difference(shown))
    assert len(hidden) > 4_096
    with psycopg.connect(database.url) as superuser:
        superuser.execute(TAKEN)
        taken = superuser.execute(
            "SELECT name FROM unnest(%s::text[]) name WHERE pg_temp.takes(name)", [hidden]
        ).fetchall()
        (row,) = superuser.execute("SELECT pg_temp.takes(VARIADIC %s)", [shown]).fetchall()
    assert (taken, row) == ([], (True,))


BLANK: Final = ["", " ", "   ", "\u00a0", "\u2003\u3000"]


@pytest.mark.parametrize("name", BLANK)
def test_blanks_are_no_name(database: Database, name: str) -> None:
    with psycopg.connect(database.url) as superuser:
        superuser.execute(TAKEN)
        assert superuser.execute("SELECT pg_temp.takes(%s)", [name]).fetchone() == (False,)
        assert superuser.execute("SELECT pg_temp.takes(%s)", [f"a{name}b"]).fetchone() == (True,)
