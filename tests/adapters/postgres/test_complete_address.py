"""An address says all: what the caller's variables and services add, and our own settings."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.postgres.complete_address import complete_address, is_same_database
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_users
from tests.adapters.postgres.log_support import change, opened, save
from tests.conftest import SECRET, Database

FOREIGN = (
    "-c datestyle=German -c intervalstyle=iso_8601 -c timezone=Asia/Tokyo -c search_path=x"
    " -c standard_conforming_strings=off -c array_nulls=off -c row_security=off"
    " -c default_transaction_isolation=serializable -c statement_timeout=1h"
)


def told(url: str) -> dict[str, object]:
    return dict(conninfo_to_dict(complete_address(url)))


def test_what_the_address_leaves_out_is_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGHOST": "elsewhere",
        "PGPORT": "5544",
        "PGPASSWORD": "a b&c",
        "PGSSLMODE": "require",
        "PGCLIENTENCODING": "LATIN1",
        "PGCONNECT_TIMEOUT": "3",
        "PGOPTIONS": "-c statement_timeout=1h",
    }.items():
        monkeypatch.setenv(name, value)
    found = told("postgresql://mia@/purvey?sslmode=disable")
    assert (found["host"], found["port"]) == ("elsewhere", "5544")
    assert (found["user"], found["password"], found["dbname"]) == ("mia", "a b&c", "purvey")
    assert (found["sslmode"], found["connect_timeout"]) == ("disable", "3")
    assert found["client_encoding"] == "UTF8"
    assert str(found["options"]).startswith("-c statement_timeout=1h -c DateStyle=ISO,MDY")


def test_a_service_says_more_than_variables_and_less_than_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "services").write_text("[ours]\nhost=of-service\nport=1\nuser=sam\n")
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    monkeypatch.setenv("PGSERVICE", "ours")
    monkeypatch.setenv("PGHOST", "of-variable")
    monkeypatch.setenv("PGSSLMODE", "require")
    found = told("postgresql://:2/?service=ours")
    assert (found["host"], found["port"], found["user"]) == ("of-service", "2", "sam")
    assert (found["sslmode"], "service" in found) == ("require", False)


def test_a_database_that_nobody_names_is_the_users_for_every_role() -> None:
    assert told("postgresql://mia:x@h")["dbname"] == "mia"


def test_an_address_that_says_all_is_not_added_to(monkeypatch: pytest.MonkeyPatch) -> None:
    complete = complete_address("postgresql://mia:x@h:5/purvey")
    monkeypatch.setenv("PGHOST", "elsewhere")
    assert is_same_database(complete, "postgresql://sam@h:5/purvey?sslmode=require")
    assert not is_same_database(complete, "postgresql://mia:x@h:6/purvey")


async def test_sessions_have_what_statements_rest_on_whatever_caller_and_database_have_set(
    empty_database_url: str,
) -> None:
    with psycopg.connect(empty_database_url, autocommit=True) as superuser:
        name = superuser.info.dbname
        superuser.execute(f"ALTER DATABASE \"{name}\" SET datestyle = 'SQL, DMY'".encode())
    separator = "&" if "?" in empty_database_url else "?"
    options = FOREIGN.replace(" ", "%20").replace("=", "%3D").replace("/", "%2F")
    url = complete_address(f"{empty_database_url}{separator}options={options}")
    migrate(url)
    migrate(url)
    create_users(url, SECRET)
    database = Database(url=url)
    async with opened(database) as log:
        outcome = await log.append(save(change("receipt/1", 0)))
        stream = await log.load("demo", "receipt/1")
    assert [each.version for each in stream] == [outcome.version]
    for role in ("purvey_append", "purvey_relay", "purvey_project"):
        with psycopg.connect(database.role_url(role)) as connection:
            shown = [
                connection.execute(f"SHOW {name}".encode()).fetchone()
                for name in ("datestyle", "timezone", "search_path", "statement_timeout")
            ]
            assert shown == [("ISO, MDY",), ("UTC",), ("",), ("1h",)]
            assert connection.execute("SELECT now()").fetchone() is not None
