"""A NATS server for each test, because these tests delete, replace and kill it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from adapters.embedded.nats import NatsServer, nats_server
from adapters.embedded.servers import ServerAddresses
from adapters.nats.connection import NatsConnection, connected
from tests.conftest import Database, fresh_database


@pytest.fixture
def nats_process(tmp_path: Path) -> Iterator[NatsServer]:
    """The server, started; it keeps its address over a kill and a `revive`."""
    with nats_server(tmp_path, sync_interval="1s") as server:
        server.launch()
        server.finish_start()
        yield server


@pytest.fixture
async def nats(nats_process: NatsServer) -> AsyncIterator[NatsConnection]:
    """A connection of the test's own."""
    async with connected(nats_process.url, "test") as connection:
        yield connection


@pytest.fixture
def other_database(servers: ServerAddresses, migrated_template: str) -> Database:
    """A second log, with a history of its own."""
    return Database(url=fresh_database(servers, migrated_template))
