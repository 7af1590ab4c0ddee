"""What keeps a database of one's own from being made ready, in sentences instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from adapters.postgres.migrate import MigrationRefused
from application.errors import LogReadOnly

MAY_NOT: Final = (
    "The user that PURVEY_DATABASE_URL names may not make the database ready ({}). Name its owner,"
    " who may create roles (CREATEROLE) and schemas; or have the server's administrator give these"
    " rights."
)
READ_ONLY: Final = (
    "The database is read-only: a standby, or set so by its administrator, so it cannot be made"
    " ready. Name one that is written to, or start again when it is."
)


@contextmanager
def refusals_told() -> Iterator[None]:
    """Raises MigrationRefused for missing rights and what migrations refuse, and LogReadOnly."""
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        raise MigrationRefused(MAY_NOT.format(error.diag.message_primary)) from error
    except psycopg.errors.RaiseException as error:
        raise MigrationRefused(str(error.diag.message_primary)) from error
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise LogReadOnly(READ_ONLY) from error
