"""Who is answered: the bearer of the token, on this machine, in a role that may."""

from typing import Final
from urllib.parse import urlencode

import httpx2
import pytest

from api.security import session_cookie
from tests.api.case import Story
from tests.api.office import Office, refused
from tests.api.openapi import Document

UNKNOWN: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2fff"
FOREIGN: Final = "192.0.2.7"  # An address that is kept for documents (RFC 5737).


def filled(document: Document, path: str) -> str:
    """The path with an unknown document in it, and with the parameters that it needs."""
    needed = document.needed(path)
    return document.filled(path, UNKNOWN) + (f"?{urlencode(needed)}" if needed else "")


def test_every_route_under_v1_asks_for_the_token(office: Office, document: Document) -> None:
    routes = [(path, method) for path, method, _ in document.operations() if "/v1/" in path]
    assert len(routes) > 80
    for path, method in routes:
        for headers in ({}, {"Authorization": f"Bearer {office.token}x"}):
            response = office.client.request(
                method,
                filled(document, path),
                content=b"{" if method == "post" else None,
                headers=headers,
            )
            refused(response, 401, "access.unauthenticated")
            assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Basic {token}", "{token}", "Bearer {token} x"]
)
def test_the_token_counts_as_bearer_only(office: Office, authorization: str) -> None:
    headers = {**office.headers("mia"), "Authorization": authorization.format(token=office.token)}
    response = office.client.get("/v1/suppliers", headers=headers)
    refused(response, 401, "access.unauthenticated")


def test_the_scheme_may_be_written_in_any_case(office: Office) -> None:
    headers = {**office.headers("mia"), "Authorization": f"bearer {office.token}"}
    assert office.client.get("/v1/suppliers", headers=headers).is_success


def test_the_cookie_of_the_pages_opens_queries_and_no_command(office: Office) -> None:
    name = session_cookie(office.client.base_url.port)
    headers = {"Cookie": f"{name}={office.token}", "X-Purvey-Tenant": office.tenant}
    assert office.client.get("/v1/suppliers", headers=headers).is_success
    response = office.client.post("/v1/suppliers", json={"name": "A"}, headers=headers)
    refused(response, 401, "access.unauthenticated")


def test_a_client_of_another_machine_is_refused_even_with_the_token(office: Office) -> None:
    headers = {**office.headers("mia"), "X-Forwarded-For": FOREIGN}
    refused(office.client.get("/v1/suppliers", headers=headers), 401, "access.unauthenticated")
    response = office.client.post("/v1/suppliers", json={"name": "A"}, headers=headers)
    refused(response, 401, "access.unauthenticated")


def test_actor_tenant_and_roles_are_believed_with_the_token_only(office: Office) -> None:
    headers = office.headers("mia") | {"X-Purvey-Roles": "supplier_admin"}
    del headers["Authorization"]
    response = office.client.post("/v1/suppliers", json={"name": "A"}, headers=headers)
    refused(response, 401, "access.unauthenticated")


def test_an_act_of_long_ago_needs_a_role_beside_the_one_that_permits_it(office: Office) -> None:
    body = {"name": "A", "effective_at": "2010-01-01T00:00:00Z"}
    roles = {"X-Purvey-Roles": "supplier_admin"}
    told = refused(office.post("suppliers", body, "mia", roles), 403, "access.forbidden")
    assert told["values"] == {"permission": "backdate", "field": "effective_at"}
    roles = {"X-Purvey-Roles": "supplier_admin,late_entry"}
    assert office.post("suppliers", body, "mia", roles).is_success


def as_roles(office: Office, method: str, path: str, roles: str) -> httpx2.Response:
    """The request of somebody who holds these roles and no other."""
    headers = {**office.headers("mia"), "X-Purvey-Roles": roles}
    return office.client.request(method, path, headers=headers)


def test_an_auditor_reads_everything_and_changes_nothing(case: Story, document: Document) -> None:
    for path, method, _ in document.operations():
        if method == "get":
            answer = as_roles(case.office, "get", filled(document, path), "auditor")
            assert answer.status_code in (200, 404), (path, answer.text)
            continue
        response = case.office.client.post(
            filled(document, path),
            json=document.example(path),
            headers={**case.office.headers("mia"), "X-Purvey-Roles": "auditor"},
        )
        told = refused(response, 403, "access.forbidden")
        assert told["values"]["permission"]


def test_who_holds_no_role_reads_nothing(office: Office, document: Document) -> None:
    for path in document.queries:
        response = as_roles(office, "get", filled(document, path), ",")
        refused(response, 403, "access.forbidden")


def test_an_unknown_role_is_named(office: Office) -> None:
    told = refused(as_roles(office, "get", "/v1/suppliers", "buyer,chief"), 403, "access.forbidden")
    assert told["values"] == {"unknown": ["chief"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Purvey-Actor", ""),
        ("X-Purvey-Actor", "mia smith"),
        ("X-Purvey-Actor", "Mia"),
        ("X-Purvey-Actor", "a" * 65),
        ("X-Purvey-Tenant", "Demo"),
        ("X-Purvey-Tenant", "a.b"),
        ("X-Purvey-Tenant", "*"),
        ("X-Purvey-Tenant", "-a"),
        ("X-Purvey-Roles", "a" * 501),
    ],
)
def test_a_name_that_is_none_is_refused(office: Office, name: str, value: str) -> None:
    headers = {**office.headers("mia"), name: value}
    refused(office.client.get("/v1/suppliers", headers=headers), 422, "request.invalid")


def test_nobody_clears_what_he_proposed_himself(office: Office) -> None:
    supplier = office.do("suppliers", {"name": "A"}, "sam")["id"]
    response = office.post(f"suppliers/{supplier}/activate", {}, "sam")
    refused(response, 403, "supplier.self_cleared")
