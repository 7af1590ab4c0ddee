"""What comes off a connection counts as what it is: headers before the body, and the whole body."""

import socket
from typing import Final

import orjson
import pytest

from tests.api.office import Office
from tests.api.running import Api

BODY: Final = b'{"name":"Northside Medical"}'
SECONDS_MAX: Final = 10


@pytest.mark.parametrize("protocol", ["h2c", "websocket", "nonsense"])
def test_a_body_that_the_server_does_not_read_is_not_taken_for_an_empty_one(
    api: Api, office: Office, protocol: str
) -> None:
    upgrade = {"Connection": "Upgrade", "Upgrade": protocol}
    status, told = _sent(api, office, {**upgrade, "Content-Length": str(len(BODY))}, BODY)
    assert (status, told["code"]) == (400, "request.incomplete_body")
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
    status, told = _sent(api, office, {**upgrade, "Transfer-Encoding": "chunked"}, chunked)
    assert (status, told["code"]) == (400, "request.incomplete_body")
    assert office.get("suppliers").json()["data"] == []


def test_who_calls_is_not_said_behind_the_body(api: Api, office: Office) -> None:
    headers = {"Transfer-Encoding": "chunked"}
    trailer = f"Authorization: Bearer {api.token}\r\nX-Purvey-Tenant: {office.tenant}\r\n"
    body = b"%x\r\n%b\r\n0\r\n%b\r\n" % (len(BODY), BODY, trailer.encode())
    status, told = _sent(api, office, headers, body, without="Authorization")
    assert (status, told["code"]) == (401, "access.unauthenticated")
    status, _ = _sent(api, office, headers, b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY))
    assert status == 201, "a chunked body itself is read"


def _sent(
    api: Api, office: Office, headers: dict[str, str], body: bytes, without: str = ""
) -> tuple[int, dict[str, str]]:
    """Status and body of the answer to a proposal that is written by hand, in one piece."""
    name, _, port = api.url.removeprefix("http://").partition(":")
    said = {
        **office.headers("developer"),
        "Host": f"{name}:{port}",
        "Content-Type": "application/json",
        "Connection": "close",
        **headers,
    }
    said.pop(without, None)
    head = "".join(f"{key}: {value}\r\n" for key, value in said.items())
    with socket.create_connection((name, int(port)), timeout=SECONDS_MAX) as connection:
        connection.sendall(f"POST /v1/suppliers HTTP/1.1\r\n{head}\r\n".encode() + body)
        answer = connection.makefile("rb")
        status = int(answer.readline().split()[1])
        lengths = [
            int(line.split(b":")[1])
            for line in iter(answer.readline, b"\r\n")
            if line.lower().startswith(b"content-length")
        ]
        return status, orjson.loads(answer.read(lengths[0]))
