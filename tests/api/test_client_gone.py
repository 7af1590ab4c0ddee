"""A request that waited in a process which stood still is not carried out for nobody.

Its client has sent it to another process meanwhile, and may have been refused there: what it was
told would no longer be true.
"""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx2
import orjson
import pytest

from adapters.embedded.ports import free_port
from adapters.private_file import write_private
from adapters.system import new_uuid
from api.wiring.instance import Addresses
from tests.api.office import Office, offices
from tests.api.running import LOOPBACK, Api
from tests.cli.program import PURVEY, Home, until
from tests.conftest import SECRET
from tests.faults.site import Program
from tests.plain_http import WITHOUT_TLS

HOLD: Final = {"scope": "payment", "reason_code": "audit"}
LONG: Final = 200_000  # So much of a body is not read in one go.
LATER_TRIES: Final = 20  # Answered requests after which an earlier one has had its turn.


@pytest.fixture
def other(addresses: Addresses, api: Api, tmp_path: Path) -> Iterator[tuple[Program, Api]]:
    """Another API process on the same database, and where it listens."""
    write_private(tmp_path / "database-secret", SECRET.decode())
    write_private(tmp_path / "dev-token", api.token)
    port = free_port()
    settings = {
        "PURVEY_DATABASE_URL": addresses.database_url,
        "PURVEY_NATS_URL": addresses.nats_url,
        "PURVEY_API_PORT": str(port),
    }
    log = tmp_path / "api.log"
    program = Program([*PURVEY, "run", "api"], Home(tmp_path, **settings).environment, log, ())
    serving = replace(api, url=f"http://{LOOPBACK}:{port}")
    try:
        until(lambda: _is_ready(program, serving))
        yield program, serving
    finally:
        program.end()


@pytest.mark.parametrize("spaces", [0, LONG])
def test_a_request_whose_client_left_while_the_process_stood_still_is_not_carried_out(
    office: Office, other: tuple[Program, Api], spaces: int
) -> None:
    program, serving = other
    with offices(serving, office.tenant) as there:
        holds = f"suppliers/{_supplier(there)}/holds"
        with _standing_still(program):
            _leave_behind(there, holds, spaces)
            assert office.post(holds, HOLD).is_success
            assert office.post(f"{holds}/release", {"scope": "payment"}).is_success
        for _ in range(LATER_TRIES):
            assert there.post(f"{holds}/release", {"scope": "payment"}).status_code == 409
        assert there.post(holds, HOLD).is_success, "nobody has placed it meanwhile"


def _is_ready(program: Program, serving: Api) -> bool:
    program.tend()
    try:
        return httpx2.get(f"{serving.url}/readyz", verify=WITHOUT_TLS).is_success
    except httpx2.TransportError:
        return False


def _supplier(office: Office) -> str:
    proposed = office.post("suppliers", {"name": "Northside Medical"}, "sam")
    supplier: str = proposed.json()["id"]
    assert office.post(f"suppliers/{supplier}/activate", {}, "cleo").is_success
    return supplier


@contextmanager
def _standing_still(program: Program) -> Iterator[None]:
    os.kill(program.pid, signal.SIGSTOP)
    try:
        until(lambda: program.stands_still)
        yield
    finally:
        os.kill(program.pid, signal.SIGCONT)


def _leave_behind(office: Office, path: str, spaces: int) -> None:
    """Sends the command to hold, and goes away before there is an answer."""
    where, body = office.client.base_url, orjson.dumps(HOLD) + b" " * spaces
    headers = {
        **office.headers("cleo"),
        "Host": f"{where.host}:{where.port}",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Idempotency-Key": new_uuid().hex,
    }
    lines = [f"POST /v1/{path} HTTP/1.1", *(f"{name}: {text}" for name, text in headers.items())]
    with socket.create_connection((where.host, where.port)) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
