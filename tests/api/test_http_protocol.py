"""What comes off a connection counts as what it is: headers before the body, and the whole body."""

import socket
from typing import Any, Final

import orjson
import pytest

from api.http_protocol import HEAD_BYTES_MAX
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


SMUGGLED: Final = (
    "Transfer-Encoding: gzip, chunked",
    "Transfer-Encoding: gzip",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    f"Transfer-Encoding: chunked\r\nContent-Length: {len(BODY)}",
    f"Content-Length: {len(BODY)}\r\nContent-Length: {len(BODY) - 1}",
)


@pytest.mark.parametrize("header", SMUGGLED)
def test_a_body_that_may_end_at_two_places_is_refused(
    api: Api, office: Office, header: str
) -> None:
    with _connected(api) as connection:
        connection.sendall(_proposal(api, office, "A", framing=header))
        ((status, told),) = _answers(connection)
    assert (status, told["code"]) == (400, "request.malformed_http")
    assert office.get("suppliers").json()["data"] == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("/v1/status#part", "request.malformed_http"),
        ("/v1/status HTTP/2.0\r\nX:", "request.malformed_http"),
    ],
)
def test_a_path_that_is_read_in_two_ways_is_refused(api: Api, target: str, code: str) -> None:
    with _connected(api) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {_host(api)}\r\n\r\n".encode())
        ((status, told),) = _answers(connection)
    assert (status, told["code"]) == (400, code)


@pytest.mark.parametrize("target", ["/v1/suppliers%2Fx/activate", "/v1/suppliers/x%2factivate"])
def test_a_slash_in_a_name_of_a_command_is_refused(api: Api, target: str) -> None:
    with _connected(api) as connection:
        connection.sendall(f"POST {target} HTTP/1.1\r\nHost: {_host(api)}\r\n\r\n".encode())
        ((status, told),) = _answers(connection)
    assert (status, told["code"]) == (400, "request.unreadable_path")
    assert "by their ids" in told["detail"]


def test_a_slash_in_a_query_is_none_in_a_path(api: Api, office: Office) -> None:
    with _connected(api) as connection:
        head = "".join(f"{key}: {value}\r\n" for key, value in office.headers("sam").items())
        asked = f"GET /v1/suppliers?name=a%2Fb HTTP/1.1\r\nHost: {_host(api)}\r\n{head}"
        connection.sendall(f"{asked}Connection: close\r\n\r\n".encode())
        ((status, told),) = _answers(connection)
    assert (status, told["data"]) == (200, [])


@pytest.mark.parametrize("behind", [b"garbage\r\n\r\n", b"GET http://a/ HTTP/1.1\r\n\r\n"])
@pytest.mark.parametrize("commands", [1, 3])
def test_what_came_whole_is_answered_before_what_is_refused(
    api: Api, office: Office, commands: int, behind: bytes
) -> None:
    """A client told 400 would believe that nothing was stored."""
    with _connected(api) as connection:
        proposals = [_proposal(api, office, f"S{number}") for number in range(commands)]
        connection.sendall(b"".join(proposals) + behind)
        *answers, (status, told) = _answers(connection)
    assert [each[0] for each in answers] == [201] * commands
    assert (status, told["code"]) == (400, "request.malformed_http")
    assert _names(office, answers) == {f"S{number}" for number in range(commands)}


def test_a_body_that_breaks_off_in_garbage_is_no_command(api: Api, office: Office) -> None:
    with _connected(api) as connection:
        whole = _proposal(api, office, "A")
        broken = _proposal(api, office, "B", framing="Transfer-Encoding: chunked", body=b"zz\r\n")
        connection.sendall(whole + broken)
        first, (status, told) = _answers(connection)
    assert (first[0], status, told["code"]) == (201, 400, "request.malformed_http")
    assert _names(office, [first]) == {"A"}


@pytest.mark.parametrize("many", [True, False])
def test_a_head_that_has_no_end_is_refused(api: Api, many: bool) -> None:
    with _connected(api) as connection:
        filler = "".join(f"X-{n}: {'a' * 90}\r\n" for n in range(1_000)) if many else "X: "
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {_host(api)}\r\n{filler}".encode())
        if not many:
            connection.sendall(b"a" * 2 * HEAD_BYTES_MAX)
        ((status, told),) = _answers(connection)
    assert (status, told["code"]) == (431, "request.head_too_large")


@pytest.mark.parametrize("sent", ["", "GET /v1/sta", "GET / HTTP/1.1\r\nX: ", "body", "behind"])
def test_who_sends_half_a_request_holds_no_connection_for_ever(
    api: Api, office: Office, sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.http_protocol.RECEIVE_SECONDS_MAX", 0.5)
    with _connected(api) as connection:
        before = []
        if sent == "body":
            connection.sendall(_proposal(api, office, "A")[:-5])
        elif sent == "behind":
            connection.sendall(_proposal(api, office, "B") + _proposal(api, office, "A")[:-5])
            before = [201]
        else:
            connection.sendall(sent.encode())
        *answers, (status, told) = _answers(connection)
    assert [each[0] for each in answers] == before
    assert (status, told["code"]) == (408, "request.too_slow")
    assert "A" not in _names(office, answers)


Answer = tuple[int, dict[str, Any]]


def _names(office: Office, answers: list[Answer]) -> set[str]:
    """The suppliers that are known once the last of the answered commands is."""
    seen = {"min_position": answers[-1][1]["token"]} if answers else {}
    return {each["name"] for each in office.get("suppliers", **seen).json()["data"]}


def _host(api: Api) -> str:
    return api.url.removeprefix("http://")


def _connected(api: Api) -> socket.socket:
    name, _, port = _host(api).partition(":")
    return socket.create_connection((name, int(port)), timeout=SECONDS_MAX)


def _proposal(
    api: Api, office: Office, supplier: str, framing: str | None = None, body: bytes | None = None
) -> bytes:
    """The proposal of a supplier, as it goes over the wire."""
    body = orjson.dumps({"name": supplier}) if body is None else body
    headers = {
        **office.headers("developer"),
        "Host": _host(api),
        "Content-Type": "application/json",
    }
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    framing = framing or f"Content-Length: {len(body)}"
    return f"POST /v1/suppliers HTTP/1.1\r\n{head}{framing}\r\n\r\n".encode() + body


def _answers(connection: socket.socket) -> list[Answer]:
    """Status and body of each answer, until the server closes the connection."""
    found = []
    answer = connection.makefile("rb")
    while first := answer.readline():
        headers = dict(
            line.decode().lower().split(": ", 1) for line in iter(answer.readline, b"\r\n")
        )
        body = answer.read(int(headers["content-length"]))
        found.append((int(first.split()[1]), orjson.loads(body)))
    return found


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
