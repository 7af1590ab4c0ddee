"""Brings a database to the schema that this version of Purvey works with.

Tables are made by the numbered SQL files in `migrations`, each applied once and never changed any
more: what it did is history. Functions that change oftener than tables stand in
`migrations/functions`, each in a file of its own that holds the newest definition whole; it is
applied behind all numbered files, whenever the database has an older one. Its first line numbers
the definition. The number rises with every change, so that a program of last month, which finds a
newer one, refuses to start instead of putting its own back. A function that nobody calls any more
keeps its file, which drops it.

Each file is applied in one transaction, under a lock.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

import psycopg

from adapters.postgres.redefining import redefining
from application.errors import Failed

FOLDER: Final = Path(__file__).parent / "migrations"
FUNCTIONS: Final = "functions"
LOCK: Final = 0x707572766579  # "purvey": one migration at a time, whoever starts it.
_NUMBERED: Final = re.compile(rb"-- Definition ([1-9][0-9]*)\.\n")
_DEFINITION: Final = re.compile(rf"({FUNCTIONS}/[a-z_]+\.sql) ([1-9][0-9]*)")  # as it is kept


class MigrationRefused(Exception):
    """The database and the migrations of this version do not belong together."""

    code: ClassVar[str] = "database.other_version"


class DatabaseOutdated(Failed):
    """The database lacks what this version works with, as an older one left it, or a copy."""

    code = "database.outdated"

    def __init__(self, missing: str) -> None:
        super().__init__(
            f"The database has no {missing}, which this version of Purvey works with: the instance"
            " that runs is of an older version, or the database was put back to a state from before"
            " and the instance has not been started since."
            " Stop the instance and start it with `purvey up`, which migrates, then try again."
        )


class Schema(NamedTuple):
    """What this version makes of a database: texts by the name under which each is remembered."""

    tables: dict[str, bytes]  # 0001_log.sql, in order
    functions: dict[str, bytes]  # functions/append_events.sql 3

    def unknown(self, applied: Iterable[str]) -> list[str]:
        """What of this a newer version applied; a definition that was replaced since is known."""
        newest = dict(map(_definition, self.functions))
        found = []
        for name in sorted(applied):
            if _DEFINITION.fullmatch(name):
                function, number = _definition(name)
                if number > newest.get(function, 0):
                    found.append(name)
            elif name not in self.tables:
                found.append(name)
        return found


def schema_of(folder: Path = FOLDER) -> Schema:
    """The files of a folder. Raises `MigrationRefused` for a function's that is not numbered."""
    functions = {}
    for path in sorted((folder / FUNCTIONS).glob("*.sql")):
        text = path.read_bytes()
        numbered = _NUMBERED.match(text)
        if numbered is None:
            raise MigrationRefused(f"{FUNCTIONS}/{path.name} begins without `-- Definition N.`")
        functions[f"{FUNCTIONS}/{path.name} {int(numbered[1])}"] = text
    tables = {path.name: path.read_bytes() for path in sorted(folder.glob("*.sql"))}
    return Schema(tables, functions)


def migrate(database_url: str, folder: Path = FOLDER) -> None:
    """Apply what of `folder` the database does not have yet.

    `database_url` names a user who may create schemas and roles. Raises `MigrationRefused` when an
    applied file has changed since, or is unknown to this version.
    """
    schema = schema_of(folder)
    with psycopg.connect(database_url, autocommit=True) as connection:
        if _is_current(_applied(connection), schema):
            return
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        connection.execute(
            "CREATE TABLE IF NOT EXISTS public.purvey_migration ("
            " name text PRIMARY KEY, checksum text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
        applied = _applied(connection)
        _check(applied, schema)
        for name, text in schema.tables.items():
            if name not in applied:
                with connection.transaction():
                    connection.execute(text)
                    _remember(connection, name, text)
        for name, text in schema.functions.items():
            if name not in applied:
                with connection.transaction():
                    with redefining(connection):
                        connection.execute(text)
                    _remember(connection, name, text)


def refuse_outdated(database_url: str) -> None:
    """Raises DatabaseOutdated, and MigrationRefused for what a newer version left."""
    schema = schema_of()
    with psycopg.connect(database_url, autocommit=True) as connection:
        applied = _applied(connection)
    _check(applied, schema)
    for name in (*schema.tables, *schema.functions):
        if name not in applied:
            raise DatabaseOutdated(name)


def _applied(connection: psycopg.Connection) -> dict[str, str]:
    """Name and checksum of what the database already has."""
    row = connection.execute("SELECT to_regclass('public.purvey_migration')").fetchone()
    if row is None or row[0] is None:
        return {}
    rows = connection.execute("SELECT name, checksum FROM public.purvey_migration").fetchall()
    return dict(rows)


def _is_current(applied: Mapping[str, str], schema: Schema) -> bool:
    ours = {**schema.tables, **schema.functions}
    has_all = all(applied.get(name) == _checksum(text) for name, text in ours.items())
    return has_all and not schema.unknown(applied)


def _check(applied: Mapping[str, str], schema: Schema) -> None:
    for name in schema.unknown(applied):
        raise MigrationRefused(
            f"The database has migration {name}, which this version of Purvey does not know;"
            " use the version that applied it, or a newer one."
        )
    for name, text in {**schema.tables, **schema.functions}.items():
        if name in applied and applied[name] != _checksum(text):
            raise MigrationRefused(
                f"Migration {name} was changed after the database applied it; restore the file and"
                " put the change into a new migration, or under the next number of the definition."
            )
    numbered = [name for name in applied if name in schema.tables]
    for name in schema.tables:
        if name not in applied and name < max(numbered, default=""):
            raise MigrationRefused(
                f"Migration {name} comes before {max(numbered)}, which the database already has;"
                " give it the next free number."
            )


def _remember(connection: psycopg.Connection, name: str, text: bytes) -> None:
    connection.execute(
        "INSERT INTO public.purvey_migration (name, checksum) VALUES (%s, %s)",
        [name, _checksum(text)],
    )


def _definition(name: str) -> tuple[str, int]:
    """Which function's file, and the number of its definition."""
    function, _, number = name.rpartition(" ")
    return function, int(number)


def _checksum(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
