"""A request that says one thing in two ways, or hides something in its path, is refused."""

from collections.abc import Iterator
from typing import Final

import httpx2
import pytest

from tests.api.office import Office, refused
from tests.api.running import Api
from tests.plain_http import WITHOUT_TLS

PATHS: Final = (
    "/v1/suppliers",
    "/v1/suppliers/S-1",
    "/v1/status",
    "/healthz",
    "/",
    "/openapi.json",
)
CONTROLS: Final = ("%0A", "%0D", "%00", "%0D%0A", "%1F", "%7F", "%C2%85", "%E2%80%A8")
IDENTITIES: Final = ("Authorization", "X-Purvey-Actor", "X-Purvey-Roles", "X-Purvey-Tenant")


@pytest.fixture
def caller(office: Office, api: Api) -> Iterator[httpx2.Client]:
    with httpx2.Client(
        base_url=api.url, headers=office.headers("sam"), verify=WITHOUT_TLS
    ) as client:
        yield client


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("path", PATHS)
def test_a_control_character_in_a_path_is_refused_wherever_it_leads(
    caller: httpx2.Client, path: str, control: str
) -> None:
    told = refused(caller.get(f"{path}{control}"), 400, "request.unreadable_path")
    assert told["values"]["place"] == len(path) + 1


def test_a_document_is_read_by_a_number_that_holds_slashes(caller: httpx2.Client) -> None:
    number = "S/1/history"
    named = f"/v1/suppliers/{number.replace('/', '%2F')}"
    told = [
        caller.post("/v1/suppliers", json={"number": each, "name": f"Acme {each}"}).json()
        for each in (number, "S")
    ]
    for path in (named, f"{named}/history", f"{named}/history/1"):
        answer = caller.get(path, params={"min_position": told[-1]["token"]})
        assert answer.status_code == 200, answer.text
    assert caller.get(named.replace("%2F", "%2f")).json()["data"]["name"] == "Acme S/1/history"
    key = caller.get(named).json()["data"]["supplier_id"]
    posted = caller.get(f"/v1/postings/supplier/{number.replace('/', '%2F')}")
    assert posted.json() == {"id": key, "entries": []}
    missing = refused(caller.get("/v1/suppliers/S%2F2/history"), 404, "document.not_found")
    assert "'S/2'" in missing["detail"]
    refused(caller.get("/v1%2Fsuppliers"), 404, "request.unknown_path")
    refused(caller.get("/v1/suppliers/S%EF%B7%901"), 400, "request.unreadable_path")


def test_a_command_is_not_found_behind_a_control_character_either(caller: httpx2.Client) -> None:
    answer = caller.post("/v1/suppliers%0A", json={"name": "Acme"})
    refused(answer, 400, "request.unreadable_path")


@pytest.mark.parametrize("header", IDENTITIES)
@pytest.mark.parametrize("path", PATHS)
def test_who_calls_is_said_once_when_something_is_read_too(
    caller: httpx2.Client, path: str, header: str
) -> None:
    own = caller.headers.get(header, "viewer")
    twice = [*caller.headers.multi_items(), (header, own), (header, own)]
    request = httpx2.Request("GET", f"{str(caller.base_url).rstrip('/')}{path}", headers=twice)
    told = refused(caller.send(request), 422, "request.repeated_header")
    assert told["values"]["header"] == header.lower()
