"""The OpenAPI document: reviewed as a whole, and complete in every part."""

from tests.api.openapi import Document
from tests.golden.write_api import FOLDER, openapi_text, routes_text

MEANT_FOR_ALL = {"/healthz", "/readyz"}


def test_the_document_is_the_one_that_was_reviewed(document: Document) -> None:
    reviewed = (FOLDER / "openapi.json").read_text()
    assert openapi_text(document.content) == reviewed, "run: python -m tests.golden.write_api"


def test_every_route_is_in_the_list_of_reads_and_writes(document: Document) -> None:
    assert routes_text(document.content) == (FOLDER / "routes.txt").read_text()


def test_every_route_says_what_it_does_and_what_can_go_wrong(document: Document) -> None:
    names = []
    for path, method, operation in document.operations():
        where = f"{method} {path}"
        names.append(operation["operationId"])
        assert operation["summary"], where
        assert operation["description"].endswith("."), where
        (tag,) = operation["tags"]
        assert tag in {each["name"] for each in document.content["tags"]}, where
        for status, response in operation["responses"].items():
            if status.startswith("2"):
                continue
            content = document.resolved(response)["content"]["application/problem+json"]
            assert document.resolved(content["schema"])["title"] == "Problem", where
    assert len(names) == len(set(names)), "every operation has a name of its own"


def test_every_route_but_health_needs_the_token_and_takes_the_identity(document: Document) -> None:
    for path, method, operation in document.operations():
        if path in MEANT_FOR_ALL:
            assert "security" not in operation
            continue
        assert operation["security"] == [{"token": []}], path
        parameters = document.parameters(operation)
        headers = {each["name"].lower() for each in parameters if each["in"] == "header"}
        identity = {"x-purvey-actor", "x-purvey-roles", "x-purvey-tenant"}
        command = {"idempotency-key", "if-match"} if method == "post" else set()
        assert headers == identity | command, path
    assert document.content["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_every_body_has_a_closed_schema_and_an_example(document: Document) -> None:
    for path in document.commands:
        body = document.content["paths"][path]["post"]["requestBody"]["content"]
        schema = document.resolved(body["application/json"]["schema"])
        assert schema["additionalProperties"] is False, path
        own = set(schema["properties"]) - {"effective_at"}
        assert not own or document.example(path), path
        assert set(document.example(path)) <= set(schema["properties"]), path


def test_every_query_takes_a_moment(document: Document) -> None:
    for path in document.queries:
        if path not in ("/v1/status", "/v1/parked"):  # They tell how it is now.
            parameters = document.parameters(document.content["paths"][path]["get"])
            moments = {"from", "to"} if path == "/v1/differences" else {"as_of"}
            assert {*moments, "clock", "min_position"} <= {each["name"] for each in parameters}, (
                path
            )


def test_nothing_is_described_that_no_route_uses(document: Document) -> None:
    text = str(document.content["paths"]) + str(document.content["components"])
    for kind in ("schemas", "responses", "parameters"):
        for name in document.content["components"][kind]:
            assert f"#/components/{kind}/{name}" in text, name
