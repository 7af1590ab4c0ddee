"""What PostgreSQL refuses for a while is waited for by the runner."""

from typing import Final, LiteralString

import pytest

from adapters.postgres.read_session import ProjectorSession
from projections.runner import StoreUnavailable
from tests.conftest import Database

UPDATED: Final = "UPDATE read.projection SET state = state"


async def test_a_database_that_is_read_only_is_unavailable_until_it_is_not(
    database: Database,
) -> None:
    session = ProjectorSession(database.role_url("purvey_project"))

    async def update(*before: LiteralString) -> None:
        async with session.connection() as connection:
            for statement in (*before, UPDATED):
                await connection.execute(statement)

    with pytest.raises(StoreUnavailable, match="read-only"):
        await update("SET default_transaction_read_only = on")
    await update()  # In another session, which sees what is set now.
    await session.close()
