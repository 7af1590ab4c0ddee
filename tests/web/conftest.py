"""One running Purvey for the pages of each worker, with two years of history that tests only read.

`reader` asks for pages over HTTP as a browser with a session does; a real one is in `browsers.py`.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from adapters.embedded.nats import nats_server
from adapters.embedded.servers import ServerAddresses
from adapters.postgres.event_log import PostgresEventLog
from api.security import session_cookie
from api.wiring.database import prepare_database, user_url
from api.wiring.health import settled_health
from api.wiring.instance import Addresses
from application.handle import Application
from application.handlers import HANDLERS
from tests.api.running import Api, serving
from tests.conftest import SECRET, copied_database
from tests.plain_http import WITHOUT_TLS
from tests.web.network import Network, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The running application, and the last position of each month of its history."""

    api: Api
    addresses: Addresses
    positions: list[int]


@pytest.fixture(scope="session")
def house(
    servers: ServerAddresses, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Two years of history, settled in every read model."""
    with opened(servers, migrated_template, tmp_path_factory.mktemp("home")) as new:
        yield replace(new, positions=asyncio.run(_history(new.addresses)))


@pytest.fixture
def empty_house(
    servers: ServerAddresses, migrated_template: str, tmp_path: Path
) -> Iterator[House]:
    """A house of this test alone, in which nothing has happened."""
    with opened(servers, migrated_template, tmp_path) as new:
        yield new


@contextmanager
def opened(servers: ServerAddresses, template: str, home: Path) -> Iterator[House]:
    """Relay, read models and pages over a database and a stream of their own."""
    with (
        TemporaryDirectory(prefix="purvey-test-") as nats_home,
        nats_server(Path(nats_home), sync_interval="1s") as nats,
        copied_database(servers, template) as database,
    ):
        nats.launch()
        secret = SECRET.decode()
        prepare_database(database.url, secret)
        nats.finish_start()
        addresses = Addresses(
            database_url=database.url, nats_url=nats.url, secret=secret, api_url=None
        )
        with serving(replace(addresses), home) as api:
            yield House(api=api, addresses=addresses, positions=[])


async def _history(addresses: Addresses) -> list[int]:
    append, read = (
        user_url(addresses.database_url, role, addresses.secret)
        for role in ("purvey_append", "purvey_relay")
    )
    async with PostgresEventLog(append, read) as log:
        positions = await tell(Network(log=log, application=Application(log, HANDLERS)))
    await settled_health(addresses)
    return positions


@pytest.fixture
def reader(house: House) -> Iterator[httpx2.Client]:
    """Somebody with a session."""
    with httpx2.Client(base_url=house.api.url, verify=WITHOUT_TLS) as client:
        client.cookies.set(session_cookie(client.base_url.port), house.api.token)
        yield client


@pytest.fixture
def stranger(house: House) -> Iterator[httpx2.Client]:
    """Somebody without a session."""
    with httpx2.Client(base_url=house.api.url, verify=WITHOUT_TLS) as client:
        yield client
