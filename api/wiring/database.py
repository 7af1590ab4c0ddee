"""Makes a database ready: tables, roles and their users, read models that have caught up."""

import asyncio
from typing import TYPE_CHECKING

from adapters.postgres.migrate import migrate
from adapters.postgres.preparing import refusals_told
from adapters.postgres.roles import Role, create_users, role_url
from api.wiring.addresses import Addresses

if TYPE_CHECKING:
    from adapters.postgres.census import Census


def prepare_database(database_url: str, secret: str) -> tuple[list[str], list[str]]:
    """Migrates, makes the users and the tables of new read models.

    Returns the names of read models that need a rebuild, because they are declared otherwise than
    their tables were made, and of those that were retired, because they are declared no more.
    Raises `UnreadableLog` when the log holds events that this program cannot read, and what
    `refusals_told` makes of a database that cannot be made ready.
    """
    with refusals_told():
        migrate(database_url)
        create_users(database_url, secret.encode())
    return asyncio.run(_prepare_read_models(user_url(database_url, "purvey_project", secret)))


def catch_up(database_url: str, secret: str) -> None:
    """Moves the read models to the end of the log, where no process does that all the time."""
    asyncio.run(_catch_up(user_url(database_url, "purvey_project", secret)))


def user_url(database_url: str, role: Role, secret: str) -> str:
    """The address of the database for the user of one role."""
    return role_url(database_url, role, secret.encode())


async def _prepare_read_models(database_url: str) -> tuple[list[str], list[str]]:
    # Here, because who only wants an address need not wait for all read models to be imported.
    from adapters.postgres.census import refuse_unreadable
    from adapters.postgres.read_store import PostgresReadStore
    from projections.index import PROJECTIONS

    refuse_unreadable(await census_of(database_url))
    store = PostgresReadStore(database_url, PROJECTIONS)
    try:
        return await store.prepare(), await store.retire_undeclared()
    finally:
        await store.close()


async def refuse_unliftable(addresses: Addresses) -> None:
    """Raises `UnreadableLog` where the log holds what this program has no step for.

    Of what a newer program stored beside this one nothing is said (`read_waiting.py`).
    """
    from adapters.postgres.census import refuse_unreadable

    url = user_url(addresses.database_url, "purvey_project", addresses.secret)
    refuse_unreadable(await census_of(url), beside_newer=True)


async def census_of(database_url: str) -> "Census":
    """What the log holds, by type and schema, and what of it this program cannot read."""
    from adapters.postgres.census import census
    from adapters.postgres.read_session import connect

    connection = await connect(database_url)
    try:
        return await census(connection)
    finally:
        await connection.close()


async def _catch_up(database_url: str) -> None:
    from adapters.postgres.read_store import PostgresReadStore
    from projections.index import PROJECTIONS
    from projections.runner import Runner

    store = PostgresReadStore(database_url, PROJECTIONS)
    runner = Runner(store, store)
    try:
        while await runner.step():
            continue
    finally:
        await store.close()
