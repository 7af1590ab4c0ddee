"""Migrations: each applied once, whole or not at all, in order, and never changed afterwards."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copy
from typing import Final
from urllib.parse import urlsplit

import psycopg
import pytest

from adapters.postgres.migrate import FOLDER, MigrationRefused, migrate, schema_of
from tests.conftest import Database
from tests.golden.write_functions import PLACE, known_definitions

# What a function of the log does, who runs it as whom, and who may call it.
FUNCTIONS: Final = """
    SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.proowner::regrole::text,
           ARRAY(SELECT a.grantee::regrole::text FROM aclexplode(p.proacl) a ORDER BY 1)
      FROM pg_proc p WHERE p.pronamespace = 'log'::regnamespace ORDER BY 1
"""
LAST_OF_FORMER_VERSIONS: Final = ("0005_append.sql", "0011_reads.sql", "0015_bounds.sql")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two migrations of which the second needs the first."""
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first (a integer);")
    (tmp_path / "0002_second.sql").write_text(
        "INSERT INTO first VALUES (1); INSERT INTO first VALUES (2);"
    )
    return tmp_path


@pytest.fixture
def defined(tmp_path: Path) -> Path:
    """A migration, and a function that the log's owner has."""
    (tmp_path / "0001_first.sql").write_text("CREATE SCHEMA toys AUTHORIZATION purvey_owner;")
    (tmp_path / "functions").mkdir()
    define(tmp_path, 1, "one")
    return tmp_path


def define(folder: Path, number: int, answer: str) -> None:
    (folder / "functions" / "toy.sql").write_text(
        f"-- Definition {number}.\nCREATE OR REPLACE FUNCTION toys.toy() RETURNS text"
        f" LANGUAGE sql RETURN '{answer}';"
    )


def answer(database_url: str) -> str | None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT toys.toy()").fetchone()
    return row[0] if row else None


def functions(database_url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_url) as connection:
        return connection.execute(FUNCTIONS).fetchall()


def rows(database_url: str) -> list[int]:
    with psycopg.connect(database_url) as connection:
        return [a for (a,) in connection.execute("SELECT a FROM first ORDER BY a")]


def test_migrations_are_applied_in_order_and_once(empty_database_url: str, folder: Path) -> None:
    migrate(empty_database_url, folder)
    migrate(empty_database_url, folder)
    assert rows(empty_database_url) == [1, 2]


def test_a_new_migration_follows_those_that_are_applied(
    empty_database_url: str, folder: Path
) -> None:
    migrate(empty_database_url, folder)
    (folder / "0003_third.sql").write_text("INSERT INTO first VALUES (3);")
    migrate(empty_database_url, folder)
    assert rows(empty_database_url) == [1, 2, 3]


def test_an_applied_migration_that_was_changed_is_refused(
    empty_database_url: str, folder: Path
) -> None:
    migrate(empty_database_url, folder)
    (folder / "0002_second.sql").write_text("INSERT INTO first VALUES (7);")
    with pytest.raises(MigrationRefused, match=r"0002_second.sql was changed .* restore the file"):
        migrate(empty_database_url, folder)
    assert rows(empty_database_url) == [1, 2]


def test_a_database_of_a_newer_version_is_refused(empty_database_url: str, folder: Path) -> None:
    migrate(empty_database_url, folder)
    (folder / "0002_second.sql").unlink()
    with pytest.raises(MigrationRefused, match=r"0002_second.sql, which this version"):
        migrate(empty_database_url, folder)


def test_a_migration_that_comes_too_late_is_refused(empty_database_url: str, folder: Path) -> None:
    migrate(empty_database_url, folder)
    (folder / "0001_late.sql").write_text("INSERT INTO first VALUES (3);")
    with pytest.raises(MigrationRefused, match=r"0001_late.sql comes before 0002_second.sql"):
        migrate(empty_database_url, folder)


def test_a_migration_that_fails_leaves_nothing_and_can_be_mended(
    empty_database_url: str, folder: Path
) -> None:
    second = folder / "0002_second.sql"
    second.write_text("INSERT INTO first VALUES (1); INSERT INTO nowhere VALUES (2);")
    with pytest.raises(psycopg.errors.UndefinedTable):
        migrate(empty_database_url, folder)
    assert rows(empty_database_url) == []
    second.write_text("INSERT INTO first VALUES (3);")
    migrate(empty_database_url, folder)
    assert rows(empty_database_url) == [3]


