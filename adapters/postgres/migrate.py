"""Brings a database to the schema that this version of Purvey works with.

The steps are the numbered plain SQL files beside this module, each applied once, in one
transaction, under a lock. An applied file must not change any more: what it did is history.
"""

import hashlib
from pathlib import Path
from typing import Final

import psycopg

FOLDER: Final = Path(__file__).parent / "migrations"
LOCK: Final = 0x707572766579  # "purvey": one migration at a time, whoever starts it.


class MigrationRefused(Exception):
    """The database and the migrations of this version do not belong together."""


def migrate(database_url: str, folder: Path = FOLDER) -> None:
    """Apply every migration of `folder` that the database does not have yet.

    `database_url` names a user who may create schemas and roles. Raises `MigrationRefused` when an
    applied file has changed since, or is unknown to this version.
    """
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.sql"))}
    with psycopg.connect(database_url, autocommit=True) as connection:
        if _applied(connection) == {name: _checksum(text) for name, text in files.items()}:
            return
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        connection.execute(
            "CREATE TABLE IF NOT EXISTS public.purvey_migration ("
            " name text PRIMARY KEY, checksum text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
        applied = _applied(connection)
        _check(applied, files)
        for name, text in files.items():
            if name not in applied:
                _apply(connection, name, text)


def _applied(connection: psycopg.Connection) -> dict[str, str]:
    """Name and checksum of what the database already has."""
    row = connection.execute("SELECT to_regclass('public.purvey_migration')").fetchone()
    if row is None or row[0] is None:
        return {}
    rows = connection.execute("SELECT name, checksum FROM public.purvey_migration").fetchall()
    return dict(rows)


def _check(applied: dict[str, str], files: dict[str, bytes]) -> None:
    for name, checksum in sorted(applied.items()):
        if name not in files:
            raise MigrationRefused(
                f"The database has migration {name}, which this version of Purvey does not know;"
                " use the version that applied it, or a newer one."
            )
        if checksum != _checksum(files[name]):
            raise MigrationRefused(
                f"Migration {name} was changed after the database applied it;"
                " restore the file and put the change into a new migration."
            )
    for name in sorted(files.keys() - applied.keys()):
        if name < max(applied, default=""):
            raise MigrationRefused(
                f"Migration {name} comes before {max(applied)}, which the database already has;"
                " give it the next free number."
            )


def _apply(connection: psycopg.Connection, name: str, text: bytes) -> None:
    with connection.transaction():
        connection.execute(text)
        connection.execute(
            "INSERT INTO public.purvey_migration (name, checksum) VALUES (%s, %s)",
            [name, _checksum(text)],
        )


def _checksum(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
