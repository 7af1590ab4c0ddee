"""The real servers that tests run against: one PostgreSQL and one NATS for each pytest worker."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, get_args

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.servers import EmbeddedServers, ServerAddresses
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import Role, create_users, role_url
from adapters.postgres.tenant_pass import TenantPasses
from adapters.system import new_uuid

if TYPE_CHECKING:
    from adapters.histories.report import ImportReport

SECRET: Final = b"what the passwords are made from"
PASSES: Final = TenantPasses(SECRET)
GRANTS: Final = f"""
    REVOKE ALL ON DATABASE NAME FROM PUBLIC;
    GRANT CONNECT ON DATABASE NAME TO {", ".join(get_args(Role))};
    GRANT CREATE ON DATABASE NAME TO purvey_project;
    ALTER DATABASE NAME SET search_path = public
"""
OVER_MAX: Final = 1
OVER: Final[deque[str]] = deque()  # Databases of tests that are over; the server takes them along.


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--scenarios", help="A file of scenarios for tests/domain/test_scenarios.py.")


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
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        return _address_of(servers, _create(connection, template))


@pytest.fixture
def empty_database_url(servers: ServerAddresses) -> str:
    """A database of this test alone, without tables."""
    return fresh_database(servers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """A migrated database: its superuser's address, and one for the login user of each role."""

    url: str

    def role_url(self, role: Role) -> str:
        return role_url(self.url, role, SECRET)


@pytest.fixture(scope="session")
def migrated_template(servers: ServerAddresses) -> str:
    """The name of a migrated, empty database, which takes long to make and is copied fast."""
    url = fresh_database(servers)
    migrate(url)
    create_users(url, SECRET)
    return _name_of(url)


@contextmanager
def copied_database(servers: ServerAddresses, template: str) -> Iterator[Database]:
    """A copy of the migrated template, for as long as the context lasts.

    One connection makes it and drops it: thousands of tests ask, and a connection costs as much as
    a sixth of a copy.
    """
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        name = _create(connection, template)
        # What a database itself grants and sets is not copied with it.
        connection.execute(GRANTS.replace("NAME", name))
        yield Database(url=_address_of(servers, name))
        # Where a connection of the test is just ending, DROP DATABASE waits 100 ms for it.
        OVER.append(name)
        if len(OVER) > OVER_MAX:
            connection.execute(f"DROP DATABASE {OVER.popleft()} WITH (FORCE)")


@pytest.fixture
def database(servers: ServerAddresses, migrated_template: str) -> Iterator[Database]:
    """A migrated, empty database of this test alone."""
    with copied_database(servers, migrated_template) as copied:
        yield copied


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The sample of real histories, imported once: the database is for reading and copying."""

    database: Database
    name: str  # of the database, as a template
    file: Path
    report: "ImportReport"


@pytest.fixture(scope="session")
def imported(
    servers: ServerAddresses, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Imported]:
    """Made for whoever asks first; it takes seconds."""
    # Here, because few tests need it, and they need all of the application.
    from tests.adapters.histories.sample import sample
    from tests.adapters.histories.traces import run_import, write_traces

    file = write_traces(tmp_path_factory.mktemp("imported") / "sample.jsonl.gz", sample())
    with copied_database(servers, migrated_template) as database:
        report = asyncio.run(run_import(database, file))
        name = _name_of(database.url)
        yield Imported(database=database, name=name, file=file, report=report)


@pytest.fixture
def imported_copy(servers: ServerAddresses, imported: Imported) -> Iterator[Database]:
    """The imported sample as a database of this test alone."""
    with copied_database(servers, imported.name) as copied:
        yield copied


def _create(connection: psycopg.Connection, template: str) -> str:
    name = f"test_{new_uuid().hex}"
    connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return name


def _address_of(servers: ServerAddresses, name: str) -> str:
    return servers.database_url.replace("/purvey?", f"/{name}?")


def _name_of(database_url: str) -> str:
    return str(conninfo_to_dict(database_url)["dbname"])
