"""The real servers that tests run against: one PostgreSQL and one NATS for each pytest worker."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from adapters.embedded.servers import EmbeddedServers, ServerAddresses
from adapters.system import new_uuid


@pytest.fixture(scope="session")
def servers() -> Iterator[ServerAddresses]:
    """Both servers, for the whole session; their folder goes with them."""
    with (
        TemporaryDirectory(prefix="purvey-test-") as home,
        # Without fsync these data are no different to the code under test, only sooner there.
        EmbeddedServers(Path(home), durable=False) as addresses,
    ):
        yield addresses


def fresh_database(servers: ServerAddresses, template: str = "template1") -> str:
    """Create a database from `template`, empty by default, and return its address."""
    name = f"test_{new_uuid().hex}"
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return servers.database_url.replace("/purvey?", f"/{name}?")


@pytest.fixture
def empty_database_url(servers: ServerAddresses) -> str:
    """A database of this test alone, without tables."""
    return fresh_database(servers)
