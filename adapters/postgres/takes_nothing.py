"""A database that is full or read-only, told for work that has no failure of its own for it.

The append has (`log_failures.py`), because whoever sends a command has to know what became of it.
"""

from collections.abc import Mapping
from typing import Final

import psycopg
from psycopg import errors

TAKES_NOTHING: Final = (errors.DiskFull, errors.ReadOnlySqlTransaction)
_TOLD: Final[Mapping[type[Exception], tuple[str, str]]] = {
    errors.DiskFull: ("database.disk_full", "its disk is full; make room and run it again"),
    errors.ReadOnlySqlTransaction: (
        "database.read_only",
        "it is a standby, or its administrator set it so; run it again when it is writable",
    ),
}


def refusal_of(failure: Exception) -> tuple[str, str] | None:
    """Its code and a sentence; none where the failure is another one."""
    if not isinstance(failure, psycopg.Error) or type(failure) not in _TOLD:
        return None
    code, advice = _TOLD[type(failure)]
    return code, f"The database refuses: {failure.diag.message_primary or failure}. Why: {advice}."