def test_a_function_is_defined_anew_when_its_file_has_a_higher_number(
    database: Database, empty_database_url: str, defined: Path
) -> None:
    migrate(empty_database_url, defined)
    assert answer(empty_database_url) == "one"
    define(defined, 2, "two")
    (defined / "0002_second.sql").write_text("CREATE TABLE toys.second (a integer);")
    migrate(empty_database_url, defined)
    migrate(empty_database_url, defined)
    assert answer(empty_database_url) == "two"


def test_an_older_program_does_not_put_its_definition_back(
    database: Database, empty_database_url: str, defined: Path
) -> None:
    define(defined, 2, "two")
    migrate(empty_database_url, defined)
    define(defined, 1, "one")
    with pytest.raises(MigrationRefused, match=r"functions/toy\.sql 2, which this version"):
        migrate(empty_database_url, defined)
    (defined / "functions" / "toy.sql").unlink()
    with pytest.raises(MigrationRefused, match=r"functions/toy\.sql 2, which this version"):
        migrate(empty_database_url, defined)
    assert answer(empty_database_url) == "two"


def test_a_definition_that_was_changed_under_its_number_is_refused(
    database: Database, empty_database_url: str, defined: Path
) -> None:
    migrate(empty_database_url, defined)
    define(defined, 1, "another")
    with pytest.raises(MigrationRefused, match=r"toy\.sql 1 was changed .* next number"):
        migrate(empty_database_url, defined)
    assert answer(empty_database_url) == "one"


def test_a_definition_without_a_number_is_refused(defined: Path) -> None:
    (defined / "functions" / "toy.sql").write_text("CREATE FUNCTION toys.toy() ...")
    with pytest.raises(MigrationRefused, match="begins without"):
        schema_of(defined)


def test_a_definition_once_released_keeps_its_number() -> None:
    """Otherwise every database that has it would refuse to start."""
    assert PLACE.read_text() == known_definitions(), "raise the number, then write the list anew"


@pytest.mark.parametrize("last", LAST_OF_FORMER_VERSIONS)
def test_a_database_of_a_former_version_comes_to_the_functions_of_this_one(
    database: Database, empty_database_url: str, tmp_path: Path, last: str
) -> None:
    """Made by numbered migrations alone, which redefined the functions one after the other."""
    for file in FOLDER.glob("*.sql"):
        if file.name <= last:
            copy(file, tmp_path)
    migrate(empty_database_url, tmp_path)
    migrate(empty_database_url)
    assert functions(empty_database_url) == functions(database.url)
    with psycopg.connect(empty_database_url) as connection:
        closed = connection.execute("SELECT evtenabled FROM pg_event_trigger").fetchall()
    assert closed == [("A",), ("A",)]


def test_processes_that_migrate_at_once_apply_each_migration_once(
    empty_database_url: str, folder: Path
) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: migrate(empty_database_url, folder), range(4)))
    assert rows(empty_database_url) == [1, 2]


def test_the_schema_can_be_made_by_an_administrator_who_is_no_superuser(
    database: Database, empty_database_url: str
) -> None:
    """As on a hosted server, where nobody is one."""
    name = urlsplit(empty_database_url).path.removeprefix("/")
    admin = f"admin_{name}"
    with psycopg.connect(database.url, autocommit=True) as superuser:
        superuser.execute(f"CREATE ROLE {admin} LOGIN CREATEROLE".encode())
        superuser.execute(f"ALTER DATABASE {name} OWNER TO {admin}".encode())
        # On a server of its own this administrator would have made the roles.
        for role in ("owner", "append", "relay", "project", "read", "audit"):
            superuser.execute(f"GRANT purvey_{role} TO {admin} WITH ADMIN OPTION".encode())
    url = empty_database_url.replace("//postgres@", f"//{admin}@")
    migrate(url)
    with psycopg.connect(url) as connection:
        seen = connection.execute("SELECT epoch FROM log.log_head").fetchone()
        guards = connection.execute("SELECT count(*) FROM pg_event_trigger").fetchone()
    assert seen == (1,)
    assert guards == (0,)
