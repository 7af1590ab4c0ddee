"""One running API for each pytest worker; each test has a tenant of its own in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from adapters.embedded.nats import nats_server
from adapters.embedded.servers import ServerAddresses
from adapters.system import new_uuid
from api.wiring.database import prepare_database
from api.wiring.instance import Addresses
from tests.api.case import Story, tell_case
from tests.api.office import Office, offices
from tests.api.openapi import Document
from tests.api.running import Api, serving
from tests.conftest import SECRET, copied_database
from tests.plain_http import WITHOUT_TLS

DESCRIPTION_SECONDS_MAX = 60  # It is made when it is first asked for.


@pytest.fixture(scope="session")
def addresses(servers: ServerAddresses, migrated_template: str) -> Iterator[Addresses]:
    """A database of the API's own, and a NATS server: a stream mirrors one log only."""
    with (
        TemporaryDirectory(prefix="purvey-test-") as home,
        nats_server(Path(home), sync_interval="1s") as nats,
        copied_database(servers, migrated_template) as database,
    ):
        nats.launch()
        prepare_database(database.url, SECRET.decode())
        nats.finish_start()
        yield Addresses(
            database_url=database.url, nats_url=nats.url, secret=SECRET.decode(), api_url=None
        )


@pytest.fixture(scope="session")
def api(addresses: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The API with relay and projections."""
    home = tmp_path_factory.mktemp("home")
    with serving(replace(addresses), home) as running:
        yield running


@pytest.fixture
def office(api: Api) -> Iterator[Office]:
    """An empty tenant."""
    with offices(api, f"t-{new_uuid().hex}") as opened:
        yield opened


@pytest.fixture(scope="session")
def document(api: Api) -> Document:
    """What the API says of itself."""
    response = httpx2.get(
        f"{api.url}/openapi.json", timeout=DESCRIPTION_SECONDS_MAX, verify=WITHOUT_TLS
    )
    assert response.is_success, response.text
    return Document(response.json())


@pytest.fixture(scope="session")
def case(api: Api, document: Document) -> Iterator[Story]:
    """A tenant in which one case was told; tests read it, or are refused."""
    with offices(api, f"t-{new_uuid().hex}") as office:
        yield tell_case(office, document)
