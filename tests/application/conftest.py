"""An office of its own for each test, over a log in which nothing has happened."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.event_log import PostgresEventLog
from tests.application.company import Company, company_on
from tests.application.emptied import EmptiedLog, emptied_log
from tests.application.office import Office
from tests.conftest import Database, copied_database


@pytest.fixture(scope="session")
def emptied(servers: ServerAddresses, migrated_template: str) -> Iterator[EmptiedLog]:
    """What the tests of this folder follow each other in."""
    with copied_database(servers, migrated_template) as database, emptied_log(database) as log:
        yield log


@pytest.fixture
def database(emptied: EmptiedLog) -> Iterator[Database]:
    """The database of each test while it lasts: as new before it, and emptied behind it."""
    yield emptied.database
    emptied.empty()


@pytest_asyncio.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    """Open for business: Medline is cleared and has the order of a hundred gloves at 10.00."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        yield Office(log=log, database_url=database.url)


@pytest_asyncio.fixture
async def log(database: Database) -> AsyncIterator[PostgresEventLog]:
    """The log as a process opens it."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        yield log


@pytest_asyncio.fixture
async def company(log: PostgresEventLog) -> Company:
    """A company that may order from Medline, and has ordered nothing yet."""
    company = company_on(log)
    await company.has_supplier()
    return company
