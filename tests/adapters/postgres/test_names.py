"""The append refuses names that nobody sees in full: the same characters as numbers do."""

from typing import Final

import psycopg
import pytest
from pydantic import TypeAdapter, ValidationError

from domain.ids import Number
from tests.conftest import Database

NUMBERS: Final[TypeAdapter[str]] = TypeAdapter(Number)
# No text of the database holds these: NUL and halves of surrogate pairs.
STORABLE: Final = [
    chr(each) for each in range(1, 0x110000) if each < 0xD800 or each > 0xDFFF
]  # fmt: skip
# Which of these names, tried one by one, are taken.
TAKEN: Final = """
    CREATE FUNCTION pg_temp.takes(name text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
        PERFORM log.check_arrays('{north}', '{1}', ARRAY[name], '{1}', '{0}', '{c}',
            '{x}', '{1}', '{1}', '{1}', '{1}', '{2026-01-01Z}', '{toy.made}', '{x}', '{x}');
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


def test_a_name_may_hold_what_a_number_may_and_nothing_else(database: Database) -> None:
    shown = [each for each in STORABLE if seen(f"a{each}b")]
    hidden = [f"a{each}b" for each in STORABLE if not seen(f"a{each}b")]
    assert len(hidden) > 4_096
    with psycopg.connect(database.url) as superuser:
        superuser.execute(TAKEN)
        taken = superuser.execute(
            "SELECT name FROM unnest(%s::text[]) name WHERE pg_temp.takes(name)", [hidden]
        ).fetchall()
        (row,) = superuser.execute("SELECT pg_temp.takes(%s)", ["".join(shown)]).fetchall()
    assert (taken, row) == ([], (True,))


BLANK: Final = ["", " ", "   ", "\u00a0", "\u2003\u3000"]


@pytest.mark.parametrize("name", BLANK)
def test_blanks_are_no_name(database: Database, name: str) -> None:
    with psycopg.connect(database.url) as superuser:
        superuser.execute(TAKEN)
        assert superuser.execute("SELECT pg_temp.takes(%s)", [name]).fetchone() == (False,)
        assert superuser.execute("SELECT pg_temp.takes(%s)", [f"a{name}b"]).fetchone() == (True,)
