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


ADDRESSES: Final = (
    "GET http://127.0.0.1:1/v1/status HTTP/1.1",
    "POST http://evil.example/v1/suppliers HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "GET /v1/status HTTP/3.7",
    "G\0T /v1/status HTTP/1.1",
    "nonsense",
)


@pytest.mark.parametrize("first_line", ADDRESSES)
def test_what_is_no_request_for_a_path_is_told_so_in_the_form_of_all_answers(
    api: Api, first_line: str
) -> None:
    name, _, port = api.url.removeprefix("http://").partition(":")
    with socket.create_connection((name, int(port)), timeout=SECONDS_MAX) as connection:
        connection.sendall(f"{first_line}\r\nHost: {name}:{port}\r\n\r\n".encode())
        head, _, body = connection.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    told = orjson.loads(body)
    assert (told["status"], told["code"]) == (400, "request.malformed_http")


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
