"""A log that is emptied between tests: a tenth of what a database of each one's own costs.

It is made and dropped once for each worker, stays warm, and keeps its walls: they open for the
moment in which it is emptied, and for its superuser alone. Only the tables of the log are emptied,
so a test that leaves a row in any other one is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from adapters.postgres.redefining import redefining
from tests.conftest import Database

TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
     WHERE schemaname IN ('log', 'read', 'import', 'relay')
"""
GUARDED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'refuse_change'"
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptiedLog:
    """The database, and how it is as new."""

    database: Database
    connection: psycopg.Connection
    emptying: str
    left: str  # Names the tables that are not empty though nobody should have written there.

    def empty(self) -> None:
        """Nothing that a test did can be found by the next one."""
        self.connection.execute(f"{OTHERS} AND pid <> pg_backend_pid()")
        with redefining(self.connection):
            self.connection.execute(self.emptying)
        found = self.connection.execute(self.left).fetchall()
        assert not found, f"rows were left in {found}: give the test a database of its own"


@contextmanager
def emptied_log(database: Database) -> Iterator[EmptiedLog]:
    """For a migrated, empty database that nobody else uses."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE first_head AS TABLE log.log_head")
        connection.execute("GRANT SELECT ON first_head TO purvey_owner")
        tables = _names(connection, TABLES)
        used = {each for each in tables if _names(connection, f"SELECT 1 FROM {each}")}
        log = {each for each in tables if each.startswith("log.")} - {"log.entry_key"}
        guarded = [each for each in _names(connection, GUARDED) if each in log]
        emptying = [
            *(f"ALTER TABLE {each} DISABLE TRIGGER refuse_change" for each in guarded),
            f"TRUNCATE {', '.join(sorted(log))}",
            "INSERT INTO log.log_head TABLE first_head",
            *(f"ALTER TABLE {each} ENABLE ALWAYS TRIGGER refuse_change" for each in guarded),
        ]
        left = " UNION ALL ".join(
            f"SELECT '{each}' WHERE EXISTS (SELECT FROM {each})"
            for each in sorted({*tables} - used - log)
        )
        yield EmptiedLog(
            database=database, connection=connection, emptying=";".join(emptying), left=left
        )


def _names(connection: psycopg.Connection, query: str) -> list[str]:
    return [str(name) for (name,) in connection.execute(query.encode()).fetchall()]
