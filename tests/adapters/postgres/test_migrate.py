"""Migrations: each applied once, whole or not at all, in order, and never changed afterwards."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from adapters.postgres.migrate import MigrationRefused, migrate
from tests.conftest import Database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two migrations of which the second needs the first."""
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE first (a integer);")
    (tmp_path / "0002_second.sql").write_text(
        "INSERT INTO first VALUES (1); INSERT INTO first VALUES (2);"
    )
    return tmp_path


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
