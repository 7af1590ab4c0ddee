"""Only who asks for this machine by a name of its own is answered."""

import socket

import httpx2
import pytest

from api.hosts import Hosts
from tests.api.office import refused
from tests.api.running import Api
from tests.plain_http import WITHOUT_TLS


@pytest.mark.parametrize(
    ("listens_on", "given", "taken"),
    [
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "LocalHost:8000", True),
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("127.0.0.1", "127.0.0.2", True),
        ("127.0.0.1", "[::1]:8000", True),
        ("127.0.0.1", "purvey.example", True),
        ("127.0.0.1", "PURVEY.example:443", True),
        ("127.0.0.1", "evil.example", False),
        ("127.0.0.1", "localhost.evil.example", False),
        ("127.0.0.1", "evil.example:8000", False),
        ("127.0.0.1", "10.1.2.3", False),
        ("127.0.0.1", "", False),
        ("127.0.0.1", ":8000", False),
        ("127.0.0.1", "localhost:x", False),
        ("127.0.0.1", "evil.example@localhost", False),
        ("127.0.0.1", "localhost/evil.example", False),
        ("127.0.0.1", "localhost?", False),
        ("127.0.0.1", "[::1", False),
        ("0.0.0.0", "10.1.2.3:8000", True),
        ("0.0.0.0", "evil.example", False),
        ("10.1.2.3", "10.1.2.3", True),
    ],
)
def test_a_host_is_known_by_its_names_and_loopback_by_its_addresses(
    listens_on: str, given: str, taken: bool
) -> None:
    hosts = Hosts(listens_on, ["purvey.example"])
    for _ in range(2):  # The second time from memory.
        assert hosts.takes(given.encode()) is taken


@pytest.mark.parametrize("path", ["/healthz", "/", "/v1/suppliers", "/openapi.json"])
def test_what_is_asked_of_another_host_is_refused_before_anything_else(api: Api, path: str) -> None:
    answer = httpx2.get(f"{api.url}{path}", headers={"Host": "evil.example"}, verify=WITHOUT_TLS)
    told = refused(answer, 421, "request.unknown_host")
    assert "PURVEY_API_NAMES" in told["detail"]
    assert told["values"] == {"host": "evil.example"}


@pytest.mark.parametrize("host", ["", "Host: localhost\r\nHost: evil.example\r\n"])
def test_a_request_of_no_host_or_of_two_is_refused(api: Api, host: str) -> None:
    name, _, port = api.url.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), timeout=10) as connection:
        connection.sendall(f"GET /healthz HTTP/1.1\r\n{host}Connection: close\r\n\r\n".encode())
        first = connection.makefile("rb").readline()
    assert b" 421 " in first or b" 400 " in first
