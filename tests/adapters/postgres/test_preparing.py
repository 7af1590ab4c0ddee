"""A database of one's own that cannot be made ready is told as what it is."""

from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.complete_address import address_of, options_of
from adapters.postgres.migrate import MigrationRefused, migrate
from adapters.postgres.preparing import refusals_told
from adapters.postgres.roles import create_users
from application.errors import LogReadOnly
from tests.conftest import SECRET, Database


def prepare(url: str) -> None:
    with refusals_told():
        migrate(url)
        create_users(url, SECRET)


def made(servers: ServerAddresses, *statements: LiteralString) -> None:
    with psycopg.connect(servers.database_url, autocommit=True) as superuser:
        for each in statements:
            superuser.execute(each)


@pytest.fixture
def weak_url(servers: ServerAddresses, empty_database_url: str) -> Iterator[str]:
    """The address of an empty database for somebody who owns nothing."""
    made(servers, "CREATE ROLE weak LOGIN")
    yield address_of({**options_of(empty_database_url), "user": "weak"})
    made(servers, "DROP ROLE weak")


@pytest.fixture(params=["LATIN1", "SQL_ASCII"])
def foreign_url(servers: ServerAddresses, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database in another encoding."""
    create = "CREATE DATABASE foreign_texts TEMPLATE template0 LOCALE 'C' ENCODING "
    with psycopg.connect(servers.database_url, autocommit=True) as superuser:
        superuser.execute(sql.SQL(create) + sql.Literal(request.param))
    yield address_of({**options_of(servers.database_url), "dbname": "foreign_texts"})
    made(servers, "DROP DATABASE foreign_texts")


def test_a_user_without_the_rights_is_told_which_are_needed(weak_url: str) -> None:
    with pytest.raises(MigrationRefused, match=r"permission denied.*CREATEROLE"):
        prepare(weak_url)


def test_a_database_in_another_encoding_is_told(foreign_url: str) -> None:
    with pytest.raises(MigrationRefused, match=r"^The database must be encoded in UTF8, it is "):
        prepare(foreign_url)


def test_a_database_that_is_read_only_is_told_before_and_behind_its_first_start(
    database: Database, empty_database_url: str
) -> None:
    for url in (database.url, empty_database_url):
        with psycopg.connect(url, autocommit=True) as superuser:
            name = sql.Identifier(superuser.info.dbname)
            superuser.execute(
                sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name)
            )
        with pytest.raises(LogReadOnly, match="start again when it is"):
            prepare(url)
