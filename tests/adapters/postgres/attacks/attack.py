"""One attack on the database by somebody who holds the login of one role, and how it ends.

The lists are `on_history.py`, `on_rights.py` and `on_tenants.py`; `table.py` runs them as every
role and writes `tests/golden/attacks.txt`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import psycopg

Attacker = Literal[
    "append", "relay", "project", "read", "audit", "import", "operate", "owner", "superuser"
]
Outcome = Literal["42501", "named", "no row", "none such", "malformed", "done"]

# Our own refusals, in words; all carry SQLSTATE 42501 as well.
NAMED: Final = (
    "The log only grows",
    "The log is guarded",
    "This is not the pass of tenant",
    "This is not the seal of",
)
# What the attacker names does not exist for anybody, or asks for a number that no statement takes.
NONE_SUCH: Final = ("42883", "42703")
MALFORMED: Final = ("PV002", "PV004", "22021")  # as the append refuses what is no event
DIVISION_BY_ZERO: Final = "22012"  # An error that tells the attacker of a row.


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """Statements of one transaction. It ends with the first refusal, or with what the last shows.

    `may` names who is not stopped by the database, and why that harms nothing.
    """

    name: str
    statements: tuple[str, ...]
    is_read: bool = False  # Then rows are the prey; a statement that gives none has failed.
    may: Mapping[Attacker, str] = field(default_factory=dict)


def carried_out(connection: psycopg.Connection, attack: Attack) -> Outcome:
    """How the attack ends; nothing of it stays."""
    rows: list[tuple[object, ...]] = []
    try:
        with connection.transaction(force_rollback=True):
            for statement in attack.statements:
                cursor = connection.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        error.add_note(attack.name)
        return _refusal(error)
    if attack.is_read and not any(any(cell for cell in row) for row in rows):
        return "no row"
    return "done"


def _refusal(error: psycopg.Error) -> Outcome:
    if error.sqlstate in NONE_SUCH:
        return "none such"
    if error.sqlstate in MALFORMED:
        return "malformed"
    if error.sqlstate == DIVISION_BY_ZERO:
        return "done"
    if error.sqlstate != "42501":
        raise error
    return "named" if str(error).startswith(NAMED) else "42501"
