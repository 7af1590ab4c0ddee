"""An office of its own for each test, over a database of its own."""

from collections.abc import AsyncIterator

import pytest_asyncio

from adapters.postgres.event_log import PostgresEventLog
from tests.application.company import Company, company_on
from tests.application.office import Office
from tests.conftest import Database


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
