"""The door in the log's walls: a transaction in which its tables and functions are redefined."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import sql

_GUARDS: Final = ("log_guard", "log_guard_drop")


@contextmanager
def redefining(connection: psycopg.Connection) -> Iterator[None]:
    """A transaction as the log's owner that the guard lets pass; for others it stays closed.

    A hosted server, where nobody is a superuser, has no guard.
    """
    with connection.transaction():
        guards = connection.execute(
            "SELECT evtname FROM pg_event_trigger WHERE evtname = ANY (%s)", [list(_GUARDS)]
        ).fetchall()
        for (guard,) in guards:
            _alter(connection, guard, sql.SQL("DISABLE"))
        connection.execute("SET LOCAL ROLE purvey_owner")
        yield
        connection.execute("RESET ROLE")
        for (guard,) in guards:
            _alter(connection, guard, sql.SQL("ENABLE ALWAYS"))


def _alter(connection: psycopg.Connection, guard: str, how: sql.SQL) -> None:
    connection.execute(sql.SQL("ALTER EVENT TRIGGER {} {}").format(sql.Identifier(guard), how))
